# %% [markdown]
"""
# Exercises 03 · The dispatch flow

They belong to [lesson 03](../03-the-dispatch-flow.ipynb). Each one stands alone:
do them in any order.

1. Run the cells of the exercise from its top.
2. Fill the gap, and run it.
3. Run the check. It says what it saw, what it wanted, and gives a hint.
   `hint=True` inside the brackets gives a second one.
"""

# %%
import signal_viz as sv

sv.configure(debug=False)

# %% [markdown]
"""
## Exercise · 03.1 The cheapest offer

The checkout asks all carriers what a parcel costs. A carrier that cannot carry it
answers `None`. Tomorrow a new carrier may join.

Write a function `cheapest(weight)`. It asks through `shipping_quote`, with `Checkout` as
sender and with the `weight`, and returns the lowest price.
"""

# %%
from django.dispatch import Signal

shipping_quote = Signal()


class Checkout:
    """The part of the shop where customers pay."""

# %%
def by_courier(sender, **kwargs):
    return 9


def by_drone(sender, weight, **kwargs):
    return 4 if weight <= 1 else None


def by_post(sender, weight, **kwargs):
    return 3 * weight

# %%
for carrier in (by_courier, by_drone, by_post):
    shipping_quote.connect(carrier)

# %% gap="03.1"
def cheapest(weight): ...  # replace the dots

# %% solution="03.1"
def cheapest(weight):
    offers = shipping_quote.send(sender=Checkout, weight=weight)
    return min(price for _, price in offers if price is not None)

# %% alternative="03.1"
def cheapest(weight):
    best = None
    for offer in shipping_quote.send_robust(Checkout, weight=weight):
        if isinstance(offer[1], int) and (best is None or offer[1] < best):
            best = offer[1]
    return best

# %% wrong="03.1" hint="misses those who join later"
def cheapest(weight):
    return min(by_courier(Checkout), by_post(Checkout, weight))

# %% wrong="03.1" hint="Receivers get only what you send along"
def cheapest(weight):
    offers = shipping_quote.send(sender=Checkout)
    return min(price for _, price in offers if price is not None)

# %% wrong="03.1" hint="answers None. Can you compare that?"
def cheapest(weight):
    offers = shipping_quote.send(sender=Checkout, weight=weight)
    return min(price for _, price in offers)

# %% wrong="03.1" hint="The price is the second one of each pair."
def cheapest(weight):
    offers = shipping_quote.send(sender=Checkout, weight=weight)
    return min((offer for offer in offers if offer[1]), key=lambda offer: offer[1])

# %% wrong="03.1" hint="Every answer counts"
def cheapest(weight):
    offers = shipping_quote.send(sender=Checkout, weight=weight)
    return offers[0][1]

# %% wrong="03.1" hint="0 is a price, and None is no price."
def cheapest(weight):
    offers = shipping_quote.send(sender=Checkout, weight=weight)
    return min(price for _, price in offers if price)

# %% wrong="03.1" hint="One send asks everybody."
def cheapest(weight):
    prices = []
    for place in range(len(shipping_quote.receivers)):
        offers = shipping_quote.send(sender=Checkout, weight=weight)
        prices.append(offers[place][1])
    return min(price for price in prices if price is not None)

# %% wrong="03.1" hint="Where does the number that you send come from?"
def cheapest(weight):
    offers = shipping_quote.send(sender=Checkout, weight=2)
    return min(price for _, price in offers if price is not None)

# %% wrong="03.1" hint="To print is not to return."
def cheapest(weight):
    offers = shipping_quote.send(sender=Checkout, weight=weight)
    print(min(price for _, price in offers if price is not None))

# %% wrong="03.1" hint="places, or names?"
def cheapest(weight):
    offers = shipping_quote.send(Checkout, weight)
    return min(price for _, price in offers if price is not None)

# %% wrong="03.1" hint="You compare whole pairs."
def cheapest(weight):
    return min(shipping_quote.send(sender=Checkout, weight=weight))

# %% wrong="03.1" hint="Which one of your prices does the customer want?"
def cheapest(weight):
    offers = shipping_quote.send(sender=Checkout, weight=weight)
    return sorted(price for _, price in offers if price is not None)

# %% wrong="03.1" hint="Which line does its error point to?"
def cheapest(weight):
    offers = shipping_quote.send(sender=Checkout, weight=weight)
    return min(price for _, price in dict(offers) if price is not None)

# %% wrong="03.1" hint="The first argument of send() says who asks."
def cheapest(weight):
    offers = shipping_quote.send(sender=None, weight=weight)
    return min(price for _, price in offers if price is not None)

# %% [markdown]
"""
See what your function does:
"""

# %%
flow = sv.watch(shipping_quote)
print("2 kg:", cheapest(2))
flow

# %% check="03.1"
sv.check("03.1")

# %% [markdown]
"""
## Predict · 03.2 Two sends

Read the four cells. One receiver sends another signal, and one changes the list.
Do not send yet: **first** answer, **then** prove it.
"""

# %%
from django.dispatch import Signal

order_paid, order_shipped = Signal(), Signal()


class Checkout:
    """The part of the shop where customers pay."""


class Warehouse:
    """The part of the shop that packs and ships."""

# %%
def pack_parcel(sender, **kwargs):
    order_shipped.send(sender=Warehouse)


def hire_wrapper(sender, **kwargs):
    order_paid.connect(wrap_gift)


def wrap_gift(sender, **kwargs):
    """Wrap it in paper."""

# %%
def call_courier(sender, **kwargs):
    """Ask for a van."""


def send_tracking_number(sender, **kwargs):
    """Say where the parcel is."""


def send_confirmation(sender, **kwargs):
    """Thank the customer."""

# %%
order_shipped.connect(call_courier)
order_shipped.connect(send_tracking_number)
order_paid.connect(hire_wrapper)
order_paid.connect(pack_parcel)
order_paid.connect(send_confirmation)

# %% [markdown]
"""
`order_paid.send(sender=Checkout)` is run two times.

* `first`: the names of all receivers, of both signals, that begin to run in the first
  send, in the order of the calls.
* `second`: the same for the second send.
"""

# %% gap="03.2"
first = ...  # for example ["one", "two"]
second = ...

# %% solution="03.2"
inner = ["call_courier", "send_tracking_number"]
first = ["hire_wrapper", "pack_parcel", *inner, "send_confirmation"]
second = [*first, "wrap_gift"]

# %% alternative="03.2"
first = [hire_wrapper, pack_parcel, call_courier, send_tracking_number]
first.append(send_confirmation)
second = (*first, wrap_gift)

# %% wrong="03.2" hint="A send inside a receiver runs to its end."
first = ["hire_wrapper", "pack_parcel", "send_confirmation"]
first += ["call_courier", "send_tracking_number"]
second = [*first, "wrap_gift"]

# %% wrong="03.2" hint="When does send() make up its mind whom to call?"
first = ["hire_wrapper", "pack_parcel", "call_courier", "send_tracking_number"]
first += ["send_confirmation", "wrap_gift"]
second = first

# %% wrong="03.2" hint="Who hears that?"
first = ["hire_wrapper", "pack_parcel", "send_confirmation"]
second = [*first, "wrap_gift"]

# %% wrong="03.2" hint="A change counts from the next send on."
first = ["hire_wrapper", "pack_parcel", "call_courier", "send_tracking_number"]
first += ["send_confirmation"]
second = first

# %% wrong="03.2" hint="Does anybody of the first send stay away"
first = ["hire_wrapper", "pack_parcel", "call_courier", "send_tracking_number"]
first += ["send_confirmation"]
second = ["wrap_gift"]

# %% wrong="03.2" hint="Who runs twice in the second one?"
first = ["hire_wrapper", "pack_parcel", "call_courier", "send_tracking_number"]
first += ["send_confirmation"]
second = [*first, *first, "wrap_gift"]

# %% wrong="03.2" hint="At which place of the list does a new receiver stand?"
first = ["hire_wrapper", "pack_parcel", "call_courier", "send_tracking_number"]
first += ["send_confirmation"]
second = ["hire_wrapper", "wrap_gift", *first[1:]]

# %% wrong="03.2" hint="Does that add a call?"
first = ["hire_wrapper", "pack_parcel", "call_courier", "send_tracking_number"]
first += ["send_confirmation"]
second = [*first, "wrap_gift", "wrap_gift"]

# %% wrong="03.2" hint="with those inside it right below"
first = ["call_courier", "send_tracking_number", "hire_wrapper", "pack_parcel"]
first += ["send_confirmation"]
second = [*first, "wrap_gift"]

# %% check="03.2"
sv.check("03.2")

# %% [markdown]
"""
Now prove it. The picture shows the second send; on it you can go back to the first.
"""

# %%
order_paid.disconnect(wrap_gift)
flow = sv.watch(order_paid, order_shipped)
order_paid.send(sender=Checkout)
order_paid.send(sender=Checkout)
flow

# %% [markdown]
"""
## Fix · 03.3 A checkout that goes on

*Dracula* is sold out, and `reserve_stock` raises. Then the customer gets no
confirmation, and the audit log has no line. And `pay` cannot say who failed.

Mend `pay`:

1. It sends `order_paid` once, and **all** receivers are called.
2. It returns the list of the names of those that failed. Where nobody fails, the list
   is empty.

Leave the receivers as they are.
"""

# %%
from django.dispatch import Signal

order_paid = Signal()
outbox = []
audit_log = []


class Checkout:
    """The part of the shop where customers pay."""

# %%
def reserve_stock(sender, item, **kwargs):
    if item == "Dracula":
        raise ValueError("sold out")


def send_confirmation(sender, item, **kwargs):
    outbox.append(item)


def write_audit_log(sender, item, **kwargs):
    audit_log.append(item)

# %%
order_paid.connect(reserve_stock)
order_paid.connect(send_confirmation)
order_paid.connect(write_audit_log)

# %% gap="03.3"
def pay(item):
    failed = []
    try:
        order_paid.send(sender=Checkout, item=item)
    except ValueError:
        failed.append("somebody")
    return failed

# %% solution="03.3"
def pay(item):
    failed = []
    for receiver, answer in order_paid.send_robust(sender=Checkout, item=item):
        if isinstance(answer, Exception):
            failed.append(receiver.__name__)
    return failed

# %% alternative="03.3"
def pay(item):
    answers = dict(order_paid.send_robust(Checkout, item=item))
    return tuple(one for one in answers if isinstance(answers[one], BaseException))

# %% wrong="03.3" hint="A try round send() catches the exception, but the send is over."
def pay(item):
    try:
        order_paid.send(sender=Checkout, item=item)
    except (ValueError, LookupError):
        return ["reserve_stock"]
    return []

# %% wrong="03.3" hint="look through the list that it returns"
def pay(item):
    failed = []
    try:
        order_paid.send_robust(sender=Checkout, item=item)
    except ValueError:
        failed.append("somebody")
    return failed

# %% wrong="03.3" hint="How can you tell an exception from any other answer?"
def pay(item):
    answers = order_paid.send_robust(sender=Checkout, item=item)
    return [receiver.__name__ for receiver, answer in answers]

# %% wrong="03.3" hint="not every exception is a ValueError"
def pay(item):
    answers = order_paid.send_robust(sender=Checkout, item=item)
    return [one.__name__ for one, answer in answers if isinstance(answer, ValueError)]

# %% wrong="03.3" hint="Who raised it is the first."
def pay(item):
    answers = order_paid.send_robust(sender=Checkout, item=item)
    return [answer for _, answer in answers if isinstance(answer, Exception)]

# %% wrong="03.3" hint="Who calls the receivers by hand must know them all."
def pay(item):
    failed = []
    for receiver in (reserve_stock, send_confirmation, write_audit_log):
        try:
            receiver(sender=Checkout, item=item)
        except ValueError:
            failed.append(receiver.__name__)
    return failed

# %% wrong="03.3" hint="An exception is an answer, and so is a text."
def pay(item):
    answers = order_paid.send_robust(sender=Checkout, item=item)
    return [receiver.__name__ for receiver, answer in answers if answer]

# %% wrong="03.3" hint="What do the receivers need to know?"
def pay(item):
    answers = order_paid.send_robust(sender=Checkout)
    return [one.__name__ for one, answer in answers if isinstance(answer, Exception)]

# %% wrong="03.3" hint="To print is not to return."
def pay(item):
    for receiver, answer in order_paid.send_robust(sender=Checkout, item=item):
        if isinstance(answer, Exception):
            print(receiver.__name__)

# %% wrong="03.3" hint="What is in the square brackets of a list?"
def pay(item):
    for receiver, answer in order_paid.send_robust(sender=Checkout, item=item):
        if isinstance(answer, Exception):
            return receiver.__name__
    return []

# %% wrong="03.3" hint="In which attribute does a function keep its name?"
def pay(item):
    answers = order_paid.send_robust(sender=Checkout, item=item)
    return [str(one) for one, answer in answers if isinstance(answer, Exception)]

# %% wrong="03.3" hint="Make a new list in each call"
failed = []


def pay(item):
    for receiver, answer in order_paid.send_robust(sender=Checkout, item=item):
        if isinstance(answer, Exception) and receiver.__name__ not in failed:
            failed.append(receiver.__name__)
    return failed

# %% wrong="03.3" hint="Do not raise what you find in the list."
def pay(item):
    for _, answer in order_paid.send_robust(sender=Checkout, item=item):
        if answer is not None:
            raise answer
    return []

# %% [markdown]
"""
See what your `pay` does:
"""

# %%
flow = sv.watch(order_paid)
print("failed:", pay("Dracula"))
print("outbox:", outbox)
flow

# %% check="03.3"
sv.check("03.3")

# %% [markdown]
"""
## See · 03.4 Explain a trace

The order is paid, the parcel is packed, and something goes wrong. The shop sends
with `send_robust()`, the warehouse with `send()`. Run the cells, and read the picture.
"""

# %%
from django.dispatch import Signal

order_paid, order_shipped = Signal(), Signal()


class Checkout:
    """The part of the shop where customers pay."""


class Warehouse:
    """The part of the shop that packs and ships."""

# %%
def pack_parcel(sender, **kwargs):
    order_shipped.send(sender=Warehouse)


def print_label(sender, **kwargs):
    raise ValueError("no address")

# %%
def call_courier(sender, **kwargs):
    """Ask for a van."""


def send_tracking_number(sender, **kwargs):
    """Say where the parcel is."""


def send_confirmation(sender, **kwargs):
    """Thank the customer."""

# %%
for receiver in (pack_parcel, send_confirmation):
    order_paid.connect(receiver)
for receiver in (call_courier, print_label, send_tracking_number):
    order_shipped.connect(receiver)

flow = sv.watch(order_paid, order_shipped)
answers = order_paid.send_robust(sender=Checkout)
flow

# %% [markdown]
"""
* `first_raised`: which receiver raised first?
* `passed_on`: through which receiver did the exception pass on its way up?
* `never_reached`: which receiver was never called?
* `errors`: how many exceptions are in the list `answers`? Do not print it: think.
"""

# %% gap="03.4"
first_raised = ...  # for example "one"
passed_on = ...
never_reached = ...
errors = ...  # a number

# %% solution="03.4"
first_raised = "print_label"
passed_on = "pack_parcel"
never_reached = "send_tracking_number"
errors = 1

# %% alternative="03.4"
first_raised = print_label
passed_on = pack_parcel
never_reached = "send_tracking_number()"
errors = sum(isinstance(answer, Exception) for _, answer in answers)

# %% wrong="03.4" hint="Look at who has a ✕ inside it."
first_raised = "pack_parcel"
passed_on = "print_label"
never_reached = "send_tracking_number"
errors = 1

# %% wrong="03.4" hint="Which receiver of order_paid sent the inner signal?"
first_raised = "print_label"
passed_on = "send_confirmation"
never_reached = "send_tracking_number"
errors = 1

# %% wrong="03.4" hint="One of the two sends goes on after an exception"
first_raised = "print_label"
passed_on = "pack_parcel"
never_reached = "send_confirmation"
errors = 1

# %% wrong="03.4" hint="The list has one pair for each receiver of order_paid"
first_raised = "print_label"
passed_on = "pack_parcel"
never_reached = "send_tracking_number"
errors = 2

# %% wrong="03.4" hint="Where does it put that?"
first_raised = "print_label"
passed_on = "pack_parcel"
never_reached = "send_tracking_number"
errors = 0

# %% wrong="03.4" hint="Only a card with a ✕ has raised."
first_raised = "send_tracking_number"
passed_on = "pack_parcel"
never_reached = "send_tracking_number"
errors = 1

# %% check="03.4"
sv.check("03.4")

# %% [markdown]
"""
Does the wall hold? Change `send_robust` to `send` in the cell above, and run it:
now the exception arrives in your cell.

`sv.progress()` shows what you have solved.
"""

# %% [markdown]
"""
# Exercises 04 · Custom signals

They belong to [lesson 04](../04-custom-signals.ipynb). Each one stands alone:
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
## Exercise · 04.1 A signal of your own

The warehouse should tell everybody when a book gets scarce.

Write `take(item)`. It takes one copy of `item` off `stock`. If **fewer than three** are
left then, it sends `stock_low` with the class `Warehouse` as sender, and with two
arguments: `item`, and `left`, the number of copies that are left.
"""

# %%
from django.dispatch import Signal

stock = {"Emma": 4, "Dracula": 9}


class Warehouse:
    """The part of the shop that packs and ships."""

# %% gap="04.1"
stock_low = Signal()


def take(item): ...  # replace the dots

# %% solution="04.1"
stock_low = Signal()


def take(item):
    stock[item] -= 1
    if stock[item] < 3:
        stock_low.send(sender=Warehouse, item=item, left=stock[item])

# %% alternative="04.1"
stock_low = Signal()


def take(item):
    left = stock[item] = stock.get(item) - 1
    if left not in range(3, 1000):
        return stock_low.send_robust(Warehouse, left=left, item=item)
    return []

# %% wrong="04.1" hint="A signal declares no arguments."
stock_low = Signal(["item", "left"])


def take(item):
    stock[item] -= 1
    if stock[item] < 3:
        stock_low.send(sender=Warehouse, item=item, left=stock[item])

# %% wrong="04.1" hint="What does the shop have to hear, and what not?"
stock_low = Signal()


def take(item):
    stock[item] -= 1
    stock_low.send(sender=Warehouse, item=item, left=stock[item])

# %% wrong="04.1" hint="Is three fewer than three?"
stock_low = Signal()


def take(item):
    stock[item] -= 1
    if stock[item] <= 3:
        stock_low.send(sender=Warehouse, item=item, left=stock[item])

# %% wrong="04.1" hint="First it happens, then you say that it has happened."
stock_low = Signal()


def take(item):
    if stock[item] < 4:
        stock_low.send(sender=Warehouse, item=item, left=stock[item] - 1)
    stock[item] -= 1

# %% wrong="04.1" hint="An object of a class is another sender than the class."
stock_low = Signal()


def take(item):
    stock[item] -= 1
    if stock[item] < 3:
        stock_low.send(sender=Warehouse(), item=item, left=stock[item])

# %% wrong="04.1" hint="Receivers find an argument by its name."
stock_low = Signal()


def take(item):
    stock[item] -= 1
    if stock[item] < 3:
        stock_low.send(sender=Warehouse, title=item, left=stock[item])

# %% wrong="04.1" hint="A signal sends nothing by itself."
stock_low = Signal()


def take(item):
    stock[item] -= 1

# %% wrong="04.1" hint="before the copy is gone, or after?"
stock_low = Signal()


def take(item):
    if stock[item] < 3:
        stock_low.send(sender=Warehouse, item=item, left=stock[item])
    stock[item] -= 1

# %% wrong="04.1" hint="Which other numbers are?"
stock_low = Signal()


def take(item):
    stock[item] -= 1
    if stock[item] == 2:
        stock_low.send(sender=Warehouse, item=item, left=stock[item])

# %% wrong="04.1" hint="left is what is in stock after the copy has gone."
stock_low = Signal()


def take(item):
    stock[item] -= 1
    if stock[item] < 3:
        stock_low.send(sender=Warehouse, item=item, left=2)

# %% wrong="04.1" hint="Which title does take get?"
stock_low = Signal()


def take(item):
    stock["Emma"] -= 1
    if stock["Emma"] < 3:
        stock_low.send(sender=Warehouse, item="Emma", left=stock["Emma"])

# %% wrong="04.1" hint="Who takes the copy off the shelf?"
stock_low = Signal()


def take(item):
    left = stock[item] - 1
    if left < 3:
        stock_low.send(sender=Warehouse, item=item, left=left)

# %% [markdown]
"""
See what your function does:
"""

# %%
def order_from_publisher(sender, **kwargs):
    """Ask for more."""


stock.update({"Emma": 4, "Dracula": 9})
stock_low.connect(order_from_publisher)
flow = sv.watch(stock_low)
take("Emma")
take("Emma")
print(stock)
flow

# %% check="04.1"
sv.check("04.1")

# %% [markdown]
"""
## Predict · 04.2 Who hears it?

Two signals, one model, four receivers. Read the cells.
Do not save or send yet: **first** answer, **then** prove it.
"""

# %%
from django.db import models
from django.db.models.signals import post_save
from django.dispatch import Signal

sv.reset()
order_paid = Signal()


def write_audit_log(sender, **kwargs):
    """Write one line."""


def reserve_stock(sender, **kwargs):
    """Put one book aside."""

# %%
def send_confirmation(sender, **kwargs):
    """Thank the customer."""


def update_search_index(sender, **kwargs):
    """Tell the search machine."""


post_save.connect(write_audit_log, sender="notebook.Order")
post_save.connect(update_search_index)
order_paid.connect(reserve_stock, sender="notebook.Order")
order_paid.connect(update_search_index)

# %%
class Order(models.Model):
    item = models.CharField(max_length=40)


class GiftOrder(Order):
    """An order that is wrapped."""

    class Meta:
        proxy = True


sv.create_tables(Order)
order_paid.connect(send_confirmation, sender=Order)

# %% [markdown]
"""
* `saved`: who runs, in order, in `Order.objects.create(item="Emma")`?
* `paid`: who runs, in order, in `order_paid.send(sender=Order)`?
* `gift`: who runs, in order, in `order_paid.send(sender=GiftOrder)`?
"""

# %% gap="04.2"
saved = ...  # for example ["one", "two"]
paid = ...
gift = ...

# %% solution="04.2"
saved = ["update_search_index", "write_audit_log"]
paid = ["update_search_index", "send_confirmation"]
gift = ["update_search_index"]

# %% alternative="04.2"
saved = (update_search_index, write_audit_log)
paid = (update_search_index, send_confirmation)
gift = [update_search_index]

# %% wrong="04.2" hint="When does a lazy receiver come onto the list?"
saved = ["write_audit_log", "update_search_index"]
paid = ["update_search_index", "send_confirmation"]
gift = ["update_search_index"]

# %% wrong="04.2" hint="Read the lines that connect to order_paid, from the top."
saved = ["update_search_index", "write_audit_log"]
paid = ["send_confirmation", "update_search_index"]
gift = ["update_search_index"]

# %% wrong="04.2" hint="Which signals look up a class by its name?"
saved = ["update_search_index", "write_audit_log"]
paid = ["reserve_stock", "update_search_index", "send_confirmation"]
gift = ["update_search_index"]

# %% wrong="04.2" hint="A signal for models waits for the class."
saved = ["update_search_index"]
paid = ["update_search_index", "send_confirmation"]
gift = ["update_search_index"]

# %% wrong="04.2" hint="A subclass is another object than its parent."
saved = ["update_search_index", "write_audit_log"]
paid = ["update_search_index", "send_confirmation"]
gift = ["update_search_index", "send_confirmation"]

# %% wrong="04.2" hint="Each signal has its own list."
saved = ["update_search_index", "write_audit_log", "send_confirmation"]
paid = ["update_search_index", "send_confirmation"]
gift = ["update_search_index"]

# %% wrong="04.2" hint="Who has no sender= hears every sender."
saved = ["update_search_index", "write_audit_log"]
paid = ["send_confirmation"]
gift = []

# %% check="04.2"
sv.check("04.2")

# %% [markdown]
"""
Now prove it. On the picture you can go back to the earlier sends.
"""

# %%
flow = sv.watch(post_save, order_paid, senders=[Order, GiftOrder])
Order.objects.create(item="Emma")
order_paid.send(sender=Order)
order_paid.send(sender=GiftOrder)
flow

# %% [markdown]
"""
## Fix · 04.3 An old signal

The shop has a checkout with a cashier, and a kiosk where nobody sits. This is how it
should be:

* The checkout sends with `sender=Checkout`. One book is put aside, and the customer
  gets a mail.
* The kiosk sends with `sender=None`. One book is put aside, and there is **no** mail:
  the kiosk does not know the customer.

Two lines come from an old tutorial. At the kiosk the sale stops with a `TypeError`, and
nobody ever got a mail. Mend these lines.
"""

# %%
from django.dispatch import Signal

put_aside, outbox = [], []


class Checkout:
    """The part of the shop where customers pay."""


def reserve_stock(sender, item, **kwargs):
    put_aside.append(item)


def send_confirmation(sender, item, **kwargs):
    outbox.append(item)

# %% gap="04.3"
order_paid = Signal(["item"])
order_paid.connect(reserve_stock)
order_paid.connect(send_confirmation, sender="shop.Checkout")

# %% solution="04.3"
order_paid = Signal()
order_paid.connect(reserve_stock)
order_paid.connect(send_confirmation, sender=Checkout)

# %% alternative="04.3"
order_paid = Signal(use_caching=False)
order_paid.connect(reserve_stock)


def thank(sender, item, **kwargs):
    if sender is Checkout:
        outbox.append(item)


order_paid.connect(thank)

# %% wrong="04.3" hint="An unnamed list in the brackets is no list of names."
order_paid = Signal(["item"])
order_paid.connect(reserve_stock)
order_paid.connect(send_confirmation, sender=Checkout)

# %% wrong="04.3" hint="Caching holds each sender weakly."
order_paid = Signal(use_caching=True)
order_paid.connect(reserve_stock)
order_paid.connect(send_confirmation, sender=Checkout)

# %% wrong="04.3" hint="Does connect() wait for it, or for a text or an object?"
order_paid = Signal()
order_paid.connect(reserve_stock)
order_paid.connect(send_confirmation, sender="shop.Checkout")

# %% wrong="04.3" hint="Is everybody connected once?"
order_paid = Signal()
order_paid.connect(reserve_stock)
order_paid.connect(reserve_stock, sender=Checkout)
order_paid.connect(send_confirmation, sender=Checkout)

# %% wrong="04.3" hint="Without sender=, a receiver hears the kiosk, too."
order_paid = Signal()
order_paid.connect(reserve_stock)
order_paid.connect(send_confirmation)

# %% wrong="04.3" hint="sender=None at connect() means: from anybody."
order_paid = Signal()
order_paid.connect(reserve_stock, sender=Checkout)
order_paid.connect(send_confirmation, sender=Checkout)

# %% [markdown]
"""
See who is called:
"""

# %%
flow = sv.watch(order_paid)
for sender in (Checkout, None):
    try:
        order_paid.send(sender=sender, item="Emma")
    except TypeError as error:
        print("the sale stops:", error)
print("put aside:", put_aside, "mails:", outbox)
flow

# %% check="04.3"
sv.check("04.3")

# %% [markdown]
"""
## See · 04.4 Who sent how?

`charge_card` refuses every card. Four colleagues have sent `order_paid`, each in another
one of the four ways: `send`, `send_robust`, `asend`, `asend_robust`. The list `ways` is
shuffled, so you do not know who took which.
"""

# %%
import inspect
import zlib

from django.dispatch import Signal

order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


ways = ["send", "send_robust", "asend", "asend_robust"]
ways.sort(key=lambda way: zlib.crc32(way.encode()))  # nobody knows this order

# %%
def reserve_stock(sender, **kwargs):
    """Put one book aside."""


def charge_card(sender, **kwargs):
    raise ValueError("card refused")


def send_confirmation(sender, **kwargs):
    """Thank the customer."""


for receiver in (reserve_stock, charge_card, send_confirmation):
    order_paid.connect(receiver)

# %%
recordings = {}
for name, way in zip(("Ada", "Ben", "Cleo", "Dan"), ways, strict=True):
    with sv.trace(order_paid) as trace:
        try:
            answers = getattr(order_paid, way)(sender=Checkout)
            if inspect.isawaitable(answers):
                await answers
        except ValueError:
            pass
    recordings[name] = trace

# %% [markdown]
"""
Here are their recordings. They say in which thread each receiver ran, and how it ended.
"""

# %%
for name, trace in recordings.items():
    print(name)
    for call in trace.dispatches[0].calls:
        where = f"in {call.thread}" if call.thread else "-"
        print(f"  {call.receiver:18} {call.state:12} {where}")

# %% [markdown]
"""
Which way did each of them take? Find it out from the recordings.
"""

# %% gap="04.4"
ada = ...  # for example "send"
ben = ...
cleo = ...
dan = ...

# %% solution="04.4"
ada = "asend_robust"
ben = "send"
cleo = "send_robust"
dan = "asend"

# %% alternative="04.4"
ada, ben, cleo, dan = (trace.dispatches[0].method for trace in recordings.values())

# %% wrong="04.4" hint="Whose send_confirmation has run?"
ada = "asend"
ben = "send_robust"
cleo = "send"
dan = "asend_robust"

# %% wrong="04.4" hint="In which thread do plain receivers run under asend()?"
ada = "send_robust"
ben = "asend"
cleo = "asend_robust"
dan = "send"

# %% wrong="04.4" hint="Each way was taken by one of them."
ada = "send"
ben = "send_robust"
cleo = "send_robust"
dan = "send"

# %% wrong="04.4" hint="Copy the names from the text of this exercise."
ada = "stops"
ben = "goes on"
cleo = "stops, async"
dan = "goes on, async"

# %% check="04.4"
sv.check("04.4")

# %% [markdown]
"""
Now look at `ways`. And at one of the recordings as a picture:
"""

# %%
flow = recordings["Ada"]
flow

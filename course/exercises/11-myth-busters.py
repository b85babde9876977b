# %% [markdown]
"""
# Exercises 11 · Myth busters

They belong to [lesson 11](../11-myth-busters.ipynb). Each one stands alone:
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
## Predict · 11.1 Six sentences

You find these six sentences in an answer on the web. All receivers are plain functions,
and `DEBUG` is `False`.

* **A** “A receiver that was connected without a sender also hears `send(sender=None)`.”
* **B** “If you connect a receiver again, it moves to the end of the list.”
* **C** “With `dispatch_uid`, a second receiver takes the place of the first one.”
* **D** “`send_robust()` calls those that stand behind one that raises.”
* **E** “`**kwargs` can be left out if the receiver names all that the sender sends.”
* **F** “A receiver that is disconnected during a send can still be called in it.”

Commit: which of them are true? The check runs all six, with this class:
"""

# %%
from django.dispatch import Signal

# %% gap="11.1"
true_ones = ...  # for example ["A", "B"]

# %% solution="11.1"
true_ones = ["A", "D", "F"]

# %% alternative="11.1"
true_ones = "f d a".upper().split()

# %% alternative="11.1"
true_ones = "A, D, F"

# %% wrong="11.1" hint="None is a sender, too. Who hears every sender?"
true_ones = ["D", "F"]

# %% wrong="11.1" hint="What does connect() do if the pair is on the list already?"
true_ones = ["A", "B", "D", "F"]

# %% wrong="11.1" hint="The place is taken. Who has to go?"
true_ones = ["A", "C", "D", "F"]

# %% wrong="11.1" hint="What makes send_robust() robust?"
true_ones = ["A", "F"]

# %% wrong="11.1" hint="One argument comes that no sender writes."
true_ones = ["A", "D", "E", "F"]

# %% wrong="11.1" hint="When does send() make up its mind whom to call?"
true_ones = ["A", "D"]

# %% check="11.1"
sv.check("11.1")

# %% [markdown]
"""
## Exercise · 11.2 An experiment that can fail

A colleague says: “With the same `dispatch_uid`, the second receiver takes the place of the
first one.” Do not argue. Write the experiment.

Write `second_wins(signal)`. It is given a new signal, and

1. connects two receivers of your own to it, both with the same `dispatch_uid`,
2. sends the signal,
3. returns `True` if the second receiver was called, else `False`.

The check runs it twice: with Django's own `Signal`, and with one in which the colleague is
right. An experiment that is worth something tells the two apart.
"""

# %%
from django.dispatch import Signal

signal = Signal()  # to try it: second_wins(signal)

# %% gap="11.2"
def second_wins(signal): ...  # replace the dots

# %% solution="11.2"
def second_wins(signal):
    def first(**kwargs):
        return "first"

    def second(**kwargs):
        return "second"

    signal.connect(first, dispatch_uid="mail")
    signal.connect(second, dispatch_uid="mail")
    return "second" in [answer for _, answer in signal.send(sender=None)]

# %% alternative="11.2"
from django.dispatch import receiver

heard = []


def second_wins(signal):
    heard.clear()

    @receiver(signal, dispatch_uid=1, weak=False)
    def one(sender, **kwargs):
        heard.append(1)

    @receiver(signal, dispatch_uid=1, weak=False)
    def two(sender, **kwargs):
        heard.append(2)

    signal.send_robust(sender=object)
    return 2 in heard

# %% wrong="11.2" hint="Before a send, nobody is called."
def second_wins(signal):
    def first(**kwargs):
        return "first"

    def second(**kwargs):
        return "second"

    signal.connect(first, dispatch_uid="mail")
    signal.connect(second, dispatch_uid="mail")
    return len(signal.receivers) > 1

# %% wrong="11.2" hint="The sentence speaks of one name for both."
def second_wins(signal):
    def first(**kwargs):
        return "first"

    def second(**kwargs):
        return "second"

    signal.connect(first, dispatch_uid="first")
    signal.connect(second, dispatch_uid="second")
    return "second" in [answer for _, answer in signal.send(sender=None)]

# %% wrong="11.2" hint="Without a dispatch_uid"
def second_wins(signal):
    def first(**kwargs):
        return "first"

    def second(**kwargs):
        return "second"

    signal.connect(first)
    signal.connect(second)
    return "second" in [answer for _, answer in signal.send(sender=None)]

# %% wrong="11.2" hint="Who holds yours until the send?"
def second_wins(signal):
    heard = []
    signal.connect(lambda **kwargs: heard.append(1), dispatch_uid="mail")
    signal.connect(lambda **kwargs: heard.append(2), dispatch_uid="mail")
    signal.send(sender=None)
    return 2 in heard

# %% wrong="11.2" hint="Which one do you connect to?"
def second_wins(signal):
    def first(**kwargs):
        return "first"

    def second(**kwargs):
        return "second"

    mine = Signal()
    mine.connect(first, dispatch_uid="mail")
    mine.connect(second, dispatch_uid="mail")
    return "second" in [answer for _, answer in mine.send(sender=None)]

# %% wrong="11.2" hint="What you found must come back to whoever asks"
def second_wins(signal):
    def first(**kwargs):
        return "first"

    def second(**kwargs):
        return "second"

    signal.connect(first, dispatch_uid="mail")
    signal.connect(second, dispatch_uid="mail")
    print(signal.send(sender=None)[0][1])

# %% wrong="11.2" hint="How could you tell which one was called?"
def second_wins(signal):
    def mail(**kwargs):
        return "mail"

    signal.connect(mail, dispatch_uid="mail")
    signal.connect(mail, dispatch_uid="mail")
    return len(signal.send(sender=None)) == 2

# %% wrong="11.2" hint="It says the same, whatever happens."
def second_wins(signal):
    def first(**kwargs):
        return "first"

    def second(**kwargs):
        return "second"

    signal.connect(first, dispatch_uid="mail")
    signal.connect(second, dispatch_uid="mail")
    return len(signal.send(sender=None)) == 2

# %% wrong="11.2" hint="Which of the two does your last line look for?"
def second_wins(signal):
    def first(**kwargs):
        return "first"

    def second(**kwargs):
        return "second"

    signal.connect(first, dispatch_uid="mail")
    signal.connect(second, dispatch_uid="mail")
    return "first" in [answer for _, answer in signal.send(sender=None)]

# %% wrong="11.2" hint="Turn what you found into a yes or a no."
def second_wins(signal):
    def first(**kwargs):
        return "first"

    def second(**kwargs):
        return "second"

    signal.connect(first, dispatch_uid="mail")
    signal.connect(second, dispatch_uid="mail")
    return signal.send(sender=None)

# %% check="11.2"
sv.check("11.2")

# %% [markdown]
"""
Your verdict for the colleague:
"""

# %%
signal = Signal()
flow = sv.watch(signal)
print("the second one wins:", bool(second_wins(signal)))
flow

# %% [markdown]
"""
## Fix · 11.3 A page of an old book

This is from a book of 2018. In today's Django nothing comes into `lines`. Mend the
code of the page, so that

1. each paid order gives one line, whoever sends, also with `sender=None`;
2. it goes on working when the sender sends one more argument some day;
3. `open_shop()` may run as often as it likes: still one line for an order.
"""

# %%
from django.dispatch import Signal

lines = []


class Checkout:
    """The part of the shop where customers pay."""

# %% gap="11.3"
order_paid = Signal(["item"])


def open_shop():
    order_paid.connect(lambda sender, item: lines.append(item))


open_shop()

# %% solution="11.3"
order_paid = Signal()  # sends: item


def write_line(sender, item, **kwargs):
    lines.append(item)


def open_shop():
    order_paid.connect(write_line)


open_shop()

# %% alternative="11.3"
order_paid = Signal()


def open_shop():
    def write_line(**kwargs):
        lines.append(kwargs["item"])

    order_paid.connect(write_line, weak=False, dispatch_uid="lines")


open_shop()

# %% wrong="11.3" hint="What does today's Django take the list for?"
order_paid = Signal(["item"])


def write_line(sender, item, **kwargs):
    lines.append(item)


def open_shop():
    order_paid.connect(write_line)


open_shop()

# %% wrong="11.3" hint="When open_shop() is over, who holds what it has made"
order_paid = Signal()


def open_shop():
    order_paid.connect(lambda sender, item, **kwargs: lines.append(item))


open_shop()

# %% wrong="11.3" hint="Each run makes a new function"
order_paid = Signal()


def open_shop():
    order_paid.connect(lambda item, **kwargs: lines.append(item), weak=False)


open_shop()

# %% wrong="11.3" hint="What does Signal() take today?"
order_paid = Signal(providing_args=["item"])


def write_line(sender, item, **kwargs):
    lines.append(item)


def open_shop():
    order_paid.connect(write_line)


open_shop()

# %% wrong="11.3" hint="One entry hears everybody, another one hears Checkout."
order_paid = Signal()


def write_line(sender, item, **kwargs):
    lines.append(item)


def open_shop():
    order_paid.connect(write_line)
    order_paid.connect(write_line, sender=Checkout)


open_shop()

# %% wrong="11.3" hint="A receiver must take any argument by name"
order_paid = Signal()


def write_line(sender, item):
    lines.append(item)


def open_shop():
    order_paid.connect(write_line)


open_shop()

# %% wrong="11.3" hint="Whoever names a sender hears no other."
order_paid = Signal()


def write_line(sender, item, **kwargs):
    lines.append(item)


def open_shop():
    order_paid.connect(write_line, sender=Checkout)


open_shop()

# %% wrong="11.3" hint="Name what comes today, and leave room for tomorrow."
order_paid = Signal()


def write_line(signal, sender, item):
    lines.append(item)


def open_shop():
    order_paid.connect(write_line)


open_shop()

# %% check="11.3"
sv.check("11.3")

# %% [markdown]
"""
## See · 11.4 Four who are silent

`order_paid` is sent, and two receivers run. Four others were meant to run, too.
Run the cells, and look at the picture.
"""

# %%
from django.dispatch import Signal

order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


class GiftShop:
    """The part of the shop that sells wrapped books."""

# %%
def reserve_stock(sender, **kwargs):
    """Put one book aside."""


def wrap_gift(sender, **kwargs):
    """Wrap it in paper."""


def charge_card(sender, **kwargs):
    raise ValueError("card refused")

# %%
def print_label(sender, **kwargs):
    """Print the address."""


def send_confirmation(sender, **kwargs):
    """Thank the customer."""


def send_newsletter(sender, **kwargs):
    """Tell of new books."""

# %%
flow = sv.watch(order_paid)
order_paid.connect(send_newsletter)
order_paid.connect(reserve_stock, dispatch_uid="stock")
order_paid.connect(print_label, dispatch_uid="stock")
order_paid.connect(wrap_gift, sender=GiftShop)
order_paid.connect(charge_card)
order_paid.connect(send_confirmation)
flow

# %%
del send_newsletter
try:
    order_paid.send(sender=Checkout)
except ValueError:
    print("card refused")
flow

# %% [markdown]
"""
Each of the four has one of these reasons. (One reason is left over.)
"""

# %%
GONE = "nobody holds it"
OTHER_SENDER = "it waits for another sender"
NOT_REACHED = "one before it raised"
TAKEN = "its dispatch_uid was taken"
OTHER_SIGNAL = "it is connected to another signal"

# %% gap="11.4"
why = {
    "send_newsletter": ...,  # GONE, OTHER_SENDER, NOT_REACHED, TAKEN, OTHER_SIGNAL
    "print_label": ...,
    "wrap_gift": ...,
    "send_confirmation": ...,
}

# %% solution="11.4"
why = {
    "send_newsletter": GONE,
    "print_label": TAKEN,
    "wrap_gift": OTHER_SENDER,
    "send_confirmation": NOT_REACHED,
}

# %% alternative="11.4"
why = dict.fromkeys([send_confirmation], NOT_REACHED) | {
    "send_newsletter()": "nobody holds it",
    print_label: TAKEN,
    wrap_gift: OTHER_SENDER,
}

# %% wrong="11.4" hint="One line of the code takes something away"
why = {
    "send_newsletter": NOT_REACHED,
    "print_label": TAKEN,
    "wrap_gift": OTHER_SENDER,
    "send_confirmation": NOT_REACHED,
}

# %% wrong="11.4" hint="It never had a card."
why = {
    "send_newsletter": GONE,
    "print_label": GONE,
    "wrap_gift": OTHER_SENDER,
    "send_confirmation": NOT_REACHED,
}

# %% wrong="11.4" hint="It stands before the one that raised."
why = {
    "send_newsletter": GONE,
    "print_label": TAKEN,
    "wrap_gift": NOT_REACHED,
    "send_confirmation": NOT_REACHED,
}

# %% wrong="11.4" hint="It hears every sender of order_paid."
why = {
    "send_newsletter": GONE,
    "print_label": TAKEN,
    "wrap_gift": OTHER_SENDER,
    "send_confirmation": OTHER_SENDER,
}

# %% wrong="11.4" hint="All four were connected to one and the same signal."
why = {
    "send_newsletter": GONE,
    "print_label": OTHER_SIGNAL,
    "wrap_gift": OTHER_SENDER,
    "send_confirmation": NOT_REACHED,
}

# %% check="11.4"
sv.check("11.4")

# %% [markdown]
"""
`sv.progress()` shows what you have solved.
"""

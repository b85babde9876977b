# %% [markdown]
"""
# Exercises 08 · Under the hood

They belong to [lesson 08](../08-under-the-hood.ipynb). Each one stands alone:
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
## Exercise · 08.1 Who is alive?

Write `living(signal)`. It returns the receivers on the list of a signal that are alive,
in the order of the list, whatever sender they hear.

It must only look: no receiver is called, and the list stays as it is, with its dead
entries. It must work in Django 5.2 and in 6.x. Read `signal.receivers` yourself.
"""

# %%
import weakref

from django.dispatch import Signal

order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


class Mailer:
    def thank(self, sender, **kwargs):
        print("thank you")


# %%
def reserve_stock(sender, **kwargs):
    print("one book put aside")


def write_audit_log(sender, **kwargs):
    print("one line written")


def send_newsletter(sender, **kwargs):
    print("news")


# %%
mailer = Mailer()
order_paid.connect(reserve_stock, sender=Checkout)
order_paid.connect(send_newsletter)
order_paid.connect(mailer.thank)
order_paid.connect(write_audit_log, weak=False)
flow = sv.watch(order_paid)
del send_newsletter
flow

# %% gap="08.1"
def living(signal): ...  # replace the dots

# %% solution="08.1"
def living(signal):
    found = []
    for entry in signal.receivers:
        reference = entry[1]
        is_weak = isinstance(reference, weakref.ref)
        receiver = reference() if is_weak else reference
        if receiver is not None:
            found.append(receiver)
    return found

# %% alternative="08.1"
def living(signal):
    found = []
    for _, held, *_ in signal.receivers:
        if not isinstance(held, weakref.ReferenceType):
            found.append(held)
        elif held() is not None:
            found.append(held())
    return tuple(found)

# %% wrong="08.1" hint="An entry made with weak=False holds the receiver itself."
def living(signal):
    found = [entry[1]() for entry in signal.receivers]
    return [receiver for receiver in found if receiver is not None]

# %% wrong="08.1" hint="Not every entry holds a weak reference."
def living(signal):
    references = [entry[1] for entry in signal.receivers]
    weak = [one for one in references if isinstance(one, weakref.ref)]
    return [one() for one in weak if one() is not None]

# %% wrong="08.1" hint="What does the reference of a dead receiver give?"
def living(signal):
    found = []
    for entry in signal.receivers:
        weak = isinstance(entry[1], weakref.ref)
        found.append(entry[1]() if weak else entry[1])
    return found

# %% wrong="08.1" hint="Django's own methods throw the dead entries away."
def living(signal):
    sync, concurrent = signal._live_receivers(None)
    return sync + concurrent

# %% wrong="08.1" hint="To send is to call."
def living(signal):
    return [receiver for receiver, _ in signal.send(sender=Checkout)]

# %% wrong="08.1" hint="is not the receiver: it is the way to it"
def living(signal):
    return [entry[1] for entry in signal.receivers]

# %% wrong="08.1" hint="Which two stand first in both?"
def living(signal):
    found = []
    for _, reference, _ in signal.receivers:
        receiver = reference() if isinstance(reference, weakref.ref) else reference
        if receiver is not None:
            found.append(receiver)
    return found

# %% wrong="08.1" hint="Where is the receiver itself?"
def living(signal):
    return [one.receiver for one in sv.registry(signal) if one.alive]

# %% wrong="08.1" hint="Whose list do you read?"
def living(signal):
    found = []
    for entry in order_paid.receivers:
        weak = isinstance(entry[1], weakref.ref)
        found.append(entry[1]() if weak else entry[1])
    return [receiver for receiver in found if receiver is not None]

# %% wrong="08.1" hint="the first part of an entry, says nothing about life"
def living(signal):
    return [entry[0] for entry in signal.receivers]

# %% [markdown]
"""
See what your function finds:
"""

# %%
for receiver in living(order_paid) or []:
    print(getattr(receiver, "__qualname__", "no receiver"))

# %% check="08.1"
sv.check("08.1")

# %% [markdown]
"""
## Predict · 08.2 How long is the list?

Read the two cells. Do not call `open_shop` yet: **first** answer, **then** prove it.
"""

# %%
from django.dispatch import Signal


class Checkout:
    """The part of the shop where customers pay."""


class Mailer:
    def thank(self, sender, **kwargs):
        """Write a mail."""


def reserve_stock(sender, **kwargs):
    """Put one book aside."""


# %%
def open_shop(order_paid, mailer, visitor):
    order_paid.connect(reserve_stock)
    order_paid.connect(reserve_stock, sender=Checkout)
    order_paid.connect(mailer.thank)
    order_paid.connect(mailer.thank)
    order_paid.connect(visitor.thank)


# %% [markdown]
"""
`open_shop` gets a new signal and two objects of `Mailer`. Then the `visitor` goes:
nobody holds it any more. Then `order_paid` is sent once, with `sender=Checkout`.

* `opened`: how many entries are on the list after `open_shop`?
* `after_death`: how many, right after the visitor has gone?
* `after_send`: how many after the send?
* `calls`: how many calls does that send make?
"""

# %% gap="08.2"
opened = ...  # a number
after_death = ...
after_send = ...
calls = ...

# %% solution="08.2"
opened = 4
after_death = 4
after_send = 3
calls = 3

# %% alternative="08.2"
keys = {"stock for all", "stock for Checkout", "mailer.thank", "visitor.thank"}
opened = after_death = len(keys)
after_send = calls = len(keys) - 1

# %% wrong="08.2" hint="Is a method of the same object a second receiver?"
opened = 5
after_death = 5
after_send = 4
calls = 4

# %% wrong="08.2" hint="The key has two halves"
opened = 3
after_death = 3
after_send = 2
calls = 2

# %% wrong="08.2" hint="What does a death do to the list?"
opened = 4
after_death = 3
after_send = 3
calls = 3

# %% wrong="08.2" hint="Who cleans up?"
opened = 4
after_death = 4
after_send = 4
calls = 3

# %% wrong="08.2" hint="Each living entry that hears Checkout is one call"
opened = 4
after_death = 4
after_send = 3
calls = 2

# %% wrong="08.2" hint="A dead receiver cannot be called"
opened = 4
after_death = 4
after_send = 3
calls = 4

# %% check="08.2"
sv.check("08.2")

# %% [markdown]
"""
Now prove it:
"""

# %%
order_paid, mailer, visitor = Signal(), Mailer(), Mailer()
open_shop(order_paid, mailer, visitor)
print("opened:     ", len(order_paid.receivers))
del visitor
print("after death:", len(order_paid.receivers))

flow = sv.watch(order_paid)
order_paid.send(sender=Checkout)
print("after send: ", len(order_paid.receivers))
flow

# %% [markdown]
"""
## Fix · 08.3 It works on my machine

On the developer's machine, with `DEBUG=True`, the customer gets three mails. On the
server, with `DEBUG=False`, there is none. Both are wrong.

Mend the cell. After three runs of `open_shop`, one send gives **one** mail, whatever
`DEBUG` is. The connection is made in `open_shop`, as now.
"""

# %%
from django.dispatch import Signal

order_paid = Signal()
mails = []


class Checkout:
    """The part of the shop where customers pay."""


# %% gap="08.3"
def open_shop():
    def send_confirmation(sender, **kwargs):
        mails.append("thank you")

    order_paid.connect(send_confirmation)

# %% solution="08.3"
def send_confirmation(sender, **kwargs):
    mails.append("thank you")


def open_shop():
    order_paid.connect(send_confirmation)

# %% alternative="08.3"
def open_shop():
    def send_confirmation(sender, **kwargs):
        mails.append("thank you")

    order_paid.connect(send_confirmation, weak=False, dispatch_uid="confirmation")

# %% wrong="08.3" hint="Now the signal holds each of the three."
def open_shop():
    def send_confirmation(sender, **kwargs):
        mails.append("thank you")

    order_paid.connect(send_confirmation, weak=False)

# %% wrong="08.3" hint="What takes the rest?"
def send_confirmation(sender):
    mails.append("thank you")


def open_shop():
    order_paid.connect(send_confirmation)

# %% wrong="08.3" hint="A dispatch_uid is a name, not a hand that holds."
def open_shop():
    def send_confirmation(sender, **kwargs):
        mails.append("thank you")

    order_paid.connect(send_confirmation, dispatch_uid="confirmation")

# %% wrong="08.3" hint="You keep them all, and each run makes a new one."
kept = []


def open_shop():
    def send_confirmation(sender, **kwargs):
        mails.append("thank you")

    kept.append(send_confirmation)
    order_paid.connect(send_confirmation)

# %% wrong="08.3" hint="Who else holds it, on the developer's machine?"
kept = {}


def open_shop():
    def send_confirmation(sender, **kwargs):
        mails.append("thank you")

    kept["mail"] = send_confirmation
    order_paid.connect(send_confirmation)

# %% wrong="08.3" hint="open_shop is run when the shop opens"
def send_confirmation(sender, **kwargs):
    mails.append("thank you")


order_paid.connect(send_confirmation)


def open_shop():
    """Open the shop."""

# %% wrong="08.3" hint="The server of the shop has DEBUG=False, and keeps it."
from django.conf import settings

settings.DEBUG = True


def open_shop():
    def send_confirmation(sender, **kwargs):
        mails.append("thank you")

    order_paid.connect(send_confirmation)

# %% [markdown]
"""
See what your `open_shop` does:
"""

# %%
for _ in range(3):
    open_shop()
flow = sv.watch(order_paid)
mails.clear()
order_paid.send(sender=Checkout)
print("mails:", len(mails))
flow

# %% check="08.3"
sv.check("08.3")

# %% [markdown]
"""
## Fix · 08.4 A dispatcher with three faults

Somebody has written a dispatcher, for functions only. It has three faults. Mend it:

1. A receiver that is connected twice is called once.
2. A receiver that connects another one during a send changes the **next** send.
3. It holds nobody: a function that nobody else holds is gone, and is not called.

The receivers are called in the order of `connect`, with `signal`, `sender` and what
was sent along.
"""

# %%
import weakref


class Checkout:
    """The part of the shop where customers pay."""


reference = weakref.ref(Checkout)
print("a reference, called, gives the object:", reference() is Checkout)

# %% gap="08.4"
class Dispatcher:
    def __init__(self):
        self.receivers = []

    def connect(self, receiver):
        self.receivers.append(receiver)

    def send(self, sender, **named):
        for receiver in self.receivers:
            receiver(signal=self, sender=sender, **named)

# %% solution="08.4"
class Dispatcher:
    def __init__(self):
        self.receivers = []

    def connect(self, receiver):
        if receiver not in [reference() for reference in self.receivers]:
            self.receivers.append(weakref.ref(receiver))

    def send(self, sender, **named):
        found = [reference() for reference in self.receivers]
        for receiver in found:
            if receiver is not None:
                receiver(signal=self, sender=sender, **named)

# %% alternative="08.4"
class Dispatcher:
    def __init__(self):
        self.places = weakref.WeakValueDictionary()

    def connect(self, receiver):
        self.places.setdefault(id(receiver), receiver)

    def send(self, sender, **named):
        return [
            receiver(signal=self, sender=sender, **named)
            for receiver in tuple(self.places.values())
        ]

# %% wrong="08.4" hint="The loop walks through the very list that a receiver makes longer."
class Dispatcher:
    def __init__(self):
        self.receivers = []

    def connect(self, receiver):
        if receiver not in self.receivers:
            self.receivers.append(receiver)

    def send(self, sender, **named):
        for receiver in self.receivers:
            receiver(signal=self, sender=sender, **named)

# %% wrong="08.4" hint="The number of a dead function can come again."
class Dispatcher:
    def __init__(self):
        self.receivers = {}

    def connect(self, receiver):
        if id(receiver) not in self.receivers:
            self.receivers[id(receiver)] = weakref.ref(receiver)

    def send(self, sender, **named):
        for receiver in [reference() for reference in self.receivers.values()]:
            if receiver is not None:
                receiver(signal=self, sender=sender, **named)

# %% wrong="08.4" hint="Before you add one, look whether it is there."
class Dispatcher:
    def __init__(self):
        self.receivers = []

    def connect(self, receiver):
        self.receivers.append(weakref.ref(receiver))

    def send(self, sender, **named):
        for receiver in [reference() for reference in self.receivers]:
            if receiver is not None:
                receiver(signal=self, sender=sender, **named)

# %% wrong="08.4" hint="A list holds what is in it."
class Dispatcher:
    def __init__(self):
        self.receivers = []

    def connect(self, receiver):
        if receiver not in self.receivers:
            self.receivers.append(receiver)

    def send(self, sender, **named):
        for receiver in list(self.receivers):
            receiver(signal=self, sender=sender, **named)

# %% wrong="08.4" hint="A reference to somebody dead gives None."
class Dispatcher:
    def __init__(self):
        self.receivers = {}

    def connect(self, receiver):
        self.receivers.setdefault(id(receiver), weakref.ref(receiver))

    def send(self, sender, **named):
        for reference in list(self.receivers.values()):
            reference()(signal=self, sender=sender, **named)

# %% wrong="08.4" hint="A set has no order."
class Dispatcher:
    def __init__(self):
        self.receivers = weakref.WeakSet()

    def connect(self, receiver):
        self.receivers.add(receiver)

    def send(self, sender, **named):
        for receiver in sorted(self.receivers, key=lambda one: one.__name__):
            receiver(signal=self, sender=sender, **named)

# %% wrong="08.4" hint="By name, as Django does it"
class Dispatcher:
    def __init__(self):
        self.receivers = []

    def connect(self, receiver):
        if receiver not in [reference() for reference in self.receivers]:
            self.receivers.append(weakref.ref(receiver))

    def send(self, sender, **named):
        for receiver in [reference() for reference in self.receivers]:
            if receiver is not None:
                receiver(sender)

# %% [markdown]
"""
See what your dispatcher does:
"""

# %%
def reserve_stock(sender, **kwargs):
    print("one book put aside")


order_paid = Dispatcher()
order_paid.connect(reserve_stock)
order_paid.connect(reserve_stock)
order_paid.send(sender=Checkout)

# %% check="08.4"
sv.check("08.4")

# %% [markdown]
"""
`sv.progress()` shows what you have solved.
"""

# %% [markdown]
"""
# Connecting receivers

The bookshop grows. Everybody wants to hear when an order is paid:
the stock, the mail, the audit log, the search index.

In [lesson 01](01-the-big-picture.ipynb) you put functions on the list of a signal. This page is about that list:
what may stand on it, for whom it listens, how something leaves it,
and why a receiver sometimes disappears without a word.
"""

# %%
import signal_viz as sv

sv.configure(debug=False)

# %% [markdown]
"""
## Two ways to connect

There is a method and there is a decorator. Both do the same.
"""

# %%
from django.dispatch import Signal, receiver

order_paid = Signal()
order_shipped = Signal()


class Checkout:
    """The part of the shop where customers pay."""


class Warehouse:
    """The part of the shop that packs and ships."""


# %% [markdown]
"""
### Read · connect() and @receiver

| you write | when | where you meet it |
|---|---|---|
| `order_paid.connect(reserve_stock)` | the function is there already | in [lesson 01](01-the-big-picture.ipynb) |
| `@receiver(order_paid)` above `def` | you are writing the function | in most Django projects |
"""

# %% [markdown]
"""
### See · Two cards, no difference
"""

# %%
def reserve_stock(sender, **kwargs):
    print("reserve_stock")


order_paid.connect(reserve_stock)


@receiver(order_paid)
def send_confirmation(sender, **kwargs):
    print("send_confirmation")


# %%
flow = sv.watch(order_paid)
order_paid.send(sender=Checkout)
flow

# %% [markdown]
"""
What do the two give back?
"""

# %%
def write_audit_log(sender, **kwargs):
    print("write_audit_log")


print("connect() returns", order_paid.connect(write_audit_log))

decorated = receiver(order_shipped)(write_audit_log)
print("the decorator returns the function itself:", decorated is write_audit_log)

# %% [markdown]
"""
So a decorated function is still a plain function. You can call it and test it
without any signal.
"""

# %% [markdown]
"""
### Predict · One function, two signals

A book that is paid or shipped must change in the search index.
`@receiver` takes a list of signals, too. Answer, then press **Commit**.
"""

# %%
guess = sv.predict(
    "update_search_index is decorated with @receiver([order_paid, order_shipped]). "
    "Each of the two signals is sent once. How often does it run?",
    options=[0, 1, 2],
    pick="one",
)
guess

# %% [markdown]
"""
### See · One function on two lists
"""

# %%
order_paid = Signal()
order_shipped = Signal()
diary = []


@receiver([order_paid, order_shipped])
def update_search_index(sender, **kwargs):
    diary.append(f"update_search_index hears {sender.__name__}")


# %%
flow = sv.watch(order_paid, order_shipped)
order_paid.send(sender=Checkout)
order_shipped.send(sender=Warehouse)
print("\n".join(diary))
flow

# %%
guess.judge(len(diary))

# %% [markdown]
"""
It stands on two lists, and each send goes through one list.

A list of signals will do, and so will a tuple. A set will not:
"""

# %%
try:
    receiver({order_paid, order_shipped})(reserve_stock)
except AttributeError as error:
    print("AttributeError:", error)

# %% [markdown]
"""
### See · One decorator on top of another

Each signal needs its own `sender`? Then write one decorator for each.
"""

# %%
order_paid = Signal()
order_shipped = Signal()


@receiver(order_paid, sender=Checkout)
@receiver(order_shipped, sender=Warehouse)
def write_audit_log(sender, **kwargs):
    """Write one line."""


for name, signal in [("order_paid", order_paid), ("order_shipped", order_shipped)]:
    for connection in sv.registry(signal):
        print(name, "calls", connection.receiver, "for", connection.sender)

# %% [markdown]
"""
### Try · Say it with connect()

Write the two lines with `connect()` that do the same as the two decorators above.
Then print the two lists again.
"""

# %%
# Your turn.

# %% [markdown]
"""
## What a receiver must accept

A signal calls all its receivers in the same way. Each of them must be able to take it.
"""

# %%
from django.dispatch import Signal

sv.reset()
order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


# %% [markdown]
"""
### See · What arrives

This receiver takes everything and shows it. The sender sends one thing: `copies=2`.
"""

# %%
def show_everything(**kwargs):
    print("arguments:", ", ".join(sorted(kwargs)))
    print("signal is order_paid:", kwargs["signal"] is order_paid)
    print("sender is Checkout:", kwargs["sender"] is Checkout)


order_paid.connect(show_everything)
answers = order_paid.send(sender=Checkout, copies=2)

# %% [markdown]
"""
Two arguments always come: `signal` and `sender`. And all of them come **by name**.
"""

# %% [markdown]
"""
### Predict · A receiver without `**kwargs`

`def check_stock(sender, copies)` names all that our sender sends.
It leaves out `**kwargs`. When does Django notice?
"""

# %%
guess = sv.predict(
    "DEBUG is False. check_stock(sender, copies) is connected, then order_paid is "
    "sent with copies=2. What happens?",
    options=["connect() raises", "send() raises", "check_stock runs"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · Too late
"""

# %%
order_paid = Signal()


def check_stock(sender, copies):
    print("check_stock runs")


order_paid.connect(check_stock)
print("connect() did not complain")
flow = sv.watch(order_paid)

# %%
happened = "check_stock runs"
try:
    order_paid.send(sender=Checkout, copies=2)
except TypeError as error:
    happened = "send() raises"
    print("TypeError:", error)
flow

# %%
guess.judge(happened)

# %% [markdown]
"""
Django sends `signal=` along, and `check_stock` has no place for it.
"""

# %% [markdown]
"""
### See · With DEBUG=True Django looks earlier

While you develop, `DEBUG` is `True`. Then `connect()` checks the arguments.
`override_settings` is a helper from Django's tests: it changes a setting for one block.
"""

# %%
from django.test import override_settings

with override_settings(DEBUG=True):
    try:
        order_paid.connect(check_stock)
    except ValueError as error:
        print("ValueError:", error)

# %% [markdown]
"""
So the mistake shows on your own computer. On the server, where `DEBUG` is `False`,
nobody looks until the first send.

One mistake is found by neither of the two. The `/` says: `sender` comes by position only.
"""

# %%
order_paid = Signal()


def wrap_gift(sender, /, **kwargs):
    print("wrap_gift runs")


with override_settings(DEBUG=True):
    order_paid.connect(wrap_gift)
try:
    order_paid.send(sender=Checkout)
except TypeError as error:
    print("TypeError:", error)

# %% [markdown]
"""
### Read · The rule

Many pages say that a receiver must accept `sender` and `instance`. It need not.
`instance` comes from model signals only, and a receiver that does not need the
sender need not name it. This is the whole rule:

* **It must accept any argument by name.** End with `**kwargs`, always.
* Before that, name what you need.

The reason is tomorrow. If the sender sends one more argument some day,
a receiver with `**kwargs` does not even notice.
"""

# %% [markdown]
"""
### Fix · A receiver that cannot be called

This receiver should print `2 copies for Checkout`. Mend the line with `def`,
and run the cell again.
"""

# %%
order_paid = Signal()


def count_copies(copies, sender):
    print(copies, "copies for", sender.__name__)


order_paid.connect(count_copies)
try:
    order_paid.send(sender=Checkout, copies=2)
except TypeError as error:
    print("TypeError:", error)

# %% [markdown]
"""
<details><summary>One way to mend it</summary>
<code>def count_copies(copies, sender, **kwargs):</code>
The order of the names does not matter: all arguments come by name.
</details>
"""

# %% [markdown]
"""
## Anything that can be called

So far every receiver was a function. Must it be one?
"""

# %%
from django.dispatch import Signal, receiver

sv.reset()
order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


# %% [markdown]
"""
### Predict · Who may stand on the list?
"""

# %%
guess = sv.predict(
    "Which of these can be a receiver?",
    options=[
        "a function",
        "a lambda",
        "a bound method",
        "a class method",
        "a static method",
        "an object with __call__",
        "a partial",
        "a class",
    ],
)
guess

# %% [markdown]
"""
### See · Eight kinds

The four kinds of a class, and an object that can be called:
"""

# %%
class Mailer:
    def thank(self, sender, **kwargs):
        return "a mail"

    @classmethod
    def count(cls, sender, **kwargs):
        return "one more"

    @staticmethod
    def log(sender, **kwargs):
        return "a line"

    def __call__(self, sender, **kwargs):
        return "a copy"


# %% [markdown]
"""
A function, a function with one argument filled in, and a class.
To call a class is to make an object.
"""

# %%
from functools import partial


def reserve_stock(sender, **kwargs):
    return "one book"


def pack(sender, shelf, **kwargs):
    return f"from shelf {shelf}"


class Parcel:
    def __init__(self, sender, **kwargs):
        self.sender = sender


# %%
mailer = Mailer()
kinds = {
    "a function": reserve_stock,
    "a lambda": lambda sender, **kwargs: "a bell",
    "a bound method": mailer.thank,
    "a class method": Mailer.count,
    "a static method": Mailer.log,
    "an object with __call__": mailer,
    "a partial": partial(pack, shelf="A"),
    "a class": Parcel,
}
for one in kinds.values():
    order_paid.connect(one)

# %%
flow = sv.watch(order_paid)
answers = [answer for _, answer in order_paid.send(sender=Checkout)]
for kind, answer in zip(kinds, answers, strict=True):
    shown = answer if isinstance(answer, str) else f"a new {type(answer).__name__}"
    print(f"{kind:24} gave back {shown}")
flow

# %%
guess.judge([kind for kind, answer in zip(kinds, answers, strict=True) if answer])

# %% [markdown]
"""
All eight. A receiver is anything that can be called, with some conditions.
You know the first: it accepts any argument by name. The next cells show the others.
"""

# %% [markdown]
"""
### See · It must allow weak references

A signal holds its receivers weakly. What that means comes below. A class with
`__slots__` does not allow it. `weak=False` helps.
"""

# %%
order_paid = Signal()


class Bell:
    __slots__ = ()

    def __call__(self, sender, **kwargs):
        print("ding")


bell = Bell()
try:
    order_paid.connect(bell)
except TypeError as error:
    print("TypeError:", error)

# %%
order_paid.connect(bell, weak=False)
answers = order_paid.send(sender=Checkout)

# %% [markdown]
"""
### See · With DEBUG=True it must be hashable, and have a signature

The check for `**kwargs` reads the signature and remembers it. What has no hash
cannot be remembered, and `dict` has no signature to read.
"""

# %%
from django.test import override_settings


class Shelf(list):
    """A list, so it has no hash."""

    def __call__(self, sender, **kwargs):
        return len(self)


shelf = Shelf()
order_paid = Signal()

# %%
for debug in (False, True):
    for name, one in [("shelf", shelf), ("dict", dict)]:
        with override_settings(DEBUG=debug):
            try:
                order_paid.connect(one)
            except (TypeError, ValueError) as error:
                print(f"DEBUG={debug}, {name}:", error)
            else:
                print(f"DEBUG={debug}, {name}: connected")

# %% [markdown]
"""
### See · Async, or not?

Django asks once, in `connect()`, whether a receiver is async. An object whose
`__call__` is async is not recognized: Django would never wait for it.
[Lesson 09](09-async.ipynb) goes on from here.
"""

# %%
order_paid = Signal()


async def push_news(sender, **kwargs):
    """Tell all phones."""


class Newsletter:
    async def __call__(self, sender, **kwargs):
        """Write to all readers."""


# %%
newsletter = Newsletter()
for one in (push_news, partial(push_news, copies=1), newsletter):
    order_paid.connect(one, weak=False)
for connection in sv.registry(order_paid):
    print(f"{connection.receiver:20} async: {connection.is_async}")

# %% [markdown]
"""
### See · send_robust() wants a name

`send_robust()` goes on after an exception and writes the name of the receiver into
the log. An object has no `__qualname__`. So the robust way breaks on it:
the error that arrives is not even the real one.
"""

# %%
class Till:
    def __call__(self, sender, **kwargs):
        raise ValueError("the drawer is stuck")


order_paid = Signal()
till = Till()
order_paid.connect(till)
order_paid.connect(reserve_stock)
flow = sv.watch(order_paid)

# %%
try:
    order_paid.send_robust(sender=Checkout)
except AttributeError as error:
    print("AttributeError:", error)
print(flow)

# %% [markdown]
"""
A partial has the same problem. If you need `send_robust()`, connect functions
or methods: they have that name. [Lesson 03](03-the-dispatch-flow.ipynb) has more about it.
"""

# %% [markdown]
"""
### Fix · A decorator in the wrong place

The decorator stands inside the class. There, `take_one` is a function that
still needs a `self`. Nobody gives it one.

Mend it: the last line should be `Stock: one book less`.
"""

# %%
order_paid = Signal()


class Stock:
    @receiver(order_paid)
    def take_one(self, sender, **kwargs):
        print(f"{type(self).__name__}: one book less")


try:
    order_paid.send(sender=Checkout)
except TypeError as error:
    print("TypeError:", error)

# %% [markdown]
"""
<details><summary>One way to mend it</summary>
Take the decorator away. Make an object, keep it, and connect its method:
<code>stock = Stock()</code>, then <code>order_paid.connect(stock.take_one)</code>,
as <code>mailer.thank</code> above.
</details>
"""

# %% [markdown]
"""
## For one sender only

`connect()` takes a sender. Then the receiver hears this sender, and nobody else.
But what is "this sender"?
"""

# %%
from django.dispatch import Signal

sv.reset()
order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


class GiftShop(Checkout):
    """A checkout that wraps the books."""


# %%
def reserve_stock(sender, **kwargs):
    """Put one book aside."""


order_paid.connect(reserve_stock, sender=Checkout)
flow = sv.watch(order_paid)

# %% [markdown]
"""
### Predict · Is a gift shop a checkout?
"""

# %%
senders = {
    "Checkout": Checkout,
    "GiftShop, a subclass": GiftShop,
    "Checkout(), an object of it": Checkout(),
    "None": None,
}
guess = sv.predict(
    "reserve_stock is connected with sender=Checkout. Which sends does it hear?",
    options=list(senders),
)
guess

# %% [markdown]
"""
### See · The very same object
"""

# %%
heard = []
for name, sender in senders.items():
    if order_paid.send(sender=sender):
        heard.append(name)
print("reserve_stock heard:", heard)
flow

# %%
guess.judge(heard)

# %% [markdown]
"""
The sender must be the very same object.

`send()` returns one entry for each receiver that it called. So an empty list says:
nobody heard it. The card in the picture says why: it waits for another sender.

Equal is not enough, either. Here are two texts, with the same letters:
"""

# %%
title = "Emma"
same_letters = "EMMA".title()
print("equal:", title == same_letters)
print("the same object:", title is same_letters)

order_paid = Signal()
order_paid.connect(reserve_stock, sender=title)
print("title is heard:", bool(order_paid.send(sender=title)))
print("same_letters is heard:", bool(order_paid.send(sender=same_letters)))

# %% [markdown]
"""
That is why a sender is mostly a class: there is only one of it.
"""

# %% [markdown]
"""
### See · Everybody, and nobody

Without `sender=`, a receiver hears everybody. And a send by `None` comes from nobody:
it reaches only those receivers.
"""

# %%
def write_audit_log(sender, **kwargs):
    """Write one line."""


order_paid = Signal()
order_paid.connect(reserve_stock, sender=Checkout)
order_paid.connect(write_audit_log)

for name, sender in [("Checkout", Checkout), ("GiftShop", GiftShop), ("None", None)]:
    print(name, "reaches", len(order_paid.send(sender=sender)))

# %% [markdown]
"""
### See · A sender that cannot be looked up

A signal remembers for each sender whether somebody listens. So a sender needs a hash.
A list has none. As long as nobody is connected, nobody notices.
"""

# %%
order_paid = Signal()
print("nobody connected:", order_paid.send(sender=["Emma"]))

order_paid.connect(write_audit_log)
try:
    order_paid.send(sender=["Emma"])
except TypeError as error:
    print("one connected: TypeError:", error)

# %% [markdown]
"""
### Try · Let the gift shop be heard

Connect `reserve_stock` for `GiftShop`, too. Then send as `GiftShop` and look.
How many cards has `reserve_stock` now?
"""

# %%
order_paid = Signal()
order_paid.connect(reserve_stock, sender=Checkout)
# Your turn: one more line.

flow = sv.watch(order_paid)
order_paid.send(sender=GiftShop)
flow

# %% [markdown]
"""
## Off the list

`disconnect()` takes a receiver off the list and says whether it was there.
"""

# %%
from django.dispatch import Signal

sv.reset()
order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


def write_audit_log(sender, **kwargs):
    """Write one line."""


# %% [markdown]
"""
### Predict · Was it there?
"""

# %%
guess = sv.predict(
    "write_audit_log is connected with sender=Checkout. These three lines run, "
    "from the top. Which of them return True?",
    options=[
        "disconnect(write_audit_log)",
        "disconnect(write_audit_log, sender=Checkout)",
        "disconnect(write_audit_log, sender=Checkout), once more",
    ],
)
guess

# %% [markdown]
"""
### See · As you connected, so you disconnect
"""

# %%
order_paid.connect(write_audit_log, sender=Checkout)
flow = sv.watch(order_paid)

first = order_paid.disconnect(write_audit_log)
print("without the sender:", first)
print("still on the list:", len(sv.registry(order_paid)))
flow

# %%
second = order_paid.disconnect(write_audit_log, sender=Checkout)
third = order_paid.disconnect(write_audit_log, sender=Checkout)
print("with the sender:", second)
print("once more:", third)
print("still on the list:", len(sv.registry(order_paid)))

# %%
lines = [
    "disconnect(write_audit_log)",
    "disconnect(write_audit_log, sender=Checkout)",
    "disconnect(write_audit_log, sender=Checkout), once more",
]
found = [first, second, third]
guess.judge([line for line, was in zip(lines, found, strict=True) if was])

# %% [markdown]
"""
Say the same to `disconnect()` that you said to `connect()`.

`disconnect()` never raises when there is nothing to take away. It returns `False`,
and if you do not look at that, the receiver goes on being called.
"""

# %% [markdown]
"""
### See · A method is a new object each time

`mailer.thank` makes a new bound method whenever you write it.
Will `disconnect()` find it?
"""

# %%
class Mailer:
    def thank(self, sender, **kwargs):
        """Write a mail."""


mailer = Mailer()
print("the same object:", mailer.thank is mailer.thank)

order_paid.connect(mailer.thank)
print("found:", order_paid.disconnect(mailer.thank))
print("another mailer is found:", order_paid.disconnect(Mailer().thank))

# %% [markdown]
"""
It is found. Django looks at the two parts of a method: the object and the function.
Another object is another receiver.
"""

# %% [markdown]
"""
## Connected five times

You may have read that each `connect()` adds one more call, and that a receiver
which is connected five times runs five times.
"""

# %%
from django.dispatch import Signal

sv.reset()
order_paid = Signal()
diary = []


class Checkout:
    """The part of the shop where customers pay."""


def send_confirmation(sender, **kwargs):
    diary.append("send_confirmation")


# %% [markdown]
"""
### Predict · How many mails?
"""

# %%
guess = sv.predict(
    "send_confirmation is connected five times. Then order_paid is sent once. "
    "How many mails does the customer get?",
    options=[0, 1, 5],
    pick="one",
)
guess

# %% [markdown]
"""
### See · One card
"""

# %%
for _ in range(5):
    order_paid.connect(send_confirmation)

flow = sv.watch(order_paid)
order_paid.send(sender=Checkout)
print("calls:", len(diary))
flow

# %%
guess.judge(len(diary))

# %% [markdown]
"""
If the same receiver is there already, `connect()` does nothing.
"""

# %% [markdown]
"""
### See · The famous mistake that is none

Courses warn of this: a function that connects a receiver, and is run again and again.
As long as the receiver itself is made only once, nothing happens:
"""

# %%
def open_shop():
    order_paid.connect(send_confirmation)


for _ in range(3):
    open_shop()

diary.clear()
order_paid.send(sender=Checkout)
print("calls:", len(diary))

# %% [markdown]
"""
### Read · What counts as the same

A signal keeps one entry for each pair of

1. **which receiver**: this function, or this method of this object, and
2. **which sender**: this one, or any.

If the pair is there already, `connect()` does nothing, and the entry keeps its place.
If one half is different, it is a second entry, and a second call. So there are
true duplicates. Here they are.
"""

# %% [markdown]
"""
### See · Three objects are three receivers
"""

# %%
class Mailer:
    def thank(self, sender, **kwargs):
        diary.append("thank")


order_paid = Signal()
mailers = [Mailer(), Mailer(), Mailer()]
for mailer in mailers:
    order_paid.connect(mailer.thank)

diary.clear()
flow = sv.watch(order_paid)
order_paid.send(sender=Checkout)
print("mails:", len(diary))
flow

# %% [markdown]
"""
### See · One sender and any sender are two
"""

# %%
order_paid = Signal()
order_paid.connect(send_confirmation)
order_paid.connect(send_confirmation, sender=Checkout)

diary.clear()
flow = sv.watch(order_paid)
order_paid.send(sender=Checkout)
print(flow)

# %% [markdown]
"""
The customer of the last two cells has had three mails, and two.
[Lesson 07](07-pitfalls.ipynb) looks for the reasons why this happens in real projects.
"""

# %% [markdown]
"""
### Measure · What a duplicate costs

The sender waits for every call. This receiver takes a little while, and it stands
on the list twice. The bars at the right of the picture say how long each call took.
Choose **real time** below it to see them to scale.
"""

# %%
import time


def update_search_index(sender, **kwargs):
    time.sleep(0.2)


order_paid = Signal()
order_paid.connect(update_search_index)
flow = sv.watch(order_paid)
order_paid.send(sender=Checkout)

order_paid.connect(update_search_index, sender=Checkout)
order_paid.send(sender=Checkout)
flow

# %%
once, twice = flow.trace.dispatches
print("calls:", len(once.calls), "and", len(twice.calls))
longer = twice.duration_ns / once.duration_ns
print("the second send took about", round(longer), "times as long")

# %% [markdown]
"""
## A name of your own: dispatch_uid

Sometimes the function is a new one each time, and you still want one entry.
Then give the entry a name.
"""

# %%
from django.dispatch import Signal

sv.reset()
order_paid = Signal()
diary = []


class Checkout:
    """The part of the shop where customers pay."""


# %% [markdown]
"""
### See · Three functions, one entry

Each run of `open_shop` makes a new function. `weak=False` keeps it alive:
we come to that.
"""

# %%
def open_shop(**options):
    def send_confirmation(sender, **kwargs):
        diary.append("mail")

    order_paid.connect(send_confirmation, weak=False, **options)


for _ in range(3):
    open_shop()
order_paid.send(sender=Checkout)
print("without a name:", len(diary), "mails")

# %%
order_paid = Signal()
diary.clear()
for _ in range(3):
    open_shop(dispatch_uid="confirmation")

order_paid.send(sender=Checkout)
print("with a name:", len(diary), "mail")

# %% [markdown]
"""
With a `dispatch_uid`, the name takes the place of the receiver in the pair.
"""

# %% [markdown]
"""
### Predict · The same name twice

You improve the mail: `send_short_mail` becomes `send_long_mail`.
Both are connected, with the same `dispatch_uid`.
"""

# %%
def send_short_mail(sender, **kwargs):
    """Thank you."""


def send_long_mail(sender, **kwargs):
    """Thank you very much indeed."""


# %%
guess = sv.predict(
    "First send_short_mail is connected with dispatch_uid='mail', then "
    "send_long_mail with the same one. Who is called?",
    options=[send_short_mail, send_long_mail],
    pick="one",
)
guess

# %% [markdown]
"""
### See · The first one wins
"""

# %%
order_paid = Signal()
order_paid.connect(send_short_mail, dispatch_uid="mail")
order_paid.connect(send_long_mail, dispatch_uid="mail")

flow = sv.watch(order_paid)
order_paid.send(sender=Checkout)
flow

# %%
guess.judge(flow)

# %% [markdown]
"""
The name was taken, so the second `connect()` did nothing.
The new one does not replace the old one, and nobody tells you. In a notebook this is
how you can change a function, run its cell again, and still see the old one work.
"""

# %% [markdown]
"""
### See · It leaves by its name

Whoever came with a name must go with it.
"""

# %%
print("by the function:", order_paid.disconnect(send_short_mail))
print("by the name:", order_paid.disconnect(dispatch_uid="mail"))

order_paid.connect(send_long_mail, dispatch_uid="mail")
order_paid.send(sender=Checkout)
print(flow)

# %% [markdown]
"""
Disconnect by name, then connect: that replaces the old one. In a notebook, it is the
safe way to write a cell that connects.
"""

# %% [markdown]
"""
### See · A name belongs to one sender

The name replaces one half of the pair. The sender is still the other half.
"""

# %%
class GiftShop:
    """The part of the shop that sells wrapped books."""


order_paid = Signal()
order_paid.connect(send_short_mail, sender=Checkout, dispatch_uid="mail")
order_paid.connect(send_long_mail, sender=GiftShop, dispatch_uid="mail")

flow = sv.watch(order_paid)
order_paid.send(sender=GiftShop)
print(flow)

# %% [markdown]
"""
### See · Names that make it worse

One function with two names is called twice, and a third time without a name.
And an empty name is no name at all.
"""

# %%
order_paid = Signal()
order_paid.connect(send_short_mail, dispatch_uid="a")
order_paid.connect(send_short_mail, dispatch_uid="b")
order_paid.connect(send_short_mail)
print("calls with 'a', 'b' and no name:", len(order_paid.send(sender=Checkout)))

order_paid.connect(send_long_mail, dispatch_uid="")
print("by the empty name:", order_paid.disconnect(dispatch_uid=""))
print("by the function:", order_paid.disconnect(send_long_mail))

# %% [markdown]
"""
## Weak and strong

This part explains receivers that disappear. It is the most surprising thing about
signals, and the one that costs people whole afternoons.
"""

# %%
from django.dispatch import Signal, receiver

sv.reset()
order_paid = Signal()
diary = []


class Checkout:
    """The part of the shop where customers pay."""


# %% [markdown]
"""
### Read · A note on the wall

Python keeps an object as long as somebody holds it: a variable, a list, a module.
When nobody holds it any more, it is thrown away.

A signal does not hold its receivers. It only knows where they are, as a note on the
wall knows a phone number. That is a **weak** reference. If the phone is thrown away,
the note does not keep it.
"""

# %% [markdown]
"""
### See · Delete it, and it is gone
"""

# %%
def send_newsletter(sender, **kwargs):
    """Tell of new books."""


order_paid.connect(send_newsletter)
flow = sv.watch(order_paid)
order_paid.send(sender=Checkout)
flow

# %% [markdown]
"""
Nobody calls `disconnect()` in the next cell. Look at the card.
"""

# %%
del send_newsletter
flow

# %%
print("who answers:", order_paid.send(sender=Checkout))

# %% [markdown]
"""
### Predict · Made inside a function

`open_shop` makes its receiver itself, and connects it. It is run three times.
`DEBUG` is `False`.
"""

# %%
def open_shop():
    @receiver(order_paid)
    def send_confirmation(sender, **kwargs):
        diary.append("mail")


guess = sv.predict(
    "open_shop() runs three times. Then order_paid is sent once. How many mails?",
    options=[0, 1, 3],
    pick="one",
)
guess

# %% [markdown]
"""
### See · Silence
"""

# %%
order_paid = Signal()
flow = sv.watch(order_paid)
for _ in range(3):
    open_shop()

order_paid.send(sender=Checkout)
print("mails:", len(diary))
print(flow)

# %%
guess.judge(len(diary))

# %% [markdown]
"""
No error, no warning, no mail. The name `send_confirmation` lives only while
`open_shop` runs. After that, nobody holds the function.
"""

# %% [markdown]
"""
### See · A method goes with its object
"""

# %%
class Mailer:
    def thank(self, sender, **kwargs):
        diary.append("thank")


order_paid = Signal()
mailer = Mailer()
order_paid.connect(mailer.thank)
print("somebody holds the mailer:", len(order_paid.send(sender=Checkout)), "call")

del mailer
print("nobody does:", len(order_paid.send(sender=Checkout)), "calls")

# %% [markdown]
"""
### See · It works on my machine

The same three runs of `open_shop`, but with `DEBUG=True`, as on a developer's machine:
"""

# %%
from django.test import override_settings

order_paid = Signal()
diary.clear()
with override_settings(DEBUG=True):
    for _ in range(3):
        open_shop()

order_paid.send(sender=Checkout)
print("mails:", len(diary))

# %% [markdown]
"""
Three mails. You know the check that `connect()` makes with `DEBUG=True`.
It remembers the signatures of functions, and that memory holds the functions.
So they live on, by accident. [Lesson 08](08-under-the-hood.ipynb) shows this memory.

On the developer's machine there are three mails, on the server there is none.
For a method this memory holds the function, not the object. A lost object is lost
in both:
"""

# %%
order_paid = Signal()
with override_settings(DEBUG=True):
    order_paid.connect(Mailer().thank)

print("calls:", len(order_paid.send(sender=Checkout)))

# %% [markdown]
"""
### See · weak=False holds on

With `weak=False` the signal holds the receiver itself. That is **strong**.
"""

# %%
def open_shop():
    def send_confirmation(sender, **kwargs):
        diary.append("mail")

    order_paid.connect(send_confirmation, weak=False)


order_paid = Signal()
diary.clear()
open_shop()
order_paid.send(sender=Checkout)
print("mails:", len(diary))
print("held weakly:", sv.registry(order_paid)[0].weak)

# %% [markdown]
"""
The price: now it stays until somebody disconnects it. And each further run adds one
more, as you have seen, unless the entry has a `dispatch_uid`.
"""

# %% [markdown]
"""
### See · A lost receiver frees its name
"""

# %%
def send_short_mail(sender, **kwargs):
    return "short"


def send_long_mail(sender, **kwargs):
    return "long"


order_paid = Signal()
order_paid.connect(send_short_mail, dispatch_uid="mail")
del send_short_mail
order_paid.connect(send_long_mail, dispatch_uid="mail")
print([answer for _, answer in order_paid.send(sender=Checkout)])

# %% [markdown]
"""
### See · Never connect a passing lambda

Nobody holds this `lambda`. It dies at once. That is bad enough, but since Django 6.1
it can take another receiver with it. `pack` gets the place in memory that the lambda
had, and Django takes it for the one that is connected already.
"""

# %%
def is_pack_called(weak):
    order_paid = Signal()
    order_paid.connect(lambda **kwargs: "a bell", weak=weak)

    def pack(sender, **kwargs):
        return "packed"

    order_paid.connect(pack)
    return "packed" in [answer for _, answer in order_paid.send(sender=Checkout)]


# %% [markdown]
"""
| your Django | `pack` is lost |
|---|---|
| 5.2 and 6.0 | never |
| 6.1 | nearly always |

The next cell makes fifty tries, and compares your Django with this table.
"""

# %%
import django

lost = [is_pack_called(weak=True) for _ in range(50)].count(False)
print("your Django does as the table says:", (lost > 0) == (django.VERSION >= (6, 1)))

lost = [is_pack_called(weak=False) for _ in range(50)].count(False)
print("with weak=False it was lost", lost, "times")

# %% [markdown]
"""
Give it a name that lives, or `weak=False`, and you are safe in every version.
[Lesson 08](08-under-the-hood.ipynb) looks inside.
"""

# %% [markdown]
"""
### Read · Who holds your receiver?

| the receiver | who holds it | is it safe? |
|---|---|---|
| a function of a module | the module | yes |
| a method of an object | whoever holds the object | only if somebody does |
| a function inside a function | nobody | no |
| a lambda inside `connect()` | nobody | no |
| any of them, with `weak=False` | the signal | yes, but it stays |

So write receivers as functions of a module. Then you need neither `weak=False`
nor `dispatch_uid`.
"""

# %% [markdown]
"""
### Try · Save the mailer

Look at the cell with `Mailer` again. Change it so that the mail is sent even after
`del mailer`. There are two ways: somebody else holds the object, or the signal does.
"""

# %% [markdown]
"""
## The bookshop so far

Each lesson adds one piece to the bookshop that you finish in [lesson 14](14-the-bookshop.ipynb).
"""

# %% [markdown]
"""
### Build · Connections that may run again

Two receivers of this module, and one method of an object that the module holds:
"""

# %%
from django.dispatch import Signal

sv.reset()
order_paid = Signal()
audit_log = []


class Checkout:
    """The part of the shop where customers pay."""


class GiftShop:
    """The part of the shop that sells wrapped books."""


# %%
def reserve_stock(sender, copies, **kwargs):
    audit_log.append(f"{copies} reserved")


def wrap_gift(sender, copies, **kwargs):
    audit_log.append(f"{copies} wrapped")


class Mailer:
    def thank(self, sender, **kwargs):
        audit_log.append("mail sent")


mailer = Mailer()

# %% [markdown]
"""
All connections stand in one place, and it does no harm to run it twice:
"""

# %%
def open_shop():
    order_paid.connect(reserve_stock)
    order_paid.connect(wrap_gift, sender=GiftShop)
    order_paid.connect(mailer.thank)


open_shop()
open_shop()

flow = sv.watch(order_paid)
order_paid.send(sender=GiftShop, copies=2)
print("\n".join(audit_log))
flow

# %% [markdown]
"""
In a Django project this function has a fixed place: the method `ready()` of an
`AppConfig`. [Lesson 12](12-patterns.ipynb) shows it.
"""

# %% [markdown]
"""
### Try · Close the shop

Write `close_shop()`, which takes everything off the list, and use it.
The picture must have no card left. Which line needs a sender?
"""

# %%
# Your turn.

# %% [markdown]
"""
## Before you go on
"""

# %% [markdown]
"""
### Recall · Without looking

Answer first, then open.

<details><summary>What must every receiver accept?</summary>
Any argument by name: it ends with **kwargs.
</details>

<details><summary>A function is connected five times. How often is it called?</summary>
Once. The pair of receiver and sender was there already.
</details>

<details><summary>sender=Checkout, and a subclass of Checkout sends. Is it heard?</summary>
No. The sender must be the very same object.
</details>

<details><summary>disconnect(f) returns False, but f is still called. Why?</summary>
It was connected with a sender or a dispatch_uid. Say the same to disconnect().
</details>

<details><summary>Two functions, one dispatch_uid. Who is called?</summary>
The first one. The second connect() did nothing.
</details>

<details><summary>A receiver works with DEBUG=True and is silent with DEBUG=False.
What is it?</summary>
A function that nobody holds, made inside another function or written as a lambda.
</details>

From [lesson 01](01-the-big-picture.ipynb):

<details><summary>Is there one list for all signals?</summary>
No. Each signal has its own.
</details>

<details><summary>You disconnect a receiver and connect it again. Where is it now?</summary>
At the end of the list.
</details>
"""

# %% [markdown]
"""
### Exercise · Four exercises

[Exercises for this lesson](exercises/02-connecting-receivers.ipynb): connect one receiver
to two signals, say who stands on a list, mend a mailer that falls silent, explain a
picture. Each one is checked, and each mistake has a hint.

Go on with [lesson 03: The dispatch flow](03-the-dispatch-flow.ipynb), or choose from
[the whole course](index.ipynb).
"""

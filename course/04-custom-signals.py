# %% [markdown]
"""
# Custom signals

Django's own signals speak of rows that are saved and deleted. A bookshop has events of
its own: an order is paid, a book is sold out, a parcel is on its way.

Such a signal is made in one line. This page is about everything around that line:
who should send, what to send along, what an old tutorial gets wrong,
and which of the four ways to send is yours.

Each part stands alone: run the first cell, then any part you like.
"""

# %%
import signal_viz as sv

sv.configure(debug=False)

# %% [markdown]
"""
## A signal of your own

`Signal()` is all it takes. What have you made with it?
"""

# %% [markdown]
"""
### Read · One line, three jobs

| job | who does it | in code |
|---|---|---|
| say that this can happen | the module that knows the event | `order_paid = Signal()` |
| say that it has happened | the sender | `order_paid.send(sender=Checkout)` |
| do something about it | the receivers | `order_paid.connect(reserve_stock)` |
"""

# %%
from django.dispatch import Signal

order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


# %% [markdown]
"""
### Predict · What does it know?

The signal has just been made. Nothing was connected, nothing was sent.
"""

# %%
options = ["name", "senders", "arguments", "receivers", "lock"]
guess = sv.predict("Which of these does a new signal hold?", options=options)
guess

# %% [markdown]
"""
### See · A list, and how to look through it

This is all that a new signal holds:
"""

# %%
for name in sorted(vars(order_paid)):
    print(name)

print("on its list:", order_paid.receivers)
guess.judge([name for name in options if name in vars(order_paid)])

# %% [markdown]
"""
A lock, a list of receivers, three helpers for looking through that list. No name,
no sender, no arguments. `order_paid` is only the name of **your variable**.

So nobody can tell a signal what it should carry. You just send it:
"""

# %%
def write_audit_log(sender, signal, **kwargs):
    print("write_audit_log got", kwargs)


order_paid.connect(write_audit_log)
order_paid.send(sender=Checkout)
order_paid.send(sender=Checkout, item="Emma", copies=2)
order_paid.send(sender=Checkout, weather="rain")
print("three sends, three different sets of arguments")

# %% [markdown]
"""
### See · post_save is made of the same stuff

Django's own signals for models are of a class that **is** a `Signal`. All you learned about
`connect`, order and exceptions is true for both.
"""

# %%
from django.db.models.signals import post_save

print([kind.__name__ for kind in type(post_save).__mro__])

# %% [markdown]
"""
### Predict · Two ways to pay

Customers can pay with a card or with a voucher. Both functions write into the same
list of paid items.
"""

# %%
paid = []


def pay_with_card(item):
    paid.append(item)
    order_paid.send(sender=Checkout, item=item)


def pay_with_voucher(item):
    paid.append(item)


# %%
def reserve_stock(sender, item, **kwargs):
    """Put one book aside."""


order_paid = Signal()
order_paid.connect(reserve_stock)
flow = sv.watch(order_paid)
flow

# %%
guess = sv.predict(
    "Both functions are called once. How often does reserve_stock run?",
    options=[0, 1, 2],
    pick="one",
)
guess

# %% [markdown]
"""
### See · Only where somebody wrote send()
"""

# %%
paid.clear()
with sv.trace(order_paid) as trace:
    pay_with_card("Emma")
    pay_with_voucher("Dracula")

print("paid:", paid)
guess.judge(sum(len(sent.calls) for sent in trace.dispatches))
flow

# %% [markdown]
"""
Nobody put *Dracula* aside. A custom signal does not watch anything. It is
sent where you have written `send()`, and nowhere else.

So write it **once**, in a function that every way to pay must go through.
"""

# %% [markdown]
"""
### Try · One door

Write `finish(item)`, which appends to `paid` and sends. Let both functions call it.
Is *Dracula* put aside now?
"""

# %%
# Your turn.

# %% [markdown]
"""
## Who is a good sender?

`send()` wants a sender. You may give it anything: a class, an object, a text, `None`.
What is a good choice?
"""

# %% [markdown]
"""
### Read · The sender is a filter

A receiver can say `sender=Checkout` when it connects. Then it hears that very object and
nobody else ([lesson 02](02-connecting-receivers.ipynb)). So the question is:
**can those who want to listen get hold of my sender?**

Here is a checkout, and a gift shop that is a kind of checkout. Both can pay in two ways.
"""

# %%
from django.dispatch import Signal

sv.reset()
order_paid = Signal()


class Checkout:
    def pay(self):
        order_paid.send(sender=self.__class__)

    def pay_at_desk(self):
        order_paid.send(sender=Checkout)


# %%
class GiftShop(Checkout):
    """A checkout that wraps the books."""


def reserve_stock(sender, **kwargs):
    """Put one book aside."""


def wrap_gift(sender, **kwargs):
    """Wrap it in paper."""


def write_audit_log(sender, **kwargs):
    """Write one line."""


# %%
order_paid.connect(reserve_stock, sender=Checkout)
order_paid.connect(wrap_gift, sender=GiftShop)
order_paid.connect(write_audit_log)
flow = sv.watch(order_paid)

# %% [markdown]
"""
### Predict · The gift shop pays

`GiftShop().pay()` sends with `sender=self.__class__`.
"""

# %%
guess = sv.predict(
    "Which receivers run?",
    options=[reserve_stock, wrap_gift, write_audit_log],
)
guess

# %% [markdown]
"""
### See · The class of the object, or the class by name
"""

# %%
GiftShop().pay()
guess.judge(flow)
flow

# %%
GiftShop().pay_at_desk()
flow

# %% [markdown]
"""
* `sender=self.__class__` says **exactly** who it was: a `GiftShop`. The receivers for
  `Checkout` hear nothing of it.
* `sender=Checkout` says **what kind** it was. Everybody who waits for a checkout hears
  it, and nobody can tell the gift shop from the others.

Both are good. Choose one, and write it down for those who will connect.
"""

# %% [markdown]
"""
### See · An object as sender

Two cash desks. `count_till` wants to hear desk 1.
"""

# %%
desk_1, desk_2 = Checkout(), Checkout()


def count_till(sender, **kwargs):
    """Count the money."""


order_paid = Signal()
order_paid.connect(count_till, sender=desk_1)

for name, desk in [("desk 1", desk_1), ("desk 2", desk_2), ("a new one", Checkout())]:
    print(name, "reaches", len(order_paid.send(sender=desk)))

# %% [markdown]
"""
That works as long as the one who connects holds the object. But mostly objects come and
go: one for each customer, one for each request. Nobody can connect to an object that
is made a moment before it sends.

So let the class be the sender, and send the object along:
"""

# %%
def count_till(sender, desk, **kwargs):
    print("desk 1:", desk is desk_1)


order_paid = Signal()
order_paid.connect(count_till, sender=Checkout)
order_paid.send(sender=Checkout, desk=desk_1)
order_paid.send(sender=Checkout, desk=Checkout())
print("both were heard")

# %% [markdown]
"""
### Predict · A text as sender

Django itself uses a text once: when a login fails, `authenticate()` sends
`user_login_failed`, and the sender is the text `"django.contrib.auth"`.

We connect two receivers. One writes that text down. The other one takes it from the
module whose name it is.
"""

# %%
from django.contrib import auth
from django.contrib.auth.signals import user_login_failed


def by_hand(sender, **kwargs):
    """Connected with the text, written down."""


def by_module(sender, **kwargs):
    """Connected with the name of the module."""


user_login_failed.connect(by_hand, sender="django.contrib.auth")
user_login_failed.connect(by_module, sender=auth.__name__)
print("equal texts:", auth.__name__ == "django.contrib.auth")

# %%
guess = sv.predict(
    "A login fails. Which receivers run?",
    options=[by_hand, by_module],
)
guess

# %% [markdown]
"""
### See · Equal is not enough

`NoCustomers` is a login that knows nobody.
"""

# %%
from django.test import override_settings


class NoCustomers:
    def authenticate(self, request, **credentials):
        """Nobody is let in."""


flow = sv.watch(user_login_failed)
with override_settings(AUTHENTICATION_BACKENDS=["__main__.NoCustomers"]):
    auth.authenticate(username="Emma")
guess.judge(flow)
flow

# %% [markdown]
"""
Only the very same text object counts. Who writes the same letters is never called, and
nothing warns them. Do not use a text as sender.
"""

# %% [markdown]
"""
### Read · The choice

| sender | who can listen to it alone |
|---|---|
| a class: `Checkout` | whoever can import it |
| the class of the object: `self.__class__` | the same, for each subclass apart |
| a model class: `Order` | the same |
| an object: `self` | only who holds that object |
| a text | only who holds that very text |
| `None` | nobody: it reaches receivers without `sender=` |
"""

# %% [markdown]
"""
### Try · A function as sender

A function can be a sender, too. Make `def kiosk(): order_paid.send(sender=kiosk)`, connect
`write_audit_log` with `sender=kiosk`, and call `kiosk()`. Then run only the cell with
`def kiosk` again, and call it. Why is it silent now?
"""

# %%
# Your turn.

# %% [markdown]
"""
## Names for the arguments

Nothing is declared, so nothing is checked. The names that you send are a promise to
everybody who listens.
"""

# %% [markdown]
"""
### Read · Three readers of one argument

`reserve_stock` names the argument. `send_confirmation` looks it up, with a value in case
that it is missing. `write_audit_log` takes what comes.
"""

# %%
from django.dispatch import Signal

sv.reset()
order_paid = Signal()
outbox, audit_log = [], []


class Checkout:
    """The part of the shop where customers pay."""


# %%
def send_confirmation(sender, **kwargs):
    outbox.append("Thank you for " + kwargs.get("item", "your book"))


def write_audit_log(sender, signal, **kwargs):
    audit_log.append(kwargs)


def reserve_stock(sender, item, **kwargs):
    """Put one book aside."""


for receiver in (send_confirmation, write_audit_log, reserve_stock):
    order_paid.connect(receiver)
flow = sv.watch(order_paid)

# %% [markdown]
"""
### See · One argument more

Today the checkout also says how many copies. All three receivers end with `**kwargs`.
"""

# %%
outbox.clear()
order_paid.send(sender=Checkout, item="Emma")
order_paid.send(sender=Checkout, item="Emma", copies=2)
print(outbox)
print("both sends:", [sent.state for sent in flow.trace.dispatches])

# %% [markdown]
"""
Nobody is disturbed. You can **add** an argument at any time.
That is what `**kwargs` is for.
"""

# %% [markdown]
"""
### Predict · Another name

A colleague finds `title` a better name than `item`, and changes the line that sends.
"""

# %%
guess = sv.predict(
    'order_paid.send(sender=Checkout, title="Emma"): which receivers are called?',
    options=[send_confirmation, write_audit_log, reserve_stock],
    ending=True,
)
guess

# %% [markdown]
"""
### See · One is loud, one is wrong
"""

# %%
outbox.clear()
audit_log.clear()
try:
    order_paid.send(sender=Checkout, title="Emma")
except TypeError as error:
    print("TypeError:", str(error).removeprefix("__main__."))
print("outbox:   ", outbox)
print("audit log:", audit_log)
guess.judge(flow.trace.dispatches[-1])
flow

# %% [markdown]
"""
* `reserve_stock` **names** its argument. It failed at once, and everybody knows.
* `send_confirmation` **looked it up** with a value in case of need. It went on, and
  the customer got a wrong mail. Nobody knows.

So never rename or drop an argument. And in a receiver, name what you need:
`def reserve_stock(sender, item, **kwargs)`.
"""

# %% [markdown]
"""
### See · Two names are taken

`sender` and `signal` are sent always. May you send a `signal` of your own?
"""

# %%
order_paid = Signal()
order_paid.send(sender=Checkout, signal="green")
print("nobody connected: fine")

order_paid.connect(write_audit_log)
try:
    order_paid.send(sender=Checkout, signal="green")
except TypeError as error:
    print("one connected: ", str(error).removeprefix("__main__."))

# %% [markdown]
"""
You may not. And as long as nobody listens, nobody notices: such a mistake waits for the
first receiver. So test your signals with a receiver.
"""

# %% [markdown]
"""
### Predict · One basket for all

The checkout sends the basket: a list. `wrap_gift` puts wrapping paper into it.
"""

# %%
def wrap_gift(sender, basket, **kwargs):
    basket.append("wrapping paper")


def print_bill(sender, basket, **kwargs):
    print("to pay:", len(basket), "things")


order_paid = Signal()
order_paid.connect(wrap_gift)
order_paid.connect(print_bill)

# %%
guess = sv.predict(
    'The basket is ["Emma", "Dracula"]. For how many things is the bill?',
    options=[2, 3],
    pick="one",
)
guess

# %% [markdown]
"""
### See · The same object for everybody
"""

# %%
basket = ["Emma", "Dracula"]
order_paid.send(sender=Checkout, basket=basket)
guess.judge(len(basket))
print("the checkout has:", basket)

# %% [markdown]
"""
Arguments are not copied. All receivers and the sender hold one and the same list, and
the earlier ones can change it under the later ones. Send what cannot be changed:
"""

# %%
basket = ["Emma", "Dracula"]
try:
    order_paid.send(sender=Checkout, basket=tuple(basket))
except AttributeError as error:
    print("wrap_gift:", error)
print("the checkout has:", basket)

# %% [markdown]
"""
### See · Say what you send, and let Python check it

Two things help. A comment beside the signal says what it carries. And
**one function sends it**: then a wrong name fails where it is written.
"""

# %%
# A customer has paid. Sender: Checkout.
# item: the title of the book. copies: how many.
order_paid = Signal()


def send_order_paid(*, item, copies=1):
    """Tell everybody that a customer has paid."""
    order_paid.send(sender=Checkout, item=item, copies=copies)


# %%
print("straight:", order_paid.send(sender=Checkout, itme="Emma"))
try:
    send_order_paid(itme="Emma")
except TypeError as error:
    print("through the function:", error)

# %% [markdown]
"""
Straight, the typing mistake went unseen, since nobody listens yet. Through the function
it is an error, with or without receivers.
"""

# %% [markdown]
"""
### Try · A price from tomorrow on

Add `price` to what `send_order_paid` sends. Which of the receivers on this page must
change? Connect them, and prove it.
"""

# %%
# Your turn.

# %% [markdown]
"""
## providing_args is gone

Old tutorials say: a signal is made with `Signal(providing_args=["item"])`. The list was
a note for people: these arguments will come.
"""

# %% [markdown]
"""
### Predict · Three ways to make one

You may read that `django.dispatch.Signal` takes an “optional `providing_args`”.
Let us run it.
"""

# %%
from django.dispatch import Signal

sv.reset()


class Checkout:
    """The part of the shop where customers pay."""


ways = {
    'Signal(providing_args=["item"])': lambda: Signal(providing_args=["item"]),
    'Signal(["item"])': lambda: Signal(["item"]),
    "Signal()": Signal,
}

# %%
guess = sv.predict("Which of these raise an exception?", options=list(ways))
guess

# %% [markdown]
"""
### See · One of them is loud
"""

# %%
raised = []
for name, make in ways.items():
    try:
        make()
        print(f"{name:32} fine")
    except TypeError as error:
        raised.append(name)
        print(f"{name:32} TypeError")
        print("  ", error)
guess.judge(raised)

# %% [markdown]
"""
With its name, the argument is refused: it was taken out in
[Django 4.0](https://docs.djangoproject.com/en/4.0/releases/4.0/). Delete it,
and write the names into a comment.

But without the name, nothing was raised. Is that harmless?
"""

# %% [markdown]
"""
### See · Where the list went

A signal still takes one argument. It is another one.
"""

# %%
import inspect

print("Signal takes:", inspect.signature(Signal))
print("use_caching is:", Signal(["item"]).use_caching)

# %% [markdown]
"""
A list that is not empty counts as true. So our signal does not know the name `item`. It
has **caching switched on**: it remembers for each sender who is due.
To remember that, it holds the sender weakly. Not everything can be held so:
"""

# %%
def reserve_stock(sender, **kwargs):
    """Put one book aside."""


def try_all(order_paid):
    for name, sender in {"Checkout": Checkout, "None": None, "a text": "desk"}.items():
        try:
            order_paid.send(sender=sender, item="Emma")
            print(f"  {name:9} fine")
        except TypeError as error:
            print(f"  {name:9} TypeError: {error}")


# %%
order_paid = Signal(["item"])
print("nobody is connected")
try_all(order_paid)

order_paid.connect(reserve_stock)
print("one receiver is connected")
try_all(order_paid)

# %% [markdown]
"""
That is a nasty one: it works with a class, and it works as long as nobody listens. It
breaks on the day when somebody sends with `sender=None`.

`Signal()` has none of these troubles:
"""

# %%
order_paid = Signal()
order_paid.connect(reserve_stock)
try_all(order_paid)

# %% [markdown]
"""
### Read · Caching on purpose

`Signal(use_caching=True)` exists for signals that are sent very often by few classes.
Which of Django's signals for models use it?
"""

# %%
from django.db.models import signals

found = {name: item for name, item in vars(signals).items() if isinstance(item, Signal)}
print("cached:    ", *sorted(name for name in found if found[name].use_caching))
print("not cached:", *sorted(name for name in found if not found[name].use_caching))

# %% [markdown]
"""
[Lesson 10](10-performance.ipynb) measures what it brings. For your own signals, `Signal()` is right.
"""

# %% [markdown]
"""
### Try · An empty list

What about `Signal([])`? Does `try_all` find anything? Why not?
"""

# %%
# Your turn.

# %% [markdown]
"""
## Lazy senders

`post_save.connect(…, sender="shop.Order")`: instead of the class you can write its
name. That is called a lazy sender. It helps where the class cannot be
imported yet. Is it good for your own signals, too?
"""

# %% [markdown]
"""
### Read · Connected before the class exists

Models that are defined in a notebook belong to an app called `notebook`.
There is no class `Order` yet.
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
order_text = "notebook.Order"
post_save.connect(write_audit_log, sender=order_text)
order_paid.connect(reserve_stock, sender=order_text)

print("post_save has", len(sv.registry(post_save)))
print("order_paid has", len(sv.registry(order_paid)))

# %% [markdown]
"""
Neither complains. `order_paid` has its receiver on the list at once. `post_save` has
nobody yet: it waits for the class.
"""

# %%
class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)
[connection] = sv.registry(post_save)
print(connection.receiver, "hears", connection.sender)

# %% [markdown]
"""
### Predict · Saved and paid

An order is saved. Then `order_paid.send(sender=Order)` is run.
"""

# %%
guess = sv.predict(
    "Which receivers run?",
    options=[write_audit_log, reserve_stock],
)
guess

# %% [markdown]
"""
### See · One of them is deaf
"""

# %%
flow = sv.watch(post_save, order_paid, senders=[Order])
Order.objects.create(item="Emma")
flow

# %%
order_paid.send(sender=Order)
guess.judge(flow)
flow

# %% [markdown]
"""
`post_save` found the class when it was defined. A plain `Signal` does not look for
anything: for it, the **text itself** is the sender. Here is the proof:
"""

# %%
flow.close()
print("sent by the class:", len(order_paid.send(sender=Order)))
print("sent by the text: ", len(order_paid.send(sender=order_text)))

# %% [markdown]
"""
### See · What the text must look like

It is `"app.Model"`. Big and small letters count in the name of the app, and not in the
name of the model. By name, `disconnect()` does not tell whether it found somebody:
"""

# %%
for text in ("NOTEBOOK.Order", "notebook.order"):
    answer = post_save.disconnect(write_audit_log, sender=text)
    print(f"{text} returned {answer}; post_save has {len(sv.registry(post_save))}")

# %% [markdown]
"""
The first text waits for an app `NOTEBOOK`, for ever. Without a dot, `post_save`
complains. A plain signal never does.
"""

# %%
try:
    post_save.connect(write_audit_log, sender="Order")
except ValueError as error:
    print("ValueError:", str(error).partition(".")[0])

order_paid.connect(write_audit_log, sender="Order")
print("order_paid has", len(sv.registry(order_paid)))

# %% [markdown]
"""
### See · Looked up once

Whoever runs the cell of a model again makes a new class of the same name. Which of the
two does the text mean?
"""

# %%
post_save.connect(write_audit_log, sender=order_text)
old_order = Order


class Order(models.Model):
    item = models.CharField(max_length=40)


for name, model in [("old", old_order), ("new", Order)]:
    print(f"the {name} class reaches", len(post_save.send(sender=model)))

# %% [markdown]
"""
The text was looked up when it was connected. After that, the class counts, and not its
name. So in a notebook, run the cell that connects again, too.
"""

# %% [markdown]
"""
### Read · For your own signals

| | `sender=Order` | `sender="shop.Order"` |
|---|---|---|
| Django's signals for models | works | works, as soon as the class exists |
| your own `Signal()` | works | silent, for ever |

Connect where the class can be imported. In a project that is `AppConfig.ready()`: there
all models are loaded, and you can also ask for a class by its name:
"""

# %%
from django.apps import apps

order_paid = Signal()
order_paid.connect(reserve_stock, sender=apps.get_model("notebook.Order"))
print("sent by the class:", len(order_paid.send(sender=Order)))

# %% [markdown]
"""
### Try · A model that never comes

Connect `write_audit_log` to `post_save` with `sender="notebook.Voucher"`. How many entries has
`sv.registry(post_save)`? Does anything ever warn you that there is no such model?
"""

# %%
# Your turn.

# %% [markdown]
"""
## The four ways to send

`send()` has three sisters. Which one is yours?
"""

# %% [markdown]
"""
### Read · Two questions

1. Is your code plain, or is it `async def`? With `await` you take a method with an **a**.
2. If one receiver fails, should the others still be called? Then take **robust**.

|  | stop at an exception | go on |
|---|---|---|
| plain code | `send()` | `send_robust()` |
| `async def` | `await asend()` | `await asend_robust()` |
"""

# %%
from django.dispatch import Signal

sv.reset()
order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


def reserve_stock(sender, **kwargs):
    """Put one book aside."""


# %%
def charge_card(sender, **kwargs):
    raise ValueError("card refused")


def send_confirmation(sender, **kwargs):
    """Thank the customer."""


for receiver in (reserve_stock, charge_card, send_confirmation):
    order_paid.connect(receiver)
flow = sv.watch(order_paid)

# %% [markdown]
"""
### Predict · Who gets a mail?

`charge_card` raises. `send_confirmation` stands behind it.
"""

# %%
guess = sv.predict(
    "After which ways to send has send_confirmation run?",
    options=["send", "send_robust", "asend", "asend_robust"],
)
guess

# %% [markdown]
"""
### See · All four, one after the other
"""

# %%
import inspect


async def outcome(way):
    try:
        answers = way(sender=Checkout)
        if inspect.isawaitable(answers):
            answers = await answers
    except ValueError as error:
        return f"raised ValueError: {error}"
    return f"returned {len(answers)} pairs"


# %%
for way in ("send", "send_robust", "asend", "asend_robust"):
    print(f"{way:13}", await outcome(getattr(order_paid, way)))

sends = flow.trace.dispatches
guess.judge([sent.method for sent in sends if sent.calls[2].state == "returned"])

# %%
flow

# %% [markdown]
"""
The picture shows the last one. On it you can go back to the other three.

[Lesson 03](03-the-dispatch-flow.ipynb) has all about `send` and `send_robust`, and about
the threads. [Lesson 09](09-async.ipynb) is about `asend`.
"""

# %% [markdown]
"""
### See · Forgotten await

`asend()` without `await` is a promise that nobody keeps.
"""

# %%
with sv.trace(order_paid) as trace:
    promise = order_paid.asend_robust(sender=Checkout)

print(type(promise).__name__, "- sends:", len(trace.dispatches))
promise.close()

# %% [markdown]
"""
### Try · An async one among them

Connect an `async def` receiver, too. Which of the four ways still work in a cell?
(You may meet a `RuntimeError`. [Lesson 09](09-async.ipynb) explains it.)
"""

# %%
# Your turn.

# %% [markdown]
"""
### See · What each of them wants

The sender is a must. Everything after it goes by name.
"""

# %%
order_paid = Signal()
calls = {
    "send()": order_paid.send,
    'send(Checkout, "Emma")': lambda: order_paid.send(Checkout, "Emma"),
    'send(Checkout, item="Emma")': lambda: order_paid.send(Checkout, item="Emma"),
}
for text, call in calls.items():
    try:
        print(f"{text:28} {call()}")
    except TypeError as error:
        print(f"{text:28} {error}")

# %% [markdown]
"""
### Measure · What does it cost if nobody listens?

Should you be sparing with signals, in case that nobody wants to hear them? This cell
sends a hundred times to nobody, and saves one row. Each is timed five times; the
best one counts.
"""

# %%
import timeit

from django.db import models

sv.reset()


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)
nobody_listens = Signal()


# %%
def send_a_hundred():
    for _ in range(100):
        nobody_listens.send(sender=Checkout)


sends = min(timeit.repeat(send_a_hundred, number=1, repeat=5))
save = min(timeit.repeat(Order(item="Emma").save, number=1, repeat=5))
print("a hundred sends to nobody are faster than one save:", sends < save)

# %% [markdown]
"""
A send to an empty list looks at the list and goes home. Send what may be of
interest; the price comes with the receivers.
"""

# %% [markdown]
"""
## Before you go on
"""

# %% [markdown]
"""
### Fix · The kiosk

This signal comes from an old tutorial. At the checkout it works. The kiosk has no class,
so it sends with `sender=None`, and the sale stops.
"""

# %%
from django.dispatch import Signal

sv.reset()
book_sold = Signal(["item"])
sold = []


class Checkout:
    """The part of the shop where customers pay."""


# %%
def count_sale(sender, item, **kwargs):
    sold.append(item)


book_sold.connect(count_sale)

# %%
def sell_everywhere():
    sold.clear()
    for sender in (Checkout, None):
        try:
            book_sold.send(sender=sender, item="Emma")
        except TypeError as error:
            print("the sale stops:", error)
    print("sold:", sold)


sell_everywhere()

# %% [markdown]
"""
Mend the first cell, and run these cells again, so that both sales are counted. Then open.

<details><summary>The way</summary>
The list is no list of names: it switches caching on. Make the signal with
<code>Signal()</code>, and connect again. The next cell does it.
</details>
"""

# %%
book_sold = Signal()
book_sold.connect(count_sale)
sell_everywhere()

# %% [markdown]
"""
### Build · The shop's own signals

Our bookshop grows by one piece in each lesson. Today: one place that says which events
the shop has, what they carry, and who sends them. In a project it is a
module of its own, `signals.py`.
"""

# %%
# A customer has paid. Sender: Checkout or a subclass. item: str, copies: int.
order_paid = Signal()
# Fewer than three copies are left. Sender: Warehouse. item: str, left: int.
stock_low = Signal()

stock = {"Emma": 4, "Dracula": 9}


# %%
class Checkout:
    def pay(self, *, item, copies=1):
        order_paid.send(sender=self.__class__, item=item, copies=copies)


class Warehouse:
    def take(self, *, item, copies):
        stock[item] -= copies
        if stock[item] < 3:
            stock_low.send(sender=Warehouse, item=item, left=stock[item])


# %%
warehouse = Warehouse()


def reserve_stock(sender, item, copies, **kwargs):
    warehouse.take(item=item, copies=copies)


def order_from_publisher(sender, item, left, **kwargs):
    print("please send more of", item, "- copies left:", left)


order_paid.connect(reserve_stock)
stock_low.connect(order_from_publisher, sender=Warehouse)

# %%
stock.update({"Emma": 4, "Dracula": 9})
flow = sv.watch(order_paid, stock_low)
Checkout().pay(item="Dracula")
Checkout().pay(item="Emma", copies=2)
flow

# %% [markdown]
"""
The checkout does not know the warehouse, and the warehouse does not know who orders new
books. Both know one thing: the signals of the shop.
"""

# %% [markdown]
"""
### Read · Seven rules

1. A signal is a list. It has no name, no sender and no arguments of its own.
2. It is sent where you write `send()`. Write it once, in the one door.
3. Let a class be the sender, and send the object along.
4. Arguments go by name. Add some, never rename any. `sender` and `signal` are taken.
5. All receivers get the same objects. Send what cannot be changed.
6. `Signal()`, with empty brackets.
7. A text as sender works for Django's model signals only.
"""

# %% [markdown]
"""
### Recall · Without looking

Answer first, then open. The last three come from lessons 02 and 03.

<details><summary>Where do you declare which arguments a signal sends?</summary>
Nowhere. Write a comment, and let one function send it.
</details>

<details><summary>GiftShop is a subclass of Checkout and sends with
sender=self.__class__. Is a receiver with sender=Checkout called?</summary>
No. The sender is GiftShop.
</details>

<details><summary>Signal(["item"]) raises nothing. What is wrong with it?</summary>
The list switches caching on. From then on, a sender such as None is a TypeError.
</details>

<details><summary>order_paid.connect(f, sender="shop.Order"): when is f called?</summary>
Never, unless somebody sends with that very text. Only model signals look for the class.
</details>

<details><summary>One receiver changes the list that was sent. Who notices?</summary>
The receivers after it, and the sender: it is the same list.
</details>

<details><summary>You are in an async def and want all receivers to be called,
whoever fails.</summary>
await asend_robust(), and look through the list that it returns.
</details>

<details><summary>What must every receiver accept?</summary>
Any argument by name: it ends with **kwargs.
</details>

<details><summary>In which order do plain receivers run?</summary>
In the order of connect().
</details>

<details><summary>Who notices an exception under send_robust()?</summary>
Who reads the list, or the log.
</details>
"""

# %% [markdown]
"""
### Exercise · Four exercises

[Exercises for this lesson](exercises/04-custom-signals.ipynb): make a signal that warns of
low stock, say who hears it, mend a signal from an old tutorial, tell who sent how.
Each one is checked, and each mistake has a hint.

Go on with [lesson 05: Model signals in practice](05-model-signals-in-practice.ipynb), or choose from
[the whole course](index.ipynb).
"""

# %% [markdown]
"""
# Exercises 02 · Connecting receivers

They belong to [lesson 02](../02-connecting-receivers.ipynb). Each one stands alone:
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
## Exercise · 02.1 One receiver, two signals

The customer gets news twice: when the order is paid, and when it is shipped.
The gift shop writes its own cards, so it needs no news from us.

1. Write a receiver `send_news`. Both signals send an `item`: append it to `outbox`.
2. Connect it to `order_paid`, for the sender `Checkout` only.
3. Connect it to `order_shipped`. The `Warehouse` sends that one.
"""

# %%
from django.dispatch import Signal

order_paid = Signal()
order_shipped = Signal()
outbox = []


class Checkout:
    """The part of the shop where customers pay."""

# %%
class GiftShop:
    """The part of the shop that sells wrapped books."""


class Warehouse:
    """The part of the shop that packs and ships."""


picture = sv.watch(order_paid, order_shipped)

# %% gap="02.1"
# Write send_news here, and connect it.

# %% solution="02.1"
def send_news(sender, item, **kwargs):
    outbox.append(item)


order_paid.connect(send_news, sender=Checkout)
order_shipped.connect(send_news)

# %% alternative="02.1"
from django.dispatch import receiver


class News:
    def send(self, **kwargs):
        outbox.append(kwargs["item"])


news = News()
receiver(order_paid, sender=Checkout)(news.send)
receiver([order_shipped], sender=Warehouse)(news.send)

# %% wrong="02.1" hint="A function hears nothing until it is connected."
def send_news(sender, item, **kwargs):
    outbox.append(item)

# %% wrong="02.1" hint="Is it on the list of order_shipped"
def send_news(sender, item, **kwargs):
    outbox.append(item)


order_paid.connect(send_news, sender=Checkout)

# %% wrong="02.1" hint="Say sender=Checkout where you connect to order_paid."
from django.dispatch import receiver


@receiver([order_paid, order_shipped])
def send_news(sender, item, **kwargs):
    outbox.append(item)

# %% wrong="02.1" hint="Add **kwargs."
def send_news(sender, item):
    outbox.append(item)


order_paid.connect(send_news, sender=Checkout)
order_shipped.connect(send_news)

# %% wrong="02.1" hint="Who holds yours?"
def connect_all():
    def send_news(sender, item, **kwargs):
        outbox.append(item)

    order_paid.connect(send_news, sender=Checkout)
    order_shipped.connect(send_news)


connect_all()

# %% wrong="02.1" hint="perhaps with a sender and without one?"
def send_news(sender, item, **kwargs):
    outbox.append(item)


order_paid.connect(send_news)
order_paid.connect(send_news, sender=Checkout)
order_shipped.connect(send_news)

# %% [markdown]
"""
See what your receiver does:
"""

# %%
order_paid.send(sender=Checkout, item="Emma")
order_paid.send(sender=GiftShop, item="Dracula")
order_shipped.send(sender=Warehouse, item="Emma")
print("outbox:", outbox)
picture

# %% check="02.1"
sv.check("02.1")

# %% [markdown]
"""
## Predict · 02.2 Who stands on the list?

Read the three cells. Do not send the signal yet: **first** answer, **then** prove it.
"""

# %%
from django.dispatch import Signal

order_paid = Signal()


class Shop:
    """Whatever sells books."""


class Checkout(Shop):
    """The part of the shop where customers pay."""

# %%
def reserve_stock(sender, **kwargs): ...


def send_short_mail(sender, **kwargs): ...


def send_long_mail(sender, **kwargs): ...


def update_search_index(sender, **kwargs): ...


def write_audit_log(sender, **kwargs): ...

# %%
for _ in range(3):
    order_paid.connect(reserve_stock)

order_paid.connect(write_audit_log)
order_paid.connect(send_short_mail, dispatch_uid="mail")
order_paid.connect(send_long_mail, dispatch_uid="mail")
order_paid.connect(update_search_index, sender=Shop)
order_paid.connect(write_audit_log, sender=Checkout)

# %% [markdown]
"""
`order_paid.send(sender=Checkout)` is run.

* `called`: the names of the receivers, in the order of the calls. A receiver that is
  called twice stands there twice.
"""

# %% gap="02.2"
called = ...  # for example ["one", "two", "one"]

# %% solution="02.2"
called = ["reserve_stock", "write_audit_log", "send_short_mail", "write_audit_log"]

# %% alternative="02.2"
called = (reserve_stock, write_audit_log, send_short_mail, write_audit_log)

# %% wrong="02.2" hint="if the same pair is there already"
called = ["reserve_stock"] * 3 + [
    "write_audit_log",
    "send_short_mail",
    "write_audit_log",
]

# %% wrong="02.2" hint="is that the same pair?"
called = ["reserve_stock", "write_audit_log", "send_short_mail"]

# %% wrong="02.2" hint="Two receivers, one dispatch_uid."
called = ["reserve_stock", "write_audit_log", "send_long_mail", "write_audit_log"]

# %% wrong="02.2" hint="take the first one off the list?"
called = ["reserve_stock", "write_audit_log", "write_audit_log"]

# %% wrong="02.2" hint="A subclass is another object than its parent."
called = [
    "reserve_stock",
    "write_audit_log",
    "send_short_mail",
    "update_search_index",
    "write_audit_log",
]

# %% wrong="02.2" hint="Read the lines with connect() from the top."
called = ["reserve_stock", "send_short_mail", "write_audit_log", "write_audit_log"]

# %% wrong="02.2" hint="A receiver without sender= hears every sender."
called = ["write_audit_log", "write_audit_log"]

# %% check="02.2"
sv.check("02.2")

# %% [markdown]
"""
Now prove it:
"""

# %%
flow = sv.watch(order_paid)
order_paid.send(sender=Checkout)
flow

# %% [markdown]
"""
## Fix · 02.3 The mailer that falls silent

The shop opens, customers pay, and nobody gets a mail. There is no error either.
And some mornings `open_shop()` is run more than once.

Mend the gap: however often `open_shop()` runs, each order gives exactly one mail,
whoever sends it. Leave `Mailer` as it is. The first line of the gap gives an empty
list, so that an old try is not in your way: keep it.
"""

# %%
from django.dispatch import Signal

outbox = []


class Checkout:
    """The part of the shop where customers pay."""


class GiftShop:
    """The part of the shop that sells wrapped books."""

# %%
class Mailer:
    def thank(self, sender, **kwargs):
        outbox.append(f"Thank you, says {sender.__name__}.")

# %% gap="02.3"
order_paid = Signal()


def open_shop():
    mailer = Mailer()
    order_paid.connect(mailer.thank)

# %% solution="02.3"
order_paid = Signal()
mailer = Mailer()


def open_shop():
    order_paid.connect(mailer.thank)

# %% alternative="02.3"
order_paid = Signal()


def open_shop():
    order_paid.connect(Mailer().thank, weak=False, dispatch_uid="thank")

# %% wrong="02.3" hint="A dispatch_uid makes them one."
order_paid = Signal()


def open_shop():
    mailer = Mailer()
    order_paid.connect(mailer.thank, weak=False)

# %% wrong="02.3" hint="Every run makes one more mailer"
order_paid = Signal()
mailers = []


def open_shop():
    mailers.append(Mailer())
    order_paid.connect(mailers[-1].thank)

# %% wrong="02.3" hint="A name does not keep a receiver alive."
order_paid = Signal()


def open_shop():
    mailer = Mailer()
    order_paid.connect(mailer.thank, dispatch_uid="thank")

# %% wrong="02.3" hint="You have named a sender."
order_paid = Signal()
mailer = Mailer()


def open_shop():
    order_paid.connect(mailer.thank, sender=Checkout)

# %% wrong="02.3" hint="With a sender and without one: is that the same entry?"
order_paid = Signal()
mailer = Mailer()


def open_shop():
    order_paid.connect(mailer.thank)
    order_paid.connect(mailer.thank, sender=Checkout)

# %% wrong="02.3" hint="without brackets behind it"
order_paid = Signal()
mailer = Mailer()


def open_shop():
    order_paid.connect(mailer.thank(Checkout))

# %% wrong="02.3" hint="connect the method of a mailer."
order_paid = Signal()


def open_shop():
    order_paid.connect(Mailer.thank)

# %% [markdown]
"""
See what your `open_shop` does:
"""

# %%
flow = sv.watch(order_paid)
open_shop()
open_shop()
try:
    order_paid.send(sender=Checkout)
except TypeError as error:
    print("TypeError:", error)
print("outbox:", outbox)
flow

# %% check="02.3"
sv.check("02.3")

# %% [markdown]
"""
## See · 02.4 Explain a picture

Run the cells, and read the picture below.
"""

# %%
from django.dispatch import Signal

order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


class GiftShop:
    """The part of the shop that sells wrapped books."""

# %%
def reserve_stock(sender, **kwargs): ...


def wrap_gift(sender, **kwargs): ...


def send_newsletter(sender, **kwargs): ...


def write_audit_log(sender, **kwargs): ...

# %%
order_paid.connect(reserve_stock)
order_paid.connect(wrap_gift, sender=GiftShop)
order_paid.connect(send_newsletter)
order_paid.connect(write_audit_log, dispatch_uid="log")
order_paid.connect(reserve_stock, sender=Checkout)

picture = sv.watch(order_paid)
order_paid.send(sender=Checkout)
del send_newsletter
picture

# %% [markdown]
"""
* `lost`: which receiver was thrown away, because nobody holds it any more?
* `passed_over`: which receiver waits for another sender?
* `twice`: which receiver is called twice by one send?
* `taken_off`: now `order_paid.disconnect(write_audit_log)` is run.
  What does it return?
"""

# %% gap="02.4"
lost = ...  # for example "one"
passed_over = ...
twice = ...
taken_off = ...  # True or False

# %% solution="02.4"
lost = "send_newsletter"
passed_over = "wrap_gift"
twice = "reserve_stock"
taken_off = False

# %% alternative="02.4"
lost = "send_newsletter()"
passed_over = wrap_gift
twice = reserve_stock
taken_off = order_paid.disconnect(write_audit_log)

# %% wrong="02.4" hint='Look for the card that says "collected".'
lost = "wrap_gift"
passed_over = "wrap_gift"
twice = "reserve_stock"
taken_off = False

# %% wrong="02.4" hint='Look for the card that says "other sender".'
lost = "send_newsletter"
passed_over = "write_audit_log"
twice = "reserve_stock"
taken_off = False

# %% wrong="02.4" hint="Two cards have the same name."
lost = "send_newsletter"
passed_over = "wrap_gift"
twice = "write_audit_log"
taken_off = False

# %% wrong="02.4" hint="With what else was write_audit_log connected?"
lost = "send_newsletter"
passed_over = "wrap_gift"
twice = "reserve_stock"
taken_off = True

# %% check="02.4"
sv.check("02.4")

# %% [markdown]
"""
Prove the last answer yourself, in an empty cell. Then find the line that
takes `write_audit_log` off the list.

`sv.progress()` shows what you have solved.
"""

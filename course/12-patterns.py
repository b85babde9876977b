# %% [markdown]
"""
# When not to use signals, and how to use them well

You can use signals now. The last question is the hardest one: should you?

This page builds the same feature seven times, lets all seven run into the same
troubles, and counts. Then come three uses that are good, the place where connections
belong, tests, and a way to find every receiver of a project.
"""

# %%
import signal_viz as sv

sv.configure(debug=False)

# %% [markdown]
"""
## One feature, seven ways

The feature: when an order is paid, the customer gets a mail. That is all.
"""

# %%
import queue
import subprocess
import sys
import time

from django.db import models, transaction
from django.db.models.signals import post_save

sv.reset()


# %%
class Order(models.Model):
    item = models.CharField(max_length=40)
    paid = models.BooleanField(default=False)


sv.create_tables(Order)

# %% [markdown]
"""
The mail server of our shop can be slow, and it can be down.
"""

# %%
outbox = []
mail_server = {"up": True, "seconds": 0}


def send_mail(order):
    time.sleep(mail_server["seconds"])
    if not mail_server["up"]:
        raise ConnectionError("the mail server is down")
    outbox.append(order.item)


def set_paid(order):
    order.paid = True
    order.save()


# %% [markdown]
"""
### See · Way 1: a direct call

The view saves the order, then it sends the mail. Both lines stand in front of you.

```mermaid
%%{init: {"theme": "base", "themeVariables": {
    "actorBkg": "#ffffff", "actorBorder": "#667080", "actorLineColor": "#99a0ac",
    "actorTextColor": "#111111", "signalColor": "#333333", "signalTextColor": "#111111"
}}}%%
sequenceDiagram
    accTitle: A direct call
    accDescr: The view saves the order, then it calls the mailer.
    participant V as view
    participant O as order
    participant M as mailer
    rect rgb(255, 255, 255)
        V->>O: save()
        V->>M: send_mail()
    end
```
"""

# %%
def pay_in_the_view(order):
    set_paid(order)
    send_mail(order)


pay_in_the_view(Order(item="Emma"))
print("mails:", outbox)

# %% [markdown]
"""
The weak point: there is a second view, for orders by phone. Who wrote it did
not think of the mail.
"""

# %%
def pay_by_phone(order):
    set_paid(order)


outbox.clear()
pay_by_phone(Order(item="Dracula"))
print("mails:", outbox)

# %% [markdown]
"""
### See · Way 2: override save()

So let the model do it: nobody can forget it there.

```mermaid
%%{init: {"theme": "base", "themeVariables": {
    "actorBkg": "#ffffff", "actorBorder": "#667080", "actorLineColor": "#99a0ac",
    "actorTextColor": "#111111", "signalColor": "#333333", "signalTextColor": "#111111"
}}}%%
sequenceDiagram
    accTitle: An own save method
    accDescr: The view saves the order, and inside of save the order calls the mailer.
    participant V as view
    participant O as order
    participant M as mailer
    rect rgb(255, 255, 255)
        V->>O: save()
        O->>M: send_mail()
    end
```

(`proxy = True` makes a second class for the same table, so that the ways do not meet.)
"""

# %%
class MailingOrder(Order):
    class Meta:
        proxy = True

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        if self.paid:
            send_mail(self)


outbox.clear()
set_paid(MailingOrder(item="Emma"))
print("mails:", outbox)

# %% [markdown]
"""
### See · Way 3: a service function

One function for “an order is paid”. Every view calls this one, and nobody saves by hand.

```mermaid
%%{init: {"theme": "base", "themeVariables": {
    "actorBkg": "#ffffff", "actorBorder": "#667080", "actorLineColor": "#99a0ac",
    "actorTextColor": "#111111", "signalColor": "#333333", "signalTextColor": "#111111"
}}}%%
sequenceDiagram
    accTitle: A service function
    accDescr: Two views call one function. It saves the order and calls the mailer.
    participant V as view
    participant P as phone
    participant S as pay_order
    participant O as order
    participant M as mailer
    rect rgb(255, 255, 255)
        V->>S: pay_order()
        S->>O: save()
        S->>M: send_mail()
        P->>S: pay_order()
        S->>O: save()
        S->>M: send_mail()
    end
```
"""

# %%
def pay_order(order):
    """Everything that belongs to a payment, in its order."""
    with transaction.atomic():
        set_paid(order)
        send_mail(order)


outbox.clear()
pay_order(Order(item="Emma"))
pay_order(Order(item="Dracula"))
print("mails:", outbox)

# %% [markdown]
"""
### See · Way 4: a signal

The model does not know the mailer, and neither does the view. This is the only
way of the seven with a picture of its own: the other ones have no list to draw.
"""

# %%
class HeardOrder(Order):
    class Meta:
        proxy = True


def mail_when_paid(sender, instance, **kwargs):
    if instance.paid:
        send_mail(instance)


post_save.connect(mail_when_paid, sender=HeardOrder)

# %%
outbox.clear()
with sv.trace(post_save, senders=[HeardOrder]) as trace:
    set_paid(HeardOrder(item="Emma"))
print("mails:", outbox)
trace

# %% [markdown]
"""
### See · Way 5: on_commit

A service function again, but the mail waits until the order is really stored. And
`robust=True` says: if it fails, write a log, and go on.

```mermaid
%%{init: {"theme": "base", "themeVariables": {
    "actorBkg": "#ffffff", "actorBorder": "#667080", "actorLineColor": "#99a0ac",
    "actorTextColor": "#111111", "signalColor": "#333333", "signalTextColor": "#111111"
}}}%%
sequenceDiagram
    accTitle: A service function with on_commit
    accDescr: The view calls the function. It saves the order. After the commit, the database connection calls the mailer.
    participant V as view
    participant S as service
    participant O as order
    participant C as commit
    participant M as mailer
    rect rgb(255, 255, 255)
        V->>S: pay
        S->>O: save()
        S-->>C: on_commit(send_mail)
        C->>M: send_mail()
    end
```
"""

# %%
def pay_then_mail(order):
    with transaction.atomic():
        set_paid(order)
        transaction.on_commit(lambda: send_mail(order), robust=True)
        print("inside the transaction:", outbox)


outbox.clear()
pay_then_mail(Order(item="Emma"))
print("after the commit:      ", outbox)

# %% [markdown]
"""
### See · Way 6: a queue

The mail goes to somebody else. A worker takes the jobs, in its own time.

```mermaid
%%{init: {"theme": "base", "themeVariables": {
    "actorBkg": "#ffffff", "actorBorder": "#667080", "actorLineColor": "#99a0ac",
    "actorTextColor": "#111111", "signalColor": "#333333", "signalTextColor": "#111111"
}}}%%
sequenceDiagram
    accTitle: A queue
    accDescr: After the commit the service puts a job into the queue and goes on. Later a worker takes the job and calls the mailer.
    participant S as service
    participant Q as queue
    participant W as worker
    participant M as mailer
    rect rgb(255, 255, 255)
        S->>Q: after the commit: order 7
        W->>Q: what is next?
        Q-->>W: order 7
        W->>M: send_mail()
    end
```

Here the worker is a thread that we start by hand. [Lesson 07](07-pitfalls.ipynb) has a real one.
"""

# %%
jobs = queue.Queue()


def pay_and_enqueue(order):
    with transaction.atomic():
        set_paid(order)
        transaction.on_commit(lambda: jobs.put(order.pk))


def worker():
    while not jobs.empty():
        send_mail(Order.objects.get(pk=jobs.get()))


# %%
outbox.clear()
pay_and_enqueue(Order(item="Emma"))
print("the customer goes on, mails:", outbox)
sv.in_thread(worker)
print("the worker was there, mails:", outbox)

# %% [markdown]
"""
### See · Way 7: another process

The mail department is a program of its own, maybe on another computer. Can a signal
get there? Our process has a receiver for `post_save`. This asks another Python:
"""

# %%
QUESTION = """
from django.db.models.signals import post_save
print("receivers of post_save over there:", len(post_save.receivers))
"""
print("receivers of post_save here:", len(post_save.receivers))
done = subprocess.run(
    [sys.executable, "-c", QUESTION], capture_output=True, text=True, check=True
)
print(done.stdout.strip())

# %% [markdown]
"""
It cannot. A signal is a list in the memory of one process. Between two processes only
*messages* go: text, through a pipe or a socket. Who carries them for many programs is
called a **broker**.

```mermaid
%%{init: {"theme": "base", "themeVariables": {
    "actorBkg": "#ffffff", "actorBorder": "#667080", "actorLineColor": "#99a0ac",
    "actorTextColor": "#111111", "signalColor": "#333333", "signalTextColor": "#111111"
}}}%%
sequenceDiagram
    accTitle: A broker
    accDescr: The service publishes a message at the broker. The mail department, another process, gets it and sends the mail.
    participant S as service
    participant B as broker
    participant D as mail department
    rect rgb(255, 255, 255)
        S->>B: after the commit: "paid Emma"
        B->>D: "paid Emma"
        D->>D: send the mail
    end
```

Here the broker is the plainest one: a pipe. [Lesson 13](13-connections.ipynb) has a real one.
"""

# %%
MAIL_DEPARTMENT = """
import sys
for line in sys.stdin:
    print("over there: a mail for", line.split()[1])
"""


def publish(*messages):
    command, told = [sys.executable, "-c", MAIL_DEPARTMENT], "\n".join(messages)
    return subprocess.check_output(command, input=told, text=True)


print(publish("paid Emma", "paid Dracula").strip())

# %% [markdown]
"""
## Seven ways in trouble

On a good day all ways are equal. So we give them bad days. (Way 7 goes to its pipe as way 6
goes to its queue, so six are enough.)
"""

# %%
import queue
import time

from django.db import models, transaction
from django.db.models.signals import post_save

sv.reset()
outbox, jobs = [], queue.Queue()
mail_server = {"up": True, "seconds": 0}


# %%
class Order(models.Model):
    item = models.CharField(max_length=40)
    paid = models.BooleanField(default=False)


sv.create_tables(Order)

# %% [markdown]
"""
### Read · All of them once more

The same code as above, in one place.
"""

# %%
def send_mail(order):
    time.sleep(mail_server["seconds"])
    if not mail_server["up"]:
        raise ConnectionError("the mail server is down")
    outbox.append(order.item)


def set_paid(order):
    order.paid = True
    order.save()


def pay_in_the_view(order):
    set_paid(order)
    send_mail(order)


# %%
class MailingOrder(Order):
    class Meta:
        proxy = True

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        if self.paid:
            send_mail(self)


def pay_order(order):
    with transaction.atomic():
        set_paid(order)
        send_mail(order)


# %%
class HeardOrder(Order):
    class Meta:
        proxy = True


def mail_when_paid(sender, instance, **kwargs):
    if instance.paid:
        send_mail(instance)


post_save.connect(mail_when_paid, sender=HeardOrder)

# %%
def pay_then_mail(order):
    with transaction.atomic():
        set_paid(order)
        transaction.on_commit(lambda: send_mail(order), robust=True)


def pay_and_enqueue(order):
    with transaction.atomic():
        set_paid(order)
        transaction.on_commit(lambda: jobs.put(order.pk))


def worker():
    while not jobs.empty():
        send_mail(Order.objects.get(pk=jobs.get()))


# %%
ways = {
    "direct call": (Order, pay_in_the_view),
    "save()": (MailingOrder, set_paid),
    "service function": (Order, pay_order),
    "signal": (HeardOrder, set_paid),
    "on_commit": (Order, pay_then_mail),
    "queue": (Order, pay_and_enqueue),
}

# %% [markdown]
"""
### Predict · The order that never was

First bad day: the order is paid, then something else in the same transaction fails, and
everything is rolled back. A mail is not.
"""

# %%
guess = sv.predict(
    "The payment is rolled back. Which ways have sent a mail for it?",
    options=list(ways),
)
guess

# %% [markdown]
"""
### See · Rolled back
"""

# %%
def fail():
    raise ValueError("something else has failed")


def rolled_back(model, pay):
    outbox.clear()
    try:
        with transaction.atomic():
            pay(model(item="Emma"))
            fail()
    except ValueError:
        sv.in_thread(worker)
    return len(outbox)


# %%
wrong_mails = {name: rolled_back(*way) for name, way in ways.items()}
for name, number in wrong_mails.items():
    print(f"{name:17} {number}")

# %%
guess.judge([name for name, number in wrong_mails.items() if number])

# %% [markdown]
"""
Four ways have thanked a customer for nothing. It does not matter whether there was a
signal in it. It matters *when* the mail went out: before or after the commit.
"""

# %% [markdown]
"""
### See · A typo is corrected

Second bad day: the order is paid and mailed. A week later somebody corrects a typo in the
title, and saves.
"""

# %%
def saved_again(model, pay):
    outbox.clear()
    order = model(item="Ema")
    pay(order)
    order.item = "Emma"
    order.save()
    sv.in_thread(worker)
    return len(outbox)


for name, way in ways.items():
    print(f"{name:17} {saved_again(*way)}")

# %% [markdown]
"""
`save()` and the signal hear *saves*, not *payments*. They see that the order is paid, and
cannot see that it was paid before. Two mails.
"""

# %% [markdown]
"""
### See · The mail server is down

Third bad day. Is the customer told that something went wrong? And is the order stored?
"""

# %%
def mail_fails(model, pay):
    Order.objects.all().delete()
    mail_server["up"] = False
    try:
        pay(model(item="Emma"))
        caller = "fine"
    except ConnectionError:
        caller = "error"
    finally:
        mail_server["up"] = True
    return caller, Order.objects.filter(paid=True).count()


# %%
for name, way in ways.items():
    caller, rows = mail_fails(*way)
    print(f"{name:17} the customer sees: {caller:5}   paid orders: {rows}")

# %% [markdown]
"""
Look at the third line: inside `atomic()` a failing mail takes the payment back. And at
the first, the second and the fourth: the customer sees an error, *and* the order is paid.
"""

# %% [markdown]
"""
### Measure · A slow mail server

Last bad day: a mail takes 0.3 seconds. Who lets the customer wait?
"""

# %%
def customer_waits(model, pay):
    mail_server["seconds"] = 0.3
    start = time.perf_counter()
    pay(model(item="Emma"))
    waited = time.perf_counter() - start
    mail_server["seconds"] = 0
    sv.in_thread(worker)
    return waited >= 0.3


for name, way in ways.items():
    print(f"{name:17} {'waits' if customer_waits(*way) else 'goes on'}")

# %% [markdown]
"""
`on_commit` makes it later, not faster. Only a queue, or another process, does.
"""

# %% [markdown]
"""
### Read · Which one, then?

| the question | the answer |
|---|---|
| Is it a step of your own code that must always run? | a **service function** |
| Does it leave the database: mail, file, other system? | **on_commit** |
| Is it slow, or may it fail? | a **queue**, asked for in `on_commit` |
| Is it another program? | a **broker**, asked for in `on_commit` |
| Must it hold each time that `save()` is called? | an own **save()** |
| Must it hold for each row, however it is written? | the **database**: a constraint, a trigger |
| Is the sender not yours: Django, or another app? | a **signal** |
| Must the sender's app not import yours? | a **signal** |

Two of eight are for signals. These two are what signals were made for.
"""

# %% [markdown]
"""
### Try · Mend way 4

Change `mail_when_paid` so that it sends the mail after the commit. Run the part again.
Which lines of the tables change, and which one does not?
"""

# %% [markdown]
"""
## Three good uses

An audit log, a cache, a notification. In each of them, the sender should not know
who listens. And each has one line that makes the difference.
"""

# %%
from functools import partial

import django
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save

sv.reset()


# %%
class Book(models.Model):
    title = models.CharField(max_length=40)
    price = models.IntegerField(default=9)


class AuditLine(models.Model):
    text = models.CharField(max_length=80)


sv.create_tables(Book, AuditLine)

# %% [markdown]
"""
### See · Logging: in the same transaction

The log is a table. What is undone must not stand in it. So its receiver writes at once, **not**
with `on_commit`: then both go, or both stay.
"""

# %%
def fail():
    raise ValueError("no, wait")


def write_audit_line(sender, instance, signal, created=None, **kwargs):
    act = {True: "added", False: "changed", None: "removed"}[created]
    AuditLine.objects.create(text=f"{instance.title} {act}")


post_save.connect(write_audit_line, sender=Book)
post_delete.connect(write_audit_line, sender=Book)

# %%
def audit():
    return [line.text for line in AuditLine.objects.order_by("pk")]


with sv.trace(post_save, post_delete, senders=[Book]) as trace:
    emma = Book.objects.create(title="Emma")
    emma.save()
    emma.delete()
print(audit())
trace

# %%
try:
    with transaction.atomic():
        Book.objects.create(title="Dracula")
        fail()
except ValueError:
    print("rolled back:", audit())

# %% [markdown]
"""
One receiver, two signals: `post_delete` sends no `created`, and the default takes care of
that. The bulk methods send nothing, so they write no line: the last part of this page
says how to live with it.
"""

# %% [markdown]
"""
### Predict · A cache: when to forget?

The prices are kept in a dict, and a receiver forgets a price that has changed.
At once, or after the commit? First: at once.
"""

# %%
prices = {}


def price(title):
    if title not in prices:
        prices[title] = Book.objects.get(title=title).price
    return prices[title]


def forget_at_once(sender, instance, **kwargs):
    prices.pop(instance.title, None)


def forget_after_commit(sender, instance, **kwargs):
    transaction.on_commit(partial(prices.pop, instance.title, None))


# %%
def price_change_that_fails(book):
    """Set 5, show the price to somebody, then roll back."""
    try:
        with transaction.atomic():
            book.price = 5
            book.save()
            price(book.title)
            fail()
    except ValueError:
        return Book.objects.get(title=book.title).price, price(book.title)


# %%
guess = sv.predict(
    "The price is 9. It is set to 5, looked at, and rolled back. forget_at_once is "
    "connected. What does the cache say afterwards?",
    options=[5, 9],
    pick="one",
)
guess

# %% [markdown]
"""
### See · A price that nobody has set
"""

# %%
said = {}
for forget in (forget_at_once, forget_after_commit):
    Book.objects.all().delete()
    book = Book.objects.create(title="Emma")
    prices.clear()
    price("Emma")
    post_save.connect(forget, sender=Book)
    row, said[forget.__name__] = price_change_that_fails(book)
    post_save.disconnect(forget, sender=Book)
    print(f"{forget.__name__:20} row: {row}, cache: {said[forget.__name__]}")

# %%
guess.judge(said["forget_at_once"])

# %% [markdown]
"""
Forgotten too early, the price was read again *inside* the transaction, and what was read there
never came true. **A cache forgets after the commit.**

And it must hear all that changes a price:
"""

# %%
post_save.connect(forget_after_commit, sender=Book)
post_delete.connect(forget_after_commit, sender=Book)

price("Emma")
Book.objects.update(price=7)
row = Book.objects.get(title="Emma").price
print("after update(): row", row, "cache", price("Emma"))

# %% [markdown]
"""
`update()` sends no signal. So give it one way, and keep to it:
"""

# %%
def set_all_prices(amount):
    """The one way to change many prices at once."""
    with transaction.atomic():
        Book.objects.update(price=amount)
        transaction.on_commit(prices.clear)


set_all_prices(8)
row = Book.objects.get(title="Emma").price
print("row", row, "cache", price("Emma"))

# %% [markdown]
"""
### See · A notification: after the commit, and robust

Two apps want to tell somebody about a new book. The first one has trouble. Without
`robust=True`, who suffers?
"""

# %%
told = []


def tell(who, title):
    if who == "the author":
        raise ConnectionError("no answer")
    told.append(f"{who}: {title}")


def notify(who, robust):
    def notify_them(sender, instance, created, **kwargs):
        if created:
            transaction.on_commit(lambda: tell(who, instance.title), robust=robust)

    return notify_them


# %%
def add_a_book(robust):
    told.clear()
    receivers = [notify("the author", robust), notify("the readers", robust)]
    for one in receivers:
        post_save.connect(one, sender=Book)
    try:
        with transaction.atomic():
            Book.objects.create(title="Persuasion")
    except ConnectionError:
        return "the caller gets the error", told
    finally:
        for one in receivers:
            post_save.disconnect(one, sender=Book)
    return "the caller is fine", told


# %%
for robust in (False, True):
    caller, heard = add_a_book(robust)
    print(f"robust={robust}: {caller}, told: {heard}")

# %% [markdown]
"""
In both cases the book is stored: the commit was over. Without `robust`, the second
notification is lost, too. With it, Django writes the error into its log.

Three lines make a good notification: `if created`, `on_commit`, `robust=True`.
"""

# %% [markdown]
"""
### See · Where robust is not robust

You know this one from `send_robust()`: up to Django 6.0, the log needs a name, and a
`partial` has none.

| `on_commit(..., robust=True)` | 5.2 and 6.0 | 6.1 |
|---|---|---|
| a lambda fails | the caller is fine | the caller is fine |
| a partial fails | `AttributeError` | the caller is fine |
"""

# %%
def add_with(callback):
    try:
        with transaction.atomic():
            Book.objects.create(title="Persuasion")
            transaction.on_commit(callback, robust=True)
    except AttributeError:
        return "AttributeError"
    return "the caller is fine"


# %%
expected = "the caller is fine" if django.VERSION >= (6, 1) else "AttributeError"
said = add_with(partial(tell, "the author", "Persuasion"))
print("a lambda: ", add_with(lambda: tell("the author", "Persuasion")))
print("a partial, as the table says:", said == expected)

# %% [markdown]
"""
### Try · Nobody is told

Let `add_a_book` raise an exception inside its `atomic()`, after `create()`. Who is told now?
"""

# %% [markdown]
"""
## The place to connect: AppConfig.ready

In a notebook you run the cell that connects. In a project, nobody runs cells. Who
imports the module with the receivers?
"""

# %%
import subprocess
import sys
import tempfile
from pathlib import Path

sv.reset()
project = tempfile.TemporaryDirectory()
folder = Path(project.name)
(folder / "shop").mkdir()


# %%
def write(name, text):
    (folder / name).write_text(text.strip() + "\n", "utf-8")


def run(*words):
    command = [sys.executable, "-B", *words]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=True
    )
    return (done.stdout + done.stderr).strip()


# %% [markdown]
"""
### Read · A small project

It is a real one, in a folder for this page only. The app `shop` has a signal,
and a module with a receiver.
"""

# %%
write("shop/__init__.py", "")
write(
    "shop/signals.py",
    """
from django.dispatch import Signal

order_paid = Signal()  # sends: item
""",
)

# %%
write(
    "shop/receivers.py",
    """
from django.dispatch import receiver
from shop.signals import order_paid

@receiver(order_paid)
def thank(sender, item, **kwargs):
    print("thank you for", item)
""",
)

# %%
write("settings.py", 'INSTALLED_APPS = ["shop", "signal_viz"]')
write(
    "pay.py",
    """
import os
import django

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
django.setup()

from shop.signals import order_paid

print("called:", len(order_paid.send(sender=None, item="Emma")))
""",
)

# %% [markdown]
"""
### Predict · Who is thanked?
"""

# %%
guess = sv.predict(
    "pay.py sends order_paid. What does it print?",
    options=["called: 0", "called: 1"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · A module that nobody imports
"""

# %%
said = run("pay.py")
print(said)
guess.judge(said.splitlines()[-1])

# %% [markdown]
"""
No error. The decorator in `shop/receivers.py` runs when the module is imported, and nobody
has done so. The place for it is `ready()`: Django calls it when all apps are
loaded.
"""

# %%
write(
    "shop/apps.py",
    """
from django.apps import AppConfig

class ShopConfig(AppConfig):
    name = "shop"

    def ready(self):
        from shop import receivers
""",
)
print(run("pay.py"))

# %% [markdown]
"""
### See · And if ready() runs twice?

Tests can cause that. A module is imported once, and the receiver is a function of the
module: the same pair, one entry.
"""

# %%
write(
    "twice.py",
    """
import pay
from django.apps import apps

apps.get_app_config("shop").ready()
print("called:", len(pay.order_paid.send(sender=None, item="Dracula")))
""",
)
print(run("twice.py"))

# %% [markdown]
"""
### See · Ask the project who listens

Nobody can remember all receivers of a project. In the settings above, `signal_viz` stands
among the apps. So there is a command for it: `manage.py signals`. Without a name it lists
every signal; here we ask for one.
"""

# %%
write(
    "manage.py",
    """
import os
import sys
from django.core.management import execute_from_command_line

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
execute_from_command_line(sys.argv)
""",
)
print(run("manage.py", "signals", "order_paid"))

# %% [markdown]
"""
Signal, receiver, where it was written, whom it hears, how it is held. The same for a
program, as in the last part of this page: `sv.signals()` finds the signals, and
`sv.registry()` reads their lists.
"""

# %%
write(
    "who.py",
    """
import pay
import signal_viz as sv

for name, signal in sv.signals().items():
    for one in sv.registry(signal):
        if one.where.startswith("shop."):
            print(name, "calls", one.receiver)
""",
)
print(run("who.py"))

# %% [markdown]
"""
### See · Ask the project what is wrong

Somebody wants to count the payments, and writes a function into `ready()`. What becomes
of it? `signal_viz` among the apps also adds to `manage.py check`.
"""

# %%
config = (folder / "shop/apps.py").read_text("utf-8")
extra = """
        from shop.signals import order_paid

        def count(**kwargs):
            print("one more")

        order_paid.connect(count)
"""
write("shop/apps.py", config + extra)
print(run("pay.py"), run("manage.py", "check"), sep="\n\n")

# %% [markdown]
"""
Nobody counted, and Django said nothing: nobody holds `count` when `ready()` is over (see
"Weak and strong" in [lesson 02](02-connecting-receivers.ipynb)). The hint says what to do.
"""

# %%
mended = extra.replace("connect(count)", "connect(count, weak=False)")
write("shop/apps.py", config + mended)
print(run("pay.py"), run("manage.py", "check"), sep="\n\n")

# %% [markdown]
"""
Other checks find a receiver that one `send` calls twice, one without `**kwargs`, and a
sender that can never match. [In your own project](../docs/project.md) has all of them.
"""

# %% [markdown]
"""
### Try · A method of the config

Let `ready()` connect a method, `order_paid.connect(self.thank)`, and call `ready()` two
times. Still one? (Two lookups of a method are equal. See [lesson 02](02-connecting-receivers.ipynb).)
"""

# %%
project.cleanup()

# %% [markdown]
"""
## Testing code that uses signals

Three questions: does the receiver do the right thing, is it connected, and is it called?
Each has its own test.
"""

# %%
import unittest
from contextlib import contextmanager

from django.db import models, transaction
from django.db.models.signals import post_save
from django.dispatch import Signal
from django.test import TestCase

sv.reset()
outbox = []
order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


# %%
class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)


# %%
def send_confirmation(sender, item, **kwargs):
    outbox.append(f"thank you for {item}")


def pay(item):
    order_paid.send(sender=Checkout, item=item)


order_paid.connect(send_confirmation, sender=Checkout)

# %% [markdown]
"""
### See · Three tests

1. A receiver is a function: call it.
2. The registry says who is connected.
3. A recording says who was called. It needs no mock, so the real receiver runs.
"""

# %%
class ReceiverTests(unittest.TestCase):
    def test_what_it_does(self):
        outbox.clear()
        send_confirmation(sender=None, item="Emma")
        assert outbox == ["thank you for Emma"]

    def test_that_it_is_connected(self):
        [one] = sv.registry(order_paid)
        assert one.receiver == "send_confirmation"

    def test_that_it_is_called(self):
        with sv.trace(order_paid) as trace:
            pay("Emma")
        assert trace.dispatches[0].calls[0].state == "returned"


# %%
def run(case):
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun} tests, {failed} failed")
    return failed


failed = run(ReceiverTests)

# %% [markdown]
"""
Can they fail? Disconnect the receiver, and look:
"""

# %%
order_paid.disconnect(send_confirmation, sender=Checkout)
failed = run(ReceiverTests)
order_paid.connect(send_confirmation, sender=Checkout)

# %% [markdown]
"""
### Predict · on_commit in a test

This receiver waits for the commit. Django's `TestCase` puts each test into a transaction,
and rolls it back.
"""

# %%
def mail_after_commit(sender, instance, **kwargs):
    transaction.on_commit(lambda: outbox.append(instance.item))


post_save.connect(mail_after_commit, sender=Order)
seen = {}


# %%
class CommitTests(TestCase):
    def test_plain(self):
        outbox.clear()
        Order.objects.create(item="Emma")
        seen["plain"] = len(outbox)

    def test_with_callbacks(self):
        outbox.clear()
        with self.captureOnCommitCallbacks(execute=True):
            Order.objects.create(item="Emma")
        seen["with callbacks"] = len(outbox)


# %%
guess = sv.predict(
    "In test_plain, an order is created. How many mails go out?",
    options=[0, 1],
    pick="one",
)
guess

# %% [markdown]
"""
### See · A commit that never comes
"""

# %%
failed = run(CommitTests)
print(seen)
guess.judge(seen["plain"])

# %% [markdown]
"""
Without a commit, no mail: a test that says “no mail was sent” would pass for the wrong
reason. `captureOnCommitCallbacks(execute=True)` runs what waits.
"""

# %% [markdown]
"""
### See · Silence for a while

Test data must not send mails. This helper takes one receiver off the list, and puts it back
**whatever happens**.
"""

# %%
@contextmanager
def without(signal, receiver, **how):
    was_there = signal.disconnect(receiver, **how)
    try:
        yield
    finally:
        if was_there:
            signal.connect(receiver, **how)


# %%
outbox.clear()
with without(order_paid, send_confirmation, sender=Checkout):
    pay("Emma")
print("inside:", outbox)
pay("Dracula")
print("after: ", outbox)

# %% [markdown]
"""
Two things to know. It must be given the same `sender` and `dispatch_uid` as `connect()`.
And it is for the whole process: what other threads send meanwhile is missed, too. So keep
it in the tests.
"""

# %% [markdown]
"""
### Fix · The helper of a colleague

A test fails inside the block, and from then on the shop is silent. Mend `muted`.
"""

# %%
@contextmanager
def muted(signal, receiver, **how):
    signal.disconnect(receiver, **how)
    yield
    signal.connect(receiver, **how)


# %%
def a_test_that_fails():
    with muted(order_paid, send_confirmation, sender=Checkout):
        raise AssertionError("no mail has come")


try:
    a_test_that_fails()
except AssertionError:
    print("still connected:", len(sv.registry(order_paid)) == 1)

# %%
order_paid.connect(send_confirmation, sender=Checkout)  # for the next cells

# %% [markdown]
"""
<details><summary>One way to mend it</summary>
Put <code>yield</code> into <code>try:</code>, and the line that connects into
<code>finally:</code>, as <code>without</code> above does.
</details>
"""

# %% [markdown]
"""
### Try · Off, and back at the end

Connect a second receiver, behind `send_confirmation`. Use `without`, then print the list.
What has changed? ([Lesson 03](03-the-dispatch-flow.ipynb) has said it.)
"""

# %%
# Your turn.

# %% [markdown]
"""
## Every receiver of a project

You come into a project that you do not know. Somewhere a mail goes out, and nobody knows
why. Who listens to what?
"""

# %%
from django.db import models
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal

sv.reset()
order_paid, order_shipped = Signal(), Signal()


class Checkout:
    """The part of the shop where customers pay."""


# %%
class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)


# %%
def reserve_stock(sender, **kwargs):
    """Put one book aside."""


def send_confirmation(sender, **kwargs):
    """Thank the customer."""


def write_audit_log(sender, **kwargs):
    """Write one line."""


async def call_courier(sender, **kwargs):
    """Ask for a van."""


# %%
order_paid.connect(reserve_stock, sender=Checkout)
order_paid.connect(send_confirmation, dispatch_uid="mail")
order_shipped.connect(call_courier)
post_save.connect(write_audit_log, sender=Order)
post_delete.connect(write_audit_log, sender=Order)

# %% [markdown]
"""
### See · sv.signals and sv.registry

`sv.signals()` finds every signal of the process that somebody is connected to, by
name. `sv.registry(signal)` is its list. Each entry knows where its receiver was written.
"""

# %%
def receivers_of_the_project():
    for name, signal in sv.signals().items():
        for one in sv.registry(signal):
            yield name, one


def is_djangos(one):
    return one.where.startswith("django.")


for name, one in receivers_of_the_project():
    if not is_djangos(one):
        print(f"{name:14} {one.receiver:18} {one.sender or 'any sender'}")

# %% [markdown]
"""
Django listens, too. Its own receivers close connections at the end of a request, and the
like. They are on the same lists, and so we left them out.
"""

# %%
names = {one.receiver for _, one in receivers_of_the_project() if is_djangos(one)}
print("close_old_connections is there:", "close_old_connections" in names)

# %% [markdown]
"""
### See · The questions that it answers

Who hears when an `Order` is saved? Who is async? Who is held by the signal, or
has a name of its own?
"""

# %%
def show(question, wanted):
    found = [
        f"{name}: {one.receiver}"
        for name, one in receivers_of_the_project()
        if not is_djangos(one) and wanted(name, one)
    ]
    print(f"{question:22} {', '.join(found) or 'nobody'}")


show("Order is saved", lambda name, one: (name, one.sender) == ("post_save", "Order"))
show("async", lambda name, one: one.is_async)
show("has a dispatch_uid", lambda name, one: one.dispatch_uid is not None)
show("held by the signal", lambda name, one: not one.weak)

# %% [markdown]
"""
### See · The whole shop in one picture
"""

# %%
mine = [
    signal
    for signal in sv.signals().values()
    if not all(is_djangos(one) for one in sv.registry(signal))
]
shop = sv.watch(*mine, senders=[Checkout, Order])
order_paid.send(sender=Checkout)
Order.objects.create(item="Emma")
shop

# %% [markdown]
"""
It is all about *now*: who is not imported yet is not connected yet, and not
found. So look when the project is running.
"""

# %% [markdown]
"""
### Try · A receiver that nobody finds

Connect a `lambda` to `order_shipped`, and run the list again. Why is it not
there? (Or is it?)
"""

# %%
# Your turn.

# %% [markdown]
"""
## Before you go on
"""

# %% [markdown]
"""
### Build · The bookshop, with each thing in its way

One service function for the steps that must always run. One signal for those who only
want to know. And `on_commit` for what leaves the house.
"""

# %%
from django.db import models, transaction
from django.dispatch import Signal

sv.reset()
order_paid = Signal()  # sends: order. After the commit.
stock, outbox = {"Emma": 2}, []


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)

# %%
class SoldOutError(Exception):
    """There is no such book any more."""


def pay(item):
    """What must always run, in its order. Then tell whoever wants to know."""
    with transaction.atomic():
        if not stock.get(item):
            raise SoldOutError(item)
        order = Order.objects.create(item=item)
        transaction.on_commit(
            lambda: order_paid.send_robust(sender=Order, order=order), robust=True
        )
    stock[item] -= 1
    return order


# %%
def send_confirmation(sender, order, **kwargs):
    outbox.append(order.item)


def count_sales(sender, order, **kwargs):
    raise ConnectionError("statistics are down")


order_paid.connect(count_sales)
order_paid.connect(send_confirmation)
flow = sv.watch(order_paid)
pay("Emma")
print("stock:", stock, "mails:", outbox)
flow

# %% [markdown]
"""
The statistics are down, the customer has her book and her mail, and the stock is right. A
book that is sold out sends nothing at all:
"""

# %%
try:
    pay("Dracula")
except SoldOutError as error:
    print("sold out:", error)
print("sends:", len(flow.trace.dispatches), "rows:", Order.objects.count())

# %% [markdown]
"""
### Recall · Without looking

Answer first, then open. The last three come from earlier lessons.

<details><summary>Name the two cases for which signals were made.</summary>
The sender is not yours. Or the sender's app must not import yours.
</details>

<details><summary>Why does a mail from post_save go out twice for one payment?</summary>
post_save hears saves, not payments. Each further save of a paid order sends it again.
</details>

<details><summary>An audit line: at once, or with on_commit?</summary>
At once, in the same transaction: what is rolled back leaves no line.
</details>

<details><summary>A cache: at once, or with on_commit?</summary>
With on_commit. Otherwise somebody reads it again inside the transaction.
</details>

<details><summary>A receiver works in the shell, and never on the server. First
question?</summary>
Who imports its module? The place is ready() of the AppConfig.
</details>

<details><summary>Why does a mail never go out inside Django's TestCase?</summary>
It waits for a commit that never comes. captureOnCommitCallbacks(execute=True) runs it.
</details>

<details><summary>Why is the flag against recursion a bad cure?</summary>
It stays on the object. The next real save of the same object is ignored.
</details>

<details><summary>disconnect(f) returns False, but f is still called. Why?</summary>
It was connected with a sender or a dispatch_uid. Say the same to disconnect().
</details>

<details><summary>Is post_save sent before or after the commit?</summary>
Before it. The row is written, and can still be rolled back.
</details>
"""

# %% [markdown]
"""
### Exercise · Four exercises

[Exercises for this lesson](exercises/12-patterns.ipynb): write a good notification,
count mails on bad days, mend a cache that lies, and find who listens to a model.
Each one is checked, and each mistake has a hint.

Go on with [lesson 13: Connections](13-connections.ipynb), or choose from
[the whole course](index.ipynb).
"""

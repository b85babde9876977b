# %% [markdown]
"""
# Pitfalls

Most bugs with signals are one of four. A receiver is called too often. Or never.
Or it calls itself without end. Or it makes everybody wait.

This page is a clinic: each bug is made on purpose, looked at, and cured.
The last two parts give slow work to **Celery**, a real task queue, with a worker that
runs inside this notebook.

Each part stands alone: run the first cell, then any part you like.
"""

# %%
import signal_viz as sv

sv.configure(debug=False)

# %% [markdown]
"""
## Called too often

A customer has bought one book and got three mails. What has the shop done wrong?
"""

# %% [markdown]
"""
### Read · Ten suspects

You may read that the bug is "connecting inside a function that runs many times".
[Lesson 02](02-connecting-receivers.ipynb) showed one such function that is harmless.
So here are ten, all with the same plan: connect in a function, and run it three times.
"""

# %%
from django.dispatch import Signal

kept = []


class Checkout:
    """The part of the shop where customers pay."""


# %%
def send_confirmation(sender, **kwargs):
    """Thank the customer."""


class Mailer:
    def thank(self, sender, **kwargs):
        """Thank the customer."""


mailer = Mailer()

# %%
def same_function(paid):
    paid.connect(send_confirmation)


def same_method(paid):
    paid.connect(mailer.thank)


def two_senders(paid):
    paid.connect(send_confirmation)
    paid.connect(send_confirmation, sender=Checkout)


# %%
def three_names(paid):
    paid.connect(send_confirmation, dispatch_uid="mail")
    paid.connect(send_confirmation, dispatch_uid="thanks")
    paid.connect(send_confirmation)


def new_object(paid):
    kept.append(Mailer())
    paid.connect(kept[-1].thank)


# %% [markdown]
"""
The other five make a new function in each run. They differ in who holds it.
"""

# %%
def new_function(sender=None, **options):
    def thank(sender, **kwargs):
        """Thank the customer."""

    sender.connect(thank, **options)
    return thank


def nested(paid):
    new_function(paid)


def nested_kept(paid):
    kept.append(new_function(paid))


# %%
def nested_strong(paid):
    new_function(paid, weak=False)


def nested_named(paid):
    new_function(paid, weak=False, dispatch_uid="mail")


def nested_lambda(paid):
    paid.connect(lambda **kwargs: None)


# %% [markdown]
"""
### Predict · Who calls too often?

Each function runs three times, on a signal of its own. Then `Checkout` sends once.
"""

# %%
suspects = [same_function, same_method, two_senders, three_names, new_object]
suspects += [nested, nested_kept, nested_strong, nested_named, nested_lambda]

guess = sv.predict("Which of them lead to more than one call?", options=suspects)
guess

# %% [markdown]
"""
### See · Ten answers
"""

# %%
def calls_of(suspect):
    paid = Signal()
    for _ in range(3):
        suspect(paid)
    return len(paid.send(sender=Checkout))


calls = {suspect.__name__: calls_of(suspect) for suspect in suspects}
guess.judge([name for name, number in calls.items() if number > 1])

for name, number in calls.items():
    print(f"{name:14} {number}")

# %% [markdown]
"""
### Read · What makes a duplicate

It is not the loop. `same_function` and `same_method` run three times, too.

* **A new receiver in each run, and somebody who holds it**: `new_object`,
  `nested_kept`, `nested_strong`. Three runs, three calls.
* **A new key in one run**: `two_senders` and `three_names`. A signal knows an entry by
  its receiver, or by its `dispatch_uid`, together with the sender.
* `nested` and `nested_lambda` are worse than a duplicate: **nobody is called**.
* `nested_named` is mended: the name is the same, so the first one stays.
"""

# %% [markdown]
"""
### See · Three cards, and none

Both bugs side by side: `new_object` has connected to `too_often`, and `nested` to `never`.
"""

# %%
too_often, never = Signal(), Signal()
for _ in range(3):
    new_object(too_often)
    nested(never)

flow = sv.watch(too_often, never)
never.send(sender=Checkout)
too_often.send(sender=Checkout)
flow

# %% [markdown]
"""
### See · Your computer hides it

With `DEBUG=True` Django checks each receiver once, and remembers it. That memory holds
a function alive. So the same ten functions give other numbers while you develop:
"""

# %%
sv.configure(debug=True, quiet=True)
with_debug = {suspect.__name__: calls_of(suspect) for suspect in suspects}
sv.configure(debug=False, quiet=True)

for name, number in calls.items():
    if number != with_debug[name]:
        print(f"{name:14} {number} in production, {with_debug[name]} with DEBUG=True")

# %% [markdown]
"""
### See · One file, two names

This is how most shops get their duplicate. A file with receivers is imported twice:
once as `handlers`, once as `shop.handlers`. To Python these are two modules, so
the file runs twice, and makes two functions.
"""

# %%
from django.dispatch import Signal

order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


# %%
HANDLERS = """
from __main__ import order_paid

def send_confirmation(sender, **kwargs):
    "Thank the customer."

order_paid.connect(send_confirmation, dispatch_uid=None)
"""

# %%
import sys
import tempfile
from importlib import import_module
from pathlib import Path


def import_twice(text):
    with tempfile.TemporaryDirectory() as home:
        Path(home, "shop").mkdir()
        Path(home, "shop", "handlers.py").write_text(text)
        sys.path[:0] = [home, f"{home}/shop"]
        for name in ("handlers", "shop.handlers"):
            import_module(name)
        del sys.path[:2]
    return [sys.modules.pop(name) for name in ("handlers", "shop.handlers", "shop")]


# %%
flow = sv.watch(order_paid)
modules = import_twice(HANDLERS)
order_paid.send(sender=Checkout)
flow

# %% [markdown]
"""
Two cards with one name: that is what a duplicate looks like. What `send()` returns
names the receivers, and each function knows its module.
"""

# %%
for thank, _ in order_paid.send(sender=Checkout):
    print(thank.__name__, "from", thank.__module__)

# %% [markdown]
"""
### See · One name for both

The cure is one way to import. Until you have found the second one, a
`dispatch_uid` helps: the two functions are different, but their name is the same.
"""

# %%
flow.close()
order_paid = Signal()
modules = import_twice(HANDLERS.replace("None", '"confirmation"'))
print("calls:", len(order_paid.send(sender=Checkout)))

# %% [markdown]
"""
### Try · A duplicate of your own

Connect `mailer.thank` two times, so that one send calls it twice. There are at least
two ways.
"""

# %%
# Your turn.

# %% [markdown]
"""
## Never called

The opposite bug is quieter. No error, no log line, no mail.
"""

# %% [markdown]
"""
### Read · Five silent receivers

The shop sells gift cards, too, and a gift card is an order. Five receivers wait for
orders.
"""

# %%
from django.db import models
from django.db.models.signals import post_save

sv.reset()


class Order(models.Model):
    item = models.CharField(max_length=40)


# %%
class GiftCard(Order):
    class Meta:
        proxy = True


sv.create_tables(Order)

# %%
def reserve_stock(sender, **kwargs):
    """Put one book aside."""


def write_audit_log(sender, **kwargs):
    """Write one line."""


def send_confirmation(sender, **kwargs):
    """Thank the customer."""


def send_newsletter(sender, **kwargs):
    """Tell the customer what is new."""


# %%
def open_shop():
    def wrap_gift(sender, **kwargs):
        """Wrap it in paper."""

    post_save.connect(wrap_gift, sender=GiftCard)


open_shop()
post_save.connect(reserve_stock, sender=Order)
post_save.connect(write_audit_log, sender="notebook.GiftCart")
post_save.connect(send_newsletter, sender=GiftCard, dispatch_uid="mail")
post_save.connect(send_confirmation, sender=GiftCard, dispatch_uid="mail")

# %% [markdown]
"""
### Predict · Who hears of the gift card?
"""

# %%
guess = sv.predict(
    "GiftCard.objects.create(item='Emma'): which receivers run?",
    options=[
        reserve_stock,
        write_audit_log,
        send_newsletter,
        send_confirmation,
        "wrap_gift",
    ],
)
guess

# %% [markdown]
"""
### See · One of five
"""

# %%
flow = sv.watch(post_save)
GiftCard.objects.create(item="Emma")
guess.judge(flow)
flow

# %% [markdown]
"""
### Read · Four causes

* `reserve_stock` is on the list, but for another sender. A proxy model, like any
  subclass, is a sender of its own.
* `write_audit_log` waits for a model that does not exist: a typing error in the name.
  Django waits with it, for as long as the program runs.
* `send_confirmation` came second with a `dispatch_uid` that was taken.
* `wrap_gift` was made inside a function, and nobody holds it.

Ask the registry. It tells three of the four cases apart:
"""

# %%
for entry in sv.registry(post_save):
    print(f"{entry.receiver:16} for {entry.sender}")

# %% [markdown]
"""
`wrap_gift` and `send_confirmation` are not on the list. `write_audit_log` is not
either: it still waits for its model.
"""

# %% [markdown]
"""
### See · The fifth cause: nothing was sent

If the list is right, and the receiver is still silent, look at the sender. Has it sent
at all? A recording answers that.
"""

# %%
flow.close()
post_save.connect(write_audit_log, sender=Order)
Order.objects.create(item="Emma")

with sv.trace(post_save) as trace:
    Order.objects.update(item="Dracula")
    Order.objects.bulk_create([Order(item="Middlemarch")])

print("rows:", list(Order.objects.values_list("item", flat=True)))
print("sends:", len(trace.dispatches))

# %% [markdown]
"""
Two statements that changed two rows and made one, and no send.
[Lesson 05](05-model-signals-in-practice.ipynb) has the whole list.
"""

# %% [markdown]
"""
### Try · The doctor's order

Take a silent receiver of your own. Ask in this order: Is it on the list? For which
sender? Was anything sent? The first "no" is your bug.
"""

# %%
# Your turn.

# %% [markdown]
"""
## Round and round

A receiver of `post_save` wants to change the order that was saved. So it saves it again.
"""

# %% [markdown]
"""
### Read · A receiver that saves
"""

# %%
from django.db import IntegrityError, models
from django.db.models.signals import post_save, pre_save

sv.reset()


class Order(models.Model):
    item = models.CharField(max_length=40)
    code = models.CharField(max_length=40, default="")


# %%
class AuditLog(models.Model):
    line = models.CharField(max_length=40)


sv.create_tables(Order, AuditLog)

# %%
def set_code(sender, instance, **kwargs):
    instance.code = f"{instance.item}-{instance.pk}"
    instance.save()


post_save.connect(set_code, sender=Order)

# %% [markdown]
"""
### Predict · How does it end?
"""

# %%
guess = sv.predict(
    "Order.objects.create(item='Emma'). What is in the table afterwards?",
    options=["no row: it failed", "one row, without a code", "one row, with its code"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · RecursionError, and a row
"""

# %%
with sv.trace(post_save) as trace:
    try:
        Order.objects.create(item="Emma")
    except RecursionError:
        print("RecursionError")

print("more than 50 sends, each inside the one before:", len(trace.dispatches) > 50)
rows = [(order.item, order.code) for order in Order.objects.all()]
print("rows:", rows)

# %%
guess.judge("one row, with its code" if rows[0][1] else "one row, without a code")

# %% [markdown]
"""
The error came from deep inside, when Python had no room left for one more call. By then
the row was stored, and stored again, with its code. Outside a transaction nobody takes
that back. The customer sees an error page, and is charged.
"""

# %% [markdown]
"""
### See · Saving another model is fine

"Saving inside a receiver of `post_save` recurses" is only true for the **same** signal
with a sender that the receiver listens to. This one saves another model:
"""

# %%
def write_audit_log(sender, instance, **kwargs):
    AuditLog.objects.create(line=f"sold {instance.item}")


post_save.disconnect(set_code, sender=Order)
post_save.connect(write_audit_log, sender=Order)

flow = sv.watch(post_save)
Order.objects.create(item="Dracula")
flow

# %% [markdown]
"""
`post_save` was sent inside `post_save`, and nobody listens to `AuditLog`. So it
ends there.
"""

# %% [markdown]
"""
### Read · Five cures

Five ways to set the code that are all in use. The first one is the most popular: a flag
on the object.
"""

# %%
flow.close()
post_save.disconnect(write_audit_log, sender=Order)

# %%
def with_a_flag(sender, instance, **kwargs):
    if getattr(instance, "already_updated", False):
        return
    instance.already_updated = True
    instance.code = f"{instance.item}-{instance.pk}"
    instance.save()


def if_created(sender, instance, created, **kwargs):
    if created:
        instance.code = f"{instance.item}-{instance.pk}"
        instance.save()


# %%
def with_update(sender, instance, **kwargs):
    code = f"{instance.item}-{instance.pk}"
    sender.objects.filter(pk=instance.pk).update(code=code)


def switched_off(sender, instance, **kwargs):
    post_save.disconnect(switched_off, sender=Order)
    instance.code = f"{instance.item}-{instance.pk}"
    instance.save()
    post_save.connect(switched_off, sender=Order)


def before_the_save(sender, instance, **kwargs):
    instance.code = f"{instance.item}-{instance.pk}"


# %% [markdown]
"""
### Predict · The second save

The shop makes an order for *Emma*. A minute later the customer wants *Dracula* instead:
the same object gets a new item, and is saved again. The code should follow.
"""

# %%
cures = [with_a_flag, if_created, with_update, switched_off, before_the_save]
guess = sv.predict(
    "With which cures does the code in the table follow the new item?",
    options=cures,
)
guess

# %% [markdown]
"""
### Measure · Five cures compared
"""

# %%
def try_cure(cure):
    sv.create_tables(Order)
    signal = pre_save if cure is before_the_save else post_save
    signal.connect(cure, sender=Order)
    with sv.trace(post_save) as trace:
        order = Order.objects.create(item="Emma")
        sends = len(trace.dispatches)
        order.item = "Dracula"
        order.save()
    signal.disconnect(cure, sender=Order)
    return sends, order.code, Order.objects.get().code


# %%
results = {cure.__name__: try_cure(cure) for cure in cures}
follows = [name for name, (_, _, row) in results.items() if row.startswith("Dracula")]
guess.judge(follows)

print("cure            sends  code in memory, in the table")
for name, (sends, memory, row) in results.items():
    print(f"{name:15} {sends:5}  {memory or '-':14}  {row}")

# %% [markdown]
"""
### Read · What the table says

* `with_a_flag`: the flag stays on the object as long as it lives. So the second,
  genuine save is ignored, and *Dracula* has the code of *Emma*.
* `if_created`: right, if only new orders matter. It saves twice, too.
* `with_update`: one send, and the table is right. The object in memory keeps its old
  code: call `refresh_from_db()` if you need it.
* `switched_off`: right here. But see the next cell.
* `before_the_save`: the cheapest. But a new order has no `pk` yet, before its first save.
"""

# %% [markdown]
"""
### See · The flag's own bug

The picture shows the second save. `with_a_flag` was called, and went home at once: no
send is nested inside it. Go back to the first save on the picture, and compare.
"""

# %%
sv.create_tables(Order)
post_save.connect(with_a_flag, sender=Order)
flow = sv.watch(post_save)

order = Order.objects.create(item="Emma")
order.item = "Dracula"
order.save()
flow

# %%
flow.close()
fresh = Order.objects.get()
fresh.save()
print("a fresh object of the same row:", fresh.code)

# %% [markdown]
"""
That makes the bug hard to find: the next request loads a fresh object, and everything
works again.
"""

# %% [markdown]
"""
### See · Who else hears nothing?

`switched_off` takes the receiver off the list for a moment. The list belongs to the
whole process. What if another thread saves an order at that moment? Here the
receiver itself lets another thread do it.
"""

# %%
def switched_off(sender, instance, **kwargs):
    post_save.disconnect(switched_off, sender=Order)
    instance.code = f"{instance.item}-{instance.pk}"
    instance.save()
    sv.in_thread(Order.objects.create, item="Middlemarch")
    post_save.connect(switched_off, sender=Order)


# %%
sv.create_tables(Order)
post_save.disconnect(with_a_flag, sender=Order)
post_save.connect(switched_off, sender=Order)

with sv.trace(post_save) as trace:
    Order.objects.create(item="Emma")

for order in Order.objects.all():
    print(f"{order.item:12} code: {order.code or 'none'}")

# %% [markdown]
"""
*Middlemarch* was sold in another thread, and has no code. Nobody has noticed.

And what if the line between `disconnect` and `connect` raises?
"""

# %%
def switched_off(sender, instance, **kwargs):
    post_save.disconnect(switched_off, sender=Order)
    Order.objects.create(pk=instance.pk)  # taken: it raises
    post_save.connect(switched_off, sender=Order)


post_save.connect(switched_off, sender=Order)
try:
    Order.objects.create(item="Dracula")
except IntegrityError:
    print("on the list:", [entry.receiver for entry in sv.registry(post_save)])

# %% [markdown]
"""
Off the list, for good. From now on no order gets a code.
"""

# %% [markdown]
"""
### Fix · A code that needs the pk

The code must hold the `pk`, it must follow every save, and one save should send
`post_save` once. Which cure is it? Try, then open.

<details><summary>One way</summary>
<code>with_update</code>. It changes the table without a save, so nothing is sent
a second time. Set <code>instance.code</code>, too, and the object in memory is right
as well.
</details>
"""

# %%
def with_update(sender, instance, **kwargs):
    instance.code = f"{instance.item}-{instance.pk}"
    sender.objects.filter(pk=instance.pk).update(code=instance.code)


sends, memory, row = try_cure(with_update)
print(f"{sends} send, {memory} in memory, {row} in the table")

# %% [markdown]
"""
### Try · save(update_fields=...)

Does `instance.save(update_fields=["code"])` end the recursion? Write it as a sixth cure.
It has no `if`: what do you expect?
"""

# %%
# Your turn.

# %% [markdown]
"""
## Heavy work

The receiver does the right thing, once. But it takes its time, and the customer waits.
"""

# %% [markdown]
"""
### Read · A mail takes its time
"""

# %%
import time

from celery import Celery
from django.db import models
from django.db.models.signals import post_save
from django.dispatch import Signal

from signal_viz.broker import settings, start_worker

# %%
sv.reset()


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)

# %%
diary = []
mail_sent = Signal()


class Mailer:
    """The part of the shop that sends mails."""


def send_mail(item):
    time.sleep(0.3)
    mail_sent.send(sender=Mailer, item=item)


# %%
def send_confirmation(sender, instance, **kwargs):
    send_mail(instance.item)


def write_audit_log(sender, item, **kwargs):
    diary.append(f"the mail for {item} is out")


post_save.connect(send_confirmation, sender=Order)
mail_sent.connect(write_audit_log)

# %% [markdown]
"""
### Measure · The customer waits

The first cell draws the shop. Watch it while the second one runs: the card of
`send_confirmation` stays lit, and `create()` does not come back.
"""

# %%
flow = sv.watch(post_save, mail_sent)
flow

# %%
Order.objects.create(item="Emma")

saved, mailed = flow.trace.dispatches[-2:]
print("the customer waited for the mail:", saved.duration_ns >= 300_000_000)
print("post_save in", saved.thread, "– mail_sent in", mailed.thread)

# %% [markdown]
"""
Signals have no queue ([lesson 03](03-the-dispatch-flow.ipynb)). So let us
take one. **Celery** keeps a queue of small notes, "call this function with these
arguments". A **worker** reads the notes, and does the work. The queue lives in a
**broker**.

### Read · A queue and a worker

A real shop has a broker such as Redis, and workers on other machines. Here the broker is
the memory of this notebook, and the worker is one thread. All else is Celery as it is.
"""

# %%
shop = Celery("bookshop", set_as_current=False)
shop.config_from_object(settings())


@shop.task(shared=False)
def mail_later(item):
    send_mail(item)
    return f"{item}: done"


# %% [markdown]
"""
A **task** is a function that can be called later. `mail_later.delay("Emma")` writes
the note and comes back at once, with a ticket for the result.
"""

# %%
flow.close()
ticket = mail_later.delay("Emma")
print("nobody works yet:", ticket.state)

worker = start_worker(shop)
print("with a worker:   ", ticket.get(timeout=10))

# %% [markdown]
"""
### Predict · In which order?

Now the receiver writes a note, nothing else. In which order do these lines come into the
diary?
"""

# %%
def send_confirmation(sender, instance, **kwargs):
    tickets.append(mail_later.delay(instance.item))
    diary.append("the note is written")


tickets = []
post_save.connect(send_confirmation, sender=Order)

# %%
guess = sv.predict(
    "In which order do the lines come into the diary?",
    options=[
        "the customer goes on",
        "the mail for Dracula is out",
        "the note is written",
    ],
    pick="order",
)
guess

# %% [markdown]
"""
### See · The customer goes on
"""

# %%
flow = sv.watch(post_save, mail_sent)
diary.clear()
Order.objects.create(item="Dracula")
diary.append("the customer goes on")

print(tickets[-1].get(timeout=10))
guess.judge(diary)
flow

# %%
print("\n".join(diary))
saved, mailed = flow.trace.dispatches
print("post_save in", saved.thread, "– mail_sent in", mailed.thread)

# %% [markdown]
"""
The mail was sent in another thread, after `create()` had come back.
The customer waited for a note, not for a mail.
"""

# %%
print("the customer waited for the mail:", saved.duration_ns >= 300_000_000)
worker.stop()

# %% [markdown]
"""
### Read · What you give away

* **The answer.** The receiver cannot know whether the mail went out.
* **The exception.** It ends the task, and nobody else. Look at the ticket, or at the log.
* **The object.** A note is text, so it holds simple values only. One sends a `pk`, and the worker loads
  the row again. That is the next trap.
"""

# %%
@shop.task(shared=False)
def charge_card(item):
    raise ValueError("card refused")


worker = start_worker(shop)
ticket = charge_card.delay("Emma")
print("in the ticket:", repr(ticket.get(timeout=10, propagate=False)))
worker.stop()

# %%
from kombu.exceptions import EncodeError

try:
    mail_later.delay(Order.objects.first())
except EncodeError:
    print("EncodeError: a note cannot hold an order")

# %% [markdown]
"""
### Try · A real broker

Do you have a Redis server? Set the variable `SIGNAL_VIZ_REDIS` to its address, such as
`redis://localhost:6379/0`, before you start JupyterLab, or in a cell:
`%env SIGNAL_VIZ_REDIS=redis://localhost:6379/0`. Run this part again: the notes travel
through Redis, and all else is the same. `shop.conf.broker_url` says where the queue is.
"""

# %% [markdown]
"""
## The lost row

"Heavy work? Call `task.delay(instance.pk)` in the receiver." That is the usual advice,
and half of it is missing.
"""

# %% [markdown]
"""
### Read · The worker loads the order

The database now is a file. There each connection reads what is committed, as with any
database server. The worker has a connection of its own.
"""

# %%
from celery import Celery
from django.db import models, transaction
from django.db.models.signals import post_save
from django.dispatch import Signal

from signal_viz.broker import settings, start_worker

sv.reset(on_disk=True)


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)

# %%
shop = Celery("bookshop", set_as_current=False)
shop.config_from_object(settings())
mail_sent = Signal()
tickets = []


@shop.task(shared=False)
def mail_order(pk):
    order = Order.objects.get(pk=pk)
    mail_sent.send(sender=Order, item=order.item)
    return f"mail for {order.item}"


worker = start_worker(shop)

# %%
def charge_card():
    raise ValueError("card refused")


def send_confirmation(sender, instance, **kwargs):
    tickets.append(mail_order.delay(instance.pk))


def write_audit_log(sender, item, **kwargs):
    """Write one line."""


post_save.connect(send_confirmation, sender=Order)
mail_sent.connect(write_audit_log)

# %% [markdown]
"""
### Predict · What does the worker find?

The checkout makes the order inside `transaction.atomic()`, and has more to do before the
end of the block. Meanwhile the worker is free, and takes the note.
"""

# %%
guess = sv.predict(
    "What is the result of the task?",
    options=["mail for Emma", "DoesNotExist", "it waits for the commit"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · The order that is not there

The last line of the block stands for the rest of the checkout: it takes as long as
the worker needs.
"""

# %%
def result_of(ticket):
    result = ticket.get(timeout=10, propagate=False)
    return type(result).__name__ if isinstance(result, Exception) else result


with transaction.atomic():
    order = Order.objects.create(item="Emma")
    found = result_of(tickets[-1])

guess.judge(found)
print("the worker:", found)
print("the order is there now:", Order.objects.filter(pk=order.pk).exists())

# %% [markdown]
"""
### Read · A race

`post_save` is sent **inside** the transaction ([lesson 06](06-transactions.ipynb)). Until
the commit, only this connection sees the row. The worker has another one. Who is
first, the commit or the worker?

Nobody decides that. Here the block was slow, and the worker won. Where the commit wins a
thousand times, one busy afternoon is enough.
"""

# %% [markdown]
"""
### See · The mail for nobody

There is a second half. If the transaction is rolled back, the note stays in the queue.
"""

# %%
try:
    with transaction.atomic():
        Order.objects.create(item="Dracula")
        charge_card()
except ValueError as error:
    print("the checkout:", error)

print("the worker:  ", result_of(tickets[-1]))
print("orders:", list(Order.objects.values_list("item", flat=True)))

# %% [markdown]
"""
Here the task fails, because the row is gone. A task that gets the item, not the `pk`,
would thank a customer for an order that does not exist.
"""

# %% [markdown]
"""
### Fix · on_commit

`transaction.on_commit` keeps a function until the commit is done. Then it calls it. Change
one line of `send_confirmation`. Try it above, then look.
"""

# %%
def send_confirmation(sender, instance, **kwargs):
    transaction.on_commit(lambda: tickets.append(mail_order.delay(instance.pk)))


post_save.connect(send_confirmation, sender=Order)
tickets.clear()

# %% [markdown]
"""
### See · First the commit, then the note
"""

# %%
flow = sv.watch(post_save, mail_sent)
with transaction.atomic():
    Order.objects.create(item="Middlemarch")
    print("notes inside the block:", len(tickets))

print("notes after the block: ", len(tickets))
print("the worker:", result_of(tickets[-1]))
flow

# %% [markdown]
"""
And after a rollback there is no note at all:
"""

# %%
flow.close()
try:
    with transaction.atomic():
        Order.objects.create(item="Dracula")
        charge_card()
except ValueError as error:
    print("the checkout:", error)

print("notes:", len(tickets))

# %% [markdown]
"""
Without a transaction `on_commit` calls the function at once. So it is right in both
cases, and costs nothing.
"""

# %%
Order.objects.create(item="Emma")
print("notes:", len(tickets))
print("the worker:", result_of(tickets[-1]))
worker.stop()

# %% [markdown]
"""
### Try · The lambda that looks too late

In a loop, the lambda reads `instance` when it is called, not when it is made. In a
receiver that is no problem: each call has an `instance` of its own. Write the same
`on_commit(lambda: ...)` in a `for` loop over three orders. Which `pk` do the tasks get?
"""

# %%
# Your turn.

# %% [markdown]
"""
## Tasks in Django itself

From 6.0 on Django has tasks of its own. Do they make the customer wait?
"""

# %% [markdown]
"""
### Read · The same in Django's words

`@task` makes a task, and `enqueue()` writes the note. Django brings no worker along:
who does the work is a setting, `TASKS`. Where nobody has set it, the **immediate
backend** is in charge.

Django 5.2 does not have this module. So the cells know both, and on 5.2 the answer comes
from the table.
"""

# %%
import threading
from importlib import import_module
from importlib.util import find_spec

import django

sv.reset()
has_tasks = find_spec("django.tasks") is not None
print("tasks from 6.0 on:", has_tasks == (django.VERSION >= (6, 0)))

# %%
places = []


def thank_customer(item):
    places.append(threading.current_thread())
    return f"{item}: done"


def ask_django(item):
    tasks = import_module("django.tasks")
    return tasks.task(thank_customer).enqueue(item)


# %% [markdown]
"""
### Predict · Who does the work?
"""

# %%
guess = sv.predict(
    "Nothing is set up. Where does the task run?",
    options=[
        "in a worker of Django",
        "inside enqueue(), in this thread",
        "nowhere: it waits",
    ],
    pick="one",
)
guess

# %% [markdown]
"""
### See · At once, in this thread

The immediate backend is made for tests and for the first day. It sends three
signals round each task; the recording shows when.

| your Django | where the task runs |
|---|---|
| 5.2 | there are no tasks |
| 6.0 and 6.1 | inside `enqueue()`, in this thread |
"""

# %%
def where_it_ran():
    of = import_module("django.tasks.signals")
    with sv.trace(of.task_enqueued, of.task_started, of.task_finished) as trace:
        ticket = ask_django("Emma")
    done = ticket.return_value == "Emma: done" and len(trace.dispatches) == 3
    if not done:
        return "nowhere: it waits"
    if places[-1] is threading.current_thread():
        return "inside enqueue(), in this thread"
    return "in a worker of Django"


# %%
try:
    found = where_it_ran()
except ModuleNotFoundError:
    found = "there are no tasks"

rule = "inside enqueue(), in this thread"
right = found == (rule if has_tasks else "there are no tasks")
print("your Django does as the table says:", right)
if right:
    guess.judge(rule)

# %% [markdown]
"""
So `django.tasks` alone does **not** make a slow receiver fast. It gives all task queues
one language. For another thread or another machine you set a backend that has a worker.

The race of the last part stays, too: `enqueue()` belongs into `on_commit`.
"""

# %% [markdown]
"""
### Try · Another backend

On Django 6, give this to `override_settings` from `django.test`, and enqueue inside it:
`TASKS={"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}`.
What is `result.status` now? Has the customer been thanked?
"""

# %%
# Your turn.

# %% [markdown]
"""
## Before you go on
"""

# %% [markdown]
"""
### Build · A shop that does not wait

Today's piece of the bookshop: the order is stored, a note is written **after** the
commit, and the mail goes out behind the scenes.
"""

# %%
from celery import Celery
from django.db import models, transaction
from django.db.models.signals import post_save

from signal_viz.broker import settings, start_worker

# %%
sv.reset()
shop = Celery("bookshop", set_as_current=False)
shop.config_from_object(settings())


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)

# %%
outbox, tickets = [], []


@shop.task(shared=False)
def mail_order(pk):
    outbox.append(f"mail for {Order.objects.get(pk=pk).item}")


def send_confirmation(sender, instance, created, **kwargs):
    if created:
        note = lambda: tickets.append(mail_order.delay(instance.pk))
        transaction.on_commit(note)


# %%
def open_shop():
    post_save.connect(send_confirmation, sender=Order, dispatch_uid="confirmation")


worker = start_worker(shop)
open_shop()
open_shop()

for item in ("Emma", "Dracula"):
    with transaction.atomic():
        Order.objects.create(item=item).save()
for ticket in tickets:
    ticket.get(timeout=10)
worker.stop()
print("\n".join(outbox))

# %% [markdown]
"""
The shop was opened twice, and each order saved twice. Still each customer
gets one mail.
"""

# %% [markdown]
"""
### Read · The clinic in one table

| what you see | what it is | cure |
|---|---|---|
| called twice | two entries: two functions, two senders, two names | make the receiver once; import by one name; `dispatch_uid` |
| never called | not on the list, another sender, or nothing sent | `sv.registry`, then `sv.trace` |
| `RecursionError` | the same signal, the same sender, from inside | `update()`, or `pre_save`, or `if created` |
| all wait | the work is done inside `send()` | a note to a task queue, written in `on_commit` |
"""

# %% [markdown]
"""
### Recall · Without looking

Answer first, then open. The last two come from earlier lessons.

<details><summary>A function connects a receiver, and runs three times. How many
calls?</summary>
It depends on the receiver. The same one: one call. A new one that nobody holds: none.
A new one that somebody holds: three.
</details>

<details><summary>Two cards with the same name. What has happened?</summary>
There are two functions with one name. Most often their file was imported by two names.
</details>

<details><summary>What is wrong with a flag on the object?</summary>
It stays. The next genuine save of the same object is ignored.
</details>

<details><summary>The receiver saves another model. Does it recurse?</summary>
Only if a receiver that saves listens to that model, too.
</details>

<details><summary>Why is .delay(instance.pk) in post_save wrong?</summary>
The worker may be faster than the commit, and does not find the row. After a
rollback it never will.
</details>

<details><summary>Does enqueue() of django.tasks come back before the work is
done?</summary>
Not with the backend that is there by default.
</details>

<details><summary>A receiver works with DEBUG=True and is silent in production.</summary>
Nobody holds it. With DEBUG=True a memory of Django does.
</details>

<details><summary>Is there a queue between send() and the receivers?</summary>
No. send() calls them, one after the other, and waits.
</details>
"""

# %% [markdown]
"""
### Exercise · Four exercises

[Exercises for this lesson](exercises/07-pitfalls.ipynb): find out who is called how
often, end a recursion, mend the lost row, read the trace of a shop that is too slow.
Each one is checked, and each mistake has a hint.

Go on with [lesson 08: Under the hood](08-under-the-hood.ipynb), or choose from
[the whole course](index.ipynb).
"""

# %% [markdown]
"""
# Transactions

A customer buys *Emma*. The order is stored, a mail goes out, and then something
goes wrong. Is the order still there? And the mail?

This page opens the box that decides it: the transaction. Where does a signal run,
inside that box or outside? What can be taken back, and what cannot?

Each part stands alone: run the first cell, then any part you like.
"""

# %%
import signal_viz as sv

sv.configure(debug=False)

# %% [markdown]
"""
## Inside or outside?

A question that is often asked in job interviews: does a receiver of `post_save` run
in the same transaction as the save?
"""

# %% [markdown]
"""
### Read · All or nothing

A **transaction** is a box round several changes: all of them stay, or none.
`with transaction.atomic():` opens the box.

* The block ends well: **commit**. The changes are in the table for good.
* An exception leaves the block: **rollback**. It is as if nothing had happened.
"""

# %%
from django.db import models, transaction
from django.db.models.signals import post_save

sv.reset()


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)

# %%
def orders():
    return list(Order.objects.values_list("item", flat=True))


def blackout():
    raise ValueError("the light went out")


# %%
try:
    with transaction.atomic():
        Order.objects.create(item="Emma")
        print("in the box:", orders())
        blackout()
except ValueError as error:
    print("after it:  ", orders(), "because", error)

# %% [markdown]
"""
Now a receiver joins in. It writes down when it runs.
"""

# %%
diary = []


def send_confirmation(sender, instance, **kwargs):
    diary.append(f"send_confirmation sees {orders()}")


post_save.connect(send_confirmation, sender=Order)
flow = sv.watch(post_save, senders=[Order])
flow

# %% [markdown]
"""
### Predict · Before or after the commit?

You may read that `post_save` is sent "after a model instance is saved". Is saved
the same as committed?
"""

# %%
guess = sv.predict(
    "create() is called inside atomic(). When does send_confirmation run?",
    options=["before the commit", "after the commit"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · Inside the box
"""

# %%
diary.clear()
with transaction.atomic():
    Order.objects.create(item="Emma")
    diary.append("create() is back")
    diary.append("the block ends, and commits")

early = diary[0].startswith("send_confirmation")
guess.judge("before the commit" if early else "after the commit")
flow

# %%
print("\n".join(diary))
print("inside a transaction:", flow.trace.dispatches[-1].atomic)

# %% [markdown]
"""
`post_save` is sent when the row is **written**. The commit comes later, at the end of
the block. Click on a card in the picture: the panel beside it says *inside a
transaction*. In a recording that is `atomic`.
"""

# %% [markdown]
"""
### See · What the receiver writes is in the box, too

The receiver works with the sender's own connection to the database, so it
works in the sender's transaction. This one writes a row of its own.
"""

# %%
class AuditLine(models.Model):
    text = models.CharField(max_length=80)


sv.create_tables(AuditLine)


def write_audit_log(sender, instance, **kwargs):
    AuditLine.objects.create(text=f"sold {instance.item}")


flow.close()
post_save.connect(write_audit_log, sender=Order)

# %%
before = Order.objects.count(), AuditLine.objects.count()
try:
    with transaction.atomic():
        Order.objects.create(item="Dracula")
        print("new audit lines in the box:", AuditLine.objects.count() - before[1])
        blackout()
except ValueError:
    after = Order.objects.count(), AuditLine.objects.count()
    print("all as it was:", after == before)

# %% [markdown]
"""
That is a good thing. The order and its audit line stay together, or go together.
"""

# %% [markdown]
"""
### Predict · Without a block

Most views say only `Order.objects.create(...)`, with no `atomic()` round it.
"""

# %%
guess = sv.predict(
    "create() alone: is post_save sent inside a transaction?",
    options=["yes", "no"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · No box at all
"""

# %%
with sv.trace(post_save) as trace:
    Order.objects.create(item="Middlemarch")

[order_saved, line_saved] = trace.dispatches
guess.judge(order_saved.atomic)
print("order: inside a transaction:", order_saved.atomic)
print("line:  inside a transaction:", line_saved.atomic)

# %% [markdown]
"""
Django is in **autocommit** mode: without a block each change is committed at once,
on its own. So the row was in the table for good before the first receiver ran.
"""

# %% [markdown]
"""
### See · Some methods open a box of their own
"""

# %%
ways = {
    "create()": lambda: Order.objects.create(item="Emma"),
    "save()": lambda: Order(item="Emma").save(),
    "get_or_create()": lambda: Order.objects.get_or_create(item="Persuasion"),
    "update_or_create()": lambda: Order.objects.update_or_create(item="Villette"),
}
for name, way in ways.items():
    with sv.trace(post_save, senders=[Order]) as trace:
        way()
    [sent] = trace.dispatches
    print(f"{name:19} inside a transaction: {sent.atomic}")

# %% [markdown]
"""
### Read · The answer for the interview

The receiver runs in the sender's thread, on the sender's connection. **If** a
transaction is open there, the receiver is in it. `save()` does not open one that reaches as
far as `post_save`. You do, or a method such as `get_or_create()` does.
"""

# %% [markdown]
"""
### Try · A box round two

Write a block that creates two orders and raises after the second one.
How many calls does the picture count? How many new rows are there?
"""

# %%
# Your turn.

# %% [markdown]
"""
## The row that stays

[Lesson 01](01-the-big-picture.ipynb) ended with a surprise: a receiver raised, `create()`
raised, and the order was in the table all the same.
"""

# %% [markdown]
"""
### Read · The card is refused

`charge_card` raises for each order.
"""

# %%
from django.db import models, transaction
from django.db.models.signals import post_save, pre_save

sv.reset()


class Order(models.Model):
    item = models.CharField(max_length=40)


class Gift(Order):
    paper = models.CharField(max_length=20)


sv.create_tables(Order, Gift)

# %%
def charge_card(sender, **kwargs):
    raise ValueError("card refused")


post_save.connect(charge_card)
flow = sv.watch(post_save, senders=[Order])

# %% [markdown]
"""
### Predict · With a box

In [lesson 01](01-the-big-picture.ipynb) there was no transaction. Now there is one.
"""

# %%
guess = sv.predict(
    "charge_card raises inside atomic(). How many orders are in the table?",
    options=[0, 1],
    pick="one",
)
guess

# %% [markdown]
"""
### See · The box makes the difference
"""

# %%
try:
    with transaction.atomic():
        Order.objects.create(item="Emma")
except ValueError as error:
    print("the block raised:", error)

guess.judge(Order.objects.count())
print("orders in the table:", Order.objects.count())
flow

# %% [markdown]
"""
The exception goes up: out of the receiver, out of `send()`, out of `create()`, and out
of the block. There it causes the rollback.

And without the box, for comparison:
"""

# %%
flow.close()
try:
    Order.objects.create(item="Emma")
except ValueError as error:
    print("create() raised:", error)

print("orders in the table:", Order.objects.count())

# %% [markdown]
"""
`create()` raised, so the caller believes that there is no order. There is one.
A customer who tries again has two.
"""

# %% [markdown]
"""
### See · Four cases, and a fifth

What if the receiver listens to `pre_save`, and raises before the row is written?
`Gift` is a child of another model, so it has two rows in two tables.
"""

# %%
from contextlib import nullcontext, suppress


def rows_left(signal, block, model):
    post_save.disconnect(charge_card)
    signal.connect(charge_card)
    before = model.objects.count()
    with suppress(ValueError), block():
        model.objects.create(item="Emma")
    signal.disconnect(charge_card)
    return model.objects.count() - before


# %%
print("raises in   block      rows that stay")
print("pre_save    none      ", rows_left(pre_save, nullcontext, Order))
print("pre_save    atomic()  ", rows_left(pre_save, transaction.atomic, Order))
print("post_save   none      ", rows_left(post_save, nullcontext, Order))
print("post_save   atomic()  ", rows_left(post_save, transaction.atomic, Order))
print("post_save   none, Gift", rows_left(post_save, nullcontext, Gift))

# %% [markdown]
"""
One case leaves a row: `post_save` without a block, whatever the model.
"""

# %% [markdown]
"""
### Predict · Where does the try stand?

Somebody wants to be careful, and catches the exception at once:

```python
with transaction.atomic():
    try:
        Order.objects.create(item="Emma")
    except ValueError:
        print("never mind")
```
"""

# %%
guess = sv.predict(
    "Is this order rolled back?",
    options=["yes", "no"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · The block must see the exception
"""

# %%
post_save.connect(charge_card, sender=Order)
before = Order.objects.count()
with transaction.atomic():
    try:
        Order.objects.create(item="Emma")
    except ValueError:
        print("never mind")

guess.judge(Order.objects.count() == before)
print("rows that stay:", Order.objects.count() - before)

# %% [markdown]
"""
An exception that is caught inside never leaves the block, so the block ends well and
commits. Put the `try` **outside** of `atomic()`.
"""

# %% [markdown]
"""
### Try · Two children

Let `charge_card` listen to `Gift` only, and create a `Gift` in a block.
Count the rows of `Order`, too. Which table keeps a row?
"""

# %%
# Your turn.

# %% [markdown]
"""
## The mail that is out

A database can take back what was written to it. It cannot take back a mail.
"""

# %% [markdown]
"""
### Read · Two receivers, one rollback

`send_confirmation` puts a mail into the `outbox`: what is there is gone for good.
`reserve_stock` comes after it, and *Dracula* is sold out.
"""

# %%
from django.db import models, transaction
from django.db.models.signals import post_save

sv.reset()
outbox = []


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)

# %%
def send_confirmation(sender, instance, **kwargs):
    outbox.append(f"Thank you for buying {instance.item}")


def reserve_stock(sender, instance, **kwargs):
    if instance.item == "Dracula":
        raise ValueError("sold out")


post_save.connect(send_confirmation, sender=Order)
post_save.connect(reserve_stock, sender=Order)

# %% [markdown]
"""
### Predict · What does the customer get?
"""

# %%
guess = sv.predict(
    "The block sells Dracula, and is rolled back. What is there afterwards?",
    options=["an order in the table", "a mail in the outbox"],
    pick="some",
)
guess

# %% [markdown]
"""
### See · Thank you for nothing
"""

# %%
def buy(item):
    try:
        with transaction.atomic():
            Order.objects.create(item=item)
    except ValueError as error:
        print("not sold:", error)
    stored, mailed = Order.objects.filter(item=item).exists(), bool(outbox)
    print("order in the table:", stored)
    print("mail in the outbox:", mailed)
    return stored, mailed


# %%
flow = sv.watch(post_save, senders=[Order])
outbox.clear()
stored, mailed = buy("Dracula")

facts = {"an order in the table": stored, "a mail in the outbox": mailed}
guess.judge([name for name in facts if facts[name]])
flow

# %% [markdown]
"""
The customer has a mail for an order that does not exist. To change the order of the
receivers is no cure: the block may raise after them, or the commit itself may fail.
"""

# %% [markdown]
"""
### Read · Do it when it is certain

`transaction.on_commit(func)` says: call `func` when this transaction is committed.
If it is rolled back, forget it.

So the receiver does not send the mail. It **orders** it.
"""

# %%
from functools import partial

flow.close()


def send_confirmation(sender, instance, **kwargs):
    text = f"Thank you for buying {instance.item}"
    transaction.on_commit(partial(outbox.append, text))


post_save.disconnect(reserve_stock, sender=Order)
post_save.connect(send_confirmation, sender=Order)
post_save.connect(reserve_stock, sender=Order)
flow = sv.watch(post_save, senders=[Order])

# %% [markdown]
"""
### See · No order, no mail
"""

# %%
outbox.clear()
buy("Dracula")
print(flow)

# %%
outbox.clear()
buy("Emma")
flow

# %% [markdown]
"""
For *Dracula*, `send_confirmation` was called as before. But what it had ordered was
dropped with the transaction. For *Emma* the mail went out, after the commit.
"""

# %% [markdown]
"""
### Try · An error after the last receiver

Add a line to `buy`, behind `create()`, that raises `ValueError`. Buy *Emma*.
Is the mail sent? Try it with the first `send_confirmation`, too.
"""

# %% [markdown]
"""
## What on_commit does, exactly

When is the function called, and in which order? What if nothing is open? What if it fails?
"""

# %% [markdown]
"""
### Read · A signal that is sent after the commit

To see that moment in the picture, the shop has a signal of its own:
`order_confirmed`. A function given to `on_commit` sends it.
"""

# %%
from django.db import models, transaction
from django.db.models.signals import post_save
from django.dispatch import Signal

sv.reset()
order_confirmed = Signal()


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)

# %%
from functools import partial


def plan_confirmation(sender, instance, **kwargs):
    tell = partial(order_confirmed.send, sender=Order, item=instance.item)
    transaction.on_commit(tell)


def reserve_stock(sender, **kwargs):
    """Put one book aside."""


def send_confirmation(sender, **kwargs):
    """Thank the customer."""


# %%
post_save.connect(plan_confirmation, sender=Order)
post_save.connect(reserve_stock, sender=Order)
order_confirmed.connect(send_confirmation)
flow = sv.watch(post_save, order_confirmed, senders=[Order])

# %% [markdown]
"""
### Predict · Three receivers in a block
"""

# %%
guess = sv.predict(
    "create() runs inside atomic(). In which order do the three run?",
    options=[plan_confirmation, send_confirmation, reserve_stock],
    pick="order",
)
guess

# %% [markdown]
"""
### See · After the block
"""

# %%
with transaction.atomic():
    Order.objects.create(item="Emma")

guess.judge(flow)
for sent in flow.trace.dispatches:
    print(f"{sent.signal:15} depth {sent.depth}, in a transaction: {sent.atomic}")

# %%
flow

# %% [markdown]
"""
The dispatch of `post_save` was over, and the transaction, too. Only then was
`order_confirmed` sent, at depth 0: nobody's receiver sent it, the end of the block did.
"""

# %% [markdown]
"""
### Predict · Nothing is open

The same receivers, but `create()` without a block.
"""

# %%
guess = sv.predict(
    "create() runs alone. In which order do the three run now?",
    options=[plan_confirmation, send_confirmation, reserve_stock],
    pick="order",
)
guess

# %% [markdown]
"""
### See · At once
"""

# %%
flow.close()
flow = sv.watch(post_save, order_confirmed, senders=[Order])
Order.objects.create(item="Emma")
guess.judge(flow)
for sent in flow.trace.dispatches:
    print(f"{sent.signal:15} depth {sent.depth}, in a transaction: {sent.atomic}")
flow

# %% [markdown]
"""
Without a transaction there is nothing to wait for: `on_commit` calls the function at
once, in the middle of the receiver. Here `send_confirmation` ran before
`reserve_stock` had its turn. So `on_commit` protects only where a block is open.
"""

# %% [markdown]
"""
### See · First ordered, first called

Functions wait in one line, and the end of the **outermost** block calls them.
"""

# %%
diary = []
with transaction.atomic():
    transaction.on_commit(lambda: diary.append("one"))
    with transaction.atomic():
        transaction.on_commit(lambda: diary.append("two"))
    diary.append("the inner block is over")
    transaction.on_commit(lambda: diary.append("three"))
    diary.append("the outer block ends")

print("\n".join(diary))

# %% [markdown]
"""
### Predict · The mail server is down

The row is committed. Then the first of two waiting functions raises.
"""

# %%
def mail_server_is_down():
    raise ConnectionError("no mail server")


guess = sv.predict(
    "What happens to the order, and to the second function?",
    options=[
        "the order is rolled back",
        "the order stays, the second function runs",
        "the order stays, the second function does not run",
    ],
    pick="one",
)
guess

# %% [markdown]
"""
### See · Too late to go back
"""

# %%
flow.close()
post_save.disconnect(plan_confirmation, sender=Order)


def sell_villette(**options):
    diary.clear()
    Order.objects.filter(item="Villette").delete()
    try:
        with transaction.atomic():
            Order.objects.create(item="Villette")
            transaction.on_commit(mail_server_is_down, **options)
            transaction.on_commit(lambda: diary.append("second"))
    except ConnectionError as error:
        print("the block raised:", error)


# %%
sell_villette()
runs = "runs" if diary else "does not run"
outcome = f"the order stays, the second function {runs}"
if not Order.objects.filter(item="Villette").exists():
    outcome = "the order is rolled back"
guess.judge(outcome)
print(outcome)

# %% [markdown]
"""
After the commit nothing can be taken back. The exception reaches the caller, who may
believe that the order failed, and the functions behind it are dropped.
With `robust=True`, Django writes a log instead, and goes on:
"""

# %%
sell_villette(robust=True)
print("second function:", "runs" if diary else "does not run")

# %% [markdown]
"""
### Measure · The box is open while receivers run

A receiver inside the block keeps the transaction open. That has a price for others:
they have to wait. Here a colleague counts the orders, in another thread, while
the mail server takes up to a second.
"""

# %%
import threading


def count_orders():
    Order.objects.count()
    diary.append("the colleague has counted")


def mail():
    colleague = threading.Thread(target=count_orders)
    colleague.start()
    colleague.join(timeout=1)
    diary.append("the mail is out")
    waiting.append(colleague)


# %%
waiting = []


def mail_at_once(sender, **kwargs):
    mail()


def mail_after_commit(sender, **kwargs):
    transaction.on_commit(mail)


# %%
for receiver in (mail_at_once, mail_after_commit):
    diary.clear()
    post_save.connect(receiver, sender=Order)
    with transaction.atomic():
        Order.objects.create(item="Emma")
    post_save.disconnect(receiver, sender=Order)
    waiting.pop().join()
    print(f"{receiver.__name__:18}", diary)

# %% [markdown]
"""
With the mail inside the box, the colleague had to wait until the mail was out and the
block had ended. After the commit only the customer waits.

(Who waits for what depends on the database. This one is SQLite in memory, and it locks
the whole table.)
"""

# %% [markdown]
"""
### Try · Two mails?

Change the block so that it creates the order and saves it once more. How often is
`order_confirmed` sent? Which argument of `post_save` helps?
"""

# %%
# Your turn.

# %% [markdown]
"""
## A box in a box

An `atomic()` inside another one makes a **savepoint**: a place to which you can go back
without losing everything.
"""

# %% [markdown]
"""
### Read · The gift is optional

A customer buys a book, and wants it wrapped. If there is no paper, the book
should still be sold. So the wrapping has a block of its own.
"""

# %%
from django.db import models, transaction
from django.db.models.signals import post_save

sv.reset()


class Order(models.Model):
    item = models.CharField(max_length=40)


class SoldOnce(models.Model):
    item = models.CharField(max_length=40, unique=True)


sv.create_tables(Order, SoldOnce)

# %%
from functools import partial

at_once, after_commit = [], []


def send_confirmation(sender, instance, **kwargs):
    at_once.append(instance.item)
    transaction.on_commit(partial(after_commit.append, instance.item))


post_save.connect(send_confirmation, sender=Order)

# %%
def wrap():
    raise ValueError("no paper left")


def buy_with_gift():
    with transaction.atomic():
        Order.objects.create(item="Emma")
        try:
            with transaction.atomic():
                Order.objects.create(item="paper")
                wrap()
        except ValueError:
            Order.objects.create(item="ribbon")


# %% [markdown]
"""
### Predict · Who hears of the paper?
"""

# %%
guess = sv.predict(
    "buy_with_gift() is over. Where do you find the paper?",
    options=["in the table", "in at_once", "in after_commit"],
    pick="some",
)
guess

# %% [markdown]
"""
### See · The inner rollback
"""

# %%
flow = sv.watch(post_save, senders=[Order])
Order.objects.all().delete()
at_once.clear()
after_commit.clear()
buy_with_gift()
table = list(Order.objects.order_by("pk").values_list("item", flat=True))
places = {"the table": table, "at_once": at_once, "after_commit": after_commit}
guess.judge([f"in {name}" for name in places if "paper" in places[name]])
flow

# %%
print("in the table:", table)
print("at_once:     ", at_once)
print("after_commit:", after_commit)

# %% [markdown]
"""
Three saves, three calls of `send_confirmation`. The inner rollback took the row of the
paper, and dropped what was ordered inside that block. The rest was kept.
"""

# %% [markdown]
"""
### Predict · A receiver that breaks the box

`count_sale` notes each title once, in a table where `item` is unique. The second
*Emma* is an `IntegrityError`, and `note_title` catches it. Careful, isn't it?
"""

# %%
from django.db import IntegrityError


def note_title(item):
    try:
        SoldOnce.objects.create(item=item)
    except IntegrityError:
        at_once.append("known already")


# %%
def count_sale(sender, instance, **kwargs):
    note_title(instance.item)


flow.close()
post_save.disconnect(send_confirmation, sender=Order)
post_save.connect(count_sale, sender=Order)

# %%
guess = sv.predict(
    "A block sells Emma, Emma and Villette, in this order. What comes of it?",
    options=["three orders", "two orders", "one order", "no order"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · One error is enough
"""

# %%
def sell_three():
    Order.objects.all().delete()
    SoldOnce.objects.all().delete()
    try:
        with transaction.atomic():
            for item in ("Emma", "Emma", "Villette"):
                Order.objects.create(item=item)
    except transaction.TransactionManagementError as error:
        print(type(error).__name__ + ":", str(error)[:44])
    return Order.objects.count()


# %%
flow = sv.watch(post_save, senders=[Order])
sold = sell_three()
amounts = ["no order", "one order", "two orders", "three orders"]
guess.judge(amounts[sold])
print(amounts[sold])
flow

# %% [markdown]
"""
After an error **of the database** the transaction is broken: Django refuses every further
query in it, although the receiver caught the exception and returned. Because of a list of
titles, none of the three customers has a book.
"""

# %% [markdown]
"""
### Fix · A box for the receiver

Mend `note_title`, so that all three are sold. Try it in its cell above, then open.

<details><summary>One way</summary>
It opens a block of its own round its own query, and catches the error outside of that
block. The next cell does it.
</details>
"""

# %%
def note_title(item):
    try:
        with transaction.atomic():
            SoldOnce.objects.create(item=item)
    except IntegrityError:
        at_once.append("known already")


flow.close()
print(amounts[sell_three()])

# %% [markdown]
"""
### Try · Three boxes

Put a third block into the second one of `buy_with_gift`, with an order of its own, and let only
the second one fail. What stays?
"""

# %% [markdown]
"""
## Deletes differ

A save opens no box that reaches as far as its signals. What does a delete do?
"""

# %% [markdown]
"""
### Read · A receiver against the delete

`forbid_delete` raises when an order has been deleted. There is no block in sight.
"""

# %%
from django.db import models, transaction
from django.db.models.signals import (
    m2m_changed,
    post_delete,
    post_save,
    pre_delete,
    pre_save,
)

sv.reset()


class Order(models.Model):
    item = models.CharField(max_length=40)


# %%
class Shelf(models.Model):
    orders = models.ManyToManyField(Order)


sv.create_tables(Order, Shelf)


def forbid_delete(sender, instance, **kwargs):
    raise ValueError("the tax office wants to see it")


post_delete.connect(forbid_delete, sender=Order)
flow = sv.watch(post_delete, senders=[Order])

# %% [markdown]
"""
### Predict · Deleted, and then an exception
"""

# %%
guess = sv.predict(
    "order.delete() without a block; the receiver of post_delete raises. "
    "Is the row still there?",
    options=["yes", "no"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · The row is back
"""

# %%
order = Order.objects.create(item="Emma")
try:
    order.delete()
except ValueError as error:
    print("delete() raised:", error)

there = Order.objects.filter(item="Emma").exists()
guess.judge(there)
print("the row is still there:", there)
flow

# %% [markdown]
"""
### See · Who is inside?

`delete()` opens a transaction of its own, and sends both signals inside it. Here are
the signals of models side by side, none of them in a block of ours:
"""

# %%
def look(sender, **kwargs):
    """A receiver that does nothing."""


flow.close()
post_delete.disconnect(forbid_delete, sender=Order)
signals = (pre_save, post_save, m2m_changed, pre_delete, post_delete)
for signal in signals:
    signal.connect(look)

# %%
shelf = Shelf.objects.create()
with sv.trace(*signals) as trace:
    order = Order.objects.create(item="Emma")
    shelf.orders.add(order)
    shelf.orders.clear()
    order.delete()

inside = {sent.signal: sent.atomic for sent in trace.dispatches}
for name, atomic in inside.items():
    print(f"{name:12} inside a transaction: {atomic}")

# %% [markdown]
"""
| a receiver raises in | without a block |
|---|---|
| `pre_save` | no row is written |
| `post_save` | the row **stays** |
| `pre_delete`, `post_delete` | the row **stays**: the delete is taken back |

So for a delete, `on_commit` has something to wait for, even without a block of yours.
"""

# %% [markdown]
"""
### Predict · Which number?

After a delete, a receiver wants to take the order out of the search index.
It uses `instance.pk`, in a function that waits for the commit.
"""

# %%
removed = []


def update_search_index(sender, instance, **kwargs):
    transaction.on_commit(lambda: removed.append(instance.pk))


post_delete.connect(update_search_index, sender=Order)
guess = sv.predict(
    "with transaction.atomic(): order.delete(). What is instance.pk at the commit?",
    options=["the number of the order", "None"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · Too late to ask
"""

# %%
order = Order.objects.create(item="Emma")
removed.clear()
with transaction.atomic():
    order.delete()

guess.judge("None" if removed == [None] else "the number of the order")
print("removed from the index:", removed)

# %% [markdown]
"""
When a delete is done, Django sets `pk` of the object to `None`. The function asked
after that. What a waiting function needs, it should get **now**: `partial` and a plain
value do that.
"""

# %%
from functools import partial


def update_search_index(sender, instance, **kwargs):
    transaction.on_commit(partial(removed.append, instance.pk))


post_delete.connect(update_search_index, sender=Order)
order = Order.objects.create(item="Emma")
pk = order.pk
removed.clear()
with transaction.atomic():
    order.delete()
print("the number was kept:", removed == [pk])

# %% [markdown]
"""
### Try · Forbid it earlier

Let `forbid_delete` listen to `pre_delete`. Is the row there? Is `order.pk` still a number?
"""

# %%
# Your turn.

# %% [markdown]
"""
## Before you go on
"""

# %% [markdown]
"""
### Fix · Everybody gets the same mail

One block, three customers, three waiting functions. And yet:
"""

# %%
from django.db import transaction

sv.reset()
outbox = []


def thank(customers):
    outbox.clear()
    with transaction.atomic():
        for customer in customers:
            transaction.on_commit(lambda: outbox.append(f"Thank you, {customer}"))
    return outbox


print(thank(["Ada", "Jane", "Mary"]))

# %% [markdown]
"""
Mend `thank`. Try it in the cell above, then open.

<details><summary>One way</summary>
A lambda looks up customer when it is <b>called</b>. That is after the loop, and then
customer is Mary. partial takes the value when it is <b>made</b>.
</details>
"""

# %%
from functools import partial


def thank(customers):
    outbox.clear()
    with transaction.atomic():
        for customer in customers:
            transaction.on_commit(partial(outbox.append, f"Thank you, {customer}"))
    return outbox


print(thank(["Ada", "Jane", "Mary"]))

# %% [markdown]
"""
### Build · Paid wholly, or not at all

Our bookshop grows by one piece in each lesson. Today: the order, the stock and the audit
log stay together, and the mail goes out when it is certain.
"""

# %%
from django.db import models, transaction
from django.dispatch import Signal

sv.reset()
order_paid = Signal()
outbox = []


# %%
class Order(models.Model):
    item = models.CharField(max_length=40)


class Stock(models.Model):
    item = models.CharField(max_length=40)
    copies = models.IntegerField()


sv.create_tables(Order, Stock)

# %%
class Checkout:
    """The part of the shop where customers pay."""


def pay(item):
    try:
        with transaction.atomic():
            order = Order.objects.create(item=item)
            order_paid.send(sender=Checkout, order=order)
    except ValueError:
        return False
    return True


# %%
def send_confirmation(sender, order, **kwargs):
    transaction.on_commit(partial(outbox.append, order.item))


def reserve_stock(sender, order, **kwargs):
    stock = Stock.objects.get(item=order.item)
    if stock.copies == 0:
        raise ValueError("sold out")
    stock.copies -= 1
    stock.save()


order_paid.connect(send_confirmation)
order_paid.connect(reserve_stock)

# %%
Stock.objects.create(item="Emma", copies=1)
flow = sv.watch(order_paid)
print("first: ", pay("Emma"))
print("second:", pay("Emma"))
print("orders:", Order.objects.count(), "- mails:", outbox)
flow

# %% [markdown]
"""
The checkout uses `send()` on purpose: an exception must reach the block. In
[lesson 03](03-the-dispatch-flow.ipynb) it used `send_robust()`, which catches it. What would be in
the table then? Try it.
"""

# %% [markdown]
"""
### Read · Transactions in eight lines

1. `post_save` is sent when the row is written, before any commit of yours.
2. A plain receiver is in the sender's transaction, if there is one.
3. What it writes to the database goes with a rollback. What it mails does not.
4. Without a block: the receiver raises, and the row stays.
5. `on_commit` waits for the end of the outermost block; a rollback drops it.
6. Without a transaction `on_commit` calls at once.
7. A receiver that may meet an error of the database needs a block of its own.
8. `delete()` opens a transaction itself, `save()` does not open one for `post_save`.
"""

# %% [markdown]
"""
### Recall · Without looking

Answer first, then open. The last three come from lessons 01 to 03.

<details><summary>Does a receiver of post_save run before or after the commit?</summary>
Inside atomic(): before. Without a transaction the row is committed already.
</details>

<details><summary>A receiver of post_save raises, and create() raises. Is there a row?</summary>
Without a block: yes. In a block that the exception leaves: no.
</details>

<details><summary>Somebody catches the exception inside the block. What now?</summary>
The block does not see it, and commits.
</details>

<details><summary>Which receivers need on_commit?</summary>
Those that do something outside of the database: mail, a search index, a queue.
</details>

<details><summary>The inner of two blocks is rolled back. What of its on_commit?</summary>
It is dropped. That of the outer block waits for the outer block.
</details>

<details><summary>A function given to on_commit raises. What is rolled back?</summary>
Nothing. The commit is done. The functions behind it are not called.
</details>

<details><summary>A receiver of post_delete raises. Is the row gone?</summary>
No. delete() runs in a transaction of its own, and that is rolled back.
</details>

<details><summary>Does send() wait for its receivers?</summary>
Yes, for all of them. So a transaction round it stays open as long as they run.
</details>

<details><summary>What does send_robust() do with an exception?</summary>
It puts it into the list that it returns. A block round it sees nothing.
</details>

<details><summary>Which methods write to the table and send no post_save?</summary>
update() and bulk_create(), for example.
</details>
"""

# %% [markdown]
"""
### Exercise · Four exercises

[Exercises for this lesson](exercises/06-transactions.ipynb): send a mail at the right
moment, say what stays after a bad day, mend a checkout, explain a trace.
Each one is checked, and each mistake has a hint.

Go on with [lesson 07: Pitfalls](07-pitfalls.ipynb), or choose from
[the whole course](index.ipynb).
"""

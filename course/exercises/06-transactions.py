# %% [markdown]
"""
# Exercises 06 · Transactions

They belong to [lesson 06](../06-transactions.ipynb). Each one stands alone:
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
## Exercise · 06.1 A mail at the right moment

For each **new** order its item should come into the `outbox`: when the order is
committed, and not earlier. If the order is rolled back, nothing should come.

Complete the receiver.
"""

# %%
from django.db import models, transaction
from django.db.models.signals import post_save

sv.reset()
outbox = []


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)

# %% gap="06.1"
def send_confirmation(sender, instance, created, **kwargs): ...  # replace the dots


post_save.connect(send_confirmation, sender=Order)

# %% solution="06.1"
from functools import partial


def send_confirmation(sender, instance, created, **kwargs):
    if created:
        transaction.on_commit(partial(outbox.append, instance.item))


post_save.connect(send_confirmation, sender=Order)

# %% alternative="06.1"
from django import dispatch


@dispatch.receiver(post_save, sender=Order)
def send_confirmation(sender, instance, **kwargs):
    def mail():
        outbox.append(instance.item)

    if kwargs["created"]:
        transaction.on_commit(mail, robust=True)

# %% alternative="06.1"
def send_confirmation(sender, instance, created, **kwargs):
    if not created:
        return
    transaction.on_commit(lambda: outbox.append(instance.item))


post_save.connect(send_confirmation, sender=Order, dispatch_uid="mail")

# %% wrong="06.1" hint="Who calls a function for you when all is committed?"
def send_confirmation(sender, instance, created, **kwargs):
    if created:
        outbox.append(instance.item)


post_save.connect(send_confirmation, sender=Order)

# %% wrong="06.1" hint="How does it know the item?"
def send_confirmation(sender, instance, created, **kwargs):
    if created:
        transaction.on_commit(outbox.append, instance.item)


post_save.connect(send_confirmation, sender=Order)

# %% wrong="06.1" hint="What do you add to the item?"
def send_confirmation(sender, instance, created, **kwargs):
    if created:
        transaction.on_commit(lambda: outbox.append(f"mail for {instance.item}"))


post_save.connect(send_confirmation, sender=Order)

# %% wrong="06.1" hint="One call of your receiver fills outbox more than once."
def send_confirmation(sender, instance, created, **kwargs):
    if created:
        transaction.on_commit(lambda: outbox.extend([instance.item] * 2))


post_save.connect(send_confirmation, sender=Order)

# %% wrong="06.1" hint="A second save is no new order."
def send_confirmation(sender, instance, **kwargs):
    transaction.on_commit(lambda: outbox.append(instance.item))


post_save.connect(send_confirmation, sender=Order)

# %% wrong="06.1" hint="Brackets behind a function call it now."
def send_confirmation(sender, instance, created, **kwargs):
    if created:
        transaction.on_commit(outbox.append(instance.item))


post_save.connect(send_confirmation, sender=Order)

# %% wrong="06.1" hint="Which of its fields do you need?"
def send_confirmation(sender, instance, created, **kwargs):
    if created:
        transaction.on_commit(lambda: outbox.append(instance))


post_save.connect(send_confirmation, sender=Order)

# %% wrong="06.1" hint="When does the function look for its order?"
def send_confirmation(sender, instance, created, **kwargs):
    if created:
        transaction.on_commit(lambda: outbox.append(Order.objects.last().item))


post_save.connect(send_confirmation, sender=Order)

# %% wrong="06.1" hint="Inside a block your receiver gives up."
def send_confirmation(sender, instance, created, **kwargs):
    if created and not transaction.get_connection().in_atomic_block:
        outbox.append(instance.item)


post_save.connect(send_confirmation, sender=Order)

# %% wrong="06.1" hint="A function hears nothing until it is connected."
def send_confirmation(sender, instance, created, **kwargs):
    if created:
        transaction.on_commit(lambda: outbox.append(instance.item))

# %% [markdown]
"""
See what your receiver does:
"""

# %%
flow = sv.watch(post_save, senders=[Order])
with transaction.atomic():
    Order.objects.create(item="Emma")
    print("in the block:", outbox)
print("after it:    ", outbox)
flow

# %% check="06.1"
sv.check("06.1")

# %% [markdown]
"""
## Predict · 06.2 A bad day

Read the cells. Five orders, and four exceptions.
Do not run `a_day()` yet: **first** answer, **then** prove it.
"""

# %%
from contextlib import suppress
from functools import partial

from django.db import models, transaction
from django.db.models.signals import post_save

sv.reset()
mails, vans = [], []


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)

# %%
def charge_card(sender, instance, **kwargs):
    if instance.item == "Middlemarch":
        raise ValueError("card refused")


def send_confirmation(sender, instance, **kwargs):
    mails.append(instance.item)


def call_courier(sender, instance, **kwargs):
    transaction.on_commit(partial(vans.append, instance.item))

# %%
for receiver in (charge_card, send_confirmation, call_courier):
    post_save.connect(receiver, sender=Order)

# %%
def a_day():
    Order.objects.create(item="Emma")
    with suppress(ValueError), transaction.atomic():
        Order.objects.create(item="Dracula")
        raise ValueError("the light went out")
    with transaction.atomic():
        Order.objects.create(item="Villette")
        with suppress(ValueError), transaction.atomic():
            Order.objects.create(item="Persuasion")
            raise ValueError("no paper left")
    with suppress(ValueError):
        Order.objects.create(item="Middlemarch")

# %% [markdown]
"""
Which items are where, in the end?

* `rows`: in the table of orders.
* `mails_sent`: in the list `mails`.
* `vans_called`: in the list `vans`.

The order of the items does not matter.
"""

# %% gap="06.2"
rows = ...  # for example ["Emma", "Dracula"]
mails_sent = ...
vans_called = ...

# %% solution="06.2"
rows = ["Emma", "Villette", "Middlemarch"]
mails_sent = ["Emma", "Dracula", "Villette", "Persuasion"]
vans_called = ["Emma", "Villette"]

# %% alternative="06.2"
rows = ("Middlemarch", "Emma", "Villette")
mails_sent = ["Persuasion", "Villette", "Dracula", "Emma"]
vans_called = {"Villette", "Emma"}

# %% wrong="06.2" hint="Which exception leaves a block?"
rows = ["Emma", "Dracula", "Villette", "Middlemarch"]
mails_sent = ["Emma", "Dracula", "Villette", "Persuasion"]
vans_called = ["Emma", "Villette"]

# %% wrong="06.2" hint="The inner block is rolled back, too."
rows = ["Emma", "Villette", "Persuasion", "Middlemarch"]
mails_sent = ["Emma", "Dracula", "Villette", "Persuasion"]
vans_called = ["Emma", "Villette"]

# %% wrong="06.2" hint="Is there a block that could take the row back?"
rows = ["Emma", "Villette"]
mails_sent = ["Emma", "Dracula", "Villette", "Persuasion"]
vans_called = ["Emma", "Villette"]

# %% wrong="06.2" hint="How far back does the inner rollback go?"
rows = ["Emma", "Middlemarch"]
mails_sent = ["Emma", "Dracula", "Villette", "Persuasion"]
vans_called = ["Emma"]

# %% wrong="06.2" hint="Can a rollback take back what is in a Python list?"
rows = ["Emma", "Villette", "Middlemarch"]
mails_sent = ["Emma", "Villette"]
vans_called = ["Emma", "Villette"]

# %% wrong="06.2" hint="Who stands before send_confirmation on the list?"
rows = ["Emma", "Villette", "Middlemarch"]
mails_sent = ["Emma", "Dracula", "Villette", "Persuasion", "Middlemarch"]
vans_called = ["Emma", "Villette"]

# %% wrong="06.2" hint="What waits for a commit that never comes?"
rows = ["Emma", "Villette", "Middlemarch"]
mails_sent = ["Emma", "Dracula", "Villette", "Persuasion"]
vans_called = ["Emma", "Dracula", "Villette", "Persuasion"]

# %% wrong="06.2" hint="Who raised before call_courier had its turn?"
rows = ["Emma", "Villette", "Middlemarch"]
mails_sent = ["Emma", "Dracula", "Villette", "Persuasion"]
vans_called = ["Emma", "Villette", "Middlemarch"]

# %% wrong="06.2" hint="What does on_commit do where nothing is open?"
rows = ["Emma", "Villette", "Middlemarch"]
mails_sent = ["Emma", "Dracula", "Villette", "Persuasion"]
vans_called = ["Villette"]

# %% check="06.2"
sv.check("06.2")

# %% [markdown]
"""
Now prove it. On the picture you can go back to each of the five saves.
"""

# %%
Order.objects.all().delete()
mails.clear()
vans.clear()
flow = sv.watch(post_save, senders=[Order])
a_day()
print("rows: ", list(Order.objects.order_by("pk").values_list("item", flat=True)))
print("mails:", mails)
print("vans: ", vans)
flow

# %% [markdown]
"""
## Fix · 06.3 Sold, or not sold

*Dracula* is sold out. `pay("Dracula")` returns `False`, as it should. But the order is in
the table, and so is a line of the audit log.

Mend `pay`:

1. If a receiver raises `ValueError`, nothing new is in the two tables,
   and `pay` returns `False`.
2. If all goes well, both rows are there, and it returns `True`.

Leave the receivers as they are.
"""

# %%
from django.db import models, transaction
from django.db.models.signals import post_save

sv.reset()


class Order(models.Model):
    item = models.CharField(max_length=40)


class AuditLine(models.Model):
    text = models.CharField(max_length=80)


sv.create_tables(Order, AuditLine)

# %%
def write_audit_log(sender, instance, **kwargs):
    AuditLine.objects.create(text=f"sold {instance.item}")


def reserve_stock(sender, instance, **kwargs):
    if instance.item == "Dracula":
        raise ValueError("sold out")


post_save.connect(write_audit_log, sender=Order)
post_save.connect(reserve_stock, sender=Order)

# %% gap="06.3"
def pay(item):
    try:
        Order.objects.create(item=item)
    except ValueError:
        return False
    return True

# %% solution="06.3"
def pay(item):
    try:
        with transaction.atomic():
            Order.objects.create(item=item)
    except ValueError:
        return False
    return True

# %% alternative="06.3"
@transaction.atomic
def store(item):
    Order(item=item).save()


def pay(item):
    try:
        store(item)
    except Exception:
        return False
    else:
        return True

# %% alternative="06.3"
def pay(item):
    with transaction.atomic():
        try:
            Order.objects.create(item=item)
        except ValueError:
            transaction.set_rollback(True)
            return False
        return True

# %% wrong="06.3" hint="The block ends well if the exception is caught inside."
def pay(item):
    with transaction.atomic():
        try:
            Order.objects.create(item=item)
        except ValueError:
            return False
        return True

# %% wrong="06.3" hint="What else has been written?"
def pay(item):
    order = Order(item=item)
    try:
        order.save()
    except ValueError:
        order.delete()
        return False
    return True

# %% wrong="06.3" hint="To undo by hand, one must know all that was written."
def pay(item):
    try:
        Order.objects.create(item=item)
    except ValueError:
        Order.objects.latest("pk").delete()
        AuditLine.objects.latest("pk").delete()
        return False
    return True

# %% wrong="06.3" hint="Who catches it, and where?"
def pay(item):
    with transaction.atomic():
        Order.objects.create(item=item)
    return True

# %% wrong="06.3" hint="The block rolls back itself."
def pay(item):
    with transaction.atomic():
        try:
            Order.objects.create(item=item)
        except ValueError:
            transaction.rollback()
            return False
    return True

# %% wrong="06.3" hint="Not only reserve_stock can fail."
def pay(item):
    if item == "Dracula":
        return False
    Order.objects.create(item=item)
    return True

# %% wrong="06.3" hint="Does this way of writing send post_save?"
def pay(item):
    try:
        with transaction.atomic():
            Order.objects.bulk_create([Order(item=item)])
    except ValueError:
        return False
    return True

# %% wrong="06.3" hint="The caller wants to know that it went well."
def pay(item):
    try:
        with transaction.atomic():
            Order.objects.create(item=item)
    except ValueError:
        return False

# %% wrong="06.3" hint="A block can be rolled back once too often."
def pay(item):
    try:
        with transaction.atomic():
            Order.objects.create(item=item)
            transaction.set_rollback(True)
    except ValueError:
        return False
    return True

# %% [markdown]
"""
See what your `pay` does:
"""

# %%
flow = sv.watch(post_save, senders=[Order])
print("sold:", pay("Dracula"))
print("orders:", Order.objects.count(), "- audit lines:", AuditLine.objects.count())
flow

# %% check="06.3"
sv.check("06.3")

# %% [markdown]
"""
## See · 06.4 Explain a trace

One morning in the shop. `plan_confirmation` orders a mail for the commit, and
the mail is a signal of its own, `order_confirmed`. Run the cells.
"""

# %%
from functools import partial

from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal

sv.reset()
order_confirmed = Signal()


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)

# %%
def plan_confirmation(sender, **kwargs):
    transaction.on_commit(partial(order_confirmed.send, sender=Order))


def send_confirmation(sender, **kwargs):
    """Thank the customer."""


def update_search_index(sender, **kwargs):
    """Forget the order."""


post_save.connect(plan_confirmation, sender=Order)
order_confirmed.connect(send_confirmation)
post_delete.connect(update_search_index, sender=Order)

# %%
def a_morning():
    order = Order.objects.create(item="Emma")
    with transaction.atomic():
        Order.objects.create(item="Villette")
    order.delete()
    Order.objects.get_or_create(item="Persuasion")

# %%
Order.objects.all().delete()
flow = sv.watch(post_save, post_delete, order_confirmed, senders=[Order])
a_morning()
morning = flow.trace.dispatches
for sent in morning:
    print(f"{sent.number}. {sent.signal:15} depth {sent.depth}")
flow

# %% [markdown]
"""
Seven sends. Answer with their numbers, without asking for `atomic`: think.

* `inside`: which of them were sent inside a transaction?
* `waited`: which of them had waited for a commit?
* `at_once`: which one did not wait, although it was given to `on_commit`?
"""

# %% gap="06.4"
inside = ...  # for example [1, 2]
waited = ...
at_once = ...  # a number

# %% solution="06.4"
inside = [3, 5, 6]
waited = [4, 7]
at_once = 2

# %% alternative="06.4"
inside = tuple(sent.number for sent in flow.trace.dispatches if sent.atomic)
waited = {7, 4}
at_once = [2]

# %% wrong="06.4" hint="Do you see a block round the first line?"
inside = [1, 3, 5, 6]
waited = [4, 7]
at_once = 2

# %% wrong="06.4" hint="Some methods open a transaction of their own."
inside = [3]
waited = [4, 7]
at_once = 2

# %% wrong="06.4" hint="A delete opens a transaction of its own"
inside = [3, 6]
waited = [4, 7]
at_once = 2

# %% wrong="06.4" hint="Is the transaction still open when they are called?"
inside = [3, 4, 5, 6, 7]
waited = [4, 7]
at_once = 2

# %% wrong="06.4" hint="Which order_confirmed is inside another send?"
inside = [3, 5, 6]
waited = [2, 4, 7]
at_once = 2

# %% wrong="06.4" hint="Which transaction did get_or_create() open?"
inside = [3, 5, 6]
waited = [4]
at_once = 7

# %% wrong="06.4" hint="Only order_confirmed was given to on_commit."
inside = [3, 5, 6]
waited = [4, 7]
at_once = 1

# %% check="06.4"
sv.check("06.4")

# %% [markdown]
"""
Were you right about `inside`? The recording knows it:
"""

# %%
print([sent.number for sent in morning if sent.atomic])

# %% [markdown]
"""
`sv.progress()` shows what you have solved.
"""

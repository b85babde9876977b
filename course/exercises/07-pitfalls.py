# %% [markdown]
"""
# Exercises 07 · Pitfalls

They belong to [lesson 07](../07-pitfalls.ipynb). Each one stands alone:
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
## Predict · 07.1 How many mails?

Five functions. Each one runs **three times**, on a signal of its own. Then `Checkout`
sends once. How many calls does that send make?

Do not run them yet: **first** answer, **then** prove it.
"""

# %%
from django.dispatch import Signal


class Checkout:
    """The part of the shop where customers pay."""


class Mailer:
    def thank(self, sender, **kwargs):
        """Thank the customer."""


def send_confirmation(sender, **kwargs):
    """Thank the customer."""

# %%
def again(paid):
    paid.connect(send_confirmation, sender=Checkout)


def made_inside(paid):
    def thank(sender, **kwargs):
        """Thank the customer."""

    paid.connect(thank)


def kept(paid, mailers=[]):
    mailers.append(Mailer())
    paid.connect(mailers[-1].thank)

# %%
def named(paid):
    def thank(sender, **kwargs):
        """Thank the customer."""

    paid.connect(thank, weak=False, dispatch_uid="thank")


def two_senders(paid):
    paid.connect(send_confirmation, sender=Checkout)
    paid.connect(send_confirmation)

# %% gap="07.1"
calls = {
    "again": ...,  # a number
    "made_inside": ...,
    "kept": ...,
    "named": ...,
    "two_senders": ...,
}

# %% solution="07.1"
calls = {"again": 1, "made_inside": 0, "kept": 3, "named": 1, "two_senders": 2}

# %% alternative="07.1"
def count(connect):
    signal = Signal()
    for _ in range(3):
        connect(signal)
    return len(signal.send(sender=Checkout))


five = (again, made_inside, kept, named, two_senders)
calls = {connect.__name__: count(connect) for connect in five}

# %% wrong="07.1" hint="Is it a new receiver in each run, or the same one?"
calls = {"again": 3, "made_inside": 0, "kept": 3, "named": 1, "two_senders": 2}

# %% wrong="07.1" hint="Who holds it when the run is over?"
calls = {"again": 1, "made_inside": 3, "kept": 3, "named": 1, "two_senders": 2}

# %% wrong="07.1" hint="Each run makes a new receiver, and a list holds it."
calls = {"again": 1, "made_inside": 0, "kept": 1, "named": 1, "two_senders": 2}

# %% wrong="07.1" hint="A dispatch_uid takes the place of the function."
calls = {"again": 1, "made_inside": 0, "kept": 3, "named": 3, "two_senders": 2}

# %% wrong="07.1" hint="An entry is a receiver together with a sender."
calls = {"again": 1, "made_inside": 0, "kept": 3, "named": 1, "two_senders": 6}

# %% wrong="07.1" hint="Write a number behind again"
calls = {"again": "once", "made_inside": 0, "kept": 3, "named": 1, "two_senders": 2}

# %% wrong="07.1" hint="Every line gets an answer."
calls = {"again": 1, "made_inside": 0, "kept": 3, "named": 1}

# %% check="07.1"
sv.check("07.1")

# %% [markdown]
"""
Now prove one of them. Take another function in the first line, and run it again.
"""

# %%
connect = two_senders
order_paid = Signal()
for _ in range(3):
    connect(order_paid)

flow = sv.watch(order_paid)
order_paid.send(sender=Checkout)
flow

# %% [markdown]
"""
## Fix · 07.2 A code for every order

Each order gets a code, made of its item and its `pk`: `Emma-1`. The receiver below
saves the order again, and never comes to an end. Mend it:

1. After **every** save the row in the table holds the right code.
2. One save sends `post_save` once.
3. No other order is touched.
"""

# %%
from django.db import models
from django.db.models.signals import post_save

sv.reset()


class Order(models.Model):
    item = models.CharField(max_length=40)
    code = models.CharField(max_length=60, default="")


sv.create_tables(Order)

# %% gap="07.2"
def set_code(sender, instance, **kwargs):
    instance.code = f"{instance.item}-{instance.pk}"
    instance.save()


post_save.connect(set_code, sender=Order)

# %% solution="07.2"
def set_code(sender, instance, **kwargs):
    instance.code = f"{instance.item}-{instance.pk}"
    sender.objects.filter(pk=instance.pk).update(code=instance.code)


post_save.connect(set_code, sender=Order)

# %% alternative="07.2"
def set_code(sender, instance, **kwargs):
    instance.code = f"{instance.item}-{instance.pk}"
    sender.objects.bulk_update([instance], ["code"])


post_save.connect(set_code, sender=Order)

# %% wrong="07.2" hint="What takes the rest?"
def set_code(sender, instance):
    Order.objects.filter(pk=instance.pk).update(code=f"{instance.item}-{instance.pk}")


post_save.connect(set_code, sender=Order)

# %% wrong="07.2" hint="A function hears nothing until it is connected."
def set_code(sender, instance, **kwargs):
    Order.objects.filter(pk=instance.pk).update(code=f"{instance.item}-{instance.pk}")

# %% wrong="07.2" hint="A mark on the object stays there"
def set_code(sender, instance, **kwargs):
    if getattr(instance, "already_updated", False):
        return
    instance.already_updated = True
    instance.code = f"{instance.item}-{instance.pk}"
    instance.save()


post_save.connect(set_code, sender=Order)

# %% wrong="07.2" hint="created is True for a new row only."
def set_code(sender, instance, created, **kwargs):
    if created:
        instance.code = f"{instance.item}-{instance.pk}"
        instance.save()


post_save.connect(set_code, sender=Order)

# %% wrong="07.2" hint="While the receiver is off the list"
def set_code(sender, instance, **kwargs):
    post_save.disconnect(set_code, sender=Order)
    instance.code = f"{instance.item}-{instance.pk}"
    instance.save()
    post_save.connect(set_code, sender=Order)


post_save.connect(set_code, sender=Order)

# %% wrong="07.2" hint="Before its first save an order has no pk."
from django.db.models.signals import pre_save


def set_code(sender, instance, **kwargs):
    instance.code = f"{instance.item}-{instance.pk}"


pre_save.connect(set_code, sender=Order)

# %% wrong="07.2" hint="Who writes it into the row?"
def set_code(sender, instance, **kwargs):
    instance.code = f"{instance.item}-{instance.pk}"


post_save.connect(set_code, sender=Order)

# %% wrong="07.2" hint="update() changes every row that the query finds."
def set_code(sender, instance, **kwargs):
    sender.objects.update(code=f"{instance.item}-{instance.pk}")


post_save.connect(set_code, sender=Order)

# %% wrong="07.2" hint="update_fields says which columns are written."
def set_code(sender, instance, **kwargs):
    instance.code = f"{instance.item}-{instance.pk}"
    instance.save(update_fields=["code"])


post_save.connect(set_code, sender=Order)

# %% wrong="07.2" hint="What writes without a send?"
def set_code(sender, instance, **kwargs):
    code = f"{instance.item}-{instance.pk}"
    if instance.code != code:
        instance.code = code
        instance.save()


post_save.connect(set_code, sender=Order)

# %% [markdown]
"""
See what your receiver does. One save, one picture:
"""

# %%
flow = sv.watch(post_save)
try:
    order = Order.objects.create(item="Emma")
except RecursionError:
    print("RecursionError")
print("in the table:", Order.objects.latest("pk").code)

# %% check="07.2"
sv.check("07.2")

# %% [markdown]
"""
## Fix · 07.3 The mail that got lost

The shop has a worker that sends mails. Now and then a mail is lost: the worker says that
there is no such order. And yesterday somebody was thanked for an order that was rolled
back.

Mend `send_confirmation`: each order that is really sold gets one note for the worker,
at the right moment. Leave the task as it is.
"""

# %%
import time

from celery import Celery
from django.db import models, transaction
from django.db.models.signals import post_save

from signal_viz.broker import settings, start_worker

# %%
sv.reset(on_disk=True)
outbox = []


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)

# %%
shop = Celery("bookshop", set_as_current=False)
shop.config_from_object(settings())


@shop.task(shared=False)
def mail_order(pk):
    outbox.append(f"mail for {Order.objects.get(pk=pk).item}")

# %% gap="07.3"
def send_confirmation(sender, instance, **kwargs):
    mail_order.delay(instance.pk)


post_save.connect(send_confirmation, sender=Order)

# %% solution="07.3"
def send_confirmation(sender, instance, **kwargs):
    transaction.on_commit(lambda: mail_order.delay(instance.pk))


post_save.connect(send_confirmation, sender=Order)

# %% alternative="07.3"
from functools import partial


def send_confirmation(sender, instance, **kwargs):
    note = partial(mail_order.apply_async, kwargs={"pk": instance.pk})
    transaction.on_commit(note, robust=True)


post_save.connect(send_confirmation, sender=Order)

# %% wrong="07.3" hint="How long is long enough?"
def send_confirmation(sender, instance, **kwargs):
    mail_order.apply_async([instance.pk], countdown=5)


post_save.connect(send_confirmation, sender=Order)

# %% wrong="07.3" hint="How does it know the pk?"
def send_confirmation(sender, instance, **kwargs):
    transaction.on_commit(mail_order.delay, instance.pk)


post_save.connect(send_confirmation, sender=Order)

# %% wrong="07.3" hint="Is delay called in that line at once"
def send_confirmation(sender, instance, **kwargs):
    transaction.on_commit(mail_order.delay(instance.pk))


post_save.connect(send_confirmation, sender=Order)

# %% wrong="07.3" hint="A note is text. An order is not"
def send_confirmation(sender, instance, **kwargs):
    transaction.on_commit(lambda: mail_order.delay(instance))


post_save.connect(send_confirmation, sender=Order)

# %% wrong="07.3" hint="A task that is called like a function runs here."
def send_confirmation(sender, instance, **kwargs):
    transaction.on_commit(lambda: mail_order(instance.pk))


post_save.connect(send_confirmation, sender=Order)

# %% wrong="07.3" hint="By what?"
def send_confirmation(sender, instance, **kwargs):
    transaction.on_commit(lambda: mail_order.delay(instance.item))


post_save.connect(send_confirmation, sender=Order)

# %% wrong="07.3" hint="Is an if in its way?"
def send_confirmation(sender, instance, **kwargs):
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(lambda: mail_order.delay(instance.pk))


post_save.connect(send_confirmation, sender=Order)

# %% wrong="07.3" hint="is the task's delay() called by on_commit?"
def send_confirmation(sender, instance, **kwargs):
    transaction.on_commit(lambda: mail_order.delay)


post_save.connect(send_confirmation, sender=Order)

# %% wrong="07.3" hint="or is delay() called twice?"
def send_confirmation(sender, instance, **kwargs):
    transaction.on_commit(lambda: mail_order.delay(instance.pk))
    transaction.on_commit(lambda: mail_order.delay(instance.pk))


post_save.connect(send_confirmation, sender=Order)

# %% [markdown]
"""
See what it does. The worker runs during this cell:
"""

# %%
worker = start_worker(shop)
flow = sv.watch(post_save, senders=[Order])
with transaction.atomic():
    Order.objects.create(item="Emma")
    time.sleep(0.3)  # the rest of the checkout

# The notes are read in order: when the last one is done, all are.
mail_order.delay(0).get(timeout=10, propagate=False)
worker.stop()
print("\n".join(outbox) or "no mail")
flow

# %% check="07.3"
sv.check("07.3")

# %% [markdown]
"""
## Measure · 07.4 A slow shop

Customers complain: it is slow, and they get two mails. And no gift has been wrapped for
a week. Run the cells, and read the picture. Nothing has to be mended here.
"""

# %%
import time

from django.db import models
from django.db.models.signals import post_save

sv.reset()


class Order(models.Model):
    item = models.CharField(max_length=40)

# %%
class AuditLog(models.Model):
    line = models.CharField(max_length=40)


sv.create_tables(Order, AuditLog)

# %%
def reserve_stock(sender, instance, **kwargs):
    AuditLog.objects.create(line=f"one {instance.item} less")


def update_search_index(sender, **kwargs):
    time.sleep(0.3)


def send_confirmation(sender, instance, **kwargs):
    time.sleep(0.1)
    AuditLog.objects.create(line=f"mail for {instance.item}")

# %%
def open_shop():
    def wrap_gift(sender, **kwargs):
        time.sleep(0.5)

    post_save.connect(wrap_gift, sender=Order)
    post_save.connect(reserve_stock, sender=Order)
    post_save.connect(send_confirmation, sender=Order)
    post_save.connect(update_search_index, sender=Order)
    post_save.connect(send_confirmation, sender=Order, dispatch_uid="mail")


open_shop()

# %%
flow = sv.watch(post_save)
with sv.trace(post_save) as trace:
    Order.objects.create(item="Emma")
flow

# %% [markdown]
"""
* `doubled`: which receiver was called twice?
* `silent`: which receiver was never called?
* `slowest`: for which single call did the customer wait longest?
* `sends`: how many times was `post_save` sent, all in all?

`trace` holds the recording, if you want to ask it.
"""

# %% gap="07.4"
doubled = ...  # for example "one"
silent = ...
slowest = ...
sends = ...  # a number

# %% solution="07.4"
doubled = "send_confirmation"
silent = "wrap_gift"
slowest = "update_search_index"
sends = 4

# %% alternative="07.4"
doubled = send_confirmation
silent = "wrap_gift()"
slowest = max(trace.dispatches[0].calls, key=lambda call: call.duration_ns).receiver
sends = len(trace.dispatches)

# %% wrong="07.4" hint="Which name stands on two cards of the picture?"
doubled = "reserve_stock"
silent = "wrap_gift"
slowest = "update_search_index"
sends = 4

# %% wrong="07.4" hint="One function was made inside another one"
doubled = "send_confirmation"
silent = "update_search_index"
slowest = "update_search_index"
sends = 4

# %% wrong="07.4" hint="Look at the bars of the timeline"
doubled = "send_confirmation"
silent = "wrap_gift"
slowest = "wrap_gift"
sends = 4

# %% wrong="07.4" hint="A receiver that saves another model sends, too"
doubled = "send_confirmation"
silent = "wrap_gift"
slowest = "update_search_index"
sends = 1

# %% wrong="07.4" hint="One send can call many receivers."
doubled = "send_confirmation"
silent = "wrap_gift"
slowest = "update_search_index"
sends = 5

# %% wrong="07.4" hint="Copy the names from the lines with def"
doubled = "post_save"
silent = "wrap_gift"
slowest = "update_search_index"
sends = 4

# %% check="07.4"
sv.check("07.4")

# %% [markdown]
"""
Which of the four would you give to a worker first? Below the picture, choose **real
time** and play it again: that is what the customer feels.

`sv.progress()` shows what you have solved.
"""

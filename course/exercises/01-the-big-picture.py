# %% [markdown]
"""
# Exercises 01 · The big picture

They belong to [lesson 01](../01-the-big-picture.ipynb). Each one stands alone:
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
## Exercise · 01.1 Write a receiver

The bookshop thanks its customers. When an order has been saved, its item goes into
the list `outbox`. The mail server takes it from there.

1. Write a receiver `send_confirmation`. It appends the `item` of the saved order
   to `outbox`.
2. Connect it to `post_save`, for `Order` only.
"""

# %%
from django.db import models
from django.db.models.signals import post_save

sv.reset()
outbox = []


class Order(models.Model):
    item = models.CharField(max_length=40)


class Customer(models.Model):
    name = models.CharField(max_length=40)

# %%
sv.create_tables(Order, Customer)

# %% gap="01.1"
# Write send_confirmation here, and connect it.

# %% solution="01.1"
def send_confirmation(sender, instance, **kwargs):
    outbox.append(instance.item)


post_save.connect(send_confirmation, sender=Order)

# %% alternative="01.1"
from django.dispatch import receiver


class Mailer:
    def __call__(self, *, instance, **kwargs):
        outbox.extend([instance.item])


mailer = receiver(post_save, sender=Order)(Mailer())

# %% wrong="01.1" hint="A function hears nothing until it is connected."
def send_confirmation(sender, instance, **kwargs):
    outbox.append(instance.item)

# %% wrong="01.1" hint="connect() takes a second argument, sender=."
def send_confirmation(sender, instance, **kwargs):
    outbox.append(getattr(instance, "item", "?"))


post_save.connect(send_confirmation)

# %% wrong="01.1" hint="Add **kwargs."
def send_confirmation(sender, instance):
    outbox.append(instance.item)


post_save.connect(send_confirmation, sender=Order)

# %% wrong="01.1" hint="Which of its fields do you need?"
def send_confirmation(sender, instance, **kwargs):
    outbox.append(instance)


post_save.connect(send_confirmation, sender=Order)

# %% wrong="01.1" hint="Which model did you name in sender=?"
def send_confirmation(sender, instance, **kwargs):
    outbox.append(instance.item)


post_save.connect(send_confirmation, sender=Customer)

# %% [markdown]
"""
See what your receiver does:
"""

# %%
flow = sv.watch(post_save, senders=[Order, Customer])
Order.objects.create(item="Emma")
print("outbox:", outbox)
flow

# %% check="01.1"
sv.check("01.1")

# %% [markdown]
"""
## Predict · 01.2 Who is called?

Read the two cells. `order_paid` has four receivers, and one of them raises.
Do not send the signal yet: **first** answer, **then** prove it.
"""

# %%
from django.dispatch import Signal

order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


def charge_card(sender, **kwargs):
    raise ValueError("card refused")

# %%
def reserve_stock(sender, **kwargs):
    """Put one book aside."""


def send_confirmation(sender, **kwargs):
    """Thank the customer."""


def write_audit_log(sender, **kwargs):
    """Write one line."""

# %%
order_paid.connect(write_audit_log)
order_paid.connect(reserve_stock)
order_paid.connect(charge_card)
order_paid.connect(send_confirmation)

# %% [markdown]
"""
`order_paid.send(sender=Checkout)` is run.

* `called`: the names of the receivers that begin to run, in the order of the calls.
* `not_reached`: the names of those that are never called.
"""

# %% gap="01.2"
called = ...  # for example ["one", "two"]
not_reached = ...

# %% solution="01.2"
called = ["write_audit_log", "reserve_stock", "charge_card"]
not_reached = ["send_confirmation"]

# %% alternative="01.2"
called = (write_audit_log, reserve_stock, charge_card)
not_reached = (send_confirmation,)

# %% wrong="01.2" hint="What does send() do then?"
called = ["write_audit_log", "reserve_stock", "charge_card", "send_confirmation"]
not_reached = []

# %% wrong="01.2" hint="it ran until it raised"
called = ["write_audit_log", "reserve_stock"]
not_reached = ["charge_card", "send_confirmation"]

# %% wrong="01.2" hint="Look at the lines with connect()"
called = ["reserve_stock", "write_audit_log", "charge_card"]
not_reached = ["send_confirmation"]

# %% wrong="01.2" hint="Every receiver is in exactly one of your two lists."
called = ["write_audit_log", "reserve_stock", "charge_card"]
not_reached = []

# %% wrong="01.2" hint="Who stands on the list before the one that raises?"
called = ["write_audit_log", "charge_card"]
not_reached = ["reserve_stock", "send_confirmation"]

# %% wrong="01.2" hint="Which name is there twice?"
called = ["write_audit_log", "reserve_stock", "charge_card", "charge_card"]
not_reached = ["send_confirmation"]

# %% wrong="01.2" hint="Write a list of names in quotes"
called = 3
not_reached = 1

# %% check="01.2"
sv.check("01.2")

# %% [markdown]
"""
Now prove it:
"""

# %%
flow = sv.watch(order_paid)
try:
    order_paid.send(sender=Checkout)
except ValueError as error:
    print("send() raised:", error)
flow

# %% [markdown]
"""
## Fix · 01.3 The silent audit log

Every payment should give one line in the audit log. `mark_paid` sets the order to
paid, and the table is right. But the audit log stays empty.

Mend `mark_paid`. Leave `write_audit_log` as it is, and let the signal call it:
other receivers may listen to the same signal tomorrow.
"""

# %%
from django.db import models
from django.db.models.signals import post_save
from django.dispatch import receiver

sv.reset()


class Order(models.Model):
    item = models.CharField(max_length=40)
    paid = models.BooleanField(default=False)


sv.create_tables(Order)

# %%
audit_log = []


@receiver(post_save, sender=Order)
def write_audit_log(sender, instance, **kwargs):
    audit_log.append(f"{instance.item}: paid={instance.paid}")

# %% gap="01.3"
def mark_paid(order_id):
    Order.objects.filter(pk=order_id).update(paid=True)

# %% solution="01.3"
def mark_paid(order_id):
    order = Order.objects.get(pk=order_id)
    order.paid = True
    order.save()

# %% alternative="01.3"
def mark_paid(order_id):
    for order in Order.objects.filter(pk=order_id):
        order.paid = True
        order.save(update_fields=["paid"])

# %% wrong="01.3" hint="Who writes the line by hand leaves every other receiver deaf."
def mark_paid(order_id):
    Order.objects.filter(pk=order_id).update(paid=True)
    write_audit_log(sender=Order, instance=Order.objects.get(pk=order_id))

# %% wrong="01.3" hint="save() writes all fields of the object."
def mark_paid(order_id):
    order = Order.objects.get(pk=order_id)
    Order.objects.filter(pk=order_id).update(paid=True)
    order.save()

# %% wrong="01.3" hint="Setting an attribute changes the object in memory, not the row."
def mark_paid(order_id):
    order = Order.objects.get(pk=order_id)
    order.paid = True

# %% wrong="01.3" hint="Count the saves."
def mark_paid(order_id):
    order = Order.objects.get(pk=order_id)
    order.paid = True
    order.save()
    order.save(update_fields=["paid"])

# %% wrong="01.3" hint="A new Order with an old pk is empty. Where is the item?"
def mark_paid(order_id):
    Order(pk=order_id, paid=True).save(update_fields=["paid"])

# %% wrong="01.3" hint="The receiver sees the object as it is when you save it."
def mark_paid(order_id):
    Order.objects.get(pk=order_id).save()
    Order.objects.filter(pk=order_id).update(paid=True)

# %% [markdown]
"""
See what your `mark_paid` does:
"""

# %%
order = Order.objects.create(item="Emma")
audit_log.clear()
flow = sv.watch(post_save, senders=[Order])
mark_paid(order.pk)
print("audit log:", audit_log)
flow

# %% check="01.3"
sv.check("01.3")

# %% [markdown]
"""
## See · 01.4 Explain a picture

The bookshop has a gift shop. It pays through the same signal.
Run the three cells, and read the picture.
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


def send_confirmation(sender, **kwargs):
    """Thank the customer."""

# %%
order_paid.connect(reserve_stock)
order_paid.connect(wrap_gift, sender=GiftShop)
order_paid.connect(charge_card)
order_paid.connect(send_confirmation)

flow = sv.watch(order_paid)
try:
    order_paid.send(sender=Checkout)
except ValueError as error:
    print("send() raised:", error)
flow

# %% [markdown]
"""
Two receivers did not run, for two different reasons.

* `stopped_by`: which receiver ended the send?
* `passed_over`: which receiver did not run because it waits for another sender?
* `never_reached`: which receiver did not run because the send had ended?
* `gift_calls`: now `order_paid.send(sender=GiftShop)` is run. Whom does it call,
  in which order?
"""

# %% gap="01.4"
stopped_by = ...  # for example "one"
passed_over = ...
never_reached = ...
gift_calls = ...  # for example ["one", "two"]

# %% solution="01.4"
stopped_by = "charge_card"
passed_over = "wrap_gift"
never_reached = "send_confirmation"
gift_calls = ["reserve_stock", "wrap_gift", "charge_card"]

# %% alternative="01.4"
stopped_by = charge_card
passed_over = wrap_gift
never_reached = "send_confirmation()"
gift_calls = (reserve_stock, wrap_gift, charge_card)

# %% wrong="01.4" hint="Look for the card with the ✕."
stopped_by = "send_confirmation"
passed_over = "wrap_gift"
never_reached = "send_confirmation"
gift_calls = ["reserve_stock", "wrap_gift", "charge_card"]

# %% wrong="01.4" hint='Look for the card that says "other sender".'
stopped_by = "charge_card"
passed_over = "send_confirmation"
never_reached = "wrap_gift"
gift_calls = ["reserve_stock", "wrap_gift", "charge_card"]

# %% wrong="01.4" hint="Does the exception care who the sender is?"
stopped_by = "charge_card"
passed_over = "wrap_gift"
never_reached = "send_confirmation"
gift_calls = ["reserve_stock", "wrap_gift", "charge_card", "send_confirmation"]

# %% wrong="01.4" hint="A receiver without sender= hears GiftShop too."
stopped_by = "charge_card"
passed_over = "wrap_gift"
never_reached = "send_confirmation"
gift_calls = ["wrap_gift"]

# %% check="01.4"
sv.check("01.4")

# %% [markdown]
"""
Prove the last answer yourself: change `sender=Checkout` in the cell above to
`sender=GiftShop`, and run it.

`sv.progress()` shows what you have solved.
"""

# %% [markdown]
"""
# Exercises 10 · Performance

They belong to [lesson 10](../10-performance.ipynb). Each one stands alone:
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
## Exercise · 10.1 Who costs the most?

Write `costliest(trace)`. It gets a recording, and returns the name of the receiver that
took the most time **in all sends together**.

A call has `receiver`, `duration_ns` and `state`. A receiver that was not called
has no duration: it is `None`.
"""

# %%
import time

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
    time.sleep(0.05)


def send_confirmation(sender, **kwargs):
    time.sleep(0.03)


# %%
order_paid.connect(reserve_stock)
order_paid.connect(wrap_gift, sender=GiftShop)
order_paid.connect(send_confirmation)
flow = sv.watch(order_paid)

with sv.trace(order_paid) as trace:
    order_paid.send(sender=GiftShop)
    for _ in range(3):
        order_paid.send(sender=Checkout)

flow

# %% gap="10.1"
def costliest(trace): ...  # replace the dots

# %% solution="10.1"
def costliest(trace):
    total = {}
    for sent in trace.dispatches:
        for call in sent.calls:
            before = total.get(call.receiver, 0)
            total[call.receiver] = before + (call.duration_ns or 0)
    return max(total, key=total.get)

# %% alternative="10.1"
from collections import Counter


def costliest(trace):
    total = Counter()
    calls = [call for sent in trace.dispatches for call in sent.calls]
    for call in calls:
        if call.state == "returned":
            total[call.receiver] += call.duration_ns
    return total.most_common(1)[0][0]

# %% wrong="10.1" hint="What costs much once need not cost the most in sum."
def costliest(trace):
    calls = [call for sent in trace.dispatches for call in sent.calls]
    called = [call for call in calls if call.duration_ns is not None]
    return max(called, key=lambda call: call.duration_ns).receiver

# %% wrong="10.1" hint="Who was not called has no duration"
def costliest(trace):
    total = {}
    for sent in trace.dispatches:
        for call in sent.calls:
            total[call.receiver] = total.get(call.receiver, 0) + call.duration_ns
    return max(total, key=total.get)

# %% wrong="10.1" hint="A call that is made often can be a cheap one."
def costliest(trace):
    names = [call.receiver for sent in trace.dispatches for call in sent.calls]
    return max(names, key=names.count)

# %% wrong="10.1" hint="A recording can hold more than one send"
def costliest(trace):
    calls = [call for call in trace.dispatches[0].calls if call.duration_ns]
    return max(calls, key=lambda call: call.duration_ns).receiver

# %% wrong="10.1" hint="How does it come back to whoever asks?"
def costliest(trace):
    total = {}
    for sent in trace.dispatches:
        for call in sent.calls:
            before = total.get(call.receiver, 0)
            total[call.receiver] = before + (call.duration_ns or 0)
    print(max(total, key=total.get))

# %% wrong="10.1" hint="The first time that a name comes, it has no sum yet."
def costliest(trace):
    total = {}
    for sent in trace.dispatches:
        for call in sent.calls:
            total[call.receiver] += call.duration_ns or 0
    return max(total, key=total.get)

# %% wrong="10.1" hint="max() of a dict gives the last one of the alphabet"
def costliest(trace):
    total = {}
    for sent in trace.dispatches:
        for call in sent.calls:
            before = total.get(call.receiver, 0)
            total[call.receiver] = before + (call.duration_ns or 0)
    return max(total)

# %% wrong="10.1" hint="with the shop of tomorrow, too"
def costliest(trace):
    return "send_confirmation"

# %% [markdown]
"""
See what your function says:
"""

# %%
print("the costliest:", costliest(trace))

# %% check="10.1"
sv.check("10.1")

# %% [markdown]
"""
## Predict · 10.2 How often?

Four receivers count their calls, one for each of the four signals of a save. Read the
cells. Do not run `a_day_in_the_shop` yet: **first** answer, **then** prove it.
"""

# %%
from django.db import models
from django.db.models import signals

sv.reset()
counts = dict.fromkeys(["pre_init", "post_init", "pre_save", "post_save"], 0)


class Book(models.Model):
    title = models.CharField(max_length=40)


sv.create_tables(Book)


# %%
def count_pre_init(sender, **kwargs):
    counts["pre_init"] += 1


def count_post_init(sender, **kwargs):
    counts["post_init"] += 1


def count_pre_save(sender, **kwargs):
    counts["pre_save"] += 1


def count_post_save(sender, **kwargs):
    counts["post_save"] += 1


# %%
signals.pre_init.connect(count_pre_init, sender=Book)
signals.post_init.connect(count_post_init, sender=Book)
signals.pre_save.connect(count_pre_save, sender=Book)
signals.post_save.connect(count_post_save, sender=Book)


def a_day_in_the_shop():
    Book.objects.create(title="Emma")
    Book.objects.bulk_create([Book(title="Dracula"), Book(title="Middlemarch")])
    books = list(Book.objects.all())
    titles = list(Book.objects.values_list("title", flat=True))
    Book.objects.update(title="Sold")
    return books, titles


# %% [markdown]
"""
`a_day_in_the_shop()` runs once, in an empty table. How often is each receiver called?

* `saves`: calls of `count_post_save`.
* `objects`: calls of `count_post_init`.
"""

# %% gap="10.2"
saves = ...  # a number
objects = ...

# %% solution="10.2"
saves = 1
objects = 6

# %% alternative="10.2"
created, built, read = 1, 2, 3
saves = created
objects = created + built + read

# %% wrong="10.2" hint="bulk_create stores rows. Does it call save()?"
saves = 3
objects = 6

# %% wrong="10.2" hint="update() changes rows. Does it call save()?"
saves = 4
objects = 6

# %% wrong="10.2" hint="It is made by somebody: each object"
saves = 1
objects = 4

# %% wrong="10.2" hint="Does reading make objects?"
saves = 1
objects = 3

# %% wrong="10.2" hint="values_list() gives plain values"
saves = 1
objects = 9

# %% wrong="10.2" hint="create() makes one, and saves it."
saves = 0
objects = 6

# %% check="10.2"
sv.check("10.2")

# %% [markdown]
"""
Now prove it:
"""

# %%
Book.objects.all().delete()
counts.update(dict.fromkeys(counts, 0))
flow = sv.watch(signals.post_save)
a_day_in_the_shop()
print(counts)
flow

# %% [markdown]
"""
## Fix · 10.3 A report that asks too much

After each sale, `update_report` sums up all sales. It asks the database once for each
row, and the shop gets slower with each sale.

Mend it: the same report, with **one** query, however many sales there are. Another
program may store sales, too. So do not count in your own variables: ask the database.
"""

# %%
from django.db import models
from django.db.models.signals import post_save

sv.reset()


class Sale(models.Model):
    title = models.CharField(max_length=40)
    copies = models.IntegerField()


sv.create_tables(Sale)
report = {"sales": 0, "copies": 0}

# %% gap="10.3"
def update_report(sender, **kwargs):
    report.update(sales=0, copies=0)
    for key in Sale.objects.values_list("pk", flat=True):
        sale = Sale.objects.get(pk=key)
        report["sales"] += 1
        report["copies"] += sale.copies

# %% solution="10.3"
def update_report(sender, **kwargs):
    copies = Sale.objects.values_list("copies", flat=True)
    report.update(sales=len(copies), copies=sum(copies))

# %% alternative="10.3"
from django.db.models import Count, Sum


def update_report(sender, **kwargs):
    report.update(
        Sale.objects.aggregate(sales=Count("pk"), copies=Sum("copies")),
    )

# %% alternative="10.3"
def update_report(sender, **kwargs):
    global report  # noqa: PLW0603 (a beginner's way, and it works)
    sales = list(Sale.objects.all())
    report = {"sales": len(sales), "copies": sum(sale.copies for sale in sales)}

# %% wrong="10.3" hint="A new report inside a function is another one."
def update_report(sender, **kwargs):
    copies = list(Sale.objects.values_list("copies", flat=True))
    report = {"sales": len(copies)}
    report["copies"] = sum(copies)

# %% wrong="10.3" hint="What takes the rest?"
def update_report(sender):
    copies = list(Sale.objects.values_list("copies", flat=True))
    report.update(sales=len(copies), copies=sum(copies))

# %% wrong="10.3" hint="Both numbers can come from one query."
def update_report(sender, **kwargs):
    report["sales"] = Sale.objects.count()
    report["copies"] = sum(Sale.objects.values_list("copies", flat=True))

# %% wrong="10.3" hint="Another program may store sales, too."
def update_report(sender, instance, **kwargs):
    report["sales"] += 1
    report["copies"] += instance.copies

# %% wrong="10.3" hint="A sale can be of more than one book."
def update_report(sender, **kwargs):
    sales = Sale.objects.count()
    report.update(sales=sales, copies=sales)

# %% wrong="10.3" hint="It must be brought up to date at each sale"
def update_report(sender, **kwargs):
    """Too slow. We do it by hand, in the evening."""

# %% wrong="10.3" hint="Begin with a clean report each time."
def update_report(sender, **kwargs):
    for copies in Sale.objects.values_list("copies", flat=True):
        report["sales"] += 1
        report["copies"] += copies

# %% [markdown]
"""
See what your receiver does:
"""

# %%
Sale.objects.all().delete()
post_save.connect(update_report, sender=Sale, dispatch_uid="report")
flow = sv.watch(post_save)
Sale.objects.create(title="Emma", copies=2)
Sale.objects.create(title="Dracula", copies=1)
print(report)
flow

# %% check="10.3"
sv.check("10.3")

# %% [markdown]
"""
## Fix · 10.4 An invoice for nobody

`pay` makes an invoice, whether somebody wants it or not. Mend it:

1. Where no receiver hears `Checkout`, no invoice is made.
2. Where somebody does, one invoice is made, and `order_paid` is sent once, with
   `sender=Checkout`, the `item` and the `invoice`.
"""

# %%
from django.dispatch import Signal

order_paid = Signal()
made = []


class Checkout:
    """The part of the shop where customers pay."""


class GiftShop:
    """The part of the shop that sells wrapped books."""


# %%
def make_invoice(item):
    made.append(item)
    return f"one {item}"


# %% gap="10.4"
def pay(item):
    order_paid.send(sender=Checkout, item=item, invoice=make_invoice(item))

# %% solution="10.4"
def pay(item):
    if order_paid.has_listeners(Checkout):
        order_paid.send(sender=Checkout, item=item, invoice=make_invoice(item))

# %% alternative="10.4"
def pay(item):
    if not order_paid.has_listeners(sender=Checkout):
        return []
    invoice = make_invoice(item)
    return order_paid.send_robust(Checkout, invoice=invoice, item=item)

# %% wrong="10.4" hint="Somebody listens, but to whom?"
def pay(item):
    if order_paid.receivers:
        order_paid.send(sender=Checkout, item=item, invoice=make_invoice(item))

# %% wrong="10.4" hint="Without a sender, has_listeners() asks about None."
def pay(item):
    if order_paid.has_listeners():
        order_paid.send(sender=Checkout, item=item, invoice=make_invoice(item))

# %% wrong="10.4" hint="The receivers wait for the invoice"
def pay(item):
    order_paid.send(sender=Checkout, item=item)

# %% wrong="10.4" hint="Make it once, and keep it in a variable."
def pay(item):
    if order_paid.has_listeners(Checkout) and make_invoice(item):
        order_paid.send(sender=Checkout, item=item, invoice=make_invoice(item))

# %% wrong="10.4" hint="Each order has an invoice of its own."
drawer = []


def pay(item):
    if order_paid.has_listeners(Checkout):
        if not drawer:
            drawer.append(make_invoice(item))
        order_paid.send(sender=Checkout, item=item, invoice=drawer[0])

# %% wrong="10.4" hint="Nothing was sent"
def pay(item):
    return None

# %% [markdown]
"""
See what your `pay` does:
"""

# %%
def archive(sender, invoice, **kwargs):
    return invoice


made.clear()
pay("Emma")
print("nobody listens, invoices:  ", made)

order_paid.connect(archive, sender=Checkout)
flow = sv.watch(order_paid)
pay("Dracula")
print("somebody listens, invoices:", made)
flow

# %% check="10.4"
sv.check("10.4")

# %% [markdown]
"""
`sv.progress()` shows what you have solved.
"""

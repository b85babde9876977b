# %% [markdown]
"""
# Exercises 12 · When not to use signals, and how to use them well

They belong to [lesson 12](../12-patterns.ipynb). Each one stands alone:
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
## Exercise · 12.1 A good notification

The readers want to hear of new books. Write the receiver `announce`, and connect it:

1. A new book puts its title into `outbox`.
2. Not before the commit. A book that is rolled back is not announced.
3. A book that is saved again is not announced again.
"""

# %%
from django.db import models, transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

sv.reset()
outbox = []


class Book(models.Model):
    title = models.CharField(max_length=40)


sv.create_tables(Book)

# %% gap="12.1"
@receiver(post_save, sender=Book)
def announce(sender, instance, **kwargs): ...  # replace the dots

# %% solution="12.1"
@receiver(post_save, sender=Book)
def announce(sender, instance, created, **kwargs):
    if created:
        transaction.on_commit(lambda: outbox.append(instance.title))

# %% alternative="12.1"
from functools import partial


def announce(**kwargs):
    if kwargs["created"]:
        title = kwargs["instance"].title
        transaction.on_commit(partial(outbox.append, title), robust=True)


post_save.connect(announce, sender=Book, weak=False, dispatch_uid="announce")

# %% alternative="12.1"
@receiver(post_save)
def announce(sender, instance, **kwargs):
    if sender is Book and kwargs["created"]:
        transaction.on_commit(lambda: outbox.append(instance.title))

# %% wrong="12.1" hint="Has your receiver room for it?"
@receiver(post_save, sender=Book)
def announce(sender, instance, created):
    if created:
        transaction.on_commit(lambda: outbox.append(instance.title))

# %% wrong="12.1" hint="Can it still be taken back at that moment?"
@receiver(post_save, sender=Book)
def announce(sender, instance, created, **kwargs):
    if created:
        outbox.append(instance.title)

# %% wrong="12.1" hint="post_save hears every save."
@receiver(post_save, sender=Book)
def announce(sender, instance, **kwargs):
    transaction.on_commit(lambda: outbox.append(instance.title))

# %% wrong="12.1" hint="Who calls append here, and when?"
@receiver(post_save, sender=Book)
def announce(sender, instance, created, **kwargs):
    if created:
        transaction.on_commit(outbox.append(instance.title))

# %% wrong="12.1" hint="When it runs, the newest book may be another one."
@receiver(post_save, sender=Book)
def announce(sender, created, **kwargs):
    if created:
        transaction.on_commit(lambda: outbox.append(Book.objects.last().title))

# %% wrong="12.1" hint="A function hears nothing until it is connected."
def announce(sender, instance, created, **kwargs):
    if created:
        transaction.on_commit(lambda: outbox.append(instance.title))

# %% wrong="12.1" hint="Look again: in which case is a book new?"
@receiver(post_save, sender=Book)
def announce(sender, instance, created, **kwargs):
    if not created:
        transaction.on_commit(lambda: outbox.append(instance.title))

# %% [markdown]
"""
See what your receiver does:
"""

# %%
flow = sv.watch(post_save, senders=[Book])
with transaction.atomic():
    Book.objects.create(title="Emma")
    print("before the commit:", outbox)
print("after the commit: ", outbox)
flow

# %% check="12.1"
sv.check("12.1")

# %% [markdown]
"""
## Predict · 12.2 A bad day

Two receivers keep a list: one writes at once, the other one after the commit. Read
`a_bad_day()`. Do not run it yet: **first** answer, **then** prove it.
"""

# %%
from django.db import models, transaction
from django.db.models.signals import post_save

sv.reset()
at_once, after_commit = [], []


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)

# %%
def write_at_once(sender, instance, **kwargs):
    at_once.append(instance.item)


def write_after_commit(sender, instance, **kwargs):
    transaction.on_commit(lambda: after_commit.append(instance.item))


post_save.connect(write_at_once, sender=Order)
post_save.connect(write_after_commit, sender=Order)

# %%
def order_and_undo(item):
    """Create an order in a transaction, then roll it back."""
    with transaction.atomic():
        Order.objects.create(item=item)
        transaction.set_rollback(True)


def a_bad_day():
    Order.objects.create(item="Emma")
    order_and_undo("Dracula")
    with transaction.atomic():
        Order.objects.create(item="Persuasion")
        order_and_undo("Middlemarch")
        Order.objects.bulk_create([Order(item="Villette"), Order(item="Ivanhoe")])

# %% [markdown]
"""
After one bad day, three numbers:

* `lines_at_once`: how many lines has `at_once`?
* `lines_after_commit`: how many has `after_commit`?
* `rows`: how many orders are in the table?
"""

# %% gap="12.2"
lines_at_once = ...  # a number
lines_after_commit = ...
rows = ...

# %% solution="12.2"
lines_at_once = 4
lines_after_commit = 2
rows = 4

# %% alternative="12.2"
lines_at_once = len(["Emma", "Dracula", "Persuasion", "Middlemarch"])
lines_after_commit = len(["Emma", "Persuasion"])
rows = lines_after_commit + len(["Villette", "Ivanhoe"])

# %% wrong="12.2" hint="Does a rollback take back a line in a Python list?"
lines_at_once = 2
lines_after_commit = 2
rows = 4

# %% wrong="12.2" hint="Which of these ways to store a row sends post_save?"
lines_at_once = 6
lines_after_commit = 2
rows = 4

# %% wrong="12.2" hint="What becomes of that which waits, if the commit never comes?"
lines_at_once = 4
lines_after_commit = 4
rows = 4

# %% wrong="12.2" hint="One block inside another one was rolled back."
lines_at_once = 4
lines_after_commit = 3
rows = 4

# %% wrong="12.2" hint="bulk_create() is silent. Does it write nothing?"
lines_at_once = 4
lines_after_commit = 2
rows = 2

# %% wrong="12.2" hint="A row that was rolled back is no row."
lines_at_once = 4
lines_after_commit = 2
rows = 6

# %% check="12.2"
sv.check("12.2")

# %% [markdown]
"""
Now prove it. The picture shows one dispatch at a time; go through all of them.
"""

# %%
at_once.clear()
after_commit.clear()
flow = sv.watch(post_save, senders=[Order])
a_bad_day()
print("at once:     ", at_once)
print("after commit:", after_commit)
flow

# %% [markdown]
"""
## Fix · 12.3 A cache that lies

`price(title)` asks the database once, and then a dict. It must never say a price that is
not in the table. Three things go wrong:

1. A change that is rolled back, and was looked at before.
2. A book that is deleted: `price` must raise `Book.DoesNotExist`.
3. `set_all_prices`, rolled back or not.

Mend the code of the gap. Leave `price` as it is.
"""

# %%
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save

sv.reset()
prices = {}


class Book(models.Model):
    title = models.CharField(max_length=40)
    price = models.IntegerField()


# %%
sv.create_tables(Book)


def price(title):
    if title not in prices:
        prices[title] = Book.objects.get(title=title).price
    return prices[title]

# %% gap="12.3"
def forget(sender, instance, **kwargs):
    prices.pop(instance.title, None)


post_save.connect(forget, sender=Book)


def set_all_prices(amount):
    Book.objects.update(price=amount)

# %% solution="12.3"
def forget(sender, instance, **kwargs):
    transaction.on_commit(lambda: prices.pop(instance.title, None))


post_save.connect(forget, sender=Book)
post_delete.connect(forget, sender=Book)


def set_all_prices(amount):
    with transaction.atomic():
        Book.objects.update(price=amount)
        transaction.on_commit(prices.clear)

# %% alternative="12.3"
def forget(sender, **kwargs):
    transaction.on_commit(prices.clear)


for signal in (post_save, post_delete):
    signal.connect(forget, sender=Book)


def set_all_prices(amount):
    with transaction.atomic():
        for book in Book.objects.all():
            book.price = amount
            book.save()

# %% wrong="12.3" hint="When does a cache forget?"
def forget(sender, instance, **kwargs):
    prices.pop(instance.title, None)


post_save.connect(forget, sender=Book)
post_delete.connect(forget, sender=Book)


def set_all_prices(amount):
    with transaction.atomic():
        Book.objects.update(price=amount)
        transaction.on_commit(prices.clear)

# %% wrong="12.3" hint="delete() sends another signal"
def forget(sender, instance, **kwargs):
    transaction.on_commit(lambda: prices.pop(instance.title, None))


post_save.connect(forget, sender=Book)


def set_all_prices(amount):
    with transaction.atomic():
        Book.objects.update(price=amount)
        transaction.on_commit(prices.clear)

# %% wrong="12.3" hint="Does each of your signals send that argument?"
def forget(sender, instance, created, **kwargs):
    transaction.on_commit(lambda: prices.pop(instance.title, None))


post_save.connect(forget, sender=Book)
post_delete.connect(forget, sender=Book)


def set_all_prices(amount):
    with transaction.atomic():
        Book.objects.update(price=amount)
        transaction.on_commit(prices.clear)

# %% wrong="12.3" hint="What does pop() do where there is no price to forget?"
def forget(sender, instance, **kwargs):
    transaction.on_commit(lambda: prices.pop(instance.title))


post_save.connect(forget, sender=Book)
post_delete.connect(forget, sender=Book)


def set_all_prices(amount):
    with transaction.atomic():
        Book.objects.update(price=amount)
        transaction.on_commit(prices.clear)

# %% wrong="12.3" hint="update() sends no signal"
def forget(sender, instance, **kwargs):
    transaction.on_commit(lambda: prices.pop(instance.title, None))


post_save.connect(forget, sender=Book)
post_delete.connect(forget, sender=Book)


def set_all_prices(amount):
    Book.objects.update(price=amount)

# %% wrong="12.3" hint="Emptied inside the transaction, it is filled again"
def forget(sender, instance, **kwargs):
    transaction.on_commit(lambda: prices.pop(instance.title, None))


post_save.connect(forget, sender=Book)
post_delete.connect(forget, sender=Book)


def set_all_prices(amount):
    Book.objects.update(price=amount)
    prices.clear()

# %% wrong="12.3" hint="It wants something to call later"
def forget(sender, instance, **kwargs):
    transaction.on_commit(prices.pop(instance.title, None))


post_save.connect(forget, sender=Book)
post_delete.connect(forget, sender=Book)


def set_all_prices(amount):
    with transaction.atomic():
        Book.objects.update(price=amount)
        transaction.on_commit(prices.clear)

# %% check="12.3"
sv.check("12.3")

# %% [markdown]
"""
## Exercise · 12.4 Who hears it?

A project that you do not know. Write `listeners(label)`: it returns a list with one
text for each receiver that hears a sender with this name, as `"order_paid: reserve_stock"`,

1. on **every** signal that somebody is connected to;
2. those included that hear any sender;
3. without Django's own receivers, and without dead ones.

`sv.signals()` is a dict of all signals by name, `sv.registry(signal)` is the list of one.
An entry has `receiver`, `sender` (a text, or `None` for any), `where`, and `alive`.
"""

# %%
from django.db import models
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal

sv.reset()
order_paid = Signal()


class Order(models.Model):
    item = models.CharField(max_length=40)


class Book(models.Model):
    title = models.CharField(max_length=40)


# %%
def reserve_stock(sender, **kwargs):
    """Put one book aside."""


def write_audit_log(sender, **kwargs):
    """Write one line."""


def update_search_index(sender, **kwargs):
    """Tell the search machine."""


# %%
order_paid.connect(reserve_stock, sender=Order)
order_paid.connect(write_audit_log)
post_save.connect(write_audit_log, sender=Order)
for signal in (post_save, post_delete):
    signal.connect(update_search_index, sender=Book)

# %% gap="12.4"
def listeners(label): ...  # replace the dots

# %% solution="12.4"
def listeners(label):
    found = []
    for name, signal in sv.signals().items():
        for one in sv.registry(signal):
            own = one.where.startswith("django.")
            if one.alive and not own and one.sender in (label, None):
                found.append(f"{name}: {one.receiver}")
    return found

# %% alternative="12.4"
def listeners(label):
    return {
        f"{name}: {one.receiver}"
        for name in sv.signals()
        for one in sv.registry(sv.signals()[name])
        if one.alive
        and (one.sender is None or one.sender == label)
        and not one.where.startswith("django")
    }

# %% alternative="12.4"
def listeners(label):
    for name, signal in sorted(sv.signals().items()):
        for one in sv.registry(signal):
            if one.alive and one.sender in {None, label} and "django." not in one.where:
                yield f"{name}: {one.receiver}"

# %% wrong="12.4" hint="How does it come back to whoever asks?"
def listeners(label):
    for name, signal in sv.signals().items():
        for one in sv.registry(signal):
            own = one.where.startswith("django.")
            if one.alive and not own and one.sender in (label, None):
                print(f"{name}: {one.receiver}")

# %% wrong="12.4" hint="Which of the two does sv.registry take?"
def listeners(label):
    return [
        f"{name}: {one.receiver}"
        for name in sv.signals()
        for one in sv.registry(name)
        if one.alive and one.sender in (label, None)
    ]

# %% wrong="12.4" hint="What stands between the two names?"
def listeners(label):
    return [
        f"{name}:{one.receiver}"
        for name, signal in sv.signals().items()
        for one in sv.registry(signal)
        if one.alive
        and one.sender in (label, None)
        and not one.where.startswith("django.")
    ]

# %% wrong="12.4" hint="Whoever named no sender hears this one, too."
def listeners(label):
    return [
        f"{name}: {one.receiver}"
        for name, signal in sv.signals().items()
        for one in sv.registry(signal)
        if one.alive and one.sender == label
    ]

# %% wrong="12.4" hint="Which signals did you look at?"
def listeners(label):
    return [
        f"{name}: {one.receiver}"
        for name, signal in [("order_paid", order_paid), ("post_save", post_save)]
        for one in sv.registry(signal)
        if one.alive and one.sender in (label, None)
    ]

# %% wrong="12.4" hint="Some of these are Django's own."
def listeners(label):
    return [
        f"{name}: {one.receiver}"
        for name, signal in sv.signals().items()
        for one in sv.registry(signal)
        if one.alive and one.sender in (label, None)
    ]

# %% wrong="12.4" hint="A dead receiver can still stand on the list."
def listeners(label):
    return [
        f"{name}: {one.receiver}"
        for name, signal in sv.signals().items()
        for one in sv.registry(signal)
        if one.sender in (label, None) and not one.where.startswith("django.")
    ]

# %% wrong="12.4" hint="Does somebody here wait for another sender?"
def listeners(label):
    return [
        f"{name}: {one.receiver}"
        for name, signal in sv.signals().items()
        for one in sv.registry(signal)
        if one.alive and not one.where.startswith("django.")
    ]

# %% wrong="12.4" hint="The name of the signal belongs to it"
def listeners(label):
    return [
        one.receiver
        for signal in sv.signals().values()
        for one in sv.registry(signal)
        if one.alive
        and one.sender in (label, None)
        and not one.where.startswith("django.")
    ]

# %% check="12.4"
sv.check("12.4")

# %% [markdown]
"""
`sv.progress()` shows what you have solved.
"""

# %% [markdown]
"""
# Exercises 05 · Model signals in practice

They belong to [lesson 05](../05-model-signals-in-practice.ipynb). Each one stands alone:
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
## Exercise · 05.1 A history of prices

The shop wants to know how its prices went. Write a receiver `keep_history`, and connect it.
When the price of a `Book` changes **in the table**, it appends `(title, old, new)` to
`history`.

Nothing is appended for a new book, for a price that stays, or for a price that is not
written. Nothing is appended while a copy of the shop is loaded (`raw`).
"""

# %%
from django.db import models
from django.db.models.signals import post_save, pre_save

sv.reset()
history = []


class Book(models.Model):
    title = models.CharField(max_length=40)
    price = models.IntegerField(default=9)


class Customer(models.Model):
    name = models.CharField(max_length=40)

# %%
sv.create_tables(Book, Customer)

# %% gap="05.1"
# Write keep_history here, and connect it.

# %% solution="05.1"
def keep_history(sender, instance, raw, update_fields, **kwargs):
    if raw or instance._state.adding:
        return
    if update_fields is not None and "price" not in update_fields:
        return
    old = Book.objects.get(pk=instance.pk).price
    if old != instance.price:
        history.append((instance.title, old, instance.price))


pre_save.connect(keep_history, sender=Book)

# %% alternative="05.1"
from django.db.models.signals import post_init


def remember(sender, instance, **kwargs):
    instance.old = instance.price


def keep_history(sender, instance, created, raw, update_fields, **kwargs):
    if update_fields is not None and "price" not in update_fields:
        return
    if not created and not raw and instance.price != instance.old:
        history.append((instance.title, instance.old, instance.price))
    remember(sender, instance)


post_init.connect(remember, sender=Book)
post_save.connect(keep_history, sender=Book)

# %% alternative="05.1"
def keep_history(instance, **kwargs):
    written = kwargs["update_fields"] or {"price"}
    if kwargs["raw"] or "price" not in written:
        return
    before = Book.objects.filter(pk=instance.pk).first()
    if before and before.price != instance.price:
        history.append([instance.title, before.price, instance.price])


pre_save.connect(keep_history, sender=Book, dispatch_uid="history")

# %% wrong="05.1" hint="A function hears nothing until it is connected."
def keep_history(sender, instance, **kwargs):
    history.append((instance.title, 0, instance.price))

# %% wrong="05.1" hint="What is in the table when a new book is about to be saved?"
def keep_history(sender, instance, **kwargs):
    old = Book.objects.get(pk=instance.pk).price
    if old != instance.price:
        history.append((instance.title, old, instance.price))


pre_save.connect(keep_history, sender=Book)

# %% wrong="05.1" hint="Only one of the two signals sends created."
def keep_history(sender, instance, created, **kwargs):
    if not created:
        old = Book.objects.get(pk=instance.pk).price
        history.append((instance.title, old, instance.price))


pre_save.connect(keep_history, sender=Book)

# %% wrong="05.1" hint="At which moment does the table still have the old price?"
def keep_history(sender, instance, created, raw, **kwargs):
    if created or raw:
        return
    old = Book.objects.get(pk=instance.pk).price
    if old != instance.price:
        history.append((instance.title, old, instance.price))


post_save.connect(keep_history, sender=Book)

# %% wrong="05.1" hint="Saved is not changed."
def keep_history(sender, instance, raw, **kwargs):
    if raw or instance._state.adding:
        return
    old = Book.objects.get(pk=instance.pk).price
    history.append((instance.title, old, instance.price))


pre_save.connect(keep_history, sender=Book)

# %% wrong="05.1" hint="Which argument says what is written?"
def keep_history(sender, instance, raw, **kwargs):
    if raw or instance._state.adding:
        return
    old = Book.objects.get(pk=instance.pk).price
    if old != instance.price:
        history.append((instance.title, old, instance.price))


pre_save.connect(keep_history, sender=Book)

# %% wrong="05.1" hint="Which argument says that a row comes out of a copy?"
def keep_history(sender, instance, update_fields, **kwargs):
    if instance._state.adding or "price" not in (update_fields or ["price"]):
        return
    row = Book.objects.get(pk=instance.pk)
    if row.price != instance.price:
        history.append((instance.title, row.price, instance.price))


pre_save.connect(keep_history, sender=Book)

# %% wrong="05.1" hint="Without sender=, a receiver hears every model."
def keep_history(sender, instance, raw, update_fields, **kwargs):
    if raw or instance._state.adding or update_fields:
        return
    row = Book.objects.get(pk=instance.pk)
    if row.price != instance.price:
        history.append((instance.title, row.price, instance.price))


pre_save.connect(keep_history)

# %% wrong="05.1" hint="What tells that the row is not there yet?"
def keep_history(sender, instance, raw, **kwargs):
    if raw or instance.pk is None:
        return
    old = Book.objects.get(pk=instance.pk).price
    history.append((instance.title, old, instance.price))


pre_save.connect(keep_history, sender=Book)

# %% wrong="05.1" hint="One argument is None when all columns are written."
def keep_history(sender, instance, raw, update_fields, **kwargs):
    if raw or "price" not in update_fields:
        return
    old = Book.objects.get(pk=instance.pk).price
    history.append((instance.title, old, instance.price))


pre_save.connect(keep_history, sender=Book)

# %% wrong="05.1" hint="What holds three values together?"
def keep_history(sender, instance, raw, update_fields, **kwargs):
    if raw or instance._state.adding or update_fields:
        return
    row = Book.objects.get(pk=instance.pk)
    if row.price != instance.price:
        history.append(f"{instance.title}: {row.price}, {instance.price}")


pre_save.connect(keep_history, sender=Book)

# %% wrong="05.1" hint="What takes the rest?"
def keep_history(sender, instance):
    history.append((instance.title, 0, instance.price))


pre_save.connect(keep_history, sender=Book)

# %% wrong="05.1" hint="Which of the two is on the object, and which in the table?"
def keep_history(sender, instance, raw, update_fields, **kwargs):
    if raw or instance._state.adding or update_fields:
        return
    row = Book.objects.get(pk=instance.pk)
    if row.price != instance.price:
        history.append((instance.title, instance.price, row.price))


pre_save.connect(keep_history, sender=Book)

# %% [markdown]
"""
See what your receiver does:
"""

# %%
history.clear()
flow = sv.watch(pre_save, post_save, senders=[Book])
book = Book.objects.create(title="Emma")
book.price = 7
book.save()
print(history)
flow

# %% check="05.1"
sv.check("05.1")

# %% [markdown]
"""
## Predict · 05.2 How often?

`update_search_index` listens to `post_save` of `Book`. Three books are in the table, each
time. Do not run the six ways yet: **first** answer, **then** prove it.
"""

# %%
from django.db import models
from django.db.models.signals import post_save

sv.reset()


class Book(models.Model):
    title = models.CharField(max_length=40)
    price = models.IntegerField(default=9)


class Bargain(Book):
    class Meta:
        proxy = True

# %%
sv.create_tables(Book)


def update_search_index(sender, instance, **kwargs):
    """Tell the search machine."""


def three_books():
    Book.objects.all().delete()
    titles = ("Emma", "Dracula", "Persuasion")
    Book.objects.bulk_create([Book(title=title) for title in titles])


post_save.connect(update_search_index, sender=Book)

# %%
ways = {
    "create": lambda: Book.objects.create(title="Middlemarch"),
    "bulk": lambda: Book.objects.bulk_create([Book(title="A"), Book(title="B")]),
    "update": lambda: Book.objects.update(price=8),
    "loop": lambda: [book.save() for book in Book.objects.all()],
    "price": lambda: Book.objects.first().save(update_fields=["price"]),
    "proxy": lambda: Bargain.objects.create(title="Middlemarch"),
}

# %% [markdown]
"""
How often is `update_search_index` called in each of them? Write a number behind each name.
"""

# %% gap="05.2"
calls = {
    "create": ...,  # a number
    "bulk": ...,
    "update": ...,
    "loop": ...,
    "price": ...,
    "proxy": ...,
}

# %% solution="05.2"
calls = {
    "create": 1,
    "bulk": 0,
    "update": 0,
    "loop": 3,
    "price": 1,
    "proxy": 0,
}

# %% alternative="05.2"
calls = dict.fromkeys(ways, 0)
calls["create"] = calls["price"] = 1
calls["loop"] = len(["Emma", "Dracula", "Persuasion"])

# %% wrong="05.2" hint="Does bulk_create() go through save()?"
calls = {"create": 1, "bulk": 2, "update": 0, "loop": 3, "price": 1, "proxy": 0}

# %% wrong="05.2" hint="update() is one statement for the database."
calls = {"create": 1, "bulk": 0, "update": 3, "loop": 3, "price": 1, "proxy": 0}

# %% wrong="05.2" hint="Each save() sends for itself."
calls = {"create": 1, "bulk": 0, "update": 0, "loop": 1, "price": 1, "proxy": 0}

# %% wrong="05.2" hint="Does it keep the signal back?"
calls = {"create": 1, "bulk": 0, "update": 0, "loop": 3, "price": 0, "proxy": 0}

# %% wrong="05.2" hint="Which class sends, if a proxy is saved?"
calls = {"create": 1, "bulk": 0, "update": 0, "loop": 3, "price": 1, "proxy": 1}

# %% wrong="05.2" hint="Keep the curly brackets"
calls = [1, 0, 0, 3, 1, 0]

# %% wrong="05.2" hint="Write a number behind create"
calls = {"create": "once", "bulk": 0, "update": 0, "loop": 3, "price": 1, "proxy": 0}

# %% check="05.2"
sv.check("05.2")

# %% [markdown]
"""
Now prove it:
"""

# %%
flow = sv.watch(post_save, senders=[Book, Bargain])
for name, way in ways.items():
    three_books()
    with sv.trace(post_save) as trace:
        way()
    states = [call.state for sent in trace.dispatches for call in sent.calls]
    print(f"{name:7} sends: {len(trace.dispatches)}  calls: {states.count('returned')}")
flow

# %% [markdown]
"""
## Fix · 05.3 The order without books

`counts` should say how many books are in each order. But it always says 0.

Mend it, so that it is right after every change of `order.books`: after `add`, `remove`,
`set` and `clear`, and after the same four from the other side, as with
`book.order_set.add(order)`.
"""

# %%
from django.db import models
from django.db.models.signals import m2m_changed, post_save

sv.reset()
counts = {}


class Book(models.Model):
    title = models.CharField(max_length=40)


class Order(models.Model):
    customer = models.CharField(max_length=40)
    books = models.ManyToManyField(Book)

# %%
sv.create_tables(Book, Order)

# %% gap="05.3"
def count_books(sender, instance, **kwargs):
    counts[instance.pk] = instance.books.count()


post_save.connect(count_books, sender=Order)

# %% solution="05.3"
def count_books(sender, instance, action, reverse, **kwargs):
    if action.startswith("post_"):
        for order in Order.objects.all() if reverse else [instance]:
            counts[order.pk] = order.books.count()


m2m_changed.connect(count_books, sender=Order.books.through)

# %% alternative="05.3"
def count_books(instance, pk_set, **kwargs):
    orders = Order.objects.all()
    if not isinstance(instance, Book):
        orders = orders.filter(pk=instance.pk)
    elif pk_set is not None:
        orders = orders.filter(pk__in=pk_set)
    for order in orders:
        counts[order.pk] = Order.books.through.objects.filter(order=order).count()


m2m_changed.connect(count_books)

# %% wrong="05.3" hint="Neither Order nor Book is the sender."
def count_books(sender, instance, **kwargs):
    counts[instance.pk] = instance.books.count()


m2m_changed.connect(count_books, sender=Order)

# %% wrong="05.3" hint="An action that begins with pre_ comes before the change."
def count_books(sender, instance, action, **kwargs):
    if action == "pre_add":
        counts[instance.pk] = instance.books.count()


m2m_changed.connect(count_books, sender=Order.books.through)

# %% wrong="05.3" hint="Books also leave an order."
def count_books(sender, instance, action, **kwargs):
    if action == "post_add":
        counts[instance.pk] = instance.books.count()


m2m_changed.connect(count_books, sender=Order.books.through)

# %% wrong="05.3" hint="clear() has an action of its own."
def count_books(sender, instance, action, **kwargs):
    if action in ("post_add", "post_remove"):
        counts[instance.pk] = instance.books.count()


m2m_changed.connect(count_books, sender=Order.books.through)

# %% wrong="05.3" hint="What is instance, if the change comes from a book?"
def count_books(sender, instance, action, **kwargs):
    if action.startswith("post_"):
        counts[instance.pk] = instance.books.count()


m2m_changed.connect(count_books, sender=Order.books.through)

# %% wrong="05.3" hint="clear() of a book names no orders"
def count_books(sender, instance, action, reverse, pk_set, **kwargs):
    if action.startswith("post_"):
        for pk in (pk_set or []) if reverse else [instance.pk]:
            counts[pk] = Order.objects.get(pk=pk).books.count()


m2m_changed.connect(count_books, sender=Order.books.through)

# %% wrong="05.3" hint="What takes the rest?"
def count_books(sender, instance, action):
    counts[instance.pk] = instance.books.count()


m2m_changed.connect(count_books, sender=Order.books.through)

# %% wrong="05.3" hint="remove() tells what was asked for, not what was there."
def count_books(sender, instance, action, pk_set, **kwargs):
    before = counts.get(instance.pk, 0)
    if action == "post_add":
        counts[instance.pk] = before + len(pk_set)
    elif action == "post_remove":
        counts[instance.pk] = before - len(pk_set)
    elif action == "post_clear":
        counts[instance.pk] = 0


m2m_changed.connect(count_books, sender=Order.books.through)

# %% [markdown]
"""
See who is called:
"""

# %%
flow = sv.watch(m2m_changed, post_save, senders=[Order, Order.books.through])
order = Order.objects.create(customer="Ada")
order.books.add(Book.objects.create(title="Emma"))
print(counts)
flow

# %% check="05.3"
sv.check("05.3")

# %% [markdown]
"""
## See · 05.4 Explain a delete

An author has two books. The first one has two reviews, the second one has one.
The author is deleted, and everything goes with her. Run the cells, and read the picture:
on it you can go back to the earlier sends.
"""

# %%
from django.db import models
from django.db.models.signals import post_delete, pre_delete

sv.reset()


class Author(models.Model):
    name = models.CharField(max_length=40)


class Book(models.Model):
    author = models.ForeignKey(Author, on_delete=models.CASCADE)

# %%
class Review(models.Model):
    book = models.ForeignKey(Book, on_delete=models.CASCADE)


sv.create_tables(Author, Book, Review)


def add_author():
    author = Author.objects.create(name="Jane Austen")
    for reviews in (2, 1):
        book = Book.objects.create(author=author)
        for _ in range(reviews):
            Review.objects.create(book=book)
    return author

# %%
def warn_publisher(sender, **kwargs):
    """Say that it goes."""


def drop_from_index(sender, **kwargs):
    """Take it out of the index."""


def write_audit_log(sender, **kwargs):
    """Write one line."""


pre_delete.connect(warn_publisher, sender=Review)
post_delete.connect(drop_from_index, sender=Book)
post_delete.connect(write_audit_log)

# %%
flow = sv.watch(pre_delete, post_delete, senders=[Author, Book, Review])
add_author().delete()
flow

# %% [markdown]
"""
* `index_calls`: how often did `drop_from_index` run?
* `log_calls`: how often did `write_audit_log` run?
* `rows_left`: how many rows, of all three tables, were there when the **last** `pre_delete`
  was sent?
* `began_with`: a `post_delete` for a review has an argument `origin`. Of which class is it?
"""

# %% gap="05.4"
index_calls = ...  # a number
log_calls = ...
rows_left = ...
began_with = ...  # the name of a class, for example "Order"

# %% solution="05.4"
index_calls = 2
log_calls = 6
rows_left = 6
began_with = "Author"

# %% alternative="05.4"
index_calls = len(["Emma", "Persuasion"])
log_calls = rows_left = 1 + 2 + 3
began_with = Author

# %% wrong="05.4" hint="It listens to one model."
index_calls = 6
log_calls = 6
rows_left = 6
began_with = "Author"

# %% wrong="05.4" hint="Each row has a signal of its own."
index_calls = 2
log_calls = 3
rows_left = 6
began_with = "Author"

# %% wrong="05.4" hint="Is a row deleted right after its own pre_delete?"
index_calls = 2
log_calls = 6
rows_left = 1
began_with = "Author"

# %% wrong="05.4" hint="Whose delete() did we call?"
index_calls = 2
log_calls = 6
rows_left = 6
began_with = "Review"

# %% wrong="05.4" hint="It hears post_delete, and nothing else."
index_calls = 2
log_calls = 12
rows_left = 6
began_with = "Author"

# %% wrong="05.4" hint="Write the number alone, without quotes."
index_calls = "two"
log_calls = 6
rows_left = 6
began_with = "Author"

# %% check="05.4"
sv.check("05.4")

# %% [markdown]
"""
`sv.progress()` shows what you have solved.
"""

# %% [markdown]
"""
# Model signals in practice

Books are saved, prices change, orders get books, authors leave with all they wrote.
Django says something each time. Or does it?

This page is about the seven signals of a model: when each is sent, what it brings,
and, as important, **when nothing is sent at all**.

Each part stands alone: run the first cell, then any part you like.
"""

# %%
import signal_viz as sv

sv.configure(debug=False)

# %% [markdown]
"""
## Saving a row

Seven signals belong to models. Four of them have to do with one `create()`.
"""

# %% [markdown]
"""
### Read · Seven signals

| signal | sent | sender |
|---|---|---|
| `pre_init`, `post_init` | round the making of an object | its class |
| `pre_save`, `post_save` | round the writing of a row | the class of the object |
| `pre_delete`, `post_delete` | round the deleting of a row | the class of the object |
| `m2m_changed` | round a change of a many-to-many relation | the class of the table between |

One receiver that hears the first four:
"""

# %%
from django.db import models
from django.db.models.signals import post_init, post_save, pre_init, pre_save

sv.reset()


class Book(models.Model):
    title = models.CharField(max_length=40)
    price = models.IntegerField(default=9)


sv.create_tables(Book)
FOUR = {"pre_init": pre_init, "post_init": post_init}
FOUR |= {"pre_save": pre_save, "post_save": post_save}

# %%
def write_audit_log(sender, **kwargs):
    """Write one line."""


for signal in FOUR.values():
    signal.connect(write_audit_log, sender=Book)

flow = sv.watch(*FOUR.values(), senders=[Book])
flow

# %% [markdown]
"""
### Predict · In which order?
"""

# %%
guess = sv.predict(
    'Book.objects.create(title="Emma"): in which order are they sent?',
    options=["post_init", "post_save", "pre_init", "pre_save"],
    pick="order",
)
guess

# %% [markdown]
"""
### See · First the object, then the row
"""

# %%
with sv.trace(*FOUR.values()) as trace:
    book = Book.objects.create(title="Emma")

guess.judge([sent.signal for sent in trace.dispatches])
flow

# %% [markdown]
"""
`create()` makes an object, and then it saves it. Each signal brings other arguments:
"""

# %%
for sent in trace.dispatches:
    print(f"{sent.signal:10} {', '.join(sorted(sent.arguments))}")

# %% [markdown]
"""
* `pre_init` has no `instance`: there is none yet.
* Only `post_save` has `created`. `pre_save` does not know yet how it will end.

Save the same object once more, and only two of the four are sent:
"""

# %%
with sv.trace(*FOUR.values()) as trace:
    book.save()

print([sent.signal for sent in trace.dispatches])

# %% [markdown]
"""
### See · Before and after the row

What does the table look like at both moments? And how can `pre_save` tell a new
object from an old one?

`flow.close()` ends the watching: the picture above stays as it is, whatever comes next.
"""

# %%
def look_before(sender, instance, **kwargs):
    new, rows = instance._state.adding, sender.objects.count()
    print(f"pre_save:  pk is {instance.pk}, new: {new}, rows: {rows}")


def look_after(sender, instance, created, **kwargs):
    rows = sender.objects.count()
    print(f"post_save: pk is {instance.pk}, new: {created}, rows: {rows}")


# %%
flow.close()
pre_save.connect(look_before, sender=Book)
post_save.connect(look_after, sender=Book)

Book.objects.all().delete()
book = Book(pk=7, title="Dracula")
book.save()
book.save()

# %% [markdown]
"""
`instance._state.adding` is Django's own mark for “not in the table yet”. Do not ask for
`instance.pk is None`: here the new book had its key already.
"""

# %% [markdown]
"""
### Predict · Who comes too late?

Two receivers change the object. One before it is written, one after.
"""

# %%
pre_save.disconnect(look_before, sender=Book)
post_save.disconnect(look_after, sender=Book)


def tidy_title(sender, instance, **kwargs):
    instance.title = instance.title.strip()


def round_price(sender, instance, **kwargs):
    instance.price = 10


pre_save.connect(tidy_title, sender=Book)
post_save.connect(round_price, sender=Book)

# %%
guess = sv.predict(
    "Which of the two changes are in the table afterwards?",
    options=["the title, by pre_save", "the price, by post_save"],
)
guess

# %% [markdown]
"""
### See · In memory, or in the table
"""

# %%
book = Book.objects.create(title="  Emma ", price=9)
row = Book.objects.get(pk=book.pk)
print("in memory:   ", repr(book.title), book.price)
print("in the table:", repr(row.title), row.price)

stored = {
    "the title, by pre_save": row.title == "Emma",
    "the price, by post_save": row.price == 10,
}
guess.judge([change for change in stored if stored[change]])

# %% [markdown]
"""
`post_save` comes after the row has been written. What it changes on the object is lost
with the object, unless somebody saves it again. (How that goes wrong is a story for
[lesson 07](07-pitfalls.ipynb).)
"""

# %% [markdown]
"""
### Try · Say no

Let a `pre_save` receiver raise a `ValueError` for a book without a title. Is there a row
afterwards? And what if the `post_save` receiver raises it?
"""

# %%
# Your turn.

# %% [markdown]
"""
## created, update_fields, raw, using

Every save signal tells how the save came about. Who listens closely makes
fewer mistakes.
"""

# %% [markdown]
"""
### Read · Five ways to save

This receiver writes down what it is told.
"""

# %%
from django.core import serializers
from django.db import models
from django.db.models.signals import post_save, pre_save

sv.reset()
told = []


class Book(models.Model):
    title = models.CharField(max_length=40)
    price = models.IntegerField(default=9)


sv.create_tables(Book)

# %%
def listen(sender, created, raw, using, update_fields, **kwargs):
    fields = sorted(update_fields) if update_fields is not None else None
    told.append(f"created={created!s:5}  raw={raw!s:5}  update_fields={fields}")
    told[-1] += f"  using={using}"


post_save.connect(listen, sender=Book)
emma = Book.objects.create(title="Emma")
copy = serializers.serialize("json", [emma])


def load(text):
    for loaded in serializers.deserialize("json", text):
        loaded.save()


# %% [markdown]
"""
### See · What each of them tells
"""

# %%
ways = {
    "create()": lambda: Book.objects.create(title="Dracula"),
    "save()": emma.save,
    "save(some fields)": lambda: emma.save(update_fields=["price"]),
    "update_or_create()": lambda: Book.objects.update_or_create(
        title="Emma", defaults={"price": 8}
    ),
    "loading a copy": lambda: load(copy),
}
for name, way in ways.items():
    told.clear()
    way()
    print(f"{name:19} {told[0]}")

# %% [markdown]
"""
| argument | what it tells |
|---|---|
| `created` | `True`: a new row. `False`: a row that was there |
| `update_fields` | only these columns were written; `None`: all of them |
| `raw` | the row comes out of a copy, such as a fixture |
| `using` | in which database, if a project has several |

Did you expect that `update_or_create()` writes only some columns? It does
if it finds a row.
"""

# %% [markdown]
"""
### Predict · A helper for one column

`pre_save` receivers may change the object before it is written. This one does.
But the save asks for one column only.
"""

# %%
def shout(sender, instance, **kwargs):
    instance.title = instance.title.upper()


Book.objects.all().delete()
emma = Book.objects.create(title="Emma")
pre_save.connect(shout, sender=Book)
flow = sv.watch(pre_save, post_save, senders=[Book])

# %%
guess = sv.predict(
    'emma.save(update_fields=["price"]): which title is in the table?',
    options=["Emma", "EMMA"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · The receiver ran, the column was not written
"""

# %%
emma.save(update_fields=["price"])
row = Book.objects.get(pk=emma.pk)
print("in memory:   ", emma.title)
print("in the table:", row.title)
guess.judge(row.title)
flow

# %% [markdown]
"""
Both receivers ran, and the picture looks perfect. Only the table differs. If `pre_save`
changes a column, it should look at `update_fields` first.

And with an empty list nothing is written, so nothing is sent:
"""

# %%
with sv.trace(pre_save, post_save) as trace:
    emma.save(update_fields=[])

print("sends:", len(trace.dispatches))

# %% [markdown]
"""
### Fix · The import that stops

A backup of the shop comes back with `loaddata`. In the file, the book stands before its
author. That is allowed. But our receiver wants to look at the author at once.
"""

# %%
import json
import tempfile
from pathlib import Path

from django.core.management import call_command
from django.db import models
from django.db.models.signals import post_save

sv.reset()
search_index = []

# %%
class Author(models.Model):
    name = models.CharField(max_length=40)


class Book(models.Model):
    title = models.CharField(max_length=40)
    author = models.ForeignKey(Author, on_delete=models.CASCADE)


sv.create_tables(Author, Book)
BACKUP = [
    {"model": "notebook.book", "pk": 1, "fields": {"title": "Emma", "author": 1}},
    {"model": "notebook.author", "pk": 1, "fields": {"name": "Jane Austen"}},
]

# %%
def update_search_index(sender, instance, **kwargs):
    search_index.append(f"{instance.title}, {instance.author.name}")


def restore():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "backup.json")
        path.write_text(json.dumps(BACKUP))
        try:
            call_command("loaddata", str(path), verbosity=0)
        except Author.DoesNotExist:
            print("stopped: there is no such author")
    print("books:", Book.objects.count(), "authors:", Author.objects.count())


# %%
post_save.connect(update_search_index, sender=Book)
restore()

# %% [markdown]
"""
The receiver raised, and the whole backup was given up.

Mend `update_search_index`. Which argument tells that the row comes out of a copy? Try it
above, then open.

<details><summary>One way</summary>
<code>raw</code> is true while a copy is loaded. Other rows may be missing then. So do
nothing, and build the index anew when all is loaded. The next cell does it.
</details>
"""

# %%
def update_search_index(sender, instance, raw, **kwargs):
    if not raw:
        search_index.append(f"{instance.title}, {instance.author.name}")


post_save.connect(update_search_index, sender=Book)
restore()
for book in Book.objects.all():
    book.save()
print(search_index)

# %% [markdown]
"""
## What sends nothing

You may read that `post_save` fires when a model is saved, and that the receiver
“runs automatically”. [Lesson 01](01-the-big-picture.ipynb) showed two ways that slip through. Here is the whole list.
"""

# %% [markdown]
"""
### Read · A search index that follows

The shop keeps the prices in a second place, so that a search is quick. A receiver keeps
it up to date.
"""

# %%
from django.db import connection, models
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save

sv.reset()
search_index = {}


class Book(models.Model):
    title = models.CharField(max_length=40)
    price = models.IntegerField(default=9)


sv.create_tables(Book)

# %%
def update_search_index(sender, instance, **kwargs):
    search_index[instance.title] = instance.price


def drop_from_index(sender, instance, **kwargs):
    search_index.pop(instance.title, None)


post_save.connect(update_search_index, sender=Book)
post_delete.connect(drop_from_index, sender=Book)
books = Book.objects

# %%
def raw_sql():
    connection.cursor().execute("UPDATE notebook_book SET price = 5")


emma = books.create(title="Emma")

# %%
saves = {
    "save()": emma.save,
    "save(update_fields=[])": lambda: emma.save(update_fields=[]),
    "update()": lambda: books.update(price=8),
    "update_or_create()": lambda: books.update_or_create(
        title="Emma", defaults={"price": 7}
    ),
    "get_or_create(), it is there": lambda: books.get_or_create(title="Emma"),
    "bulk_create()": lambda: books.bulk_create([Book(title="Middlemarch")]),
    "bulk_update()": lambda: books.bulk_update([emma], ["price"]),
    "raw SQL": raw_sql,
}

# %% [markdown]
"""
### Predict · Eight ways to write
"""

# %%
guess = sv.predict("Which of them send post_save?", options=list(saves))
guess

# %% [markdown]
"""
### See · Only who calls save()
"""

# %%
sent_by = []
for name, way in saves.items():
    with sv.trace(pre_save, post_save) as trace:
        way()
    signals = [sent.signal for sent in trace.dispatches]
    print(f"{name:29} {', '.join(signals) or '-'}")
    if "post_save" in signals:
        sent_by.append(name)
guess.judge(sent_by)

# %% [markdown]
"""
Both signals are sent by `save()`, and by nobody else. `create()` and `update_or_create()`
are heard because they **call** `save()`.

And deleting?
"""

# %%
deletes = {
    "delete() of an object": lambda: books.get(title="Emma").delete(),
    "delete() of many": lambda: books.filter(title="Emma").delete(),
    "raw SQL": lambda: connection.cursor().execute("DELETE FROM notebook_book"),
}
for name, way in deletes.items():
    books.all().delete()
    books.create(title="Emma")
    with sv.trace(pre_delete, post_delete) as trace:
        way()
    signals = [sent.signal for sent in trace.dispatches]
    print(f"{name:22} {', '.join(signals) or '-':24} rows left: {books.count()}")

# %% [markdown]
"""
Here Django is more careful: the `delete()` of many rows sends two signals **for each
of them**. Only what goes past Django is silent.
"""

# %% [markdown]
"""
### See · What it means

Nothing raised, nothing warned. And the shop shows a wrong price:
"""

# %%
books.all().delete()
search_index.clear()
books.create(title="Emma", price=9)
books.update(price=6)

print("in the table:", books.get().price)
print("in the index:", search_index["Emma"])

# %% [markdown]
"""
### Read · What can you do?

`update()` stays silent. You have three choices:

1. **Save one by one.** Each `save()` sends. It costs one query for each row.
2. **Update, and say it yourself**: with a signal of your own, once for all rows
   ([lesson 04](04-custom-signals.ipynb)).
3. **Do not depend on it**: work that must never be missed belongs into the function that
   changes the price. [Lesson 12](12-patterns.ipynb) compares these ways.

Here is the second one:
"""

# %%
from django.dispatch import Signal

# Many prices have changed. Sender: Book. books: a queryset of them.
prices_changed = Signal()


def reprice(some_books, price):
    keys = list(some_books.values_list("pk", flat=True))
    some_books.update(price=price)
    prices_changed.send(sender=Book, books=Book.objects.filter(pk__in=keys))


# %%
def refresh_index(sender, books, **kwargs):
    search_index.update(books.values_list("title", "price"))


prices_changed.connect(refresh_index, sender=Book)
flow = sv.watch(post_save, prices_changed, senders=[Book])
reprice(books.all(), price=7)
print("in the table:", books.get().price)
print("in the index:", search_index["Emma"])
flow

# %% [markdown]
"""
### Try · One by one

Write `reprice` with a loop and `save()`. Is the index right? How many sends does
`sv.trace(post_save)` count for ten books?
"""

# %%
# Your turn.

# %% [markdown]
"""
## Every object that is made

`pre_init` and `post_init` are sent when an object of the model is made. That is more
often than you may think.
"""

# %% [markdown]
"""
### Predict · Which of these make objects?
"""

# %%
from django.db import models
from django.db.models.signals import post_init, post_save

sv.reset()


class Book(models.Model):
    title = models.CharField(max_length=40)
    price = models.IntegerField(default=9)


# %%
sv.create_tables(Book)
books = Book.objects
titles = ("Emma", "Dracula", "Middlemarch")
books.bulk_create([Book(title=title) for title in titles])
emma = books.get(title="Emma")

# %%
ways = {
    "Book()": Book,
    "list(books.all())": lambda: list(books.all()),
    "list(books.values())": lambda: list(books.values()),
    "books.count()": books.count,
    "emma.save()": emma.save,
    "emma.refresh_from_db()": emma.refresh_from_db,
}
guess = sv.predict("Three books are in the table. Which send post_init?", list(ways))
guess

# %% [markdown]
"""
### See · Once for each row
"""

# %%
made = {}
for name, way in ways.items():
    with sv.trace(post_init, post_save) as trace:
        way()
    made[name] = sum(sent.signal == "post_init" for sent in trace.dispatches)
    print(f"{name:22} post_init: {made[name]}")
guess.judge([name for name in made if made[name]])

# %% [markdown]
"""
A list of three rows is three objects. Even `refresh_from_db()` makes one: it reads the
row into a second object, and copies from there. `values()` makes plain dictionaries.

Saving makes nothing: the object is there.
"""

# %% [markdown]
"""
### Measure · A slow receiver for post_init

This one takes half a thousandth of a second. Who would notice?
"""

# %%
import time
import timeit


def count_loaded(sender, **kwargs):
    time.sleep(0.0005)


Book.objects.bulk_create([Book(title="Emma") for _ in range(97)])


def seconds_for(load):
    """Return the best of five times."""
    return min(timeit.repeat(load, number=1, repeat=5))


# %%
quick = seconds_for(lambda: list(Book.objects.all()))
post_init.connect(count_loaded, sender=Book)
slow = seconds_for(lambda: list(Book.objects.all()))
values = seconds_for(lambda: list(Book.objects.values()))
post_init.disconnect(count_loaded, sender=Book)

print("100 books, at least five times as slow:", slow > 5 * quick)
print("values() does not notice:              ", values < slow / 5)

# %% [markdown]
"""
So think twice before you listen to `pre_init` and `post_init`. They cost every page that
shows a list.
"""

# %% [markdown]
"""
### Try · Only what you need

Does `list(Book.objects.only("title"))` send `post_init`? And
`Book.objects.first().title`? Count with `sv.trace(post_init)`.
"""

# %%
# Your turn.

# %% [markdown]
"""
## Deleting

An author goes, and the books go, too. Who hears of that, and in which order?
"""

# %% [markdown]
"""
### Read · An author with two books

`on_delete=models.CASCADE` says: with the author, the books are deleted, too.
"""

# %%
from django.db import connection, models
from django.db.models.signals import post_delete, pre_delete
from django.test.utils import CaptureQueriesContext

sv.reset()


class Author(models.Model):
    name = models.CharField(max_length=40)


class Book(models.Model):
    title = models.CharField(max_length=40)
    author = models.ForeignKey(Author, on_delete=models.CASCADE)


# %%
sv.create_tables(Author, Book)
told = []


def count_rows(sender, signal, **kwargs):
    name = "pre_delete" if signal is pre_delete else "post_delete"
    rows = Author.objects.count() + Book.objects.count()
    told.append((f"{name} of {sender.__name__}", rows))


pre_delete.connect(count_rows)
post_delete.connect(count_rows)

# %%
def add_author():
    author = Author.objects.create(name="Jane Austen")
    Book.objects.create(title="Emma", author=author)
    Book.objects.create(title="Persuasion", author=author)
    return author


author = add_author()
flow = sv.watch(pre_delete, post_delete, senders=[Author, Book])

# %% [markdown]
"""
### Predict · Three rows go

`author.delete()` deletes three rows. The receiver counts how many rows are left each time.
"""

# %%
guess = sv.predict(
    "Which are sent while all three rows are still there?",
    options=[
        "pre_delete of Author",
        "pre_delete of Book",
        "post_delete of Author",
        "post_delete of Book",
    ],
)
guess

# %% [markdown]
"""
### See · First all are told, then they go
"""

# %%
told.clear()
author.delete()
for name, rows in sorted(told, key=lambda line: -line[1]):
    print(f"{name:21} rows left: {rows}")
guess.judge(list(dict.fromkeys(name for name, rows in told if rows == 3)))
flow

# %% [markdown]
"""
Django collects all rows first. Then it sends `pre_delete` for **every** row. Only then it
deletes, model by model, and sends `post_delete` for each row of that model. The sender is
always the class of the row.

So when a book's `post_delete` comes, its author may still be there, or be gone already:
do not build on it.
"""

# %% [markdown]
"""
### See · Who started it

`origin` tells where the delete began: it is the object, or the queryset, whose `delete()`
was called. So a receiver of the books can know that it was the author who went.
"""

# %%
def say_why(sender, instance, origin, **kwargs):
    same = "itself" if origin is instance else type(origin).__name__
    print(f"{instance.title:11} goes because of: {same}")


flow.close()
pre_delete.connect(say_why, sender=Book)
add_author().delete()
add_author().book_set.all().delete()

book = add_author().book_set.first()
deleted, _ = book.delete()
print("the last delete took", deleted, "row")

# %% [markdown]
"""
### See · What is left of it

In `pre_delete` the row is still there. In `post_delete` it is gone, but the object still
has its key: enough to write it into a log.
"""

# %%
def look(sender, signal, instance, **kwargs):
    name = "pre_delete " if signal is pre_delete else "post_delete"
    there = sender.objects.filter(pk=instance.pk).exists()
    print(f"{name} has a key: {instance.pk is not None}, has a row: {there}")


pre_delete.disconnect(say_why, sender=Book)
pre_delete.connect(look, sender=Book)
post_delete.connect(look, sender=Book)

# %%
book = add_author().book_set.first()
book.delete()
print("afterwards  has a key:", book.pk is not None)

# %% [markdown]
"""
### Predict · What does listening cost?

One receiver for `post_delete` of `Book`, which does nothing. We delete three books
with one `Book.objects.all().delete()`, and count the queries.
"""

# %%
for signal in (pre_delete, post_delete):
    signal.disconnect(count_rows)
    signal.disconnect(look, sender=Book)


def write_audit_log(sender, **kwargs):
    """Write one line."""


# %%
def queries(count=3):
    author = Author.objects.create(name="Jane Austen")
    Book.objects.bulk_create([Book(title="Emma", author=author) for _ in range(count)])
    with CaptureQueriesContext(connection) as captured:
        Book.objects.all().delete()
    words = [query["sql"].split()[0] for query in captured]
    return [word for word in words if word in ("SELECT", "DELETE")]


# %%
guess = sv.predict(
    "How many queries does it take if somebody listens?",
    options=["one, as if nobody heard it", "two", "one for each book"],
    pick="one",
)
guess

# %% [markdown]
"""
### Measure · The quick way is lost
"""

# %%
print("nobody listens:   ", queries())

post_delete.connect(write_audit_log, sender=Book)
print("one listens:      ", queries())

heard = len(queries())
guess.judge({1: "one, as if nobody heard it", 2: "two"}.get(heard, "one for each book"))

# %% [markdown]
"""
Where nobody hears it, the database deletes the rows and Python never sees them. With
one, Django must **load** each row, because a receiver wants its `instance`. And many rows
are deleted in portions:
"""

# %%
post_delete.disconnect(write_audit_log, sender=Book)
print("nobody listens, 1000 books:", len(queries(1000)), "query")

post_delete.connect(write_audit_log)
many = queries(1000)
print("somebody listens to all:   ", many.count("SELECT"), "to load,", end=" ")
print(many.count("DELETE"), "to delete")

# %% [markdown]
"""
Look at the second `connect()`: it has no `sender=`. A receiver that hears **every** model
slows down the deletes of every model.

And the other way round: where nobody listens, nothing is sent at all.
"""

# %%
post_delete.disconnect(write_audit_log)
Book.objects.create(title="Emma", author=Author.objects.first())
with sv.trace(pre_delete, post_delete) as trace:
    Book.objects.all().delete()

print("books:", Book.objects.count(), "sends:", len(trace.dispatches))

# %% [markdown]
"""
### See · When the database deletes

Django 6.1 has `on_delete=models.DB_CASCADE`: the database itself deletes the books.

| your Django | `DB_CASCADE` | signals for the books |
|---|---|---|
| 5.2 and 6.0 | does not exist | with `CASCADE`: yes |
| 6.1 | exists | none |
"""

# %%
import django

quickest = getattr(models, "DB_CASCADE", models.CASCADE)


class Leaflet(models.Model):
    author = models.ForeignKey(Author, on_delete=quickest)


sv.create_tables(Leaflet)
post_delete.connect(write_audit_log, sender=Leaflet)

# %%
author = Author.objects.create(name="Bram Stoker")
Leaflet.objects.create(author=author)
with sv.trace(post_delete) as trace:
    author.delete()

heard = "Leaflet" in [sent.sender.label for sent in trace.dispatches]
print("leaflets left:", Leaflet.objects.count())
print("your Django does as the table says:", heard == (django.VERSION < (6, 1)))

# %% [markdown]
"""
### Try · Keep the books

Change the field to `on_delete=models.SET_NULL, null=True`, and run this part again. Which
signals are sent for the books, when their author goes?
"""

# %%
# Your turn.

# %% [markdown]
"""
## Many to many

An order has many books, and a book is in many orders. That is kept in a table between
the two. It has a signal of its own: `m2m_changed`.
"""

# %% [markdown]
"""
### Read · The table between

For a `ManyToManyField`, Django makes a third model: one row for each pair. You get it as
`Order.books.through`. It is the **sender** of `m2m_changed`.
"""

# %%
from django.db import models
from django.db.models.signals import m2m_changed, post_save, pre_save

sv.reset()


class Book(models.Model):
    title = models.CharField(max_length=40)


class Order(models.Model):
    customer = models.CharField(max_length=40)
    books = models.ManyToManyField(Book)


# %%
sv.create_tables(Book, Order)
print("the model between:", Order.books.through.__name__)


def hears_relation(sender, **kwargs):
    """Connected to m2m_changed of the model between."""


def hears_order(sender, **kwargs):
    """Connected to m2m_changed of Order."""


def hears_save(sender, **kwargs):
    """Connected to post_save of Order."""


# %%
m2m_changed.connect(hears_relation, sender=Order.books.through)
m2m_changed.connect(hears_order, sender=Order)
post_save.connect(hears_save, sender=Order)

emma, dracula = Book(title="Emma"), Book(title="Dracula")
order = Order(customer="Ada")
for item in (emma, dracula, order):
    item.save()

# %% [markdown]
"""
### Predict · A book goes into an order
"""

# %%
guess = sv.predict(
    "order.books.add(emma): which receivers run?",
    options=[hears_relation, hears_order, hears_save],
)
guess

# %% [markdown]
"""
### See · Before and after
"""

# %%
flow = sv.watch(m2m_changed, post_save, senders=[Order.books.through, Order])
flow

# %%
with sv.trace(m2m_changed, post_save) as trace:
    order.books.add(emma)

guess.judge(trace)
print(*(sent.arguments["action"] for sent in trace.dispatches))
flow

# %% [markdown]
"""
Only `hears_relation`, and it ran **twice**: with `action="pre_add"`, then with
`"post_add"`. Look at `action`, or you do everything two times.

`Order` is not the sender, and `post_save` was not sent at all: the row of the order has
not changed.
"""

# %% [markdown]
"""
### See · Every action
"""

# %%
told = []


def tell(sender, action, reverse, pk_set, **kwargs):
    told.append(pk_set)
    print(f"   {action:12} reverse={reverse!s:5}  pk_set={pk_set}")


def show(name, way):
    told.clear()
    print(name)
    way()


# %%
flow.close()
order.books.clear()
m2m_changed.connect(tell, sender=Order.books.through)
show("add(emma)", lambda: order.books.add(emma))
show("set([dracula])", lambda: order.books.set([dracula]))
show("remove(dracula)", lambda: order.books.remove(dracula))
show("clear()", order.books.clear)
show("emma.order_set.add(order)", lambda: emma.order_set.add(order))

# %% [markdown]
"""
* `set()` removes and adds: four sends.
* `clear()` does not say which keys: `pk_set` is `None`.
* From the other side, `reverse` is true. Then `instance` is the **book**, and `pk_set`
  holds the keys of **orders**.
"""

# %% [markdown]
"""
### Predict · Adding twice, removing nothing

*Emma* is in the order. She is added once more. Then *Dracula* is removed, who is not in it.
What does `pk_set` say?
"""

# %%
guess = sv.predict(
    "In which of these is pk_set empty?",
    options=["add(emma), who is there", "remove(dracula), who is not there"],
)
guess

# %% [markdown]
"""
### See · What is new, and what was asked
"""

# %%
order.books.set([emma])
asked = {
    "add(emma), who is there": lambda: order.books.add(emma),
    "remove(dracula), who is not there": lambda: order.books.remove(dracula),
}
empty = []
for name, way in asked.items():
    show(name, way)
    if told == [set(), set()]:
        empty.append(name)
guess.judge(empty)

# %% [markdown]
"""
With `add`, `pk_set` holds what is **new**. With `remove`, it holds what was **asked for**,
whether it was there or not. If you count, count the rows, not the keys.
"""

# %% [markdown]
"""
### See · Too early for post_save

A popular mistake: count the books of an order when the order is saved.
"""

# %%
def look(sender, instance, **kwargs):
    action = kwargs.get("action", "post_save")
    print(f"{action:9} the order has {instance.books.count()} books")


m2m_changed.disconnect(tell, sender=Order.books.through)
m2m_changed.connect(look, sender=Order.books.through)
post_save.connect(look, sender=Order)

order = Order.objects.create(customer="Ben")
order.books.add(emma, dracula)

# %% [markdown]
"""
An order must have its key before a book can be put into it. So in `post_save` there are no
books yet, always. `post_add` is the place to count.
"""

# %% [markdown]
"""
### See · Two silent ways

Delete the whole order, and the rows between go, too. Write a row between by hand,
and the relation changes as well. Does `m2m_changed` hear it?
"""

# %%
m2m_changed.disconnect(look, sender=Order.books.through)
post_save.disconnect(look, sender=Order)
with sv.trace(m2m_changed, pre_save) as trace:
    Order.books.through.objects.create(order=order, book=Book.objects.create())
    order.delete()

print([sent.signal + " " + sent.sender.label for sent in trace.dispatches])

# %% [markdown]
"""
It does not. The only send is the `pre_save` of the new book. And a model between that
Django has made sends no `pre_save` and no `post_save` at all.
"""

# %% [markdown]
"""
### See · One more argument in 6.1

Since Django 6.1, `m2m_changed` has `raw`, too: it is true while `loaddata` runs.
A receiver that must work on both asks with `kwargs.get("raw", False)`.
"""

# %%
import django


def has_raw(sender, **kwargs):
    print("your Django does so:", ("raw" in kwargs) == (django.VERSION >= (6, 1)))
    print("raw, or False:", kwargs.get("raw", False))
    m2m_changed.disconnect(has_raw)


m2m_changed.connect(has_raw)
Order.objects.create(customer="Cleo").books.add(emma)

# %% [markdown]
"""
### Predict · A model between of your own

Somebody buys two copies. So the shop writes the model between itself, with one field
more. Now there are two ways to put a book into a basket.
"""

# %%
class Basket(models.Model):
    books = models.ManyToManyField(Book, through="Line")


class Line(models.Model):
    basket = models.ForeignKey(Basket, on_delete=models.CASCADE)
    book = models.ForeignKey(Book, on_delete=models.CASCADE)
    copies = models.IntegerField(default=1)


sv.create_tables(Basket, Line)
m2m_changed.connect(hears_relation, sender=Line)
post_save.connect(hears_save, sender=Line)
basket = Basket.objects.create()

# %%
guess = sv.predict(
    "Line.objects.create(...), and basket.books.add(dracula): what is sent?",
    options=[
        "create: post_save",
        "create: m2m_changed",
        "add: post_save",
        "add: m2m_changed",
    ],
)
guess

# %% [markdown]
"""
### See · Each way has its own signal
"""

# %%
ways = {
    "create": lambda: Line.objects.create(basket=basket, book=emma, copies=2),
    "add": lambda: basket.books.add(dracula),
}
sent_by = []
for name, way in ways.items():
    with sv.trace(post_save, m2m_changed, senders=[Line]) as trace:
        way()
    sent_by += sorted({f"{name}: {sent.signal}" for sent in trace.dispatches})
print("\n".join(sent_by))
print("lines:", Line.objects.count())
guess.judge(sent_by)

# %% [markdown]
"""
`add()` writes its rows with `bulk_create()`, and you know what that sends. So a receiver
that must hear of every line listens to both.

### Try · Out of the basket

Connect `hears_save` to `post_delete` of `Line`. Then `basket.books.clear()`, or
`Line.objects.all().delete()`: which signals does each of them send?
"""

# %%
# Your turn.

# %% [markdown]
"""
## Which class is the sender?

Models can be children of models, in three ways. Who listens to the parent, does
that receiver hear the child?
"""

# %% [markdown]
"""
### Read · Three kinds of children

| kind | table | here |
|---|---|---|
| abstract parent | only the child has one | `Mug` of `Product` |
| parent with a table | both have one; the child has a row in each | `GiftBook` of `Book` |
| proxy | one, that of the parent | `Bargain` of `Book` |
"""

# %%
from django.db import models
from django.db.models.signals import post_delete, post_save

sv.reset()


class Product(models.Model):
    label = models.CharField(max_length=40)

    class Meta:
        abstract = True


class Mug(Product):
    """A mug with a label."""


# %%
class Book(models.Model):
    title = models.CharField(max_length=40)


class GiftBook(Book):
    paper = models.CharField(max_length=40)


class Bargain(Book):
    class Meta:
        proxy = True


sv.create_tables(Mug, Book, GiftBook)

# %%
def for_product(sender, **kwargs):
    """Connected to the abstract parent."""


def for_book(sender, **kwargs):
    """Connected to the parent with a table."""


def for_everybody(sender, **kwargs):
    """Connected without a sender."""


post_save.connect(for_product, sender=Product)
post_save.connect(for_book, sender=Book)
post_save.connect(for_everybody)

# %% [markdown]
"""
### Predict · Four saves
"""

# %%
saves = {
    "a Mug": lambda: Mug(label="tea").save(),
    "a Book": lambda: Book(title="Emma").save(),
    "a GiftBook": lambda: GiftBook(title="Dracula").save(),
    "a Bargain": lambda: Bargain(title="Persuasion").save(),
}
guess = sv.predict(
    "In which saves does for_book or for_product run?",
    options=list(saves),
)
guess

# %% [markdown]
"""
### See · Only its own class
"""

# %%
flow = sv.watch(post_save, senders=[Product, Mug, Book, GiftBook, Bargain])
heard = []
for name, save in saves.items():
    with sv.trace(post_save) as trace:
        save()
    [sent] = trace.dispatches
    ran = [call.receiver for call in sent.calls if call.state == "returned"]
    print(f"{name:11} sender: {sent.sender.label:9} runs: {', '.join(ran)}")
    if len(ran) > 1:
        heard.append(name)
guess.judge(heard)

# %%
flow

# %% [markdown]
"""
One save is one send, and the sender is the class of the **object**:

* An abstract parent is never a sender. `for_product` can never be called.
* A child is another sender than its parent, although it wrote a row into the parent's
  table.
* A proxy is another sender, although it is the very same row. Who saves it as `Bargain` is
  not heard by `sender=Book`.
"""

# %% [markdown]
"""
### See · The same row, two senders

*Persuasion* was saved as a bargain. Now it is loaded as a book. And what about a book that
was loaded in part?
"""

# %%
def sender_of(save):
    with sv.trace(post_save) as trace:
        save()
    return trace.dispatches[0].sender.label


flow.close()
row = Bargain.objects.get(title="Persuasion").pk
print("as Bargain:    ", sender_of(Bargain.objects.get(pk=row).save))
print("as Book:       ", sender_of(Book.objects.get(pk=row).save))
print("loaded in part:", sender_of(Book.objects.only("title").get(pk=row).save))

# %% [markdown]
"""
### Predict · A gift book is deleted

Saving a `GiftBook` was heard by nobody but itself. Is deleting it the same?
"""

# %%
def say_goodbye(sender, **kwargs):
    """Write one line."""


post_delete.connect(say_goodbye, sender=GiftBook)
post_delete.connect(say_goodbye, sender=Book)

guess = sv.predict(
    "gift.delete(): who is the sender of a post_delete?",
    options=["GiftBook", "Book"],
)
guess

# %% [markdown]
"""
### See · Deleting counts rows
"""

# %%
with sv.trace(post_delete) as trace:
    GiftBook.objects.get(title="Dracula").delete()

senders = [sent.sender.label for sent in trace.dispatches]
print(senders)
guess.judge(senders)

# %% [markdown]
"""
A save sends once for the **object**. A delete sends once for each **row**, and a gift book
has two. A log that counts saves and deletes of `Book` does not add up.
"""

# %% [markdown]
"""
### Read · A receiver for the whole family

Connect without `sender=`, and look at the class yourself:
"""

# %%
def update_search_index(sender, instance, **kwargs):
    if issubclass(sender, Book):
        print("index:", instance.title, "-", sender.__name__)


post_save.connect(update_search_index)
for save in saves.values():
    save()

# %% [markdown]
"""
It is called for every model of the project, and mostly goes home at once. For two or three
classes, connect it two or three times instead.
"""

# %% [markdown]
"""
### Try · A bargain goes

Delete a `Bargain`. Which class is the sender of `post_delete`? Does `say_goodbye` run?
"""

# %%
# Your turn.

# %% [markdown]
"""
## Before you go on
"""

# %% [markdown]
"""
### Build · An index that cannot be fooled

Our bookshop grows by one piece in each lesson. Today: a search index that hears of new,
changed and deleted books, keeps quiet while a backup is loaded, and can be built anew.
"""

# %%
from django.db import models
from django.db.models.signals import post_delete, post_save

sv.reset()


class Book(models.Model):
    title = models.CharField(max_length=40)
    price = models.IntegerField(default=9)


class Bargain(Book):
    class Meta:
        proxy = True


# %%
sv.create_tables(Book)
search_index = {}


def update_search_index(sender, instance, raw, **kwargs):
    if not raw:
        search_index[instance.pk] = f"{instance.title}: {instance.price}"


def drop_from_index(sender, instance, **kwargs):
    search_index.pop(instance.pk, None)


# %%
def rebuild_index():
    search_index.clear()
    for pk, title, price in Book.objects.values_list("pk", "title", "price"):
        search_index[pk] = f"{title}: {price}"


# %%
for model in (Book, Bargain):
    post_save.connect(update_search_index, sender=model)
    post_delete.connect(drop_from_index, sender=model)

flow = sv.watch(post_save, post_delete, senders=[Book, Bargain])
emma = Book.objects.create(title="Emma")
Bargain.objects.create(title="Dracula", price=4)
emma.delete()
print(sorted(search_index.values()))
flow

# %% [markdown]
"""
And the sale, where nothing is sent? One line more, in the function that makes the sale:
"""

# %%
def half_price():
    Book.objects.update(price=models.F("price") / 2)
    rebuild_index()


flow.close()
Book.objects.create(title="Middlemarch", price=12)
half_price()
print(sorted(search_index.values()))

# %% [markdown]
"""
### Read · Nine rules

1. `pre_save` can change what is written, `post_save` cannot.
2. Only `post_save` knows `created`. In `pre_save`, ask `instance._state.adding`.
3. Look at `update_fields` before you change a column, and at `raw` before you look at
   other rows.
4. `update()`, `bulk_create()`, `bulk_update()` and SQL send nothing.
5. `post_init` is sent for each row of each list.
6. A delete sends a pair for each row, children too. Who listens makes it slower.
7. `m2m_changed` comes from the model between, and twice for each change.
8. In the `post_save` of a new object its many-to-many relations are empty.
9. The sender is the class of the object: no parents, no proxies.
"""

# %% [markdown]
"""
### Recall · Without looking

Answer first, then open. The last three come from lessons 03 and 04.

<details><summary>How does a pre_save receiver know that the row will be new?</summary>
instance._state.adding is true. The argument created exists only in post_save.
</details>

<details><summary>emma.save(update_fields=["price"]), and pre_save changes the title. Is the
title stored?</summary>
No. Only the price is written.
</details>

<details><summary>Name four ways to write a row that send no signal.</summary>
update(), bulk_create(), bulk_update(), raw SQL. And save(update_fields=[]) writes nothing.
</details>

<details><summary>A queryset of ten books is deleted, and somebody listens to post_delete.
How many sends?</summary>
Ten, one for each book. If nobody listens: none, and it is much quicker.
</details>

<details><summary>order.books.add(emma): who is the sender, and how many sends?</summary>
Order.books.through, two: pre_add and post_add.
</details>

<details><summary>A receiver has sender=Book. A proxy of Book is saved. Is it called?</summary>
No. The proxy is the sender.
</details>

<details><summary>A receiver of post_save raises. Who notices?</summary>
The code that called save(). And the row stays, if there is no transaction round it.
</details>

<details><summary>post_save.connect(f, sender="shop.Book"): is that allowed?</summary>
Yes: signals for models look up the class. Your own signals do not.
</details>

<details><summary>May you rename an argument that your signal sends?</summary>
No. Some receivers would raise, others would go on with a wrong value.
</details>
"""

# %% [markdown]
"""
### Exercise · Four exercises

[Exercises for this lesson](exercises/05-model-signals-in-practice.ipynb): write a history of
prices, say how often an index is called, mend an order that counts no books, explain a
delete. Each one is checked, and each mistake has a hint.

Go on with [lesson 06: Transactions](06-transactions.ipynb), or choose from
[the whole course](index.ipynb).
"""

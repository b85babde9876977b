# %% [markdown]
"""
# Performance

"Signals are slow." "Signals cost nothing." You can read both. Here you measure:
what a send costs, what makes it expensive, and where the time of a real `save()` goes.

This page keeps no times. They are different on each machine, and in each run. The
pictures show those of your machine, and the cells say what is true on every one.

Each part stands alone: run the first cell, then any part you like.
"""

# %%
import signal_viz as sv

sv.configure(debug=False)

# %% [markdown]
"""
## What does a send cost?

The receivers of this part do nothing. So what we measure is the signal itself.
"""

# %%
from django.dispatch import Signal


class Checkout:
    """The part of the shop where customers pay."""


def make_receiver():
    def receiver(sender, **kwargs):
        """Do nothing."""

    return receiver


team = [make_receiver() for _ in range(1000)]

# %% [markdown]
"""
### Read · How to measure

A machine always does other things, too. They can make a run slower, and never
faster. So we take the best of a hundred rounds, and keep them short.
"""

# %%
import timeit


def cost(action):
    """Return the seconds that one call takes, in the best of many short rounds."""
    return min(timeit.repeat(action, number=10, repeat=100)) / 10


def signal_with(receivers):
    order_paid = Signal()
    for receiver in receivers:
        order_paid.connect(receiver)
    return order_paid


# %%
def cost_of(size):
    order_paid = signal_with(team[:size])
    return cost(lambda: order_paid.send(sender=Checkout))


plain_call = cost(lambda: team[0](sender=Checkout))
costs = {size: cost_of(size) for size in (0, 1, 10, 100, 1000)}

# %% [markdown]
"""
### Predict · Nobody listens
"""

# %%
guess = sv.predict(
    "A send with no receiver at all: how many plain function calls is that worth?",
    options=["less than 20", "about 100", "more than 1000"],
    pick="one",
)
guess

# %% [markdown]
"""
### Measure · Zero and one
"""

# %%
def in_words(ratio):
    if ratio < 20:
        return "less than 20"
    return "about 100" if ratio < 1000 else "more than 1000"


guess.judge(in_words(costs[0] / plain_call))
print("nobody connected, in plain calls:", in_words(costs[0] / plain_call))
print("one receiver costs more than none:", costs[1] > costs[0])

# %% [markdown]
"""
A signal that nobody hears is nearly free: `send()` sees the empty list and returns.
So a reusable app may send signals on the chance that somebody listens.
"""

# %% [markdown]
"""
### Predict · A hundred, a thousand
"""

# %%
guess = sv.predict(
    "A send to 1000 receivers, compared with a send to 100: what does it cost?",
    options=["about the same", "about ten times", "about a hundred times"],
    pick="one",
)
guess

# %% [markdown]
"""
### Measure · It grows with the list
"""

# %%
import math

answers = ["about the same", "about ten times", "about a hundred times"]
growth = answers[round(math.log10(costs[1000] / costs[100]))]
guess.judge(growth)
print("1000 receivers, compared with 100:", growth)

each = (costs[1000] - costs[1]) / 999
print("each further one costs less than the first:", each < costs[1])

# %% [markdown]
"""
A send is a loop. The first receiver costs the most: for it, the signal begins to look
through its list at all ([lesson 08](08-under-the-hood.ipynb)). Each further one is one more step of the loop.
"""

# %% [markdown]
"""
### Try · Your own numbers

`print(costs)` shows the seconds on your machine. Which size of list would cost
your customer a tenth of a second?
"""

# %%
# Your turn.

# %% [markdown]
"""
### See · A thousand in the picture

The picture puts many of the same kind together. The bars at its right say how long
they took, on your machine.
"""

# %%
order_paid = signal_with(team)
flow = sv.watch(order_paid)
order_paid.send(sender=Checkout)
flow

# %% [markdown]
"""
## Those who hear somebody else

A receiver with `sender=Checkout` is not called for other senders. Is it free, then?
"""

# %%
import timeit

from django.dispatch import Signal

sv.reset()


def cost(action):
    """Return the seconds that one call takes, in the best of many short rounds."""
    return min(timeit.repeat(action, number=10, repeat=100)) / 10


# %%
class Checkout:
    """The part of the shop where customers pay."""


def write_audit_log(sender, **kwargs):
    """Write one line."""


branches = [type(f"Branch{number}", (), {}) for number in range(1000)]

# %% [markdown]
"""
### Predict · One call, a thousand strangers

One receiver hears `Checkout`. In the second signal, a thousand others stand on the list,
too. They hear other branches, and are not called.
"""

# %%
def signal_for(senders, **options):
    order_paid = Signal(**options)
    for sender in senders:
        order_paid.connect(write_audit_log, sender=sender)
    return order_paid


alone = signal_for([Checkout])
crowded = signal_for([*branches, Checkout])
cached = signal_for([*branches, Checkout], use_caching=True)

# %%
guess = sv.predict(
    "Checkout sends. Do the thousand who are not called make it slower?",
    options=["no", "a little", "more than five times"],
    pick="one",
)
guess

# %% [markdown]
"""
### Measure · Who is not called costs, too
"""

# %%
def in_words(ratio):
    if ratio > 5:
        return "more than five times"
    return "a little" if ratio > 1.5 else "no"


# %%
def cost_of(order_paid):
    return cost(lambda: order_paid.send(sender=Checkout))


costs = [cost_of(alone), cost_of(crowded), cost_of(cached)]
slower = in_words(costs[1] / costs[0])
guess.judge(slower)
print("slower by the thousand:", slower)

# %% [markdown]
"""
A plain signal looks at each entry in each send: [lesson 08](08-under-the-hood.ipynb) has counted the looks.
"""

# %% [markdown]
"""
### Measure · With a cache

The third signal has the same list, and `use_caching=True`. It remembers who hears
`Checkout`.
"""

# %%
print("the cache is faster than the list:", costs[2] < costs[1] / 5)

# %% [markdown]
"""
Some of Django's own signals have the cache already. Which ones?
"""

# %%
from django.db.models import signals

for name, signal in vars(signals).items():
    if isinstance(signal, Signal) and signal.use_caching:
        print(name)

# %% [markdown]
"""
All of them are about rows, so they are sent most. For your own signals: a thousand
senders are rare. Measure first.
"""

# %% [markdown]
"""
### Try · When does it pay?

Make `branches` shorter, until the cache is no faster than the list. How many entries
are left?
"""

# %%
# Your turn.

# %% [markdown]
"""
## A slow receiver

The signal itself costs millionths of a second. So if an order is slow, somebody
on the list is slow. Who?
"""

# %%
import time

from django.dispatch import Signal

sv.reset()
order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


# %%
def reserve_stock(sender, **kwargs):
    """Put one book aside."""


def print_label(sender, **kwargs):
    time.sleep(0.2)


def write_audit_log(sender, **kwargs):
    """Write one line."""


def send_confirmation(sender, **kwargs):
    time.sleep(0.02)


# %% [markdown]
"""
### See · On the timeline

The bars at the right of the picture are the timeline: where a bar begins, how long
it is. Choose **real time** below the picture, and the bars are to scale.
"""

# %%
for receiver in (reserve_stock, print_label, write_audit_log, send_confirmation):
    order_paid.connect(receiver)

flow = sv.watch(order_paid)
order_paid.send(sender=Checkout)
flow

# %% [markdown]
"""
### Predict · Mend which one?

You may make one receiver ten times as fast.
"""

# %%
guess = sv.predict(
    "Which one do you mend, to make the send faster by more than half?",
    options=[reserve_stock, print_label, write_audit_log, send_confirmation],
    pick="one",
)
guess

# %% [markdown]
"""
### Measure · Let the recording say it

`sv.trace` has the duration of each call. No stopwatch, and no print in a receiver.
"""

# %%
with sv.trace(order_paid) as trace:
    order_paid.send(sender=Checkout)

[sent] = trace.dispatches
slowest = max(sent.calls, key=lambda call: call.duration_ns)
guess.judge(slowest.receiver)
print("the slowest:", slowest.receiver)
print("more than half of the send:", slowest.duration_ns > sent.duration_ns / 2)

# %%
by_duration = sorted(sent.calls, key=lambda call: call.duration_ns, reverse=True)
print("the two slowest:", [call.receiver for call in by_duration[:2]])
rest = sent.duration_ns - sum(call.duration_ns for call in sent.calls)
print("the signal itself took less than a quarter:", rest < sent.duration_ns / 4)

# %% [markdown]
"""
The signal is not slow: what it calls is slow. Three things help, and they help
in this order: make `print_label` faster; do it later, in a task queue ([lesson 07](07-pitfalls.ipynb)); or
do not do it at all.
"""

# %% [markdown]
"""
### Try · Two slow ones

Let `write_audit_log` sleep for 0.2 seconds, too. How long is the send now? Is it the
longer one of the two, or both together?
"""

# %%
# Your turn.

# %% [markdown]
"""
## An async receiver under send()

`async` sounds fast. What does one `async def` receiver cost under a plain `send()`?
"""

# %%
import asyncio
import time
import timeit

from django.dispatch import Signal

sv.reset()


def cost(action):
    """Return the seconds that one call takes, in the best of many short rounds."""
    return min(timeit.repeat(action, number=10, repeat=100)) / 10


# %%
class Checkout:
    """The part of the shop where customers pay."""


def reserve_stock(sender, **kwargs):
    """Put one book aside."""


async def push_news(sender, **kwargs):
    """Tell all phones."""


with_plain, with_async = Signal(), Signal()
with_plain.connect(reserve_stock)
with_async.connect(push_news)

# %% [markdown]
"""
### Predict · Both do nothing
"""

# %%
guess = sv.predict(
    "A send with one async receiver, compared with one plain receiver:",
    options=["it is faster", "about the same", "more than twenty times slower"],
    pick="one",
)
guess

# %% [markdown]
"""
### Measure · The price of a loop

In a cell, `send()` refuses async receivers ([lesson 09](09-async.ipynb)). So we measure in a thread.
"""

# %%
def in_words(ratio):
    if ratio > 20:
        return "more than twenty times slower"
    return "about the same" if ratio > 0.5 else "it is faster"


plain = sv.in_thread(cost, lambda: with_plain.send(sender=Checkout))
waiting = sv.in_thread(cost, lambda: with_async.send(sender=Checkout))
guess.judge(in_words(waiting / plain))
print("one async receiver:", in_words(waiting / plain))

# %% [markdown]
"""
The receiver does nothing. So it is the way to it that costs. What does Django do on that
way? This receiver notes the event loop in which it runs:
"""

# %%
loops = []


async def note_the_loop(sender, **kwargs):
    loops.append(asyncio.get_running_loop())


order_paid = Signal()
order_paid.connect(note_the_loop)


def pay_three_times():
    for _ in range(3):
        order_paid.send(sender=Checkout)


# %%
with sv.trace(order_paid) as trace:
    sv.in_thread(pay_three_times)

threads = {call.thread for sent in trace.dispatches for call in sent.calls}
print("sends:  ", len(trace.dispatches))
print("threads:", len(threads))
print("loops:  ", len(set(loops)), "all closed:", all(one.is_closed() for one in loops))

# %% [markdown]
"""
For each such send, Django makes a thread and an event loop, and throws both away.
"""

# %% [markdown]
"""
### Measure · asend() has a loop already
"""

# %%
async def cost_of_asend(order_paid):
    rounds = []
    for _ in range(100):
        begun = time.perf_counter()
        for _ in range(10):
            await order_paid.asend(sender=Checkout)
        rounds.append(time.perf_counter() - begun)
    return min(rounds) / 10


awaited = await cost_of_asend(with_async)
mixed = await cost_of_asend(with_plain)
print("async receiver, asend() is cheaper than send():", awaited < waiting / 2)
print("plain receiver, asend() costs more than send():", mixed > plain * 2)

# %% [markdown]
"""
So take `send()` for plain receivers and `asend()` for async ones. Who mixes them pays
for a thread.
"""

# %% [markdown]
"""
### See · Where async wins

A receiver that waits for somebody else, a mail server say, gives its turn away. Five of
them wait at the same time. Look at the bars.
"""

# %%
async def call_courier(sender, **kwargs):
    await asyncio.sleep(0.1)


async def notify_publisher(sender, **kwargs):
    await asyncio.sleep(0.1)


async def update_search_index(sender, **kwargs):
    await asyncio.sleep(0.1)


order_paid = Signal()
for receiver in (call_courier, notify_publisher, update_search_index):
    order_paid.connect(receiver)

# %%
flow = sv.watch(order_paid)
answers = await order_paid.asend(sender=Checkout)
flow

# %%
[sent] = flow.trace.dispatches
together = sum(call.duration_ns for call in sent.calls)
print("the send took less than its receivers together:", sent.duration_ns < together)

# %% [markdown]
"""
### Read · When async pays

| the receiver | take |
|---|---|
| computes, or asks the database | a plain one, and `send()` |
| waits for others, and the view is async | an async one, and `asend()` |
| waits for others, and the view is plain | a task queue: nobody should wait |
"""

# %% [markdown]
"""
### Try · One waits long

Let `call_courier` wait for 0.3 seconds. How long does the send take? Who decides that?
"""

# %%
# Your turn.

# %% [markdown]
"""
## Where the time of a save() goes

"`post_save` makes saving slow." Let us look at a real `save()`.
"""

# %%
import timeit

from django.db import connection, models
from django.db.models import signals
from django.test.utils import CaptureQueriesContext

sv.reset()


class Book(models.Model):
    title = models.CharField(max_length=40)


sv.create_tables(Book)

# %%
def cost(action):
    """Return the seconds that one call takes, in the best of many short rounds."""
    return min(timeit.repeat(action, number=10, repeat=100)) / 10


def queries(action):
    with CaptureQueriesContext(connection) as found:
        action()
    return len(found)


def create():
    return Book.objects.create(title="Emma")


# %% [markdown]
"""
### See · Four signals for one row

Nobody is connected. Django sends all the same.
"""

# %%
watched = (signals.pre_init, signals.post_init, signals.pre_save, signals.post_save)
with sv.trace(*watched) as trace:
    create()

print([sent.signal for sent in trace.dispatches])

# %% [markdown]
"""
### Predict · How much of a create()?
"""

# %%
guess = sv.predict(
    "Four sends that nobody hears: how much of the time of a create() is that?",
    options=["less than a tenth", "about a half", "nearly all"],
    pick="one",
)
guess

# %% [markdown]
"""
### Measure · The signals, the object, the database
"""

# %%
def share(part, whole):
    if part < whole / 10:
        return "less than a tenth"
    return "about a half" if part < whole * 0.8 else "nearly all"


one_send = cost(lambda: signals.post_save.send(sender=Book))
one_object = cost(lambda: Book(title="Emma"))
all_of_it = cost(create)

guess.judge(share(4 * one_send, all_of_it))
print("four sends:", share(4 * one_send, all_of_it))
print("the object is less than a half:", one_object < all_of_it / 2)

# %% [markdown]
"""
The rest, more than half, is the way to the database and back. And this database is in
memory: with a server, the share of the signals is smaller still.

One empty receiver on `post_save`:
"""

# %%
def write_audit_log(sender, **kwargs):
    """Write one line."""


signals.post_save.connect(write_audit_log, sender=Book)
one_call = cost(lambda: signals.post_save.send(sender=Book))
print("a send with one receiver:", share(one_call, all_of_it), "of a create()")

# %% [markdown]
"""
### Read · Count queries, not seconds

So what makes a save slow? Mostly a receiver that asks the database. Seconds are
different on each machine. The number of queries is not. So count those.
"""

# %% [markdown]
"""
### Predict · A little report

The shop has ten books. This receiver looks at the list of all titles, after each save.
"""

# %%
signals.post_save.disconnect(write_audit_log, sender=Book)
Book.objects.all().delete()
Book.objects.bulk_create([Book(title=f"Volume {number}") for number in range(9)])
shelf = []


def update_shelf(sender, **kwargs):
    shelf.clear()
    for key in sender.objects.values_list("pk", flat=True):
        book = sender.objects.get(pk=key)
        shelf.append(book.title)


signals.post_save.connect(update_shelf, sender=Book)

# %%
guess = sv.predict(
    "How many queries does the create() of the tenth book make?",
    options=[1, 2, 12],
    pick="one",
)
guess

# %% [markdown]
"""
### See · Twelve queries for one book
"""

# %%
flow = sv.watch(signals.post_save)
count = queries(create)
guess.judge(count)
print("queries:", count)
flow

# %% [markdown]
"""
One to store the book, one for the keys, and one for each of the ten books. With a
thousand books it is a thousand and two.
"""

# %% [markdown]
"""
### Fix · Fewer queries

Mend `update_shelf`. The shelf must hold all titles, as now. How few queries can you get
one `create()` down to?
"""

# %%
flow.close()
signals.post_save.disconnect(update_shelf, sender=Book)


def update_shelf(sender, **kwargs):
    shelf.clear()
    for key in sender.objects.values_list("pk", flat=True):
        book = sender.objects.get(pk=key)
        shelf.append(book.title)


signals.post_save.connect(update_shelf, sender=Book)
print("queries:", queries(create), "  titles on the shelf:", len(shelf))

# %% [markdown]
"""
<details><summary>Two queries</summary>
Ask for all titles at once:
<code>shelf.extend(sender.objects.values_list("title", flat=True))</code>
</details>

<details><summary>One query</summary>
The receiver gets the new book as <code>instance</code>. Add its title, and ask nobody.
It works as long as nobody deletes or renames a book. That is what you pay.
</details>
"""

# %% [markdown]
"""
### Measure · A receiver for each row that is read

`post_init` sounds harmless. It is sent for each object that is made, and a query makes
one for each row.
"""

# %%
sv.reset()
sv.create_tables(Book)
Book.objects.bulk_create([Book(title="Emma") for _ in range(100)])
calls = []


def polish(sender, **kwargs):
    calls.append("polished")


signals.post_init.connect(polish, sender=Book)
books = list(Book.objects.all())
print("100 books read, calls:       ", len(calls))

# %%
calls.clear()
titles = list(Book.objects.values_list("title", flat=True))
print("100 titles read, calls:      ", len(calls))

bare = list(Book.objects.all().only("pk"))
print("100 books, keys only, calls: ", len(calls))

# %% [markdown]
"""
`values()` and `values_list()` make no objects, so nothing is sent. All that makes
objects does send.
"""

# %% [markdown]
"""
### Measure · One by one, or at once

A hundred books come in. `bulk_create` is fast, and you know its price: it sends no
`post_save`.
"""

# %%
sv.reset()
sv.create_tables(Book)


def create_all():
    for _ in range(100):
        Book.objects.create(title="Dracula")


def create_at_once():
    Book.objects.bulk_create([Book(title="Dracula") for _ in range(100)])


# %%
def inserts(action):
    with CaptureQueriesContext(connection) as found:
        action()
    return [query["sql"][:6] for query in found].count("INSERT")


for action in (create_all, create_at_once):
    with sv.trace(signals.post_save) as trace:
        count = inserts(action)
    print(f"{action.__name__:15} inserts: {count:3}  sends: {len(trace.dispatches):3}")

# %% [markdown]
"""
### Try · Whose time is it?

Connect a receiver to `pre_save` that sleeps for a tenth of a second. Watch all four
signals with one `sv.watch(*watched)`, create a book, and read the timeline.
"""

# %%
# Your turn.

# %% [markdown]
"""
## What you pay before the send

A send that nobody hears is nearly free. But its arguments are made **before** it.
"""

# %%
from django.dispatch import Signal

sv.reset()
order_paid = Signal()
made = []


class Checkout:
    """The part of the shop where customers pay."""


# %%
def make_invoice():
    made.append("an invoice, with all its pages")
    return made[-1]


def pay():
    order_paid.send(sender=Checkout, invoice=make_invoice())


# %% [markdown]
"""
### Predict · An invoice for nobody

No receiver is connected.
"""

# %%
guess = sv.predict(
    "pay() runs three times. How many invoices are made?",
    options=[0, 1, 3],
    pick="one",
)
guess

# %% [markdown]
"""
### Measure · Three invoices, no reader
"""

# %%
for _ in range(3):
    pay()
guess.judge(len(made))
print("invoices:", len(made))

# %% [markdown]
"""
Python makes the arguments first, and calls then. That `send()` will look at an empty
list, it cannot know. `has_listeners()` tells it beforehand:
"""

# %%
def pay():
    if order_paid.has_listeners(Checkout):
        order_paid.send(sender=Checkout, invoice=make_invoice())


def archive(sender, invoice, **kwargs):
    """Put it into a folder."""


# %%
made.clear()
pay()
print("nobody listens:   invoices:", len(made))

order_paid.connect(archive)
flow = sv.watch(order_paid)
pay()
print("somebody listens: invoices:", len(made))
flow

# %% [markdown]
"""
Or send something that is cheap, and let the receiver make the rest if it needs it: the
key of the order, say. That also helps where there are receivers, but none wants
the invoice.
"""

# %% [markdown]
"""
### Try · The wrong sender

Ask `has_listeners()` without a sender, and connect `archive` with `sender=int`. How many
invoices does `pay()` make now, and who reads them?
"""

# %%
# Your turn.

# %% [markdown]
"""
## Do not measure the measuring

Whoever watches, costs something. So do we.
"""

# %%
import time
import timeit

from django.dispatch import Signal

sv.reset()


def cost(action, number=10):
    """Return the seconds that one call takes, in the best of many short rounds."""
    return min(timeit.repeat(action, number=number, repeat=100)) / number


class Checkout:
    """The part of the shop where customers pay."""


# %% [markdown]
"""
### Predict · Watched and not watched

One signal, one receiver that does nothing. `sv.trace` writes down each call.
"""

# %%
def reserve_stock(sender, **kwargs):
    """Put one book aside."""


order_paid = Signal()
order_paid.connect(reserve_stock)

guess = sv.predict(
    "A send to an empty receiver, watched: what does it cost?",
    options=["as much as unwatched", "more than unwatched"],
    pick="one",
)
guess

# %% [markdown]
"""
### Measure · With and without
"""

# %%
def pay():
    order_paid.send(sender=Checkout)


bare = cost(pay)
with sv.trace(order_paid):
    watched = cost(pay)

more = watched > bare * 1.2
guess.judge("more than unwatched" if more else "as much as unwatched")
print("watching makes an empty send slower:", more)

# %% [markdown]
"""
An empty receiver is the worst case. Here is one that works, for a thousandth of a
second:
"""

# %%
def send_confirmation(sender, **kwargs):
    time.sleep(0.001)


order_paid = Signal()
order_paid.connect(send_confirmation)

bare = cost(pay, number=1)
with sv.trace(order_paid):
    watched = cost(pay, number=1)
print("watching adds less than a half to it:", watched < bare * 1.5)

# %% [markdown]
"""
### Read · Three rules

1. **Compare, do not read off.** "Twice as fast" is true on two machines. "Three
   millionths of a second" is true on one.
2. **The best of many short rounds.** The others tell what else your machine did.
3. **Find the slow one while watched, measure it unwatched.** The picture says who it
   is. `timeit` says how much you have gained.

And count queries before you count seconds.
"""

# %% [markdown]
"""
### Build · A budget for the checkout

The bookshop gets a guard. It looks at a recording, and names each receiver that took
too long. In a test, it keeps slow receivers out of the checkout.
"""

# %%
from django.dispatch import Signal

order_paid = Signal()


def over_budget(trace, seconds):
    return [
        f"{call.receiver} of {sent.signal}"
        for sent in trace.dispatches
        for call in sent.calls
        if call.duration_ns is not None and call.duration_ns > seconds * 1e9
    ]


# %%
def print_label(sender, **kwargs):
    time.sleep(0.2)


order_paid.connect(reserve_stock)
order_paid.connect(print_label, sender=Checkout)

with sv.trace(order_paid) as trace:
    order_paid.send(sender=None)
    order_paid.send(sender=Checkout)

print("over budget:", over_budget(trace, seconds=0.1))

# %%
trace.show()

# %% [markdown]
"""
## Before you go on
"""

# %% [markdown]
"""
### Read · Performance in eight lines

1. A send that nobody hears costs a few plain calls.
2. It grows with the list, one small step for each receiver.
3. Who hears another sender costs a look, too. `use_caching=True` saves the looks.
4. What is slow is nearly always a receiver. The timeline says which.
5. An async receiver under `send()` costs a thread and a loop, in each send.
6. In a `save()`, most of the time goes to the database, and little to the signals.
7. Count the queries of receivers. `post_init` comes for each row that is read.
8. Arguments are made before the send, even if nobody listens.
"""

# %% [markdown]
"""
### Recall · Without looking

Answer first, then open. The last two come from lessons 03 and 08.

<details><summary>Nobody listens. May I send all the same?</summary>
Yes. The send costs a few plain calls. But look at what you make for its arguments.
</details>

<details><summary>A thousand receivers hear other senders. Do they cost?</summary>
Yes: a plain signal looks at each entry. With use_caching it remembers.
</details>

<details><summary>Which receivers do you make async to save time?</summary>
Those that wait for others, where the sender can await asend().
</details>

<details><summary>A save is slow. Where do you look first?</summary>
At the timeline, for the slow receiver, and at the number of its queries.
</details>

<details><summary>Why the best round, and not the average?</summary>
What else the machine does can only make a round slower.
</details>

<details><summary>A query reads a thousand rows. Which signals are sent?</summary>
pre_init and post_init, for each row. With values() none.
</details>

<details><summary>Two receivers take a second each. How long does the sender wait?</summary>
Two seconds. They run one after the other.
</details>

<details><summary>Why do post_save and its sisters have a cache?</summary>
They are sent at each save, and mostly nobody hears. The cache knows that without a look
at the list.
</details>
"""

# %% [markdown]
"""
### Exercise · Four exercises

[Exercises for this lesson](exercises/10-performance.ipynb): find the slowest receiver
in a recording, say how often a receiver is called, mend a report, and mend a checkout.
Each one is checked, and each mistake has a hint.

Go on with [lesson 11: Myth busters](11-myth-busters.ipynb), or choose from
[the whole course](index.ipynb).
"""

# %% [markdown]
"""
# Async

The shop asks a courier for a van, and waits for his answer. It tells the search
engine of the sale, and waits again. Must it wait for one after the other?

This page is about receivers written with `async def`: who runs when, in which thread,
what a failure does to the others, and why `send()` fails in a cell like these.

Django has changed some of this in version 6.1. Where your Django matters, the cell
knows both rules, and says whether yours keeps to its rule.
"""

# %%
import signal_viz as sv

sv.configure(debug=False)

# %% [markdown]
"""
## Waiting together

You may read: "There is no built-in async or parallel dispatch." Up to Django 4.2
that was so. Run it.
"""

# %% [markdown]
"""
### Read · await gives others a turn

An **event loop** is one thread with a list of things to do. A function that is written with
`async def` runs there until it comes to an `await`. That says: I have to wait now,
let others go on. A cell of a notebook runs in such a loop, too.

`asyncio.sleep` stands for any waiting: for a courier, a database, another server.
"""

# %%
from django.dispatch import Signal

order_paid = Signal()
diary = []


class Checkout:
    """The part of the shop where customers pay."""


# %%
import asyncio


async def call_courier(sender, **kwargs):
    diary.append("call_courier begins")
    await asyncio.sleep(0.3)
    diary.append("call_courier ends")


async def update_search_index(sender, **kwargs):
    diary.append("update_search_index begins")
    await asyncio.sleep(0.1)
    diary.append("update_search_index ends")


# %% [markdown]
"""
They are connected like any other receiver. On their cards you read *async*.
"""

# %%
order_paid.connect(call_courier)
order_paid.connect(update_search_index)
flow = sv.watch(order_paid)
flow

# %% [markdown]
"""
### Predict · The diary

`await order_paid.asend(...)` sends, and waits for the end. The courier was connected first,
and needs longer.
"""

# %%
guess = sv.predict(
    "In which order do these lines come into the diary?",
    options=[
        "call_courier begins",
        "call_courier ends",
        "update_search_index begins",
        "update_search_index ends",
    ],
    pick="order",
)
guess

# %% [markdown]
"""
### See · Both at once

Watch the bars beside the cards.
"""

# %%
diary.clear()
answers = await order_paid.asend(sender=Checkout)
guess.judge(diary)
flow

# %%
print("\n".join(diary))
print("answers of:", [receiver.__name__ for receiver, _ in answers])

# %% [markdown]
"""
While the courier waited, the search index had its turn. They **begin** in the order
of `connect`; each **ends** when it is ready. The answers stand in the order of `connect`.
"""

# %% [markdown]
"""
### See · No second thread

Together does not mean: in two threads. Each of them is a **task** of the same loop.
"""

# %%
with sv.trace(order_paid) as trace:
    await order_paid.asend(sender=Checkout)

calls = trace.dispatches[0].calls
print("threads:", {call.thread for call in calls})
print("tasks:  ", len({call.task for call in calls}))

# %% [markdown]
"""
### Measure · Ten receivers

Ten receivers wait 0.1 seconds each. One after the other that is one second.
"""

# %%
def make_receiver():
    async def wait_a_little(sender, **kwargs):
        await asyncio.sleep(0.1)

    return wait_a_little


ten = [make_receiver() for _ in range(10)]
order_paid = Signal()
for receiver in ten:
    order_paid.connect(receiver)

# %%
with sv.trace(order_paid) as trace:
    await order_paid.asend(sender=Checkout)

[sent] = trace.dispatches
one_by_one = sum(call.duration_ns for call in sent.calls)
print("less than half of that:", sent.duration_ns < one_by_one / 2)

# %% [markdown]
"""
### See · What you do not await does not happen
"""

# %%
with sv.trace(order_paid) as trace:
    sending = order_paid.asend(sender=Checkout)
    print("we got a", type(sending).__name__)
    sending.close()

print("sends:", len(trace.dispatches))

# %% [markdown]
"""
`asend()` alone only makes a coroutine, a recipe. `await` cooks it. (`close()` throws it away;
without that, Python warns: *was never awaited*.)
"""

# %% [markdown]
"""
### Try · A third one

Write an async receiver that calls `time.sleep(0.2)`, without `await`, and connect it to the
first `order_paid`. Who has to wait now?
"""

# %%
# Your turn.

# %% [markdown]
"""
## Plain and async, mixed

[Lesson 03](03-the-dispatch-flow.ipynb) showed **where** they run: under `asend()` the async
ones in the loop's own thread, the plain ones in another. This part shows **when**.
"""

# %% [markdown]
"""
### Read · One of each

`reserve_stock` is plain, and works for 0.2 seconds. `call_courier` is async.
"""

# %%
import asyncio
import time

from django.dispatch import Signal

sv.reset()
order_paid = Signal()
diary = []


class Checkout:
    """The part of the shop where customers pay."""


# %%
def reserve_stock(sender, **kwargs):
    diary.append("reserve_stock begins")
    time.sleep(0.2)
    diary.append("reserve_stock ends")


async def call_courier(sender, **kwargs):
    diary.append("call_courier begins")
    await asyncio.sleep(0.1)
    diary.append("call_courier ends")


# %%
order_paid.connect(call_courier)
order_paid.connect(reserve_stock)
flow = sv.watch(order_paid)
flow

# %% [markdown]
"""
### Predict · Does the courier have to wait?
"""

# %%
guess = sv.predict(
    "await asend(): when does call_courier begin?",
    options=["before reserve_stock ends", "after reserve_stock has ended"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · Who waits depends on your Django

Watch the picture above.
"""

# %%
import django

diary.clear()
answers = await order_paid.asend(sender=Checkout)

beside = diary.index("call_courier begins") < diary.index("reserve_stock ends")
guess.judge("before reserve_stock ends" if beside else "after reserve_stock has ended")
print("as this Django does it:", beside == (django.VERSION < (6, 1)))
print("answers of:", [receiver.__name__ for receiver, _ in answers])

# %% [markdown]
"""
| `await asend()` | plain receivers | async receivers |
|---|---|---|
| Django 5.0 to 6.0 | one after the other, in a thread | all together, at the same time as the plain ones |
| from 6.1 on | first, one after the other, in a thread | then, all together |

The answers stand in the same order everywhere: plain ones first.

And under `send()`? That is the same everywhere, too: first all plain ones, then all
async ones. `sv.in_thread` sends in a thread of its own; the next but one part says why.
"""

# %%
flow.close()
diary.clear()
sv.in_thread(order_paid.send, sender=Checkout)
print("\n".join(diary))

# %% [markdown]
"""
### Predict · Does the loop stand still?

A loop serves many customers at once. While receivers work, can it go on with others?
`tick` stands for the other customers: it adds a tick each 0.01 seconds, when it has a turn.
"""

# %%
ticks = []


async def tick():
    while True:
        ticks.append("tick")
        await asyncio.sleep(0.01)


async def went_on(sending):
    ticks.clear()
    ticker = asyncio.create_task(tick())
    await sending()
    ticker.cancel()
    return len(ticks) > 4


# %%
async def pack_parcel(sender, **kwargs):
    time.sleep(0.2)


guess = sv.predict(
    "Under which of these do other customers get a turn?",
    options=["send(), plain", "asend(), plain", "asend(), async with time.sleep"],
    pick="some",
)
guess

# %% [markdown]
"""
### See · Who blocks the loop
"""

# %%
plain, blocking = Signal(), Signal()
plain.connect(reserve_stock)
blocking.connect(pack_parcel)


async def plain_send():
    plain.send(sender=Checkout)


cases = {
    "send(), plain": plain_send,
    "asend(), plain": lambda: plain.asend(sender=Checkout),
    "asend(), async with time.sleep": lambda: blocking.asend(sender=Checkout),
}

# %%
turns = {name: await went_on(sending) for name, sending in cases.items()}
guess.judge([name for name in turns if turns[name]])
for name, turn in turns.items():
    print(f"{name:31} others get a turn: {turn}")

# %% [markdown]
"""
* `send()` holds the loop until the last receiver is done.
* `await asend()` puts plain receivers into a thread. **You** wait, the loop does not.
* An async receiver runs in the loop. If it does not `await`, everybody waits:
  `async def` alone makes nothing faster.
"""

# %% [markdown]
"""
### Try · Which Django is it?

Run `import django` and `django.VERSION`. Then move the line that connects `call_courier`
behind that of `reserve_stock`. Does the diary of `asend()` change?
"""

# %%
# Your turn.

# %% [markdown]
"""
## Who counts as async?

Django looks at a receiver once, when it is connected: must it be awaited? It can be wrong.
"""

# %% [markdown]
"""
### Read · Seven receivers that do the same

Each of them leads to a coroutine, in another way.
"""

# %%
from functools import partial

from asgiref.sync import markcoroutinefunction
from django.dispatch import Signal

sv.reset()


class Checkout:
    """The part of the shop where customers pay."""


async def quote(sender, **kwargs):
    return 9


# %%
class Carrier:
    async def __call__(self, sender, **kwargs):
        return 9

    async def quote(self, sender, **kwargs):
        return 9


def plain_def(sender, **kwargs):
    return quote(sender, **kwargs)


# %%
carrier = Carrier()
receivers = {
    "async def": quote,
    "method": carrier.quote,
    "partial": partial(quote, weight=1),
    "object": carrier,
    "marked object": markcoroutinefunction(Carrier()),
    "lambda": lambda sender, **kwargs: quote(sender),
    "plain def": plain_def,
}

# %% [markdown]
"""
### Predict · Who is awaited?

The object has `async def __call__`. The lambda and the plain function call `quote` and
return what they get.
"""

# %%
guess = sv.predict(
    "Which of these does asend() await?",
    options=list(receivers),
)
guess

# %% [markdown]
"""
### See · An answer, or a coroutine
"""

# %%
answers = {}
for name, receiver in receivers.items():
    shipping_quote = Signal()
    shipping_quote.connect(receiver)
    [(_, answers[name])] = await shipping_quote.asend(sender=Checkout)

guess.judge([name for name, answer in answers.items() if answer == 9])
for name, answer in answers.items():
    print(f"{name:14} {type(answer).__name__}")

# %%
for answer in answers.values():
    if answer != 9:
        answer.close()  # nobody will await it any more

# %% [markdown]
"""
Where the answer is a coroutine, **nothing has happened**: the body has not run. Django
looks only for the mark of `async def` on the receiver itself. A function has it, a
method has it, `partial` hands it on. An object of your own does not have it, nor does
anything that is plain and only *returns* a coroutine.
"""

# %% [markdown]
"""
### Fix · The silent carrier

Mend the connection so that the carrier's answer is 9. There are two ways. Try it,
then open.

<details><summary>Two ways</summary>
Connect a method that is written with async def: <code>carrier.__call__</code> is one.
Or mark the object with <code>markcoroutinefunction(carrier)</code>. The next cell takes
the first way.
</details>
"""

# %%
shipping_quote = Signal()
shipping_quote.connect(carrier.__call__)
[(_, answer)] = await shipping_quote.asend(sender=Checkout)
print("answer:", answer)

# %% [markdown]
"""
### Try · Ask the registry

`sv.registry(signal)[0].is_async` says what Django believes. Ask it for the lambda.
"""

# %%
# Your turn.

# %% [markdown]
"""
## send() in a running loop

A cell runs in an event loop, and so does an async view. What does a plain `send()` do there?
"""

# %% [markdown]
"""
### Read · One of each, once more
"""

# %%
import asyncio

from django.dispatch import Signal

sv.reset()
order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


# %%
def reserve_stock(sender, **kwargs):
    """Put one book aside."""


async def call_courier(sender, **kwargs):
    await asyncio.sleep(0)


order_paid.connect(call_courier)
order_paid.connect(reserve_stock)
flow = sv.watch(order_paid)

# %% [markdown]
"""
### Predict · Who runs?
"""

# %%
guess = sv.predict(
    "order_paid.send(sender=Checkout) in a cell: which receivers run?",
    options=[call_courier, reserve_stock],
    ending=True,
)
guess

# %% [markdown]
"""
### See · Half of the work
"""

# %%
try:
    order_paid.send(sender=Checkout)
except RuntimeError as error:
    print(str(error).partition(" - ")[0])
guess.judge(flow)
flow

# %% [markdown]
"""
### Read · Why

`send()` is a plain function: it must have all answers before it returns. So it needs a loop
that runs until the async receivers are done. But this thread has a loop already, and
that one is busy: it is just now running your cell. It cannot go on before `send()`
returns, and `send()` cannot return before it goes on. Django refuses instead.

It does so **late**: the plain receivers have run by then.
"""

# %% [markdown]
"""
### See · Honest ways

Four ways to send in a loop, with plain and with async receivers. They differ in
the threads.
"""

# %%
from asgiref.sync import sync_to_async

ways = {
    "asend()": lambda: order_paid.asend(sender=Checkout),
    "sync_to_async(send)()": lambda: sync_to_async(order_paid.send)(sender=Checkout),
    "to_thread(send)": lambda: asyncio.to_thread(order_paid.send, sender=Checkout),
}


def places(trace):
    return {call.receiver: call.thread for call in trace.dispatches[0].calls}


# %%
flow.close()
for name, way in ways.items():
    with sv.trace(order_paid) as trace:
        await way()
    found = places(trace)
    print(f"await {name:22} {found['reserve_stock']:9} {found['call_courier']}")

with sv.trace(order_paid) as trace:
    sv.in_thread(order_paid.send, sender=Checkout)
found = places(trace)
print(f"{'sv.in_thread(send)':28} {found['reserve_stock']:9} {found['call_courier']}")

# %% [markdown]
"""
The second column is the thread of the plain receiver, the third that of the async one.
Each worker has another number. Take `await asend()` wherever you can say `await`. The last
way is for the notebook: it holds the loop.
"""

# %% [markdown]
"""
### See · Ways that only look right
"""

# %%
from asgiref.sync import async_to_sync

sending = order_paid.asend(sender=Checkout)
try:
    asyncio.run(sending)
except RuntimeError as error:
    print(error)
sending.close()

try:
    async_to_sync(order_paid.asend)(sender=Checkout)
except RuntimeError as error:
    print(str(error).partition(" - ")[0])

# %% [markdown]
"""
Both want a second loop in a thread that has one.
"""

# %% [markdown]
"""
### Predict · A save in a cell

An async receiver of `post_save`, and a plain `create()`.
"""

# %%
from django.db import models, transaction
from django.db.models.signals import post_save

sv.reset()


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)

# %%
async def update_search_index(sender, **kwargs):
    return await sender.objects.acount()


post_save.connect(update_search_index, sender=Order)
flow = sv.watch(post_save, senders=[Order])
guess = sv.predict(
    "create() in a cell raises RuntimeError. Is the order in the table?",
    options=["yes", "no"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · The row that stays, again
"""

# %%
try:
    Order.objects.create(item="Emma")
except RuntimeError as error:
    print("create() raised:", type(error).__name__)

guess.judge(Order.objects.exists())
print("orders in the table:", Order.objects.count())
flow

# %% [markdown]
"""
The same trap as in [lesson 06](06-transactions.ipynb). The honest way is
`asave()`, or `acreate()`:
"""

# %%
flow.close()
order = Order(item="Persuasion")
with sv.trace(post_save) as trace:
    await order.asave()

[sent] = trace.dispatches
print(f"{sent.signal} is sent with {sent.method}() in {sent.thread}")
for call in sent.calls:
    print(f"{call.receiver} runs in {call.thread}, and counts {call.response}")

# %% [markdown]
"""
`asave()` does not use `asend()`: it runs the plain `save()` in a thread. From there the async
receiver comes back to the loop.
"""

# %% [markdown]
"""
### See · Inside the transaction, too

Where no loop runs, in a plain view for example, `send()` needs nobody's help. And
its async receivers work on the sender's connection: they see the row that is not
committed yet.
"""

# %%
def buy():
    with transaction.atomic():
        Order.objects.create(item="Villette")
        transaction.set_rollback(True)


before = Order.objects.count()
with sv.trace(post_save) as trace:
    sv.in_thread(buy)

[call] = trace.dispatches[0].calls
print("one more for the receiver:", call.response == str(before + 1))
print("one more in the table:    ", Order.objects.count() == before + 1)

# %% [markdown]
"""
### See · An async receiver must await its queries

A notebook of this course allows plain queries in a loop. A project does not. This cell
takes that permission away for a moment.
"""

# %%
import os
from unittest import mock


async def count_wrongly(sender, **kwargs):
    return sender.objects.count()


post_save.disconnect(update_search_index, sender=Order)
post_save.connect(count_wrongly, sender=Order)

# %%
with mock.patch.dict(os.environ):
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    try:
        sv.in_thread(Order.objects.create, item="Villette")
    except Exception as error:
        print(type(error).__name__)
        print(str(error).partition(" - ")[0])

# %% [markdown]
"""
### Try · Without the async one

Disconnect `call_courier` from `order_paid`, and call `order_paid.send(sender=Checkout)`
in a cell. Does it raise?
"""

# %%
# Your turn.

# %% [markdown]
"""
## When one of them fails

Plain receivers stand in a row: who raises stops those behind. Async ones are on their way
all at once. What becomes of the others?
"""

# %% [markdown]
"""
### Read · The card is refused, while the van is on its way
"""

# %%
import asyncio

import django
from django.dispatch import Signal

sv.reset()
order_paid = Signal()
diary = []
new = django.VERSION >= (6, 1)


class Checkout:
    """The part of the shop where customers pay."""


# %%
async def charge_card(sender, **kwargs):
    await asyncio.sleep(0.05)
    raise ValueError("card refused")


async def call_courier(sender, **kwargs):
    try:
        await asyncio.sleep(0.2)
    except asyncio.CancelledError:
        diary.append("the van is cancelled")
        raise
    diary.append("the van comes")


# %%
order_paid.connect(charge_card)
order_paid.connect(call_courier)
flow = sv.watch(order_paid)
flow

# %% [markdown]
"""
### Predict · What becomes of the van?

`asend()` raises after 0.05 seconds. We wait until 0.3 more are over, and look into the diary.
"""

# %%
guess = sv.predict(
    "charge_card has raised. What does the diary say in the end?",
    options=["the van comes", "the van is cancelled"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · Who is cancelled depends on your Django

Watch the picture above.
"""

# %%
diary.clear()
try:
    await order_paid.asend(sender=Checkout)
except ValueError as error:
    print("asend() raised:", error)
print("already in the diary, by its rule:", bool(diary) == new)

await asyncio.sleep(0.3)
guess.judge(diary)
rule = ["the van is cancelled"] if new else ["the van comes"]
print("in the end, by its rule:", diary == rule)

# %% [markdown]
"""
Up to Django 6.0 nobody looks after the others: the exception is with you at once, and the van
comes **later**, in the background, although the card was refused. From 6.1 on the others are
cancelled first: each gets a `CancelledError` at the place where it waits.

Under a plain `send()` the loop ends with the send. So there they are cancelled, on
every Django:
"""

# %%
flow.close()
diary.clear()
try:
    sv.in_thread(order_paid.send, sender=Checkout)
except ValueError as error:
    print("send() raised:", error)
print(diary)

# %% [markdown]
"""
### Predict · Two failures

`send_confirmation` fails, too, at the same moment.
"""

# %%
async def refuse(sender, **kwargs):
    raise ValueError("card refused")


async def send_confirmation(sender, **kwargs):
    raise KeyError("no address")


order_paid = Signal()
order_paid.connect(refuse)
order_paid.connect(send_confirmation)

# %%
guess = sv.predict(
    "Does except ValueError round asend() catch what comes out?",
    options=["yes", "no"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · One exception, or a group
"""

# %%
try:
    await order_paid.asend(sender=Checkout)
except Exception as error:
    caught = error

guess.judge(isinstance(caught, ValueError))
kind = ExceptionGroup if new else ValueError
print("what this Django raises, by its rule:", type(caught) is kind)

# %% [markdown]
"""
Up to 6.0 you get the first exception, and the other one is lost. From 6.1 on you get an
`ExceptionGroup` with both, as soon as there is more than one. `except ValueError` does not
catch that. `except*` catches both forms:
"""

# %%
try:
    await order_paid.asend(sender=Checkout)
except* ValueError:
    print("the card was refused")
except* KeyError:
    assert new  # before 6.1 we do not hear of it

# %% [markdown]
"""
### See · A plain one fails

Under `asend()`, with an async receiver beside it.
"""

# %%
import time


def reserve_stock(sender, **kwargs):
    time.sleep(0.1)
    raise ValueError("sold out")


order_paid = Signal()
order_paid.connect(call_courier)
order_paid.connect(reserve_stock)

# %%
diary.clear()
try:
    await order_paid.asend(sender=Checkout)
except ValueError as error:
    print("asend() raised:", error)
await asyncio.sleep(0.3)

rule = [] if new else ["the van comes"]
print("in the end, by its rule:", diary == rule)

# %% [markdown]
"""
### Read · Both rules

| `await asend()` | Django 5.0 to 6.0 | from 6.1 on |
|---|---|---|
| an async receiver raises | the others go on in the background | the others are cancelled |
| two raise at once | the first exception | an `ExceptionGroup` with both |
| a plain receiver raises | async ones are on their way, and go on | async ones never begin |
"""

# %% [markdown]
"""
### See · asend_robust() lets all come to an end

On every Django, whoever fails. The exceptions stand in the list.
"""

# %%
order_paid = Signal()
for receiver in (charge_card, send_confirmation, call_courier):
    order_paid.connect(receiver)
flow = sv.watch(order_paid)

# %%
diary.clear()
answers = await order_paid.asend_robust(sender=Checkout)
for receiver, answer in answers:
    print(f"{receiver.__name__:18} {answer!r}")
print(diary)
flow

# %% [markdown]
"""
So if receivers do not depend on each other, take `asend_robust()`, and look through the list.
"""

# %% [markdown]
"""
### Try · Another order

Connect `call_courier` before `charge_card` in the first example. Does the van come?
"""

# %%
# Your turn.

# %% [markdown]
"""
## The customer closes the window

An async view can be cancelled: nobody waits for the page any more. What becomes of an `asend()`
that is under way?
"""

# %% [markdown]
"""
### Read · Cancel it in the middle

`cancel_soon` begins a send as a task, waits 0.1 seconds, and cancels it.
"""

# %%
import asyncio
import time

from django.dispatch import Signal

sv.reset()
diary = []


class Checkout:
    """The part of the shop where customers pay."""


# %%
async def cancel_soon(signal):
    sending = asyncio.create_task(signal.asend(sender=Checkout))
    await asyncio.sleep(0.1)
    sending.cancel()
    try:
        await sending
    except asyncio.CancelledError:
        diary.append("asend() is cancelled")
    await asyncio.sleep(0.5)


# %%
async def call_courier(sender, **kwargs):
    await asyncio.sleep(0.4)
    diary.append("the van comes")


def reserve_stock(sender, **kwargs):
    time.sleep(0.3)
    diary.append("reserve_stock is done")


def write_audit_log(sender, **kwargs):
    diary.append("write_audit_log is done")


# %%
for_async, for_plain = Signal(), Signal()
for_async.connect(call_courier)
for_plain.connect(reserve_stock)
for_plain.connect(write_audit_log)
flow = sv.watch(for_async, for_plain)
flow

# %% [markdown]
"""
### Predict · Who stops?
"""

# %%
guess = sv.predict(
    "Both sends are cancelled in the middle. Who comes to an end all the same?",
    options=[call_courier, reserve_stock, write_audit_log],
)
guess

# %% [markdown]
"""
### See · A thread cannot be cancelled
"""

# %%
diary.clear()
await cancel_soon(for_async)
print("async:", diary)

# %%
diary.clear()
await cancel_soon(for_plain)
calls = [call for sent in flow.trace.dispatches for call in sent.calls]
guess.judge([call.receiver for call in calls if call.state == "returned"])
print("plain:", diary)

# %% [markdown]
"""
An async receiver is cancelled where it waits. A plain one runs in a thread, and nobody can
stop a thread: it goes on, and even the next one is called, although the sender has gone.
"""

# %% [markdown]
"""
### See · A receiver that is cancelled itself

This receiver raises `CancelledError`, as happens when something that it awaits is
cancelled.
"""

# %%
async def give_up(sender, **kwargs):
    raise asyncio.CancelledError


order_paid = Signal()
order_paid.connect(give_up)
try:
    [(_, outcome)] = await order_paid.asend(sender=Checkout)
except asyncio.CancelledError:
    outcome = "cancelled"

# %%
import django

rule = None if django.VERSION >= (6, 1) else "cancelled"
print("by the rule of this Django:", outcome == rule)

# %% [markdown]
"""
Up to 6.0 the `CancelledError` comes out of `asend()`. From 6.1 on it is swallowed, and the answer
is `None`, as if all had gone well.
"""

# %% [markdown]
"""
### Try · Clean up

Give `call_courier` a `try` and a `finally` that writes into the diary. Does it run
when the send is cancelled?
"""

# %%
# Your turn.

# %% [markdown]
"""
## Context variables

A `ContextVar` is like a global variable that each task and each request has for
itself: the customer, the language, a number for the log.
"""

# %% [markdown]
"""
### See · Receivers see what the sender has set

Whatever the way, and whatever the thread:
"""

# %%
import asyncio
from contextvars import ContextVar

from django.dispatch import Signal

sv.reset()
customer = ContextVar("customer", default="nobody")
seen = []


class Checkout:
    """The part of the shop where customers pay."""


# %%
def write_audit_log(sender, **kwargs):
    seen.append(customer.get())


async def call_courier(sender, **kwargs):
    seen.append(customer.get())


order_paid = Signal()
order_paid.connect(write_audit_log)
order_paid.connect(call_courier)
flow = sv.watch(order_paid)
flow

# %%
seen.clear()
customer.set("Ada")
await order_paid.asend(sender=Checkout)
sv.in_thread(order_paid.send, sender=Checkout)
print(seen)

# %% [markdown]
"""
### Predict · And the other way round?

`greet` sets the variable. It is plain. `greet_later` does the same, and is async.
"""

# %%
def greet(sender, **kwargs):
    customer.set("Jane")


async def greet_later(sender, **kwargs):
    customer.set("Jane")


def sees_after_send(receiver):
    customer.set("Ada")
    signal = Signal()
    signal.connect(receiver)
    signal.send(sender=Checkout)
    return customer.get()

# %%
async def sees_after_asend(receiver):
    customer.set("Ada")
    signal = Signal()
    signal.connect(receiver)
    await signal.asend(sender=Checkout)
    return customer.get()


cases = ["send(), plain", "send(), async", "asend(), plain", "asend(), async"]
guess = sv.predict("Where does the sender see Jane?", options=cases)
guess

# %% [markdown]
"""
### See · Who sees Jane depends on your Django
"""

# %%
found = [
    sv.in_thread(sees_after_send, greet),
    sv.in_thread(sees_after_send, greet_later),
    await sees_after_asend(greet),
    await sees_after_asend(greet_later),
]

# %%
import django

sees = [case for case, name in zip(cases, found, strict=True) if name == "Jane"]
guess.judge(sees)
rule = cases if django.VERSION >= (6, 1) else ["send(), plain"]
print("by the rule of this Django:", sees == rule)

# %% [markdown]
"""
A plain receiver under `send()` runs in the sender's own context: what it sets stays. Everything
else runs in a copy. From 6.1 on Django carries the changes back; up to 6.0 they are lost.
So let a receiver return what the sender should know.
"""

# %% [markdown]
"""
### Try · A neighbour

Connect `greet_later` and then `call_courier` to one signal, and `await` its `asend()`.
Does `call_courier` see Jane?
"""

# %%
# Your turn.

# %% [markdown]
"""
## Before you go on
"""

# %% [markdown]
"""
### Fix · Async, and slow all the same

Two async receivers, 0.2 seconds each. But they do not wait together.
"""

# %%
import asyncio
import time

from django.dispatch import Signal

sv.reset()
diary = []


class Checkout:
    """The part of the shop where customers pay."""


# %%
def ask(carrier):
    diary.append(f"{carrier} is asked")
    time.sleep(0.2)
    diary.append(f"{carrier} has answered")


# %%
async def by_courier(sender, **kwargs):
    ask("the courier")


async def by_post(sender, **kwargs):
    ask("the post")


shipping_quote = Signal()
shipping_quote.connect(by_courier)
shipping_quote.connect(by_post)
diary.clear()
await shipping_quote.asend(sender=Checkout)
print("\n".join(diary))

# %% [markdown]
"""
Mend it, so that both are asked before the first one answers. Leave `ask` as it is: it
comes from a library that knows no `await`. Try it in the cell above, then open.

<details><summary>One way</summary>
<code>await asyncio.to_thread(ask, "the courier")</code> runs it in a thread, and gives
others a turn meanwhile. The next cell does it.
</details>
"""

# %%
async def by_courier(sender, **kwargs):
    await asyncio.to_thread(ask, "the courier")


async def by_post(sender, **kwargs):
    await asyncio.to_thread(ask, "the post")


shipping_quote = Signal()
shipping_quote.connect(by_courier)
shipping_quote.connect(by_post)
diary.clear()
await shipping_quote.asend(sender=Checkout)
print("both are asked first:", [line[-8:] for line in diary[:2]] == ["is asked"] * 2)

# %% [markdown]
"""
### Build · An async checkout

Our bookshop grows by one piece in each lesson. Today: the checkout of an async view. What must
be all or nothing stays plain, in one transaction. What only waits comes after it, together.
"""

# %%
from django.db import models, transaction

sv.reset()
order_paid, order_confirmed = Signal(), Signal()
outbox = []


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)

# %%
from asgiref.sync import sync_to_async


def store(item):
    with transaction.atomic():
        order = Order.objects.create(item=item)
        order_paid.send(sender=Checkout, order=order)


async def pay(item):
    await sync_to_async(store)(item)
    answers = await order_confirmed.asend_robust(sender=Checkout, item=item)
    return [one.__name__ for one, answer in answers if isinstance(answer, Exception)]


# %%
def reserve_stock(sender, order, **kwargs):
    if order.item == "Dracula":
        raise ValueError("sold out")


async def send_confirmation(sender, item, **kwargs):
    await asyncio.sleep(0.1)
    outbox.append(item)


async def call_courier(sender, item, **kwargs):
    raise ConnectionError("no van today")

# %%
order_paid.connect(reserve_stock)
order_confirmed.connect(send_confirmation)
order_confirmed.connect(call_courier)
flow = sv.watch(order_paid, order_confirmed)

print("failed:", await pay("Emma"))
flow

# %%
flow.close()
try:
    await pay("Dracula")
except ValueError as error:
    print("not sold:", error)

print("orders:", [order.item async for order in Order.objects.all()])
print("mails: ", outbox)

# %% [markdown]
"""
*Emma* is sold and confirmed, and somebody must look for a van. *Dracula* left nothing behind.
"""

# %% [markdown]
"""
### Read · Async in nine lines

1. Async receivers begin in the order of `connect`, and wait together.
2. `asend()` without `await` sends nothing.
3. Up to 6.0 plain receivers run beside the async ones, from 6.1 on before them.
4. `await asend()` waits, but lets the loop serve others. `send()` does not.
5. An async receiver that does not `await` blocks everybody.
6. What only *returns* a coroutine is not async for Django, and is never awaited.
7. `send()` in a running loop refuses async receivers, after the plain ones have run.
8. One fails: up to 6.0 the others go on, from 6.1 on they are cancelled. `asend_robust()` lets
   all come to an end.
9. A cancelled send stops async receivers. Plain ones go on.
"""

# %% [markdown]
"""
### Recall · Without looking

Answer first, then open. The last three come from lessons 02, 03 and 06.

<details><summary>Do async receivers run in threads of their own?</summary>
No. They are tasks of one loop, in one thread.
</details>

<details><summary>An async receiver calls time.sleep(1). Who waits?</summary>
Everybody in that loop: other receivers and other customers.
</details>

<details><summary>send() in an async view raises RuntimeError. Has anything happened?</summary>
Yes. The plain receivers have run.
</details>

<details><summary>Which way to send is right in an async view?</summary>
await asend(), or await asend_robust().
</details>

<details><summary>An object with async def __call__ is connected. What does it answer?</summary>
A coroutine that nobody awaits. Connect a method of it, or mark the object.
</details>

<details><summary>except ValueError round asend(), and Django 6.1. What can slip through?</summary>
An ExceptionGroup, if two receivers raise. except* catches both forms.
</details>

<details><summary>The send is cancelled. Which receivers go on?</summary>
Plain ones: they run in a thread.
</details>

<details><summary>What must every receiver accept, async or not?</summary>
Any argument by name: it ends with **kwargs.
</details>

<details><summary>Where do plain receivers run under send(), and where under asend()?</summary>
In the thread that sends; and in another one, one for all of them.
</details>

<details><summary>create() raised, because a receiver of post_save did. Is there a row?</summary>
Without a transaction round it: yes.
</details>
"""

# %% [markdown]
"""
### Exercise · Four exercises

[Exercises for this lesson](exercises/09-async.ipynb): write a receiver that waits, say who
begins and who ends, mend an async checkout, explain a trace.
Each one is checked, and each mistake has a hint.

Go on with [lesson 10: Performance](10-performance.ipynb), or choose from
[the whole course](index.ipynb).
"""

# %% [markdown]
"""
# The dispatch flow

A customer pays for *Emma*, and the shop sends `order_paid`. What happens now,
step by step, until `send()` comes back?

Seven questions, one part of this page for each.
Now or later? In which order? In which thread? What comes back? What if one fails?
What if a receiver sends? And what if the list changes on the way?

Each part stands alone: run the first cell, then any part you like.
"""

# %%
import signal_viz as sv

sv.configure(debug=False)

# %% [markdown]
"""
## Queued or immediate?

Some systems put work into a queue: the sender goes on, and the work is done later.
Is a signal such a queue?
"""

# %% [markdown]
"""
### Read · Two slow receivers

Two receivers, and each one takes its time. When it is done, it writes a line into
a diary.
"""

# %%
from django.dispatch import Signal

order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


# %%
import time

diary = []


def reserve_stock(sender, **kwargs):
    time.sleep(0.3)
    diary.append("reserve_stock is done")


def send_confirmation(sender, **kwargs):
    time.sleep(0.3)
    diary.append("send_confirmation is done")


# %%
order_paid.connect(reserve_stock)
order_paid.connect(send_confirmation)

flow = sv.watch(order_paid)
flow

# %% [markdown]
"""
### Predict · The diary

Commit to an answer before you run the cell below it. A wrong guess teaches more
than no guess.
"""

# %%
guess = sv.predict(
    "In which order do these lines come into the diary?",
    options=[
        "send() is back",
        "send_confirmation is done",
        "reserve_stock is done",
        "send() begins",
    ],
    pick="order",
)
guess

# %% [markdown]
"""
### See · Now, not later

Watch the picture. Your prediction above is compared as soon as the cell is done.
"""

# %%
diary.clear()
diary.append("send() begins")
order_paid.send(sender=Checkout)
diary.append("send() is back")
guess.judge(diary)
flow

# %%
print("\n".join(diary))

# %% [markdown]
"""
### Read · Nothing is queued

`send()` calls the receivers itself, at once, and comes back after the last one.
So nothing is left to do afterwards. Wait as long as you like:
"""

# %%
lines = len(diary)
time.sleep(0.5)
print("new lines while we waited:", len(diary) - lines)

# %% [markdown]
"""
No queue also means: what is missed is missed. A receiver that comes late
does not hear of the sends before it.
"""

# %%
def write_audit_log(sender, **kwargs):
    diary.append("write_audit_log is done")


order_paid.connect(write_audit_log)
print("it has heard of the first payment:", "write_audit_log is done" in diary)

order_paid.send(sender=Checkout)
print("it has heard of the second one:", "write_audit_log is done" in diary)

# %% [markdown]
"""
### Measure · Slow receivers add up

How long does the customer wait? `sv.trace` has taken the time of each call.
"""

# %%
with sv.trace(order_paid) as trace:
    order_paid.send(sender=Checkout)

[sent] = trace.dispatches
together = sum(call.duration_ns for call in sent.calls)
print("the sender waited for all of them together:", sent.duration_ns >= together)

# %% [markdown]
"""
Below the picture, choose **real time** instead of **slow motion**, and play it again:
that is how long the customer waits.
"""

# %% [markdown]
"""
### Try · Make one slower

Let `reserve_stock` sleep for two seconds. Run the part again. Who waits?
"""

# %% [markdown]
"""
## In which order?

Five receivers want to be called. One of them has to be the first.
"""

# %% [markdown]
"""
### Read · A list with two kinds of receivers

Some receivers hear every sender, some hear only `Checkout`.
Look at the order of the lines with `connect`, too: one receiver is connected twice.
"""

# %%
from django.dispatch import Signal

sv.reset()
order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


def charge_card(sender, **kwargs):
    print("charge_card")


# %%
def reserve_stock(sender, **kwargs):
    print("reserve_stock")


def send_confirmation(sender, **kwargs):
    print("send_confirmation")


def write_audit_log(sender, **kwargs):
    print("write_audit_log")


# %%
order_paid.connect(write_audit_log)
order_paid.connect(reserve_stock, sender=Checkout)
order_paid.connect(charge_card)
order_paid.connect(send_confirmation, sender=Checkout)
order_paid.connect(write_audit_log)

# %% [markdown]
"""
### Predict · Put them in order
"""

# %%
guess = sv.predict(
    "Checkout sends. In which order do they run?",
    options=[charge_card, reserve_stock, send_confirmation, write_audit_log],
    pick="order",
)
guess

# %% [markdown]
"""
### See · The order of connect()
"""

# %%
flow = sv.watch(order_paid)
order_paid.send(sender=Checkout)
guess.judge(flow)
flow

# %% [markdown]
"""
### Read · What counts, and what does not

They run in the order in which they were connected. Nothing else counts:

* not the order of the functions in the file: `charge_card` was written first;
* not how closely they listen: `sender=Checkout` does not make anybody earlier;
* not a second `connect`: `write_audit_log` was on the list, and stayed where it was.
"""

# %% [markdown]
"""
### See · How to move to the end

Only `disconnect` and then `connect` moves a receiver. `sv.registry` shows the list.
"""

# %%
order_paid.connect(write_audit_log)
print("connected again: ", [item.receiver for item in sv.registry(order_paid)])

order_paid.disconnect(write_audit_log)
order_paid.connect(write_audit_log)
print("off, and on again:", [item.receiver for item in sv.registry(order_paid)])

# %% [markdown]
"""
### Try · First in, first called

Bring `charge_card` to the front. You have only `connect` and `disconnect`.
How many lines do you need?
"""

# %%
# Your turn.

# %% [markdown]
"""
It takes many lines, and they must know all the others. So do not build on the order
of `connect`. If one step must come before another, put both into one receiver, and
call them in that order.
"""

# %% [markdown]
"""
## In which thread?

A question that is often asked in job interviews: does a receiver run
in the thread of the sender?
"""

# %% [markdown]
"""
### Read · Ask the receiver

This receiver notes where it runs: in which process, in which thread, and
with which connection to the database.
"""

# %%
import os
import threading

from django.db import connections
from django.dispatch import Signal

sv.reset()
order_paid = Signal()
places = []


class Checkout:
    """The part of the shop where customers pay."""


# %%
def here():
    return os.getpid(), threading.current_thread(), connections["default"]


def reserve_stock(sender, **kwargs):
    places.append(here())


order_paid.connect(reserve_stock)

# %% [markdown]
"""
### Predict · The same thread?
"""

# %%
guess = sv.predict(
    "Does reserve_stock run in the process and in the thread that sends?",
    options=["yes", "no"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · The same process, the same thread
"""

# %%
places.clear()
order_paid.send(sender=Checkout)
guess.judge(places == [here()])
print("same process, thread and connection:", places == [here()])

# %% [markdown]
"""
`send()` is a plain loop. It calls the receiver as you call a function.

Is that so only in the main thread? `sv.in_thread` makes a new thread, and sends there.
The recording says where each call ran: in `main`, or in a worker thread.
"""

# %%
def show(trace):
    [sent] = trace.dispatches
    print(f"{sent.method}() is called in {sent.thread}")
    for call in sorted(sent.calls, key=lambda call: call.receiver):
        print(f"  {call.receiver} runs in {call.thread}")


# %%
with sv.trace(order_paid) as trace:
    sv.in_thread(order_paid.send, sender=Checkout)

show(trace)

# %% [markdown]
"""
### Read · The receiver follows the sender

Whichever thread sends, its plain receivers run there. So they work with the
sender's own connection to the database. [Lesson 06](06-transactions.ipynb) shows what that means for
transactions.

One kind of receiver is different: one written with `async def`.
"""

# %%
from django.dispatch import Signal

order_paid = Signal()


async def call_courier(sender, **kwargs):
    """Ask for a van."""


async def update_search_index(sender, **kwargs):
    """Tell the search machine."""


# %%
def reserve_stock(sender, **kwargs):
    """Put one book aside."""


def send_confirmation(sender, **kwargs):
    """Thank the customer."""


for receiver in (call_courier, reserve_stock, update_search_index, send_confirmation):
    order_paid.connect(receiver)

# %% [markdown]
"""
### Predict · Async receivers under send()

The two async receivers stand in first and third place.
"""

# %%
guess = sv.predict(
    "send() is called in worker 1. Which receivers run in that thread, too?",
    options=[call_courier, reserve_stock, update_search_index, send_confirmation],
)
guess

# %% [markdown]
"""
### See · Another thread for async receivers

The cell sends in a thread, because `send()` in a cell refuses async receivers.
[Lesson 09](09-async.ipynb) shows why.
"""

# %%
with sv.trace(order_paid) as trace:
    sv.in_thread(order_paid.send, sender=Checkout)

calls = trace.dispatches[0].calls
guess.judge([call.receiver for call in calls if call.thread == "worker 1"])
show(trace)
print("order of the calls:", [call.receiver for call in calls])

# %% [markdown]
"""
Two things have changed. The async receivers ran in a second thread, with an event
loop of its own. And the order is new: first all plain receivers, then all async ones.
"""

# %% [markdown]
"""
### See · asend(): the other way round

With `await` and `asend()` the async receivers stay, and the plain ones
move to another thread.
"""

# %%
with sv.trace(order_paid) as trace:
    answers = await order_paid.asend(sender=Checkout)

show(trace)
print("answers:", [receiver.__name__ for receiver, _ in answers])

# %% [markdown]
"""
The answers come in the same order everywhere: plain receivers first.
But who **starts** first with `asend()` depends on your Django: up to 6.0 the async
ones, from 6.1 on the plain ones. This cell knows both rules:
"""

# %%
import django

plain = ["reserve_stock", "send_confirmation"]
asynchronous = ["call_courier", "update_search_index"]
rule = plain + asynchronous if django.VERSION >= (6, 1) else asynchronous + plain

started = [call.receiver for call in trace.dispatches[0].calls]
print("they started as this Django does it:", started == rule)

# %% [markdown]
"""
### Read · The answer for the interview

| receiver | under `send()` | under `await asend()` |
|---|---|---|
| `def` | the thread that sends | another thread, one for all of them |
| `async def` | another thread | the thread that sends |

"Yes, in the same thread" is right for plain receivers and `send()`.
That is what most projects have.
"""

# %% [markdown]
"""
### Try · Without async

Make `call_courier` and `update_search_index` plain: delete the word `async`
two times, and run the part from its `order_paid = Signal()` on.
How many threads are there now?
"""

# %% [markdown]
"""
## What the caller gets back

A receiver is a function, so it can return something. Who gets it?
"""

# %% [markdown]
"""
### Read · The shop asks for offers

Who brings the parcel to the customer? The checkout asks through a signal, and
each carrier answers with its price. A drone cannot carry more than 1 kg.
"""

# %%
from django.dispatch import Signal

sv.reset()
shipping_quote = Signal()


class Checkout:
    """The part of the shop where customers pay."""


# %%
def by_courier(sender, **kwargs):
    return 9


def by_drone(sender, weight, **kwargs):
    return 4 if weight <= 1 else None


def by_post(sender, weight, **kwargs):
    return 3 * weight


# %%
for carrier in (by_courier, by_drone, by_post):
    shipping_quote.connect(carrier)

# %% [markdown]
"""
### Predict · What does send() return?
"""

# %%
guess = sv.predict(
    "offers = shipping_quote.send(...). What is offers?",
    options=[
        "nothing, a NoneType",
        "the last answer, an int",
        "a list of ints",
        "a list of tuples",
    ],
    pick="one",
)
guess

# %% [markdown]
"""
### See · A list of pairs
"""

# %%
offers = shipping_quote.send(sender=Checkout, weight=2)

guess.judge(f"a {type(offers).__name__} of {type(offers[0]).__name__}s")
for receiver, answer in offers:
    print(f"{receiver.__name__:10} {answer}")

# %% [markdown]
"""
### Read · Receiver and answer

`send()` returns a list with one pair for each receiver that was called, in the order
of the calls. The drone had nothing to offer, and answered `None`: what any function
gives that returns nothing.

So the sender can ask for opinions, and decide:
"""

# %%
prices = [answer for _, answer in offers if answer is not None]
print("cheapest:", min(prices))

# %% [markdown]
"""
### See · Nobody answers

If nobody listens, the list is empty. That is no error.
"""

# %%
print(Signal().send(sender=Checkout))

# %% [markdown]
"""
### See · The receiver in the pair

A function comes back as the very object that you connected. A method comes
back as an equal one: Python makes a new method object each time you ask for it.
So compare with `==`, not with `is`.
"""

# %%
class Balloon:
    def quote(self, **kwargs):
        return 25


balloon = Balloon()
shipping_quote.connect(balloon.quote)

receivers = [receiver for receiver, _ in shipping_quote.send(sender=Checkout, weight=1)]
print("by_courier:   ", receivers[0] == by_courier, receivers[0] is by_courier)
print("balloon.quote:", receivers[3] == balloon.quote, receivers[3] is balloon.quote)

# %% [markdown]
"""
### Try · A lighter parcel

Send with `weight=1`. Who is the cheapest now?
"""

# %%
# Your turn.

# %% [markdown]
"""
## When a receiver raises

[Lesson 01](01-the-big-picture.ipynb) showed it once. Here are the details, and the other way to send.
"""

# %% [markdown]
"""
### Read · The card is refused

Three receivers. The second one raises.
"""

# %%
from django.dispatch import Signal

sv.reset()
order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


def charge_card(sender, **kwargs):
    raise ValueError("card refused")


# %%
stock = {"Emma": 3}


def reserve_stock(sender, **kwargs):
    stock["Emma"] -= 1
    return "one book put aside"


def send_confirmation(sender, **kwargs):
    return "mail is out"


for receiver in (reserve_stock, charge_card, send_confirmation):
    order_paid.connect(receiver)

# %% [markdown]
"""
### Predict · send()

Pick the receivers that are called, and say how the send ends.
"""

# %%
guess = sv.predict(
    "order_paid.send(sender=Checkout): which receivers are called?",
    options=[reserve_stock, charge_card, send_confirmation],
    ending=True,
)
guess

# %% [markdown]
"""
### See · send() stops
"""

# %%
flow = sv.watch(order_paid)
answers = None
try:
    answers = order_paid.send(sender=Checkout)
except ValueError as error:
    print("send() raised:", error)

print("answers:", answers)
print("stock:", stock)
guess.judge(flow)
flow

# %% [markdown]
"""
### Read · The price of an exception

* `charge_card` was called, too: it ran until it raised.
* `reserve_stock` ran, and there is one *Emma* less. Nobody takes that back.
* Its answer is lost: `send()` raised, so it returned nothing.
* `send_confirmation` was not reached.
* The sender has the exception, and must deal with it.
"""

# %% [markdown]
"""
### Predict · send_robust()

The same three receivers, but another method: `send_robust()`.
"""

# %%
guess = sv.predict(
    "order_paid.send_robust(sender=Checkout): which receivers are called?",
    options=[reserve_stock, charge_card, send_confirmation],
    ending=True,
)
guess

# %% [markdown]
"""
### See · send_robust() goes on
"""

# %%
answers = order_paid.send_robust(sender=Checkout)
guess.judge(flow.trace.dispatches[-1])
flow

# %%
for receiver, answer in answers:
    print(f"{receiver.__name__:18} {answer!r}")

# %% [markdown]
"""
`send_robust()` caught the exception and went on. Where the others have an answer, `charge_card` has its exception.
It is returned, not raised. **If you do not look at the list, you do not know.**

The exception is complete. Its traceback says in which function it was raised:
"""

# %%
import traceback

error = answers[1][1]
frames = traceback.extract_tb(error.__traceback__)
print(type(error).__name__, "was raised in", frames[-1].name)

# %% [markdown]
"""
### See · It writes a log

`send_robust()` also writes each exception to the logger `django.dispatch`.
This cell listens there.
"""

# %%
import logging


class Show(logging.Handler):
    def emit(self, record):
        print(record.levelname, record.name)
        print(record.getMessage())
        print("with traceback:", record.exc_info is not None)


logger = logging.getLogger("django.dispatch")

# %%
logger.addHandler(Show())
order_paid.send_robust(sender=Checkout)
logger.handlers.clear()

# %% [markdown]
"""
### See · Where it is not robust: not every exception

`send_robust()` catches what is an `Exception`. A `KeyboardInterrupt` is not one: it
is what you get when somebody presses Ctrl-C. It passes through.
"""

# %%
def charge_card(sender, **kwargs):
    raise KeyboardInterrupt("Ctrl-C")


order_paid = Signal()
for receiver in (reserve_stock, charge_card, send_confirmation):
    order_paid.connect(receiver)
flow = sv.watch(order_paid)

# %%
try:
    order_paid.send_robust(sender=Checkout)
except KeyboardInterrupt as error:
    print("send_robust() raised:", repr(error))
print(flow)

# %% [markdown]
"""
### See · Where it is not robust: a receiver without a name

Any object that can be called can be a receiver. This one is no function: it is an
object of a class with `__call__`.
"""

# %%
class CardReader:
    def __call__(self, sender, **kwargs):
        raise ValueError("card refused")


card_reader = CardReader()
order_paid = Signal()
for receiver in (reserve_stock, card_reader, send_confirmation):
    order_paid.connect(receiver)
flow = sv.watch(order_paid)

# %%
try:
    order_paid.send_robust(sender=Checkout)
except AttributeError as error:
    print("send_robust() raised:", error)
flow

# %% [markdown]
"""
### Read · Why that happens

The reader raised `ValueError`, and `send_robust()` caught it. For the log it
needs the receiver's name, `__qualname__`. Our object does not have one. So
the log itself fails, with a new exception, and nobody catches that one.

Who has a `__qualname__`? It is the same in Django 5.2 and in 6.x:
"""

# %%
from functools import partial


def refuse(sender, **kwargs):
    raise ValueError("card refused")


receivers = {
    "a function": refuse,
    "a method": card_reader.__call__,
    "an object": card_reader,
    "a partial": partial(refuse),
}

# %%
for kind, receiver in receivers.items():
    order_paid = Signal()
    order_paid.connect(receiver)
    try:
        [(_, answer)] = order_paid.send_robust(sender=Checkout)
        print(f"{kind:10} in the list: {answer!r}")
    except AttributeError as error:
        print(f"{kind:10} raised: {type(error).__name__}")

# %% [markdown]
"""
### Read · Which one to take

| | `send()` | `send_robust()` |
|---|---|---|
| a receiver raises | the later ones are not reached | the later ones are called |
| the exception | goes up to the sender | stands in the list, and in the log |
| who must look | nobody can overlook it | you: read the list |

And which one does Django take, when you save and delete?
"""

# %%
from django.db import models
from django.db.models.signals import post_delete, post_save

sv.reset()


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)

# %%
def write_audit_log(sender, **kwargs):
    """Write one line."""


post_delete.connect(write_audit_log, sender=Order)

with sv.trace(post_save, post_delete) as trace:
    Order.objects.create(item="Emma").delete()

for sent in trace.dispatches:
    print(f"{sent.signal} is sent with {sent.method}()")

# %% [markdown]
"""
### Try · The card reader under send()

Send with `send()` to the signal that has the `card_reader` on its list.
Which exception comes out: `ValueError` or `AttributeError`? Why?
"""

# %%
# Your turn.

# %% [markdown]
"""
## When a receiver sends

A receiver can do anything. It can also send a signal, in the middle of a send.
"""

# %% [markdown]
"""
### Read · One signal leads to another

The order is paid, so the parcel is packed. When it is packed, the
parcel is shipped, and that is a signal of its own.
"""

# %%
from django.dispatch import Signal

sv.reset()
order_paid, order_shipped = Signal(), Signal()


class Checkout:
    """The part of the shop where customers pay."""


class Warehouse:
    """The part of the shop that packs and ships."""


# %%
def pack_parcel(sender, **kwargs):
    order_shipped.send(sender=Warehouse)


def send_confirmation(sender, **kwargs):
    """Thank the customer."""


def call_courier(sender, **kwargs):
    """Ask for a van."""


def send_tracking_number(sender, **kwargs):
    """Say where the parcel is."""


# %%
order_paid.connect(pack_parcel)
order_paid.connect(send_confirmation)
order_shipped.connect(call_courier)
order_shipped.connect(send_tracking_number)

# %% [markdown]
"""
### Predict · Who waits for whom?
"""

# %%
guess = sv.predict(
    "Checkout sends order_paid. In which order do the four begin?",
    options=[call_courier, pack_parcel, send_confirmation, send_tracking_number],
    pick="order",
)
guess

# %% [markdown]
"""
### See · First down, then on
"""

# %%
flow = sv.watch(order_paid, order_shipped)
order_paid.send(sender=Checkout)
guess.judge(flow)
flow

# %% [markdown]
"""
### Read · Depth first

The inner send is a plain call inside `pack_parcel`. It runs to its end, with
all its receivers, before `pack_parcel` can go on. Only then is it
`send_confirmation`'s turn. One calls that **depth first**.
"""

# %% [markdown]
"""
### Predict · A signal inside itself

A series of three books comes in. Whoever adds volume 0 also adds volume 1,
and so on. Each volume goes into the search index.
"""

# %%
from django.dispatch import Signal

book_added = Signal()
index = []


def add_next_volume(sender, volume, **kwargs):
    if volume < 2:
        book_added.send(sender=sender, volume=volume + 1)


def update_search_index(sender, volume, **kwargs):
    index.append(f"volume {volume}")


# %%
class Catalogue:
    """The part of the shop that knows all books."""


book_added.connect(add_next_volume)
book_added.connect(update_search_index)

guess = sv.predict(
    "In which order do the volumes come into the index?",
    options=["volume 0", "volume 1", "volume 2"],
    pick="order",
)
guess

# %% [markdown]
"""
### See · The last one is first
"""

# %%
flow = sv.watch(book_added)
index.clear()
book_added.send(sender=Catalogue, volume=0)
guess.judge(index)
print(index)
flow

# %% [markdown]
"""
The index hears of volume 2 first. The first send has to wait at `add_next_volume`
until everything below it is done. On the way back, the index gets its turn: 2, 1, 0.

If `add_next_volume` did not stop at 2, it would never end. [Lesson 07](07-pitfalls.ipynb) shows that trap.
"""

# %% [markdown]
"""
### Predict · An exception deep down

Now `call_courier` fails. It is called by the inner send.
"""

# %%
sv.reset()


def call_courier(sender, **kwargs):
    raise ValueError("no van today")


order_paid, order_shipped = Signal(), Signal()
order_paid.connect(pack_parcel)
order_paid.connect(send_confirmation)
order_shipped.connect(call_courier)
order_shipped.connect(send_tracking_number)
flow = sv.watch(order_paid, order_shipped)

# %%
guess = sv.predict(
    "Checkout sends order_paid. Which receivers are called?",
    options=[call_courier, pack_parcel, send_confirmation, send_tracking_number],
    ending=True,
)
guess

# %% [markdown]
"""
### See · All the way up
"""

# %%
try:
    order_paid.send(sender=Checkout)
except ValueError as error:
    print("the outer send() raised:", error)
guess.judge(flow)
flow

# %% [markdown]
"""
### Read · One exception ends two sends

`call_courier` ended the inner send, so `send_tracking_number` was not reached.
The exception came out of `pack_parcel`, and ended the outer send, too. The customer
has paid and gets no confirmation, because there is no van.
"""

# %% [markdown]
"""
### Try · A wall between the two

Use `send_robust` inside `pack_parcel`. Where does the exception stop now?
"""

# %% [markdown]
"""
## When the list changes during a send

A receiver can connect and disconnect, too. The send that is under way:
does it notice?
"""

# %% [markdown]
"""
### Read · A receiver that changes the list

`call_in_helpers` takes one receiver off the list and puts another one on it.
"""

# %%
from django.dispatch import Signal

sv.reset()
order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


def call_in_helpers(sender, **kwargs):
    order_paid.disconnect(send_confirmation)
    order_paid.connect(wrap_gift)


# %%
def send_confirmation(sender, **kwargs):
    """Thank the customer."""


def wrap_gift(sender, **kwargs):
    """Wrap it in paper."""


order_paid.connect(call_in_helpers)
order_paid.connect(send_confirmation)
flow = sv.watch(order_paid)
flow

# %% [markdown]
"""
### Predict · This send, or the next one?
"""

# %%
guess = sv.predict(
    "The first send. Which receivers run?",
    options=[call_in_helpers, send_confirmation, wrap_gift],
)
guess

# %% [markdown]
"""
### See · The first send
"""

# %%
order_paid.send(sender=Checkout)
guess.judge(flow.trace.dispatches[-1])
flow

# %%
print("called:", [call.receiver for call in flow.trace.dispatches[-1].calls])

# %% [markdown]
"""
Nothing changed for this send. `send_confirmation` had left the list already,
and was called all the same. `wrap_gift` was on the list, and was not called.
"""

# %% [markdown]
"""
### See · The second send
"""

# %%
order_paid.send(sender=Checkout)
print("called:", [call.receiver for call in flow.trace.dispatches[-1].calls])
flow

# %% [markdown]
"""
### Read · send() makes up its mind first

Before the first call, `send()` collects everybody who is due. After that it
does not look at the list again. A change counts **from the next send on**.
"""

# %% [markdown]
"""
### See · Once, and never again

That makes a receiver safe that takes itself off the list: it does not
disturb the others.
"""

# %%
order_paid = Signal()


def welcome_first_customer(sender, **kwargs):
    order_paid.disconnect(welcome_first_customer)


order_paid.connect(welcome_first_customer)
order_paid.connect(send_confirmation)
with sv.trace(order_paid) as trace:
    order_paid.send(sender=Checkout)
    order_paid.send(sender=Checkout)
for sent in trace.dispatches:
    print("called:", [call.receiver for call in sent.calls])

# %% [markdown]
"""
### See · A receiver that dies on the way

A signal does not keep its receivers alive: somebody else must
([lesson 02](02-connecting-receivers.ipynb) shows how that goes wrong). Here only the
list `kept` holds `thank_you`, and the first receiver empties that list.
"""

# %%
def thank_you(sender, **kwargs):
    """Thank the customer."""


def tidy_up(sender, **kwargs):
    kept.clear()


order_paid = Signal()
kept = [thank_you]
order_paid.connect(tidy_up)
order_paid.connect(thank_you)
del thank_you

# %%
with sv.trace(order_paid) as trace:
    order_paid.send(sender=Checkout)
    order_paid.send(sender=Checkout)

for sent in trace.dispatches:
    print("called:", [call.receiver for call in sent.calls])

# %% [markdown]
"""
The send that was under way held `thank_you` until its end, and called it.
The next send does not find it any more.
"""

# %% [markdown]
"""
### See · No lock while receivers run

May another thread connect while a receiver runs? Or does it have to
wait until the send is over? Here a receiver starts such a thread, and waits for it.
"""

# %%
import threading

order_paid = Signal()


def ask_a_colleague(sender, **kwargs):
    thread = threading.Thread(target=order_paid.connect, args=(wrap_gift,))
    thread.start()
    thread.join(timeout=5)
    print("the colleague has to wait:", thread.is_alive())


# %%
order_paid.connect(ask_a_colleague)
order_paid.send(sender=Checkout)
print("on the list:", [item.receiver for item in sv.registry(order_paid)])

# %% [markdown]
"""
### Try · Both in one send

What happens if a receiver sends `order_paid` again **after** it has connected
`wrap_gift`? Write it, predict it, run it. (It must not send without end: let it
disconnect itself first.)
"""

# %%
# Your turn.

# %% [markdown]
"""
## Before you go on
"""

# %% [markdown]
"""
### Fix · The card reader

Here is the card reader again. One broken card, and the confirmation is not sent,
although the shop uses `send_robust()`.
"""

# %%
from django.dispatch import Signal

sv.reset()


class Checkout:
    """The part of the shop where customers pay."""


# %%
class CardReader:
    def __call__(self, sender, **kwargs):
        raise ValueError("card refused")


def send_confirmation(sender, **kwargs):
    return "mail is out"


# %%
def checkout_with(receiver):
    order_paid = Signal()
    order_paid.connect(receiver)
    order_paid.connect(send_confirmation)
    try:
        answers = order_paid.send_robust(sender=Checkout)
    except AttributeError as error:
        return f"stopped by {type(error).__name__}"
    return [answer for _, answer in answers]


print(checkout_with(CardReader()))

# %% [markdown]
"""
Mend the reader, so that the last line gives both answers. Try it in the cell above,
then open.

<details><summary>One way</summary>
Connect a method of the object instead of the object. A method has a
<code>__qualname__</code>. The next cell does it.
</details>
"""

# %%
card_reader = CardReader()
print(checkout_with(card_reader.__call__))

# %% [markdown]
"""
### Build · A checkout that tells

Our bookshop grows by one piece in each lesson. Today: a checkout that lets everybody
have their turn, and then says what went wrong.
"""

# %%
order_paid = Signal()


def pay(item):
    failed = []
    for receiver, answer in order_paid.send_robust(sender=Checkout, item=item):
        if isinstance(answer, Exception):
            failed.append(f"{receiver.__name__}: {answer}")
    return failed


# %%
def reserve_stock(sender, item, **kwargs):
    if item == "Dracula":
        raise ValueError("sold out")


order_paid.connect(reserve_stock)
order_paid.connect(send_confirmation)
print("Emma:   ", pay("Emma"))
print("Dracula:", pay("Dracula"))

# %% [markdown]
"""
### Read · The flow in nine lines

1. `send()` collects the receivers that are due, once, before the first call.
2. It calls them now, in its own thread, in the order of `connect`.
3. Async receivers come after the plain ones, in another thread.
4. The sender waits until the last one is done.
5. It gets a list of pairs: receiver and answer.
6. An exception ends `send()`. It goes up to the sender, through every send on the way.
7. `send_robust()` goes on, puts the exception into the list, and writes a log.
8. A send inside a receiver runs to its end first.
9. Who connects or disconnects during a send changes the next one.
"""

# %% [markdown]
"""
### Recall · Without looking

Answer first, then open. The last two come from [lesson 01](01-the-big-picture.ipynb).

<details><summary>A colleague says: “signals are queued, so the page stays fast.”</summary>
No. send() calls the receivers at once, and the page waits for all of them.
</details>

<details><summary>A receiver with sender=Checkout and one without: who runs first?</summary>
The one that was connected first. The sender does not matter for the order.
</details>

<details><summary>Does a receiver run in the thread of the sender?</summary>
A plain one under send(): yes. An async one under send(): no, in another thread.
</details>

<details><summary>send_robust() returned. Did everything go well?</summary>
You do not know yet. Look for exceptions in the list.
</details>

<details><summary>Name two ways through which send_robust() still raises.</summary>
Something that is no Exception, such as KeyboardInterrupt. And an exception in
a receiver without a __qualname__, such as a callable object or a partial.
</details>

<details><summary>A receiver connects another one. When is that one called first?</summary>
In the next send.
</details>

<details><summary>Where does a signal keep its receivers?</summary>
In its own list. There is no dispatcher for all signals.
</details>

<details><summary>Why does update() not send post_save?</summary>
Because post_save is sent by save(), and update() does not call save().
</details>
"""

# %% [markdown]
"""
### Exercise · Four exercises

[Exercises for this lesson](exercises/03-the-dispatch-flow.ipynb): find the cheapest
offer, say who is called in two sends, mend a checkout, explain a trace.
Each one is checked, and each mistake has a hint.

Go on with [lesson 04: Custom signals](04-custom-signals.ipynb), or choose from
[the whole course](index.ipynb).
"""

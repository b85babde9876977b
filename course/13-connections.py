# %% [markdown]
"""
# Connections

Signals belong to an old family. This page meets the relatives: the observer pattern,
which you write yourself; messages between programs; the nerve cell; and the
signal libraries next door.

Each comparison is run. So you learn what a signal is, and where another tool is
the better one.

Each part stands alone: run the first cell, then any part you like.
"""

# %%
import signal_viz as sv

sv.configure(debug=False)

# %% [markdown]
"""
## The observer pattern, from scratch

One object has news. Others want to hear it. How does the one tell the others, without
knowing them by name? That question is older than Django.
"""

# %% [markdown]
"""
### Read · Ten lines

The answer of the books: the one keeps a list. Whoever wants to hear puts a function on
it.
"""

# %%
class Checkout:
    """The part of the shop where customers pay."""

    def __init__(self):
        self.observers = []

    def attach(self, observer):
        self.observers.append(observer)

    def detach(self, observer):
        self.observers.remove(observer)

    def notify(self, **news):
        for observer in self.observers:
            observer(sender=self, **news)


# %%
diary = []


def reserve_stock(sender, item, **kwargs):
    diary.append(f"reserve_stock: {item}")


def send_confirmation(sender, item, **kwargs):
    diary.append(f"send_confirmation: {item}")


# %%
checkout = Checkout()
checkout.attach(reserve_stock)
checkout.attach(send_confirmation)

diary.clear()
checkout.notify(item="Emma")
print("\n".join(diary))

# %% [markdown]
"""
### See · The same with a signal

`Checkout` is sender and list in one. Django takes the list out, and calls it a `Signal`.
The functions are the same two.
"""

# %%
from django.dispatch import Signal

order_paid = Signal()
order_paid.connect(reserve_stock)
order_paid.connect(send_confirmation)

diary.clear()
flow = sv.watch(order_paid)
order_paid.send(sender=Checkout, item="Emma")
print("\n".join(diary))
flow

# %% [markdown]
"""
### Predict · One leaves

Three are on the list. The first one takes itself off **while it is called**.
Look at the loop in `notify`.
"""

# %%
flow.close()


def welcome(sender, **kwargs):
    called.append("welcome")
    kwargs["leave"](welcome)


# %%
def reserve_stock(sender, **kwargs):
    called.append("reserve_stock")


def send_confirmation(sender, **kwargs):
    called.append("send_confirmation")


called = []
three = [welcome, reserve_stock, send_confirmation]

# %%
guess = sv.predict("checkout.notify(...): who is called?", options=three)
guess

# %% [markdown]
"""
### See · Somebody is skipped
"""

# %%
checkout = Checkout()
for observer in three:
    checkout.attach(observer)

called.clear()
checkout.notify(leave=checkout.detach)
guess.judge(called)
print("the ten lines:", called)

# %%
order_paid = Signal()
for observer in three:
    order_paid.connect(observer)

called.clear()
order_paid.send(sender=Checkout, leave=order_paid.disconnect)
print("a signal:     ", called)

# %% [markdown]
"""
The list became shorter under the loop, and the loop missed one. A signal makes up its
mind before the first call ([lesson 03](03-the-dispatch-flow.ipynb)).
"""

# %% [markdown]
"""
### Fix · The skipped observer

Mend `notify`, so that all three are called. It is one word. Run the cell again.
"""

# %%
def notify(self, **news):
    for observer in self.observers:
        observer(sender=self, **news)


Checkout.notify = notify
checkout = Checkout()
for observer in three:
    checkout.attach(observer)

called.clear()
checkout.notify(leave=checkout.detach)
print("called:", called)

# %% [markdown]
"""
<details><summary>One way to mend it</summary>
Walk over a copy of the list: <code>for observer in tuple(self.observers):</code>
</details>
"""


# %% [markdown]
"""
### See · Four questions to both

Now ask both of them what this course has asked: connected twice? nobody holds
it? one raises? what comes back?
"""

# %%
def ten_lines():
    checkout = Checkout()
    return checkout.attach, checkout.notify


def a_signal():
    signal = Signal()
    return signal.connect, lambda: signal.send(sender=Checkout)


# %%
def connected_twice(connect, send):
    connect(reserve_stock)
    connect(reserve_stock)
    send()
    return len(called)


def nobody_holds_it(connect, send):
    connect(lambda sender, **kwargs: called.append("lambda"))
    send()
    return len(called)


# %%
def one_raises(connect, send):
    def charge_card(sender, **kwargs):
        raise ValueError("card refused")

    connect(charge_card)
    connect(reserve_stock)
    try:
        send()
    except ValueError:
        return f"the sender gets it, {len(called)} called after it"


def what_comes_back(connect, send):
    connect(reserve_stock)
    return type(send()).__name__


# %%
questions = [connected_twice, nobody_holds_it, one_raises, what_comes_back]
for question in questions:
    print(question.__name__)
    for make in (ten_lines, a_signal):
        called.clear()
        print(f"  {make.__name__:10} {question(*make())}")

# %% [markdown]
"""
### Read · What Django has added

The idea is the same, and so is the most important answer: one that raises ends the
round, and the sender has the exception. Four things are new: an entry is there once, it
does not keep its function alive, answers come back, and the walk is over a copy.

In one point both are stricter than the word "decoupled" sounds. The sender does not know
its observers. But each observer must know **where to connect**: it imports the signal.
"""

# %% [markdown]
"""
### Try · A list for each sender

Let `attach` take a `sender`, and let `notify` call only those who fit. How many lines?
[Lesson 08](08-under-the-hood.ipynb) goes on from here, up to a whole dispatcher.
"""

# %%
# Your turn.

# %% [markdown]
"""
## How far does a signal reach?

A web shop runs as several processes. Does a signal in one of them reach the others?
"""

# %% [markdown]
"""
### Read · One program, two processes

Here is a small program. It runs two times: once in this notebook, and once as a process
of its own. Both connect the same receiver to the same signal. Only the other
process sends.
"""

# %%
import subprocess
import sys

sv.reset()
PROGRAM = """
from django.dispatch import Signal

order_paid = Signal()
heard = []

def send_confirmation(sender, item, **kwargs):
    heard.append(item)

order_paid.connect(send_confirmation)
"""

# %%
SEND = "order_paid.send(sender=None, item='Emma'); print(*heard)"

# %% [markdown]
"""
### Predict · Who hears it?
"""

# %%
guess = sv.predict(
    "The other process sends. Which receivers run?",
    options=["the one in this notebook", "the one in the other process"],
)
guess

# %% [markdown]
"""
### See · Two lists
"""

# %%
here = {}
exec(PROGRAM, here)
order_paid, heard = here["order_paid"], here["heard"]
flow = sv.watch(order_paid)

command = [sys.executable, "-c", PROGRAM + SEND]
there = subprocess.run(command, capture_output=True, text=True, check=True).stdout

print("in this notebook:    ", heard)
print("in the other process:", there.split())
flow

# %%
right = []
if heard:
    right.append("the one in this notebook")
if there.split():
    right.append("the one in the other process")
guess.judge(right)

# %% [markdown]
"""
### Read · A list in memory

A signal is an object, with a list, in the memory of one process. Another process has
another memory, and so another list. Nothing travels between them.

A shop with four web processes and two workers has six lists. An order that is paid
in one of them is news in that one.
"""

# %% [markdown]
"""
### Try · Send from here

Send `order_paid` in this notebook. Does the picture move? And the other process?
"""

# %%
# Your turn.

# %% [markdown]
"""
## A broker between processes

If nothing travels by itself, something must carry it. A **broker** is a program that takes
messages and hands them on.
"""

# %% [markdown]
"""
### Read · Publish and subscribe

One program **publishes** a message on a **channel**, a name in quotes. Others have
**subscribed** to that channel. They have never met: all they share is the name, and the
address of the broker.

A well-known broker is Redis. The next cell looks for one in the variable
`SIGNAL_VIZ_REDIS`, such as `redis://localhost:6379/0`. Without it, a small stand-in takes
its place. What the cell prints is the one line of this page that depends on your
computer, so it is not stored. All cells after it are the same with both.
"""

# %% tags=["nbval-ignore-output"]
from signal_viz.broker import start_broker

broker = start_broker()

# %%
import subprocess
import sys

import redis

sv.reset()

# %%
LISTEN = """
import sys
import redis

inbox = redis.Redis.from_url(sys.argv[1]).pubsub()
inbox.subscribe(sys.argv[2])
for message in inbox.listen():
    if message["type"] == "subscribe":
        print("listening", flush=True)
    else:
        react(message["data"].decode())
"""

# %% [markdown]
"""
`LISTEN` is the subscriber, a program of its own. What it does with a message is a function
`react`, which differs from cell to cell.
"""

# %%
programs = []


def start(react, channel="order_paid"):
    command = [sys.executable, "-c", react + LISTEN, broker.url, channel]
    program = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    programs.append(program)
    print("the subscriber says:", program.stdout.readline().strip())
    return program


# %%
def stop_all():
    while programs:
        programs[-1].terminate()
        programs.pop().communicate()


# %% [markdown]
"""
### Predict · What does publish() give back?
"""

# %%
guess = sv.predict(
    "publish('order_paid', 'Emma'): what comes back?",
    options=[
        "the answer of the subscriber",
        "how many subscribers there are",
        "nothing",
    ],
    pick="one",
)
guess

# %% [markdown]
"""
### See · From process to process
"""

# %%
MAIL = """
def react(item):
    print("mail for", item, flush=True)
"""

mailer = start(MAIL)
client = redis.Redis.from_url(broker.url)
answer = client.publish("order_paid", "Emma")

print("publish() gave back:", answer)
print("the subscriber says:", mailer.stdout.readline().strip())
guess.judge("how many subscribers there are" if answer == 1 else "nothing")

# %% [markdown]
"""
The message went out of this process, through the broker, into another one. What came
back is a number: so many subscribers have got it. No receiver, no answer.
"""

# %% [markdown]
"""
### See · Nobody learns of an error

This subscriber fails. Under `send()` the sender would have the exception.
"""

# %%
stop_all()
REFUSE = """
def react(item):
    raise ValueError("card refused")
"""

cashier = start(REFUSE)
print("publish() gave back:", client.publish("order_paid", "Emma"))
print("the subscriber ended with an error:", cashier.wait(10) != 0)

# %% [markdown]
"""
### Measure · Nobody waits

A slow subscriber needs a whole second for a mail. How long does the publisher wait?
"""

# %%
import time

stop_all()
SLOW = """
import time

def react(item):
    time.sleep(1)
    print("mail for", item, flush=True)
"""

# %%
slow = start(SLOW)
begin = time.perf_counter()
client.publish("order_paid", "Emma")
waited = time.perf_counter() - begin
print("the subscriber says:", slow.stdout.readline().strip())
print("the publisher waited that second:", waited >= 1)

# %% [markdown]
"""
### See · Who comes late has missed it

Another channel, `order_shipped`. *Emma* is published before the subscriber is there, and
*Dracula* after that.
"""

# %%
stop_all()
print("got it:", client.publish("order_shipped", "Emma"))

mailer = start(MAIL, "order_shipped")
print("got it:", client.publish("order_shipped", "Dracula"))
print("the subscriber says:", mailer.stdout.readline().strip())

# %% [markdown]
"""
In that point a channel is like a signal: no memory. A **queue** keeps its notes until
somebody takes them: [lesson 07](07-pitfalls.ipynb) shows one.
"""

# %% [markdown]
"""
### See · Only text travels

A receiver gets the very object that was sent. A message is text, or bytes.
So one sends the number of a row, or JSON.
"""

# %%
import json

try:
    client.publish("order_shipped", {"item": "Emma", "pk": 1})
except redis.DataError:
    print("DataError: a dict is no text")

client.publish("order_shipped", json.dumps({"item": "Emma", "pk": 1}))
print("the subscriber says:", mailer.stdout.readline().strip())

# %%
stop_all()
client.close()
broker.stop()

# %% [markdown]
"""
### Read · Signal or broker?

Each line was shown above, or in [lesson 03](03-the-dispatch-flow.ipynb).

| | signal | broker |
|---|---|---|
| reaches | one process | every process that knows the address |
| both sides share | an object that they import | a name, an address |
| the sender waits | for all receivers | for nobody |
| what comes back | answers, or an exception | a number |
| what travels | any object | text or bytes |
| what must run | nothing | one more program |
"""

# %% [markdown]
"""
### Try · Two subscribers

Start the broker again, start two subscribers, and publish once. Which number comes back?
"""

# %%
# Your turn.

# %% [markdown]
"""
## The nerve cell

The word "signal" makes people think of nerves: one cell fires, and others react. It is a
good picture, as long as you know what it hides.
"""

# %% [markdown]
"""
### Read · The picture

| in the body | in Django |
|---|---|
| a cell that fires | the sender |
| the branches of its nerve fibre | the signal |
| the places where it touches other cells | the connections |
| the cells behind | the receivers |
"""

# %%
from django.dispatch import Signal

sv.reset()
eye_fires = Signal()


class Eye:
    """Sees a ball coming."""


# %%
def arm(sender, **kwargs):
    """Go up."""


def leg(sender, **kwargs):
    """Step aside."""


def heart(sender, **kwargs):
    """Beat faster."""


# %%
for cell in (arm, leg, heart):
    eye_fires.connect(cell)

flow = sv.watch(eye_fires)
eye_fires.send(sender=Eye)
flow

# %% [markdown]
"""
### Read · A cell that counts

Now a model of a nerve cell that is a little closer to a real one. It does not react
to each signal. It collects them, and fires when it has enough: a **threshold**.
"""

# %%
class NerveCell:
    def __init__(self, threshold):
        self.threshold = threshold
        self.charge = 0
        self.fires = Signal()

    def excite(self, sender, **kwargs):
        self.charge += 1
        if self.charge >= self.threshold:
            self.charge = 0
            self.fires.send(sender=NerveCell)


# %%
def muscle(sender, **kwargs):
    moves.append("the arm goes up")


moves = []
eye = Signal()
motor_cell = NerveCell(threshold=3)
motor_cell_fires = motor_cell.fires
eye.connect(motor_cell.excite)
motor_cell_fires.connect(muscle)

# %% [markdown]
"""
### Predict · The eye fires seven times
"""

# %%
guess = sv.predict(
    "The threshold is 3. How often does the arm move?",
    options=["7 times", "3 times", "2 times", "never"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · Not every signal is a movement
"""

# %%
moves.clear()
motor_cell.charge = 0
flow = sv.watch(eye, motor_cell_fires)
for _ in range(7):
    eye.send(sender=Eye)

guess.judge(f"{len(moves)} times")
print(len(moves), "movements,", motor_cell.charge, "signal left over")
flow

# %% [markdown]
"""
Step back on the picture until you find a signal with which the cell fired.

**The first thing the analogy hides:** a receiver of Django has no threshold. It runs for
each send. If it should count, it must count itself.

### See · One after the other

The cells behind a nerve fibre work at the same time. Receivers do not: in the timeline
each bar begins where the one before has ended.
"""

# %%
import time


def slow_arm(sender, **kwargs):
    time.sleep(0.2)


def slow_leg(sender, **kwargs):
    time.sleep(0.2)


# %%
eye_fires = Signal()
eye_fires.connect(slow_arm)
eye_fires.connect(slow_leg)
flow = sv.watch(eye_fires)
eye_fires.send(sender=Eye)
flow

# %% [markdown]
"""
### See · One is hurt, and the others do not move

A nerve cell that is hurt is silent, and its neighbours work on. A receiver that raises
ends the send for all that come after it.
"""

# %%
def hurt_arm(sender, **kwargs):
    raise ValueError("broken")


eye_fires = Signal()
for cell in (leg, hurt_arm, heart):
    eye_fires.connect(cell)

flow = sv.watch(eye_fires)
try:
    eye_fires.send(sender=Eye)
except ValueError:
    print("and the eye has the exception")
flow

# %% [markdown]
"""
### See · No rest

After it has fired, a nerve cell must rest for a moment. So two cells that excite each
other do not fire without end. Two receivers do:
"""

# %%
left, right = NerveCell(threshold=1), NerveCell(threshold=1)
left.fires.connect(right.excite)
right.fires.connect(left.excite)

try:
    left.excite(sender=Eye)
except RecursionError:
    print("RecursionError")


# %%
class RestingCell(NerveCell):
    rests = False

    def excite(self, sender, **kwargs):
        if not self.rests:
            self.rests = True
            super().excite(sender, **kwargs)
            self.rests = False


# %%
left, right = RestingCell(threshold=1), RestingCell(threshold=1)
left.fires.connect(right.excite)
right.fires.connect(left.excite)

with sv.trace(left.fires, right.fires) as trace:
    left.excite(sender=Eye)
print("signals:", len(trace.dispatches))

# %% [markdown]
"""
### Read · What the picture hides

| a nerve cell | a receiver |
|---|---|
| has a threshold | runs for each send |
| works while others work | waits for its turn |
| is hurt alone | stops those behind it |
| must rest | can be called inside itself |
| gives no answer back | returns a value to the sender |

Our cell is a toy of eight lines. What real cells do is told in a book of biology, or
[in short here](https://en.wikipedia.org/wiki/Neuron).
"""

# %% [markdown]
"""
### Try · A cell that forgets

Let the charge go down by one before each new signal, so that only a quick series makes
the cell fire. What do you need to know about time?
"""

# %%
# Your turn.

# %% [markdown]
"""
## The libraries next door

Python has more signal libraries. Knowing one helps with the others, until it does not.
"""

# %% [markdown]
"""
### Read · Three of them

* **Django**: `Signal`, as you know it.
* **blinker**: signals without Django.
* **pluggy**: hooks for plugins.

Each one gets two functions: `connect`, and `send`, which gives back the answers.
"""

# %%
from types import SimpleNamespace

import blinker
import pluggy
from django.dispatch import Signal

sv.reset()


def with_django():
    signal = Signal()
    return signal.connect, lambda: [back for _, back in signal.send(sender="shop")]


# %%
def with_blinker():
    signal = blinker.Signal()
    return signal.connect, lambda: [back for _, back in signal.send("shop")]


# %% [markdown]
"""
pluggy wants to know first what a hook is called, and which arguments there are: a
**specification**. A plugin is an object with functions of that name.
"""

# %%
hook = pluggy.HookspecMarker("shop")
plugin = pluggy.HookimplMarker("shop")


class Specification:
    @hook
    def order_paid(self, sender):
        """Somebody has paid."""


# %%
def with_pluggy():
    manager = pluggy.PluginManager("shop")
    manager.add_hookspecs(Specification)

    def connect(function):
        part = SimpleNamespace(order_paid=plugin(function))
        manager.register(part, name=str(id(function)))

    return connect, lambda: manager.hook.order_paid(sender="shop")


# %% [markdown]
"""
### Predict · In which order?

Three receivers are connected: `first`, `second`, `third`. Each one returns its name.
"""

# %%
guess = sv.predict(
    "Which library promises to call them in the order of connect()?",
    options=["Django", "blinker", "pluggy"],
)
guess

# %% [markdown]
"""
### See · First, last, or anyhow

A hundred receivers tell more than three.
"""

# %%
def order_of(make):
    connect, send = make()
    receivers = [lambda sender, n=n, **kwargs: n for n in range(100)]
    for receiver in receivers:
        connect(receiver)
    answers = send()
    if answers == list(range(100)):
        return "as connected"
    return "the last one first" if answers[::-1] == list(range(100)) else "another one"


# %%
libraries = {"Django": with_django, "blinker": with_blinker, "pluggy": with_pluggy}
orders = {name: order_of(make) for name, make in libraries.items()}

guess.judge([name for name, order in orders.items() if order == "as connected"])
for name, order in orders.items():
    print(f"{name:8} {order}")

# %% [markdown]
"""
blinker keeps its receivers in a set, and a set has no order. With pluggy, the plugin that
came last has the first word.
"""

# %% [markdown]
"""
### See · Four more questions
"""

# %%
def connected_twice(connect, send):
    def send_confirmation(sender, **kwargs):
        return "mail"

    try:
        connect(send_confirmation)
        connect(send_confirmation)
    except ValueError:
        return "ValueError"
    return f"{len(send())} call"


def nobody_holds_it(connect, send):
    connect(lambda sender: "mail")
    return f"{len(send())} calls"


# %% [markdown]
"""
The next receiver wants an argument that nobody sends.
"""

# %%
def wants_a_price(connect, send):
    def send_confirmation(sender, price):
        return price

    try:
        connect(send_confirmation)
    except pluggy.PluginValidationError:
        return "PluginValidationError at connect"
    try:
        send()
    except TypeError:
        return "TypeError at send"


# %%
def one_raises(connect, send):
    def charge_card(sender, **kwargs):
        raise ValueError("card refused")

    connect(charge_card)
    try:
        send()
    except ValueError:
        return "the sender gets it"


# %%
for ask in (connected_twice, nobody_holds_it, wants_a_price, one_raises):
    print(ask.__name__)
    for name, make in libraries.items():
        print(f"  {name:8} {ask(*make())}")

# %% [markdown]
"""
### See · One list for all, by name

In Django each `Signal()` is a list of its own, and you import it. In blinker you can ask
for a signal **by its name**, from anywhere, and you get the same one. That is the
central dispatcher that Django does not have.
"""

# %%
here = blinker.signal("order_paid")
elsewhere = blinker.signal("order_paid")
print("blinker, the same name:", here is elsewhere)
print("Django, two signals:   ", Signal() is Signal())

# %% [markdown]
"""
### See · You have met the others already

pytest, which checks this course, is built on pluggy. And Celery, the task queue of
[lesson 07](07-pitfalls.ipynb), has signals of its own. They look like Django's, but
one thing differs. Which one?
"""

# %%
import logging
from importlib.metadata import requires

from celery.utils.dispatch import Signal as CelerySignal

print("pytest needs pluggy:", any("pluggy" in line for line in requires("pytest")))


# %%
def charge_card(sender, **kwargs):
    raise ValueError("card refused")


logging.getLogger("celery").setLevel("CRITICAL")  # it logs what it catches
order_paid = CelerySignal(name="order_paid")
order_paid.connect(charge_card)
print("Celery's send():", [back for _, back in order_paid.send(sender="shop")])

# %% [markdown]
"""
Celery's `send()` does what Django calls `send_robust()`: the exception stands in
the list.
"""

# %% [markdown]
"""
### Read · Qt, in words and a model

Qt builds windows and buttons, with **signals and slots**. Qt is not installed here. So
this is a model of our own, after
[Qt's manual](https://doc.qt.io/qt-6/signalsandslots.html), and shows two of its ideas:

* A signal belongs to **one object**: this button, not all buttons.
* A connection can be **queued**: the slot runs later, when its own thread has time.
"""

# %%
class Bound:
    """A signal of one object."""

    def __init__(self):
        self.slots = []

    def connect(self, slot, queue=None):
        self.slots.append((slot, queue))

    def emit(self, *values):
        for slot, queue in self.slots:
            if queue is None:
                slot(*values)
            else:
                queue.append((slot, values))


# %%
class Button:
    def __init__(self):
        self.clicked = Bound()


# %%
diary, queue = [], []
pay, cancel = Button(), Button()
pay.clicked.connect(lambda: diary.append("charge_card"), queue)
pay.clicked.connect(lambda: diary.append("reserve_stock"))
cancel.clicked.connect(lambda: diary.append("empty_basket"))

pay.clicked.emit()
diary.append("emit() is back")
for slot, values in queue:
    slot(*values)
print("\n".join(diary))

# %% [markdown]
"""
`cancel` was not called: its signal is another one. And `charge_card`, which was connected
first, ran last: it waited in a queue, and `emit()` did not wait for it.

In Django the sender is an argument instead, and there is no queue.
"""

# %% [markdown]
"""
### Try · blinker in your shop

`with order_paid.connected_to(f):` of blinker connects a function for a few lines only. Write
the same for a signal of Django. `contextlib.contextmanager` helps.
"""

# %%
# Your turn.

# %% [markdown]
"""
## Before you go on
"""

# %% [markdown]
"""
### Build · A bridge out of the shop

Today's piece of the bookshop: inside the shop, signals. To the warehouse, which is another
program, a message. The bridge is one receiver. It waits for the commit, and
sends text.
"""

# %% tags=["nbval-ignore-output"]
from signal_viz.broker import start_broker

broker = start_broker()

# %%
import json
import subprocess
import sys

import redis
from django.db import models, transaction
from django.db.models.signals import post_save

# %%
sv.reset()


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)

# %%
client = redis.Redis.from_url(broker.url)


def tell_warehouse(sender, instance, created, **kwargs):
    if created:
        message = json.dumps({"pk": instance.pk, "item": instance.item})
        transaction.on_commit(lambda: client.publish("order_paid", message))


def write_audit_log(sender, **kwargs):
    """Write one line."""


post_save.connect(tell_warehouse, sender=Order)
post_save.connect(write_audit_log, sender=Order)

# %% [markdown]
"""
The warehouse hears the message, and sends a signal **of its own**. So its receivers need
not know that there is a broker.
"""

# %%
WAREHOUSE = """
import json, sys
import redis
from django.dispatch import Signal

order_arrived = Signal()
def pack_parcel(sender, pk, item, **kwargs):
    print(f"parcel {pk}: {item}", flush=True)
order_arrived.connect(pack_parcel)
inbox = redis.Redis.from_url(sys.argv[1]).pubsub()
inbox.subscribe("order_paid")
print(next(inbox.listen())["type"], flush=True)
for message in inbox.listen():
    order_arrived.send(sender=None, **json.loads(message["data"]))
"""

# %%
command = [sys.executable, "-c", WAREHOUSE, broker.url]
warehouse = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
print("the warehouse says:", warehouse.stdout.readline().strip())

flow = sv.watch(post_save)
for item in ("Emma", "Dracula"):
    with transaction.atomic():
        Order.objects.create(item=item)
    print("the warehouse says:", warehouse.stdout.readline().strip())
flow

# %%
warehouse.terminate()
warehouse.communicate()
client.close()
broker.stop()

# %% [markdown]
"""
### Recall · Without looking

Answer first, then open. The last three come from earlier lessons.

<details><summary>Ten lines of your own, and one observer leaves during the round. What can
go wrong?</summary>
The list becomes shorter under the loop, and the next one is skipped. Walk over a copy.
</details>

<details><summary>A second process sends order_paid. Do receivers here run?</summary>
No. Each process has its own memory, and so its own list.
</details>

<details><summary>publish() gave back 1. Was the mail sent?</summary>
You do not know. One subscriber has got the message.
</details>

<details><summary>Name two things that the picture of the nerve cell hides.</summary>
A receiver has no threshold, waits for its turn, stops those behind it when it
raises, needs no rest, and returns a value.
</details>

<details><summary>Which of Django, blinker and pluggy calls in the order of
connect?</summary>
Django. pluggy calls the last one first, and blinker promises no order.
</details>

<details><summary>.delay(pk) in a receiver of post_save: what is missing?</summary>
transaction.on_commit. The bridge needs it, too.
</details>

<details><summary>Two cards in the picture have the same name. What has happened?</summary>
Two functions with one name. Most often their file was imported by two names.
</details>

<details><summary>Which receivers are called for sender=Checkout?</summary>
Those that were connected for Checkout itself, and those for any sender.
</details>
"""

# %% [markdown]
"""
### Exercise · Four exercises

[Exercises for this lesson](exercises/13-connections.ipynb): write a list that
keeps its promises, say what four tools do, mend two shops with an echo,
read a net of nerve cells.
Each one is checked, and each mistake has a hint.

Go on with [lesson 14: Capstone: the bookshop](14-the-bookshop.ipynb), or choose from
[the whole course](index.ipynb).
"""

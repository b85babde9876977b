# %% [markdown]
"""
# Under the hood

You know what a signal does. Today we lift the lid and look at how it does it:
one list, one key, one flag, one lock and one cache. There is no more in there.

Then you can explain three bugs that nobody understands from outside. And at the
end you build a dispatcher of your own, in about forty lines.

Each part stands alone: run the first cell, then any part you like.
"""

# %%
import signal_viz as sv

sv.configure(debug=False)

# %% [markdown]
"""
## The list

Everything that a signal knows is in five attributes.
"""

# %%
from django.dispatch import Signal

order_paid = Signal()
for name in vars(order_paid):
    print(name)

# %% [markdown]
"""
### Read · Five attributes

| attribute | what it is for | part of this page |
|---|---|---|
| `receivers` | the list: one entry for each connection | here |
| `_dead_receivers` | a flag: somebody on the list has died | The death of a receiver |
| `lock` | one thread at a time may change the list | The lock |
| `use_caching` | whether the next one is used | The cache |
| `sender_receivers_cache` | for a sender, who hears it | The cache |

Names with an underscore are Django's own business: they may change tomorrow.
Look at them to understand. Do not build on them.
"""

# %%
class Checkout:
    """The part of the shop where customers pay."""


def reserve_stock(sender, **kwargs):
    """Put one book aside."""


def write_audit_log(sender, **kwargs):
    """Write one line."""


# %%
order_paid.connect(reserve_stock, sender=Checkout)
order_paid.connect(write_audit_log)

flow = sv.watch(order_paid)
order_paid.send(sender=Checkout)
flow

# %% [markdown]
"""
### See · An entry, taken apart

Two cards in the picture are two entries of the list. The first thing in an entry
is its **key**, the second one is a **reference** to the receiver.
"""

# %%
entry = order_paid.receivers[0]
key, reference = entry[0], entry[1]

print("entries:", len(order_paid.receivers))
print("the key is a pair of ids:", key == (id(reserve_stock), id(Checkout)))
print("a reference, called, gives the receiver:", reference() is reserve_stock)

# %% [markdown]
"""
An `id()` is a number that an object has as long as it lives. In CPython, it is the
place of the object in memory. Remember "as long as it lives". It will hurt us later.
"""

# %% [markdown]
"""
### See · The rest of the entry

| Django | an entry |
|---|---|
| 5.2 | key, reference, is it async |
| 6.0 and 6.1 | key, reference, reference to the sender, is it async |

This cell compares your Django with the table:
"""

# %%
import django

parts = 4 if django.VERSION >= (6, 0) else 3
print("as the table says:", {len(entry) for entry in order_paid.receivers} == {parts})
print("the last part, is it async:", [entry[-1] for entry in order_paid.receivers])

# %% [markdown]
"""
So code that reads `for key, reference, is_async in ...` works on one Django and breaks
on the next. `sv.registry` knows both shapes.
"""

# %%
for connection in sv.registry(order_paid):
    print(connection.receiver, "hears", connection.sender or "everybody")

# %% [markdown]
"""
### Try · One that is async

Write an `async def` receiver, connect it, and print the last part of each entry again.
"""

# %%
# Your turn.

# %% [markdown]
"""
## The key

"Connected five times, called once": [lesson 02](02-connecting-receivers.ipynb) has shown it. The key is the reason.
"""

# %% [markdown]
"""
### Read · Which receiver, which sender

`connect()` makes the key, looks through the list for the same one, and adds an entry
only where it finds none. The key has two halves:

1. the `dispatch_uid`, if there is one; else the id of the receiver;
2. the id of the sender. For "everybody" that is the id of `None`.

A method is made anew each time you write it. So Django takes two ids for a method:
that of the object and that of the function.
"""

# %%
from django.dispatch import Signal
from django.dispatch.dispatcher import _make_id

sv.reset()


class Mailer:
    def thank(self, sender, **kwargs):
        """Write a mail."""


def reserve_stock(sender, **kwargs):
    """Put one book aside."""


# %%
mailer = Mailer()
print("a function:", _make_id(reserve_stock) == id(reserve_stock))
print("a method:  ", _make_id(mailer.thank) == (id(mailer), id(Mailer.thank)))

# %% [markdown]
"""
### Predict · How many entries?
"""

# %%
class Checkout:
    """The part of the shop where customers pay."""


def send_confirmation(sender, **kwargs):
    """Thank the customer."""


# %%
lines = [
    "connect(reserve_stock)",
    "connect(reserve_stock, sender=Checkout)",
    "connect(reserve_stock, dispatch_uid='stock')",
    "connect(send_confirmation, dispatch_uid='stock')",
    "connect(mailer.thank)",
    "connect(mailer.thank), once more",
]

# %%
guess = sv.predict(
    "These six lines run, from the top. Which of them add an entry?",
    options=lines,
)
guess

# %% [markdown]
"""
### See · Four keys
"""

# %%
order_paid = Signal()
connects = [
    (reserve_stock, {}),
    (reserve_stock, {"sender": Checkout}),
    (reserve_stock, {"dispatch_uid": "stock"}),
    (send_confirmation, {"dispatch_uid": "stock"}),
    (mailer.thank, {}),
    (mailer.thank, {}),
]
added = []
for line, (receiver, options) in zip(lines, connects, strict=True):
    before = len(order_paid.receivers)
    order_paid.connect(receiver, **options)
    if len(order_paid.receivers) > before:
        added.append(line)

# %%
guess.judge(added)
words = {
    id(reserve_stock): "reserve_stock",
    (id(mailer), id(Mailer.thank)): "mailer.thank",
    id(Checkout): "Checkout",
    id(None): "everybody",
}
for entry in order_paid.receivers:
    receiver_key, sender_key = entry[0]
    print(words.get(receiver_key, repr(receiver_key)), "for", words[sender_key])

# %% [markdown]
"""
The third entry has the name `'stock'` where the others have an id.
`send_confirmation` came with the same name, and was not added.
"""

# %% [markdown]
"""
### Read · You may read of a registry

"A dispatcher keeps a registry of receivers, keyed by signal and sender."
That sounds like a big table, where one look finds the right receivers.
Is it so? Here are a hundred branches of the shop. The audit log hears each of them.
"""

# %%
from django.dispatch import Signal

order_paid = Signal()
branches = [type(f"Branch{number}", (), {}) for number in range(100)]


def write_audit_log(sender, **kwargs):
    """Write one line."""


for branch in branches:
    order_paid.connect(write_audit_log, sender=branch)

# %% [markdown]
"""
### Measure · Who is looked at?

This list is a list in every respect. It only notes each entry that somebody looks at.
"""

# %%
looks = []


class NotingList(list):
    def __iter__(self):
        for entry in super().__iter__():
            looks.append(entry)
            yield entry


# %%
def send_and_count(signal, sender):
    looks.clear()
    calls = signal.send(sender=sender)
    print(f"calls: {len(calls):3}   entries looked at: {len(looks):3}")


# %%
order_paid.receivers = NotingList(order_paid.receivers)
send_and_count(order_paid, branches[0])
send_and_count(order_paid, branches[99])

# %% [markdown]
"""
One call, and a hundred looks. There is no table to look things up in, and no central
registry either. A plain signal walks through its list, from the first entry to the
last one, in each send. Those that hear everybody are called, those that hear this
sender, and nobody else.
"""

# %% [markdown]
"""
### Try · Nobody hears it

Send with a sender that nobody hears. How many entries does Django look at?
"""

# %%
# Your turn.

# %% [markdown]
"""
## The cache

A hundred looks cost little. But `post_save` is sent at each save, and most models
have no receiver at all. For such signals there is a cache.
"""

# %%
from django.dispatch import Signal

sv.reset()
looks = []


class NotingList(list):
    def __iter__(self):
        for entry in super().__iter__():
            looks.append(entry)
            yield entry


# %%
def send_and_count(signal, sender):
    looks.clear()
    calls = signal.send(sender=sender)
    print(f"calls: {len(calls):3}   entries looked at: {len(looks):3}")


# %%
def write_audit_log(sender, **kwargs):
    """Write one line."""


def send_confirmation(sender, **kwargs):
    """Thank the customer."""


branches = [type(f"Branch{number}", (), {}) for number in range(100)]

order_paid = Signal(use_caching=True)
for branch in branches:
    order_paid.connect(write_audit_log, sender=branch)
order_paid.receivers = NotingList(order_paid.receivers)

# %% [markdown]
"""
### Predict · The second send

The signal is made with `use_caching=True`. The same branch sends twice.
"""

# %%
guess = sv.predict(
    "How many entries does the second send look at?",
    options=[0, 1, 100],
    pick="one",
)
guess

# %% [markdown]
"""
### Measure · First and second send
"""

# %%
send_and_count(order_paid, branches[0])
send_and_count(order_paid, branches[0])
guess.judge(len(looks))

# %% [markdown]
"""
The second send did not look at the list. The answer was in the cache, under its sender.
And if nobody hears a sender, the cache knows that, too:
"""

# %%
from django.dispatch.dispatcher import NO_RECEIVERS

Stranger = type("Stranger", (), {})
cache = order_paid.sender_receivers_cache
print("before:", Stranger in cache)
send_and_count(order_paid, Stranger)
send_and_count(order_paid, Stranger)
print("the cache says, nobody:", cache[Stranger] is NO_RECEIVERS)

# %% [markdown]
"""
### See · Each change empties it

A `connect()` or a `disconnect()`, and the whole cache is empty, for all senders.
"""

# %%
print("senders in the cache:", len(cache))
order_paid.connect(send_confirmation, sender=Stranger)
print("after one connect():", len(cache))
send_and_count(order_paid, branches[0])

# %% [markdown]
"""
### See · Who uses it

Seven signals of Django have the cache. Your own `Signal()` does not have it, unless
you ask for it.
"""

# %%
from django.db.models import signals

for name, held in sorted(vars(signals).items()):
    if isinstance(held, Signal):
        print(f"{name:15}", "cache" if held.use_caching else "no cache")

# %% [markdown]
"""
### See · The price

The cache holds its senders weakly, so a sender must allow weak references. `None` and
texts do not. That is why this question, which looks harmless, is always an error:
"""

# %%
try:
    signals.post_save.has_listeners()
except TypeError as error:
    print("TypeError:", error)

order_paid.connect(send_confirmation)
try:
    order_paid.send(sender=None)
except TypeError as error:
    print("TypeError:", error)

# %% [markdown]
"""
Ask `post_save.has_listeners(Order)` instead, with the model.
"""

# %% [markdown]
"""
## The death of a receiver

A signal holds its receivers weakly. You know that from [lesson 02](02-connecting-receivers.ipynb). What happens, exactly,
when one of them dies?
"""

# %%
from django.dispatch import Signal

sv.reset()
order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


# %%
def send_newsletter(sender, **kwargs):
    """Tell of new books."""


def send_confirmation(sender, **kwargs):
    """Thank the customer."""


# %%
order_paid.connect(send_newsletter)
order_paid.connect(send_confirmation)
flow = sv.watch(order_paid)
order_paid.send(sender=Checkout)
flow

# %% [markdown]
"""
### Predict · The list after a death

You may read that a dead receiver is removed automatically.
The next cell says `del send_newsletter`. Nobody else holds that function.
"""

# %%
guess = sv.predict(
    "Right after the del, and before anything else: how many entries are on the list?",
    options=[1, 2],
    pick="one",
)
guess

# %% [markdown]
"""
### See · A dead entry
"""

# %%
del send_newsletter

entries = len(order_paid.receivers)
guess.judge(entries)
print("entries on the list:", entries)
print("dead ones:", [entry[1]() is None for entry in order_paid.receivers])
print("the flag is up:", order_paid._dead_receivers)

# %% [markdown]
"""
Nobody was removed. The receiver is gone and its reference gives `None`, but the entry
is still there. Death did one thing only: it put up the flag.
"""

# %%
flow

# %% [markdown]
"""
### See · Who cleans up?

Four methods look at the flag. Where it is up, they throw away all dead entries.
"""

# %%
def with_a_dead_entry():
    order_paid = Signal()

    def short_lived(sender, **kwargs):
        """Gone as soon as this function returns."""

    order_paid.connect(short_lived)
    return order_paid


# %%
actions = {
    "connect": lambda signal: signal.connect(send_confirmation),
    "disconnect": lambda signal: signal.disconnect(send_confirmation),
    "send": lambda signal: signal.send(sender=Checkout),
    "has_listeners": lambda signal: signal.has_listeners(),
}

# %%
def dead_entries(signal):
    return [entry[1]() for entry in signal.receivers].count(None)


for name, action in actions.items():
    signal = with_a_dead_entry()
    before = dead_entries(signal)
    action(signal)
    print(f"{name:14} dead entries before: {before}   after: {dead_entries(signal)}")

# %% [markdown]
"""
So a signal that nobody uses keeps its dead entries. They are small, and they
are never called. "Removed automatically" is nearly true: removed by the next one
who comes.
"""

# %% [markdown]
"""
### See · Gone is not always gone

`del` takes a name away, not an object. Python throws an object away when nobody holds
it. If an object holds itself, over whatever corners, only the garbage collector
finds it, and that comes when it likes. Here we make it wait.
"""

# %%
import gc


class Mailer:
    def __init__(self):
        self.template = {"mailer": self}

    def thank(self, sender, **kwargs):
        """Write a mail."""


order_paid = Signal()
mailer = Mailer()
order_paid.connect(mailer.thank)

# %%
gc.disable()
del mailer
print("after del:    ", len(order_paid.send(sender=Checkout)), "call")

gc.collect()
print("after collect:", len(order_paid.send(sender=Checkout)), "calls")
gc.enable()

# %% [markdown]
"""
That is the ugliest way in which a receiver falls silent: it works for a while, and
then it stops. When that happens depends on other parts of the program.
"""

# %% [markdown]
"""
### See · Weak references do not clean up everything

You may read that weak references prevent memory leaks, without any work of yours.
Two experiments. The first one: a `send_robust()` in which somebody failed.
"""

# %%
import weakref


class Order:
    """One order of one customer."""


def charge_card(sender, **kwargs):
    raise ValueError("card refused")


order_paid = Signal()
order_paid.connect(charge_card)

# %%
gc.disable()
order = Order()
alive = weakref.ref(order)
answers = order_paid.send_robust(sender=Checkout, order=order)
del answers, order
print("nobody wants the order, is it still there:", alive() is not None)
gc.collect()
print("after the garbage collector:", alive() is not None)
gc.enable()

# %% [markdown]
"""
The exception holds its traceback, the traceback holds the frame of `send_robust`,
and the frame holds the list with the exception. It is a ring. All that the send has
seen stays in memory until the garbage collector comes.

The second one: a receiver that is connected again and again.

| Django | what each `connect()` leaves, though nothing was added |
|---|---|
| 5.2 and 6.0 | one finalizer, and it keeps the signal alive |
| 6.1 | nothing |
"""

# %%
import django

finalizers = weakref.finalize._registry
gc.collect()
before = len(finalizers)
order_paid = Signal()
for _ in range(1000):
    order_paid.connect(send_confirmation)

left = len(finalizers) - before
print("as the table says:", left == (0 if django.VERSION >= (6, 1) else 1000))
print("entries:", len(order_paid.receivers))

# %%
alive = weakref.ref(order_paid)
del order_paid
gc.collect()
print("as the table says:", (alive() is None) == (django.VERSION >= (6, 1)))

# %% [markdown]
"""
For signals of a module, which live as long as the program, nothing of this matters.
For signals that you make and throw away, and for code that connects in each request,
it does.
"""

# %% [markdown]
"""
### Try · A strong one

Connect `send_confirmation` with `weak=False`. What is the second part of its entry then?
"""

# %%
# Your turn.

# %% [markdown]
"""
## The lock

A web server has many threads. Two of them may connect at the same moment. Each signal
has a lock: who changes the list, or looks through it, must hold the lock.
"""

# %%
import threading

from django.dispatch import Signal

sv.reset()
order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


# %% [markdown]
"""
### See · While receivers run, it is open
"""

# %%
def look_at_the_lock(sender, signal, **kwargs):
    return "locked" if signal.lock.locked() else "open"


order_paid.connect(look_at_the_lock)
print([answer for _, answer in order_paid.send(sender=Checkout)])

# %% [markdown]
"""
`send()` takes the lock, makes the list of those to be called, and gives the lock back.
Then it calls them. So a slow receiver stops the one who sends, but nobody else. And a
receiver may connect and disconnect without getting stuck.
"""

# %% [markdown]
"""
### See · Eight threads, one receiver

Eight threads, and each one connects the same receiver fifty times. Four more connect a
hundred receivers each.
"""

# %%
def in_threads(*actions):
    threads = [threading.Thread(target=action) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


order_paid = Signal()


def connect_the_same():
    for _ in range(50):
        order_paid.connect(look_at_the_lock)


# %%
in_threads(*[connect_the_same] * 8)
print("entries after eight threads:", len(order_paid.receivers))


def connect_a_hundred():
    for _ in range(100):
        order_paid.connect(lambda **kwargs: None, weak=False)


in_threads(*[connect_a_hundred] * 4)
print("entries after four more:", len(order_paid.receivers))

# %% [markdown]
"""
### Read · Why death only puts up a flag

A receiver can die at any moment: in the middle of a `connect()`, say, in the very
thread that holds the lock. If its death took the lock, too, that thread would
wait for itself, forever. So death takes no lock. It puts up the flag, and somebody who
holds the lock cleans up later. Here is such a moment:
"""

# %%
order_paid = Signal()


def send_newsletter(sender, **kwargs):
    """Tell of new books."""


order_paid.connect(send_newsletter)
with order_paid.lock:
    del send_newsletter
    flag = order_paid._dead_receivers
print("it died while the lock was taken; the flag is up:", flag)

# %% [markdown]
"""
### Try · Take the lock yourself

In a cell of its own, with another thread: `sv.in_thread(order_paid.lock.acquire)`. Then
send. Nothing happens, and nothing will. Interrupt the kernel, and say
`order_paid.lock.release()`. Now you know what a deadlock looks like.
"""

# %% [markdown]
"""
## Why DEBUG=True hides a bug

[Lesson 02](02-connecting-receivers.ipynb) has shown it: a receiver that nobody holds is called on the developer's
machine, and silent on the server. Somebody must hold it there. Who?
"""

# %%
from django.dispatch import Signal
from django.test import override_settings

sv.reset()
order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


# %%
def open_shop():
    def send_confirmation(sender, **kwargs):
        """Thank the customer."""

    order_paid.connect(send_confirmation)


# %% [markdown]
"""
### Read · The suspect

With `DEBUG=True`, `connect()` checks that the receiver takes `**kwargs`. To read a
signature takes time, so Django remembers what it has read, for the latest 512 functions.
A memory that knows functions must hold them. Is that our man?
"""

# %%
from django.utils.inspect import _get_func_parameters as memory

print("places in the memory:", memory.cache_info().maxsize)

memory.cache_clear()
open_shop()
print("with DEBUG=False it holds:", memory.cache_info().currsize)

with override_settings(DEBUG=True):
    open_shop()
print("with DEBUG=True it holds: ", memory.cache_info().currsize)

# %% [markdown]
"""
### Predict · Empty the memory

The receiver was connected with `DEBUG=True`. Now the memory is emptied, and
`order_paid` is sent.
"""

# %%
guess = sv.predict(
    "Is send_confirmation called after the memory has been emptied?",
    options=["yes", "no"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · The suspect confesses
"""

# %%
flow = sv.watch(order_paid)
print("calls, as long as the memory is full:", len(order_paid.send(sender=Checkout)))
flow

# %%
memory.cache_clear()
flow

# %%
after = len(order_paid.send(sender=Checkout))
print("calls, once it is empty:", after)
guess.judge(after == 1)

# %% [markdown]
"""
It was the memory, and nothing else. No developer wanted that. A check that runs only on
your machine keeps your receivers alive, and only on your machine.
"""

# %% [markdown]
"""
### Measure · It does not hold everybody

The memory has 512 places. What if there are more receivers than places?
"""

# %%
order_paid = Signal()
with override_settings(DEBUG=True):
    for _ in range(600):
        open_shop()
print("connected with DEBUG=True, 600 times:", len(order_paid.send(sender=Checkout)))

order_paid = Signal()
for _ in range(600):
    open_shop()
print("connected with DEBUG=False, 600 times:", len(order_paid.send(sender=Checkout)))

# %% [markdown]
"""
### Fix · It works on my machine

Mend `open_shop`. With `DEBUG=False`, three runs of it must give one mail. The next cell
must print `mails: 1`.
"""

# %%
mails = []
order_paid = Signal()


def open_shop():
    def send_confirmation(sender, **kwargs):
        mails.append("thank you")

    order_paid.connect(send_confirmation)


# %%
for _ in range(3):
    open_shop()
answers = order_paid.send(sender=Checkout)
print("mails:", len(mails))

# %% [markdown]
"""
<details><summary>The best way</summary>
Take <code>send_confirmation</code> out of <code>open_shop</code>. A function of the
module is held by the module, and it is the same one in each run.
</details>

<details><summary>If it must stay inside</summary>
<code>weak=False</code>, so that the signal holds it, and a <code>dispatch_uid</code>, so
that there is one entry only.
</details>
"""

# %% [markdown]
"""
## Numbers that come again

A key is made of ids, and an id belongs to an object **as long as it lives**. When the
object dies, the next one may get its place in memory, and with it the number.
"""

# %%
import django
from django.db.models.signals import ModelSignal
from django.dispatch import Signal

sv.reset()


class Basket:
    """What one customer wants to buy."""


def reserve_stock(sender, **kwargs):
    """Put one book aside."""


# %% [markdown]
"""
### Predict · A stranger with a known number

A receiver hears one basket. That basket dies, and another customer comes, with a basket
that nobody has ever connected anything to.
"""

# %%
guess = sv.predict(
    "Can reserve_stock hear the basket of the stranger?",
    options=["yes, before Django 6.0", "yes, in every Django", "never"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · Before Django 6.0, it can

| Django | the stranger is heard |
|---|---|
| 5.2 | nearly always |
| 6.0 and 6.1 | never |

Fifty tries. The cell compares your Django with the table.
"""

# %%
def hears_a_stranger():
    order_paid = Signal()
    basket = Basket()
    order_paid.connect(reserve_stock, sender=basket)
    del basket
    stranger = Basket()
    return len(order_paid.send(sender=stranger)) == 1


heard = [hears_a_stranger() for _ in range(50)].count(True)
right = (heard > 0) == (django.VERSION < (6, 0))
print("your Django does as the table says:", right)
if right:
    guess.judge("yes, before Django 6.0")

# %% [markdown]
"""
In Django 5.2 an entry knows its sender by the number alone, and the number is the same.
That is the third part of an entry from 6.0 on: a weak reference to the sender. When the
sender dies, the flag goes up, and the entry goes.

Classes and models live as long as the program. So this can hit you only if your senders
are objects that come and go.
"""

# %% [markdown]
"""
### See · The receiver that Django 6.1 loses

[Lesson 02](02-connecting-receivers.ipynb) has shown this one from outside: connect a passing `lambda`, and in Django 6.1
the **next** receiver can be lost. Now you can read why. The `lambda` dies at once:
"""

# %%
order_paid = Signal()
order_paid.connect(lambda **kwargs: None)

print("entries:", len(order_paid.receivers))
print("dead:", [entry[1]() is None for entry in order_paid.receivers])

# %% [markdown]
"""
| Django | when does the lambda die? | is the flag up? |
|---|---|---|
| 5.2 and 6.0 | after its entry is on the list | yes: the next one cleans up |
| 6.1 | inside `connect()`, before its entry is on the list | no |

In 6.1 its death does put up the flag. Then `connect()` cleans up, takes the flag down,
and only after that adds the entry: a dead one, that nobody will ever clean away.
"""

# %%
flag = order_paid._dead_receivers
print("the flag is as the table says:", flag == (django.VERSION < (6, 1)))

answers = order_paid.send(sender=Basket)
left = 1 if django.VERSION >= (6, 1) else 0
print("and so is the list after a send:", len(order_paid.receivers) == left)

# %% [markdown]
"""
The dead entry has the number of the `lambda`. Python gives that place to the next
function. `connect()` finds its number on the list: "connected already", it says, and
does nothing.

| Django | the next function is lost |
|---|---|
| 5.2 and 6.0 | never |
| 6.1 | nearly always |
"""

# %%
def is_pack_lost(kind=Signal, weak=True):
    order_paid = kind()
    order_paid.connect(lambda **kwargs: None, weak=weak)

    def pack(sender, **kwargs):
        """Wrap the book."""

    order_paid.connect(pack)
    return pack not in [receiver for receiver, _ in order_paid.send(sender=Basket)]

# %%
lost = [is_pack_lost() for _ in range(50)].count(True)
print("your Django does as the table says:", (lost > 0) == (django.VERSION >= (6, 1)))
lost = [is_pack_lost(weak=False) for _ in range(50)].count(True)
print("with weak=False:     ", lost, "of 50 are lost")
lost = [is_pack_lost(ModelSignal) for _ in range(50)].count(True)
print("a signal of a model: ", lost, "of 50 are lost")

# %% [markdown]
"""
`post_save` and its kind are safe: their `connect()` holds the receiver until its entry is
on the list.
"""

# %% [markdown]
"""
### Read · One cause, three bugs

| bug | who is forgotten |
|---|---|
| a stranger is heard (before 6.0) | a dead sender, whose number lives on in the key |
| the next receiver is lost (6.1) | a dead receiver, whose number lives on in the key |
| silence in production | nobody: the receiver is dead, as it should be |

The cure is the same for all of them: let receivers be functions of a module, and
senders be classes. They live as long as the program, and so do their numbers.
"""

# %% [markdown]
"""
## Build your own

Now you write a dispatcher. It is a plain class and knows nothing of Django. But it
has the same names: `receivers`, `connect`, `disconnect`, `send`, `_live_receivers`.
That is enough for `sv.watch`: the picture draws yours as it draws Django's.

First, the scoreboard. It says what a dispatcher should do, in twelve lines.
"""

# %%
import logging
import weakref

from django.dispatch import Signal

sv.reset()
diary = []


class Checkout:
    """The part of the shop where customers pay."""


class GiftShop:
    """The part of the shop that sells wrapped books."""


# %%
def reserve_stock(sender, **kwargs):
    diary.append("reserve_stock")
    return 3


def send_confirmation(sender, **kwargs):
    diary.append("send_confirmation")


# %%
class Mailer:
    def thank(self, sender, **kwargs):
        diary.append("thank")


def calls(signal, method="send"):
    diary.clear()
    getattr(signal, method)(sender=Checkout)
    return diary


# %% [markdown]
"""
### Build · The scoreboard

Each test gets a new, empty dispatcher and says whether it did the right thing.
The first four:
"""

# %%
def calls_all(signal):
    signal.connect(reserve_stock)
    signal.connect(send_confirmation)
    return calls(signal) == ["reserve_stock", "send_confirmation"]


def right_sender(signal):
    signal.connect(reserve_stock, sender=GiftShop)
    signal.connect(send_confirmation, sender=Checkout)
    return calls(signal) == ["send_confirmation"]


# %%
def once(signal):
    signal.connect(reserve_stock)
    signal.connect(reserve_stock)
    return calls(signal) == ["reserve_stock"]


def off_again(signal):
    signal.connect(reserve_stock)
    first = signal.disconnect(reserve_stock)
    second = signal.disconnect(reserve_stock)
    return (first, second, calls(signal)) == (True, False, [])


# %% [markdown]
"""
Four about keys and weak references:
"""

# %%
def first_name_wins(signal):
    signal.connect(reserve_stock, dispatch_uid="stock")
    signal.connect(send_confirmation, dispatch_uid="stock")
    return calls(signal) == ["reserve_stock"]


def method_once(signal):
    mailer = Mailer()
    signal.connect(mailer.thank)
    signal.connect(mailer.thank)
    return calls(signal) == ["thank"]


# %%
def holds_nobody(signal):
    mailer = Mailer()
    signal.connect(mailer.thank)
    del mailer
    return calls(signal) == []


def holds_if_asked(signal):
    signal.connect(lambda **kwargs: diary.append("lambda"), weak=False)
    return calls(signal) == ["lambda"]


# %% [markdown]
"""
Four about what the sender gets, and what a failure does:
"""

# %%
def gives_answers(signal):
    signal.connect(reserve_stock)
    return signal.send(sender=Checkout) == [(reserve_stock, 3)]


def charge_card(sender, **kwargs):
    raise ValueError("card refused")


def goes_on(signal):
    signal.connect(charge_card)
    signal.connect(reserve_stock)
    return calls(signal, "send_robust") == ["reserve_stock"]


# %%
class CardReader:
    def __call__(self, sender, **kwargs):
        raise ValueError("card refused")


def goes_on_without_a_name(signal):
    signal.connect(CardReader(), weak=False)
    signal.connect(reserve_stock)
    return calls(signal, "send_robust") == ["reserve_stock"]


def awaits(signal):
    return hasattr(signal, "asend")


# %%
tests = {
    "calls everybody, in order": calls_all,
    "for the right sender only": right_sender,
    "connected twice, called once": once,
    "disconnect says what it did": off_again,
    "of one dispatch_uid, the first": first_name_wins,
    "a method twice, called once": method_once,
    "holds nobody": holds_nobody,
    "weak=False holds": holds_if_asked,
    "send gives answers": gives_answers,
    "send_robust goes on": goes_on,
    "... after an object fails": goes_on_without_a_name,
    "can await": awaits,
}

# %%
def passes(test, dispatcher):
    try:
        return bool(test(dispatcher()))
    except (TypeError, AttributeError):
        return False


# %%
def scoreboard(*dispatchers):
    columns = [one.__name__.removeprefix("Dispatcher")[0] for one in dispatchers]
    print(f"{'':31}", " ".join(columns))
    for title, test in tests.items():
        marks = ["✓" if passes(test, one) else "·" for one in dispatchers]
        print(f"{title:31}", " ".join(marks))


scoreboard(Signal)

# %% [markdown]
"""
That is the score of Django's `Signal`, and it is not twelve of twelve. You know the missing one from
[lesson 03](03-the-dispatch-flow.ipynb): `send_robust()` breaks on a callable object that raises.
"""

# %% [markdown]
"""
### Build · Step 1: a list and a loop

An entry is a key and the receiver. For now, the key is of no use.
"""

# %%
class Dispatcher1:
    def __init__(self):
        self.receivers = []

    def connect(self, receiver, sender=None):
        self.receivers.append(((id(receiver), id(sender)), receiver))

    def _live_receivers(self, sender):
        return [receiver for _, receiver in self.receivers]

    def send(self, sender, **named):
        for receiver in self._live_receivers(sender):
            receiver(signal=self, sender=sender, **named)


# %% [markdown]
"""
### Predict · Five times

`reserve_stock` is connected five times to this one.
"""

# %%
guess = sv.predict(
    "How often does Dispatcher1 call it in one send?",
    options=[0, 1, 5],
    pick="one",
)
guess

# %% [markdown]
"""
### See · Your own dispatcher in the picture
"""

# %%
order_paid = Dispatcher1()
for _ in range(5):
    order_paid.connect(reserve_stock)

flow = sv.watch(order_paid)
guess.judge(len(calls(order_paid)))
flow

# %% [markdown]
"""
Five cards. This is what people fear of Django's signals, and Django never does it.
"""

# %%
scoreboard(Dispatcher1, Signal)

# %% [markdown]
"""
### Build · Step 2: the right sender

The second half of the key comes to use.
"""

# %%
class Dispatcher2(Dispatcher1):
    def _live_receivers(self, sender):
        heard = (id(None), id(sender))
        return [receiver for key, receiver in self.receivers if key[1] in heard]


order_paid = Dispatcher2()
order_paid.connect(reserve_stock, sender=GiftShop)
order_paid.connect(send_confirmation)
flow = sv.watch(order_paid)
order_paid.send(sender=Checkout)
flow

# %% [markdown]
"""
### Build · Step 3: once, and off again

Now the whole key. Who has the same one is there already.
"""

# %%
class Dispatcher3(Dispatcher2):
    def _key(self, receiver, sender, dispatch_uid):
        return (dispatch_uid or id(receiver), id(sender))

    def connect(self, receiver, sender=None, dispatch_uid=None):
        key = self._key(receiver, sender, dispatch_uid)
        if key not in [known for known, _ in self.receivers]:
            self.receivers.append((key, receiver))

    def disconnect(self, receiver=None, sender=None, dispatch_uid=None):
        key = self._key(receiver, sender, dispatch_uid)
        before = len(self.receivers)
        self.receivers = [entry for entry in self.receivers if entry[0] != key]
        return len(self.receivers) < before


# %%
order_paid = Dispatcher3()
for _ in range(5):
    order_paid.connect(reserve_stock)

flow = sv.watch(order_paid)
order_paid.send(sender=Checkout)
flow

# %%
scoreboard(Dispatcher1, Dispatcher2, Dispatcher3, Signal)

# %% [markdown]
"""
### Build · Step 4: hold nobody

Three small functions: the number of a method, a weak reference to it, and
the receiver behind a reference.
"""

# %%
def make_id(receiver):
    if hasattr(receiver, "__func__"):
        return (id(receiver.__self__), id(receiver.__func__))
    return id(receiver)


def refer_to(receiver):
    is_method = hasattr(receiver, "__func__")
    return weakref.WeakMethod(receiver) if is_method else weakref.ref(receiver)


def look_up(reference):
    return reference() if isinstance(reference, weakref.ref) else reference


# %%
class Dispatcher4(Dispatcher3):
    def _key(self, receiver, sender, dispatch_uid):
        return (dispatch_uid or make_id(receiver), id(sender))

    def connect(self, receiver, sender=None, weak=True, dispatch_uid=None):
        self.receivers = [one for one in self.receivers if look_up(one[1]) is not None]
        key = self._key(receiver, sender, dispatch_uid)
        if key not in [known for known, _ in self.receivers]:
            self.receivers.append((key, refer_to(receiver) if weak else receiver))

    def _live_receivers(self, sender):
        found = [look_up(reference) for reference in super()._live_receivers(sender)]
        return [receiver for receiver in found if receiver is not None]


# %%
order_paid = Dispatcher4()
mailer = Mailer()
order_paid.connect(mailer.thank)
order_paid.connect(reserve_stock)
flow = sv.watch(order_paid)
order_paid.send(sender=Checkout)
flow

# %% [markdown]
"""
Now the mailer goes. Nobody tells the dispatcher.
"""

# %%
del mailer
print("called:", calls(order_paid))
flow

# %% [markdown]
"""
Ours has no flag. It throws away the dead in each `connect()`, before it compares keys.
So it does not have the bug of Django 6.1:
"""

# %%
def is_pack_lost():
    order_paid = Dispatcher4()
    order_paid.connect(lambda **kwargs: None)

    def pack(sender, **kwargs):
        diary.append("pack")

    order_paid.connect(pack)
    return calls(order_paid) == []


print("lost:", [is_pack_lost() for _ in range(50)].count(True), "of 50")

# %% [markdown]
"""
### Build · Step 5: answers

`send()` gives a list of pairs: receiver and answer.
"""

# %%
class Dispatcher5(Dispatcher4):
    def send(self, sender, **named):
        live = self._live_receivers(sender)
        return [(one, one(signal=self, sender=sender, **named)) for one in live]


order_paid = Dispatcher5()
order_paid.connect(reserve_stock)
order_paid.connect(charge_card)
order_paid.connect(send_confirmation)
flow = sv.watch(order_paid)

# %%
try:
    order_paid.send(sender=Checkout)
except ValueError as error:
    print("send() raised:", error)
flow

# %% [markdown]
"""
Nobody has written a line about exceptions. An exception in a loop ends the loop. So
that is what Django's `send()` does, too.
"""

# %% [markdown]
"""
### Build · Step 6: go on after a failure

`send_robust()` catches what is raised, logs it, and goes on. The log asks nobody for a
name, so it cannot fail.
"""

# %%
logger = logging.getLogger("bookshop")
logger.addHandler(logging.NullHandler())

# %%
class Dispatcher6(Dispatcher5):
    def send_robust(self, sender, **named):
        live = self._live_receivers(sender)
        return [(one, self._try(one, sender, named)) for one in live]

    def _try(self, receiver, sender, named):
        try:
            return receiver(signal=self, sender=sender, **named)
        except Exception as error:
            self._log_robust_failure(receiver, error)
            return error

    def _log_robust_failure(self, receiver, error):
        logger.error("A receiver failed: %s", error)


# %%
order_paid = Dispatcher6()
for receiver in (reserve_stock, charge_card, send_confirmation):
    order_paid.connect(receiver)

flow = sv.watch(order_paid)
answers = order_paid.send_robust(sender=Checkout)
print([answer for _, answer in answers])
flow

# %% [markdown]
"""
### Build · The final score

Our six steps from left to right. Django's `Signal` stands at the end.
"""

# %%
scoreboard(
    Dispatcher1,
    Dispatcher2,
    Dispatcher3,
    Dispatcher4,
    Dispatcher5,
    Dispatcher6,
    Signal,
)

# %%
import inspect

names = ["__init__", "_key", "connect", "disconnect", "_live_receivers"]
names += ["send", "send_robust", "_try", "_log_robust_failure"]
functions = [getattr(Dispatcher6, name) for name in names]
functions += [Dispatcher2._live_receivers, make_id, refer_to, look_up]
print("lines:", sum(len(inspect.getsource(one).splitlines()) for one in functions))

# %% [markdown]
"""
Ours wins one line, and loses one. But there are two faults that this score does not show.
"""

# %% [markdown]
"""
### See · Two at once

Two threads connect the same receiver at the same moment. They must meet.
So this list lets a thread wait for the other one before it adds an entry, half a second
at most.
"""

# %%
import contextlib
import threading

meeting = threading.Barrier(2)


class MeetingList(list):
    def append(self, entry):
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=0.5)
        super().append(entry)


# %%
for kind in (Dispatcher3, Signal):
    meeting.reset()
    order_paid = kind()
    order_paid.receivers = MeetingList()
    work = {"target": order_paid.connect, "args": (reserve_stock,)}
    threads = [threading.Thread(**work), threading.Thread(**work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{kind.__name__:12} entries: {len(order_paid.receivers)}")

# %% [markdown]
"""
Both threads looked, both found nothing, and both added an entry. In Django, the lock
lets the second one look only when the first one is done.
"""

# %% [markdown]
"""
### See · The stranger again

Ours knows a sender by its number. So a basket that nobody has connected anything to can
be heard, if it has the number of a dead one. Fifty tries:
"""

# %%
class Basket:
    """What one customer wants to buy."""


def hears_a_stranger():
    order_paid = Dispatcher6()
    basket = Basket()
    order_paid.connect(reserve_stock, sender=basket)
    del basket
    return order_paid.send(sender=Basket()) != []


print("a stranger was heard:", any(hears_a_stranger() for _ in range(50)))

# %% [markdown]
"""
So ours stands where Django 5.2 stands. The third part of an entry, from 6.0 on, is the
cure.
"""

# %% [markdown]
"""
### Read · What ours does not have

* **A lock**, and **a reference to the sender**, as you have just seen.
* **A flag.** Ours looks through the list for the dead in each `connect()`.
* **A cache.** Ours walks through its list in each send.
* **A check** for `**kwargs` with `DEBUG=True`. You know what that costs.
* **Async receivers.** [Lesson 09](09-async.ipynb) is about them.

The rest is what you have just written. There was no magic.
"""

# %% [markdown]
"""
### Try · Give it a lock

Make `Dispatcher7` with a `threading.Lock()`. Which methods must hold it? May `send()`
hold it while it calls the receivers? Look at the part about the lock again.
"""

# %%
# Your turn.

# %% [markdown]
"""
### Build · The bookshop on your own dispatcher

The bookshop of the last lessons does not notice the difference. Take `Signal` or
`Dispatcher6`: the same code, the same calls.
"""

# %%
def open_shop(order_paid):
    order_paid.connect(reserve_stock)
    order_paid.connect(send_confirmation, sender=Checkout)
    order_paid.connect(shop_mailer.thank, dispatch_uid="thank")


shop_mailer = Mailer()
for kind in (Signal, Dispatcher6):
    order_paid = kind()
    open_shop(order_paid)
    open_shop(order_paid)
    print(calls(order_paid))

# %%
flow = sv.watch(order_paid)
answers = order_paid.send(sender=Checkout)
flow

# %% [markdown]
"""
## Before you go on
"""

# %% [markdown]
"""
### Read · Under the hood in eight lines

1. A signal is a list of entries: key, weak reference, and whether it is async.
2. The key is two numbers: which receiver (or its `dispatch_uid`), and which sender.
3. A plain signal walks through its list in each send. Seven model signals have a cache.
4. A death puts up a flag. The next one who comes cleans up.
5. The lock guards the list. It is not held while receivers run.
6. With `DEBUG=True` a memory of signatures holds 512 functions, so that they live on.
7. A number can come again: before 6.0 that of a sender, in 6.1 that of a lost receiver.
8. All of that fits into some forty lines.
"""

# %% [markdown]
"""
### Recall · Without looking

Answer first, then open. The last two come from lessons 02 and 03.

<details><summary>Where does a signal look up the receivers of a sender?</summary>
Nowhere: it walks through its whole list. Only with use_caching it remembers the answer.
</details>

<details><summary>A receiver dies. What happens to its entry?</summary>
Nothing, at first. A flag goes up. The next connect(), disconnect() or send() throws
the entry away.
</details>

<details><summary>Why does the death of a receiver not take the lock?</summary>
It can come while the same thread holds the lock. It would wait for itself.
</details>

<details><summary>Who holds a nested receiver with DEBUG=True?</summary>
The memory of signatures, which connect() fills when it checks for **kwargs.
</details>

<details><summary>A receiver hears a sender that was never connected. How?</summary>
Before Django 6.0: the old sender died, and the new one has its number.
</details>

<details><summary>What do these bugs have in common?</summary>
A number in a key has outlived the object that it belongs to.
</details>

<details><summary>Two connects, one dispatch_uid. Who is called?</summary>
The first one.
</details>

<details><summary>A receiver disconnects another one during a send. Is that one still
called?</summary>
Yes, in this send. The list of those to be called was made before the first call.
</details>
"""

# %% [markdown]
"""
### Exercise · Four exercises

[Exercises for this lesson](exercises/08-under-the-hood.ipynb): read a list without
touching it, foretell its entries, mend a shop that works on one machine only, and mend
a dispatcher. Each one is checked, and each mistake has a hint.

Go on with [lesson 09: Async](09-async.ipynb), or choose from
[the whole course](index.ipynb).
"""

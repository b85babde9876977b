# %% [markdown]
"""
# Exercises 09 · Async

They belong to [lesson 09](../09-async.ipynb). Each one stands alone:
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
## Exercise · 09.1 A receiver that waits

The shop tells a search machine of each sale. That takes a while, and the machine answers.
The machine is async.

Complete the receiver: it asks `search_machine` for the item, and puts the answer
into `index`. While it waits, others should have a turn.
"""

# %%
import asyncio

from django.dispatch import Signal

order_paid = Signal()
index = []


class Checkout:
    """The part of the shop where customers pay."""


async def search_machine(item):
    await asyncio.sleep(0.1)
    return f"{item} can be found"

# %% gap="09.1"
def update_search_index(sender, item, **kwargs): ...  # replace the dots


order_paid.connect(update_search_index)

# %% solution="09.1"
async def update_search_index(sender, item, **kwargs):
    index.append(await search_machine(item))


order_paid.connect(update_search_index)

# %% alternative="09.1"
class SearchIndex:
    async def update(self, item, **kwargs):
        task = asyncio.create_task(search_machine(item))
        await task
        index.append(task.result())


search_index = SearchIndex()
order_paid.connect(search_index.update, sender=Checkout)

# %% alternative="09.1"
def update_search_index(sender, item, **kwargs):
    # Under asend() a plain receiver has a thread, and that has no loop.
    index.append(asyncio.run(search_machine(item)))


order_paid.connect(update_search_index)

# %% wrong="09.1" hint="What makes a coroutine run?"
async def update_search_index(sender, item, **kwargs):
    index.append(search_machine(item))


order_paid.connect(update_search_index)

# %% wrong="09.1" hint="await works only in a function that is async itself."
def update_search_index(sender, item, **kwargs):
    index.append(search_machine(item))


order_paid.connect(update_search_index)

# %% wrong="09.1" hint="An async receiver has a loop already"
async def update_search_index(sender, item, **kwargs):
    index.append(asyncio.run(search_machine(item)))


order_paid.connect(update_search_index)

# %% wrong="09.1" hint="Who waits without await, makes everybody wait."
import time


async def update_search_index(sender, item, **kwargs):
    time.sleep(0.1)
    index.append(f"{item} can be found")


order_paid.connect(update_search_index)

# %% wrong="09.1" hint="What a receiver returns goes to the sender."
async def update_search_index(sender, item, **kwargs):
    return await search_machine(item)


order_paid.connect(update_search_index)

# %% wrong="09.1" hint="What puts it into the list that is there already?"
async def update_search_index(sender, item, **kwargs):
    index = await search_machine(item)
    print(index)


order_paid.connect(update_search_index)

# %% wrong="09.1" hint="It asks for an argument that nobody gives."
async def update_search_index(sender, instance, **kwargs):
    index.append(await search_machine(instance.item))


order_paid.connect(update_search_index)

# %% wrong="09.1" hint="A task that nobody awaits"
async def ask(item):
    index.append(await search_machine(item))


async def update_search_index(sender, item, **kwargs):
    asyncio.create_task(ask(item))


order_paid.connect(update_search_index)

# %% wrong="09.1" hint="A signal sends more arguments than you name."
async def update_search_index(sender, item):
    index.append(await search_machine(item))


order_paid.connect(update_search_index)

# %% wrong="09.1" hint="A function hears nothing until it is connected."
async def update_search_index(sender, item, **kwargs):
    index.append(await search_machine(item))

# %% [markdown]
"""
See what your receiver does:
"""

# %%
flow = sv.watch(order_paid)
await order_paid.asend(sender=Checkout, item="Emma")
print(index)
flow

# %% check="09.1"
sv.check("09.1")

# %% [markdown]
"""
## Predict · 09.2 Who begins, who ends?

Four receivers, two of them async. Read the cells.
Do not send yet: **first** answer, **then** prove it.
"""

# %%
import asyncio
import time

from django.dispatch import Signal

order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""

# %%
async def call_courier(sender, **kwargs):
    await asyncio.sleep(0.4)


def reserve_stock(sender, **kwargs):
    time.sleep(0.1)


async def update_search_index(sender, **kwargs):
    await asyncio.sleep(0.1)


def send_confirmation(sender, **kwargs):
    """Thank the customer."""

# %%
order_paid.connect(call_courier)
order_paid.connect(reserve_stock)
order_paid.connect(update_search_index)
order_paid.connect(send_confirmation)

# %% [markdown]
"""
A thread without a loop sends: `sv.in_thread(order_paid.send, sender=Checkout)`.

* `begins`: the names of the four, in the order in which they begin.
* `ends`: the names of the four, in the order in which they end.
* `threads`: in how many threads do these four run?
"""

# %% gap="09.2"
begins = ...  # for example ["one", "two"]
ends = ...
threads = ...  # a number

# %% solution="09.2"
begins = ["reserve_stock", "send_confirmation", "call_courier", "update_search_index"]
ends = ["reserve_stock", "send_confirmation", "update_search_index", "call_courier"]
threads = 2

# %% alternative="09.2"
plain = [reserve_stock, send_confirmation]
begins = [*plain, call_courier, update_search_index]
ends = (*plain, update_search_index, call_courier)
threads = 1 + 1

# %% wrong="09.2" hint="Which two need somebody to await them?"
begins = ["call_courier", "reserve_stock", "update_search_index", "send_confirmation"]
ends = ["reserve_stock", "send_confirmation", "update_search_index", "call_courier"]
threads = 2

# %% wrong="09.2" hint="Is it send() or asend() here?"
begins = ["call_courier", "update_search_index", "reserve_stock", "send_confirmation"]
ends = ["reserve_stock", "send_confirmation", "update_search_index", "call_courier"]
threads = 2

# %% wrong="09.2" hint="Which of the two async ones waits longer?"
begins = ["reserve_stock", "send_confirmation", "call_courier", "update_search_index"]
ends = begins
threads = 2

# %% wrong="09.2" hint="Does a plain receiver wait for the one before it?"
begins = ["reserve_stock", "send_confirmation", "call_courier", "update_search_index"]
ends = ["send_confirmation", "reserve_stock", "update_search_index", "call_courier"]
threads = 2

# %% wrong="09.2" hint="Each of the four has its place."
begins = ["reserve_stock", "send_confirmation"]
ends = ["reserve_stock", "send_confirmation"]
threads = 2

# %% wrong="09.2" hint="Where is the loop that awaits the async ones?"
begins = ["reserve_stock", "send_confirmation", "call_courier", "update_search_index"]
ends = ["reserve_stock", "send_confirmation", "update_search_index", "call_courier"]
threads = 1

# %% wrong="09.2" hint="Does each receiver have a thread of its own?"
begins = ["reserve_stock", "send_confirmation", "call_courier", "update_search_index"]
ends = ["reserve_stock", "send_confirmation", "update_search_index", "call_courier"]
threads = 4

# %% check="09.2"
sv.check("09.2")

# %% [markdown]
"""
Now prove it. Choose **real time** below the picture, and play it again.
"""

# %%
flow = sv.watch(order_paid)
sv.in_thread(order_paid.send, sender=Checkout)
flow

# %% [markdown]
"""
## Fix · 09.3 A checkout in a loop

`pay` belongs to an async view, and sends as it did when the view was plain. Now that two receivers are
async, it stops with `RuntimeError`.

Mend `pay`:

1. It sends `order_paid` once, and **all** receivers come to their end.
2. While it waits, the loop can serve other customers.
3. It returns the list of the names of those that failed. Where nobody fails, the list
   is empty.

Leave the receivers as they are.
"""

# %%
import asyncio
import time

from django.dispatch import Signal

order_paid = Signal()
outbox = []


class Checkout:
    """The part of the shop where customers pay."""

# %%
def reserve_stock(sender, item, **kwargs):
    time.sleep(0.2)
    if item == "Dracula":
        raise ValueError("sold out")


async def send_confirmation(sender, item, **kwargs):
    await asyncio.sleep(0.1)
    outbox.append(item)


async def update_search_index(sender, item, **kwargs):
    await asyncio.sleep(0)

# %%
order_paid.connect(reserve_stock)
order_paid.connect(send_confirmation)
order_paid.connect(update_search_index)

# %% gap="09.3"
async def pay(item):
    order_paid.send(sender=Checkout, item=item)
    return []

# %% solution="09.3"
async def pay(item):
    answers = await order_paid.asend_robust(sender=Checkout, item=item)
    return [one.__name__ for one, answer in answers if isinstance(answer, Exception)]

# %% alternative="09.3"
from functools import partial


async def pay(item):
    send = partial(order_paid.send_robust, sender=Checkout, item=item)
    failed = []
    for receiver, answer in await asyncio.to_thread(send):
        if isinstance(answer, Exception):
            failed.append(receiver)
    return failed

# %% alternative="09.3"
from asgiref.sync import sync_to_async


async def pay(item):
    answers = dict(await sync_to_async(order_paid.send_robust)(Checkout, item=item))
    return tuple(one for one in answers if isinstance(answers[one], BaseException))

# %% wrong="09.3" hint="send_robust() is a plain function, too."
async def pay(item):
    answers = order_paid.send_robust(sender=Checkout, item=item)
    return [one.__name__ for one, answer in answers if isinstance(answer, Exception)]

# %% wrong="09.3" hint="What you do not await does not happen."
async def pay(item):
    order_paid.asend_robust(sender=Checkout, item=item)
    return []

# %% wrong="09.3" hint="When does pay come to a return"
async def pay(item):
    answers = await order_paid.asend_robust(sender=Checkout, item=item)
    failed = [one.__name__ for one, got in answers if isinstance(got, Exception)]
    return failed or None

# %% wrong="09.3" hint="What stands behind return?"
async def pay(item):
    answers = await order_paid.asend_robust(sender=Checkout, item=item)
    for receiver, answer in answers:
        if isinstance(answer, Exception):
            print(receiver.__name__)

# %% wrong="09.3" hint="Which way to send brings the exceptions in a list?"
async def pay(item):
    await order_paid.asend(sender=Checkout, item=item)
    return []

# %% wrong="09.3" hint="Who is the first of each pair?"
async def pay(item):
    answers = await order_paid.asend_robust(sender=Checkout, item=item)
    return [answer for _, answer in answers if isinstance(answer, Exception)]

# %% wrong="09.3" hint="The exceptions are in the list that you have awaited."
async def pay(item):
    await order_paid.asend_robust(sender=Checkout, item=item)
    return []

# %% wrong="09.3" hint="Not every exception is a ValueError."
async def pay(item):
    answers = await order_paid.asend_robust(sender=Checkout, item=item)
    return [one.__name__ for one, answer in answers if isinstance(answer, ValueError)]

# %% wrong="09.3" hint="Who waits for the thread?"
async def pay(item):
    answers = sv.in_thread(order_paid.send_robust, sender=Checkout, item=item)
    return [one.__name__ for one, answer in answers if isinstance(answer, Exception)]

# %% wrong="09.3" hint="Who waits for the task?"
tasks = set()


async def pay(item):
    tasks.add(asyncio.create_task(order_paid.asend_robust(Checkout, item=item)))
    await asyncio.sleep(0.01)
    return []

# %% wrong="09.3" hint="Who calls the receivers by hand must know them all."
async def pay(item):
    failed = []
    try:
        reserve_stock(Checkout, item)
    except ValueError:
        failed.append("reserve_stock")
    await send_confirmation(Checkout, item)
    await update_search_index(Checkout, item)
    return failed

# %% wrong="09.3" hint="Put async in front of def"
def pay(item):
    answers = sv.in_thread(order_paid.send_robust, sender=Checkout, item=item)
    return [one.__name__ for one, answer in answers if isinstance(answer, Exception)]

# %% [markdown]
"""
See what your `pay` does. The next cell plays it in this picture:
"""

# %%
flow = sv.watch(order_paid)
flow

# %%
print("failed:", await pay("Dracula"))
print("outbox:", outbox)

# %% check="09.3"
sv.check("09.3")

# %% [markdown]
"""
Did you look into the `outbox`? *Dracula* was sold out, and its customer was thanked: under
`asend_robust()` no receiver hears of the others. What must not happen together needs two
sends. The *Build* part of lesson 09 does it.
"""

# %% [markdown]
"""
## See · 09.4 Explain a trace

Three async receivers. One of them does not behave. Run the cells, play the
picture in **real time**, and read the lines.
"""

# %%
import asyncio
import time

from django.dispatch import Signal

order_paid = Signal()
diary = []


class Checkout:
    """The part of the shop where customers pay."""

# %%
async def call_courier(sender, **kwargs):
    diary.append("call_courier begins")
    await asyncio.sleep(0.1)
    diary.append("call_courier ends")


async def wrap_gift(sender, **kwargs):
    diary.append("wrap_gift begins")
    time.sleep(0.3)
    diary.append("wrap_gift ends")

# %%
async def update_search_index(sender, **kwargs):
    diary.append("update_search_index begins")
    await asyncio.sleep(0.1)
    diary.append("update_search_index ends")


for receiver in (call_courier, wrap_gift, update_search_index):
    order_paid.connect(receiver)

# %%
flow = sv.watch(order_paid)
await order_paid.asend(sender=Checkout)
print("\n".join(diary))
flow

# %% [markdown]
"""
* `blocker`: who gives nobody else a turn?
* `began_late`: who could not begin because of that?
* `woke_late`: who had waited long enough, and could not go on because of that?
* `threads`: in how many threads do the three run?
"""

# %% gap="09.4"
blocker = ...  # for example "one"
began_late = ...
woke_late = ...
threads = ...  # a number

# %% solution="09.4"
blocker = "wrap_gift"
began_late = "update_search_index"
woke_late = "call_courier"
threads = 1

# %% alternative="09.4"
blocker = wrap_gift
began_late = "update_search_index()"
woke_late = call_courier
threads = len({call.thread for call in flow.trace.dispatches[0].calls})

# %% wrong="09.4" hint="Who ends right after it has begun"
blocker = "call_courier"
began_late = "update_search_index"
woke_late = "wrap_gift"
threads = 1

# %% wrong="09.4" hint="Who is the last to begin?"
blocker = "wrap_gift"
began_late = "call_courier"
woke_late = "update_search_index"
threads = 1

# %% wrong="09.4" hint="Who had begun to wait before the blocker began?"
blocker = "wrap_gift"
began_late = "update_search_index"
woke_late = "update_search_index"
threads = 1

# %% wrong="09.4" hint="If each had a thread of its own, could one block the others?"
blocker = "wrap_gift"
began_late = "update_search_index"
woke_late = "call_courier"
threads = 3

# %% wrong="09.4" hint="Is one of the three a plain receiver?"
blocker = "wrap_gift"
began_late = "update_search_index"
woke_late = "call_courier"
threads = 2

# %% check="09.4"
sv.check("09.4")

# %% [markdown]
"""
Can you mend `wrap_gift`? `await asyncio.sleep(0.3)`, or `await asyncio.to_thread(time.sleep, 0.3)`:
run the cells again, and look at the bars.

`sv.progress()` shows what you have solved.
"""

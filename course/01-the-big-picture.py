# %% [markdown]
"""
# The big picture

A bookshop has sold a book. Now the stock must go down, a mail must go out,
and the audit log needs a line.

With signals, the code that sells does not call these three itself.
After this page you know who calls them, when, in which order,
and what happens when one of them fails.
"""

# %%
import signal_viz as sv

sv.configure(debug=False)

# %% [markdown]
"""
## Three words

Everything on this page is made of three words: sender, signal, receiver.
"""

# %% [markdown]
"""
### Read · Sender, signal, receiver

| word | what it is | in the bookshop |
|---|---|---|
| **signal** | an object with a list of functions | `order_paid` |
| **receiver** | a function on that list | `reserve_stock` |
| **sender** | who says that it happened | `Checkout` |

To **connect** is to put a function on the list.
To **send** is to go through the list and call each function.
One send, with all its calls, is a **dispatch**.

People often compare a signal with a fire alarm: one button, and everybody in
the house hears it. Keep that in mind. At the end of this page we come back to it.
"""

# %%
from django.dispatch import Signal

order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


# %% [markdown]
"""
Here are three receivers. Each one takes a little time, so that you can watch it,
and writes into a diary when it begins and when it ends.
"""

# %%
import time

diary = []


def work(name):
    diary.append(f"{name} begins")
    time.sleep(0.3)
    diary.append(f"{name} ends")


# %%
def reserve_stock(sender, **kwargs):
    work("reserve_stock")


def send_confirmation(sender, **kwargs):
    work("send_confirmation")


def write_audit_log(sender, **kwargs):
    work("write_audit_log")


# %% [markdown]
"""
### See · Three words become a picture

So far these are only functions. Nobody has called them, and nobody will.
`connect` changes that.
"""

# %%
order_paid.connect(reserve_stock)
order_paid.connect(send_confirmation)
order_paid.connect(write_audit_log)

flow = sv.watch(order_paid)
flow

# %% [markdown]
"""
### Predict · Who runs when?

Soon you send the signal. Before that, say aloud: which receiver begins first, and
do they run at the same time? For the third question pick an answer, and press
**Commit**. A guess is fine.
"""

# %%
guess = sv.predict(
    "send() has come back. How many of the three receivers have ended by then?",
    options=[0, 1, 2, 3],
    pick="one",
)
guess

# %% [markdown]
"""
### See · One after the other

Watch the picture above while this cell runs.
"""

# %%
diary.clear()
order_paid.send(sender=Checkout)
guess.judge(sum(line.endswith("ends") for line in diary))
diary.append("send() is done")
flow

# %%
print("\n".join(diary))

# %% [markdown]
"""
### Read · What the diary says

1. `reserve_stock` begins first. It was connected first.
2. They never overlap. Each one begins when the one before has ended.
3. `send()` is done last. The sender waited for all three.

So a `send()` is nothing but a loop over a list. A slow receiver makes its sender slow.

There are receivers that run together: async ones. They come in [lesson 09](09-async.ipynb).
"""

# %% [markdown]
"""
### Try · Change the order

The next cell takes `reserve_stock` off the list and puts it back.
Where is it now? Look at the numbers, then send again.
"""

# %%
order_paid.disconnect(reserve_stock)
order_paid.connect(reserve_stock)

diary.clear()
order_paid.send(sender=Checkout)
print("\n".join(diary))
flow

# %% [markdown]
"""
### Measure · How long does the sender wait?

Each of the three sleeps for 0.3 seconds. The next cell stops the time of one `send()`.
"""

# %%
begin = time.perf_counter()
order_paid.send(sender=Checkout)
waited = time.perf_counter() - begin

print("the sender waited for all three together:", waited > 0.85)

# %% [markdown]
"""
Take the line with `sleep` out of `work`, and measure again.
What costs time is the work of the receivers, and the sender pays for it.
"""

# %% [markdown]
"""
## Every signal has its own list

Many drawings show one big dispatcher in the middle, through which all signals go.
There is no such thing.
"""

# %% [markdown]
"""
### Read · Two signals, two lists

`order_paid` and `order_shipped` are two objects. Each keeps its own list.
`sv.registry` shows what is on the list of one signal.

Each part of a lesson begins with a clean slate: `sv.reset()` disconnects everybody, and
the pictures above stay as they are.
"""

# %%
from django.dispatch import Signal

sv.reset()
order_paid = Signal()
order_shipped = Signal()


class Warehouse:
    """The part of the shop that packs and ships."""


# %%
def send_confirmation(sender, **kwargs):
    print("Thank you, we have your money.")


def send_tracking_number(sender, **kwargs):
    print("Your book is on its way.")


order_paid.connect(send_confirmation)
order_shipped.connect(send_tracking_number)

# %%
for name, signal in [("order_paid", order_paid), ("order_shipped", order_shipped)]:
    print(name, "calls", [connection.receiver for connection in sv.registry(signal)])

# %% [markdown]
"""
### Predict · Who hears it?

The warehouse ships a book.
"""

# %%
guess = sv.predict(
    "Warehouse sends order_shipped. Which mails go out?",
    options=[send_confirmation, send_tracking_number],
)
guess

# %% [markdown]
"""
### See · Only its own list
"""

# %%
flow = sv.watch(order_paid, order_shipped)
flow

# %%
order_shipped.send(sender=Warehouse)
guess.judge(flow)
flow

# %% [markdown]
"""
`send_confirmation` was not called. It is on another list.

Each `Signal()` makes a new, empty list. If you connect to one signal and send
another, nothing happens, and nothing warns you.
"""

# %% [markdown]
"""
### Fix · The mail that never goes out

A book is shipped, and the customer hears nothing. Read the three lines, and move one of
them, so that one receiver is called.
"""

# %%
order_shipped.connect(send_tracking_number)
order_shipped = Signal()

answers = order_shipped.send(sender=Warehouse)
print("receivers called:", len(answers))

# %% [markdown]
"""
## A real model

Django brings some signals along. The one that you will meet most is `post_save`.
"""

# %% [markdown]
"""
### Read · post_save

Django sends `post_save` after a model has been saved. The sender is the model class.
Two of its arguments matter most:

| argument | what it is |
|---|---|
| `instance` | the object that was saved |
| `created` | `True` for a new row, `False` for a changed one |

There are more. That is why each receiver ends with `**kwargs`: there it takes what
it does not name.
"""

# %%
from django.db import models
from django.db.models.signals import post_save

sv.reset()


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)

# %% [markdown]
"""
`sender=Order` says: call me for orders, and for nothing else.
"""

# %%
import time


def reserve_stock(sender, instance, created, **kwargs):
    time.sleep(0.3)
    print(f"reserve_stock: {instance.item}, created={created}")


def send_confirmation(sender, instance, created, **kwargs):
    time.sleep(0.3)
    print(f"send_confirmation: {instance.item}, created={created}")


# %%
post_save.connect(reserve_stock, sender=Order)
post_save.connect(send_confirmation, sender=Order)

flow = sv.watch(post_save, senders=[Order])
flow

# %% [markdown]
"""
### See · Save an order

Nobody calls `send()` in this cell. Watch the picture above.
"""

# %%
order = Order.objects.create(item="Emma")
flow

# %% [markdown]
"""
### Predict · Save it again

The same order is saved once more. Who is called, and what is `created` this time?
"""

# %%
guess = sv.predict(
    "order.save() is run. Which receivers are called?",
    options=[reserve_stock, send_confirmation],
)
guess

# %% [markdown]
"""
### See · The second save
"""

# %%
order.item = "Persuasion"

with sv.trace(post_save) as trace:
    order.save()

guess.judge(trace)
print("arguments:", ", ".join(trace.dispatches[0].arguments))

# %% [markdown]
"""
They are called again, with `created=False`. A receiver that sends a mail for each
new order must look at `created`. Ours does not: this customer has had two mails.

`sv.trace` records what happens, without a picture. The last line shows all that
`post_save` sends along.
"""

# %% [markdown]
"""
### Try · Mend the second mail

Change `send_confirmation` above so that it prints only if `created` is true.
Run its cell, the cell that connects, and the two saves.
"""

# %% [markdown]
"""
## What "automatically" means

People say that signals fire automatically. Is anything watching the table?
"""

# %% [markdown]
"""
### Read · Four ways to write a row

An order can come into the table in many ways. Here are four.
"""

# %%
from django.db import models
from django.db.models.signals import post_save

sv.reset()


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)
order = Order.objects.create(item="Emma")

# %%
ways = {
    "create()": lambda: Order.objects.create(item="Emma"),
    "save()": order.save,
    "update()": lambda: Order.objects.update(item="Dracula"),
    "bulk_create()": lambda: Order.objects.bulk_create([Order(item="Emma")]),
}

# %% [markdown]
"""
### Predict · Which of these send post_save?

All four write into the table.
"""

# %%
guess = sv.predict("Which of the four send post_save?", options=list(ways))
guess

# %% [markdown]
"""
### See · Two send, two do not

Each entry in `trace.dispatches` is one send.
"""

# %%
sent = []
for name, way in ways.items():
    with sv.trace(post_save) as trace:
        way()
    if trace.dispatches:
        sent.append(name)
    print(f"{name:14} sent post_save {len(trace.dispatches)} times")
guess.judge(sent)

# %% [markdown]
"""
### See · Who calls the receiver?

The next receiver looks at the stack: who called it, and who called that one?
It prints those that are part of Django, with their modules.
"""

# %%
import inspect


def who_called_me(sender, **kwargs):
    for caller in inspect.stack():
        module = caller.frame.f_globals["__name__"]
        if module.startswith("django."):
            print(f"{caller.function:10} in {module}")


post_save.connect(who_called_me, sender=Order)
order.save()

# %% [markdown]
"""
### Read · A plain call

Nothing watches the table. Read the lines from the bottom: `save()` calls
`save_base()`, and when that has written the row, it calls `post_save.send()`.
And `send()` calls your receiver.

* `create()` makes an object and saves it, so it sends.
* `update()` and `bulk_create()` write to the table directly. They never call `save()`,
  so nobody sends.

"Automatically" means: somebody else has written the call.
"""

# %% [markdown]
"""
## Connect and disconnect

The list can change at any time. The next send uses the list as it is then.
"""

# %% [markdown]
"""
### See · One more card

Start with one receiver.
"""

# %%
from django.dispatch import Signal

sv.reset()
order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


# %%
def reserve_stock(sender, **kwargs):
    print("reserve_stock")


order_paid.connect(reserve_stock)
flow = sv.watch(order_paid)
flow

# %% [markdown]
"""
Connect another one, and look at the picture: it gets a card. The card has no mark,
because nobody has called it yet.
"""

# %%
def update_search_index(sender, **kwargs):
    print("update_search_index")


order_paid.connect(update_search_index)
flow

# %%
order_paid.send(sender=Checkout)
flow

# %% [markdown]
"""
### See · One card less

`disconnect` takes it off the list. It returns `True` if it was there.
Watch the picture above: the card leaves.
"""

# %%
was_there = order_paid.disconnect(update_search_index)
print("it was on the list:", was_there)
flow

# %% [markdown]
"""
Send again, and only one is called. The function is still there, and you can call it
yourself. The signal no longer does.
"""

# %%
order_paid.send(sender=Checkout)
print("and now by hand:")
update_search_index(sender=Checkout)

# %% [markdown]
"""
### Try · Connect it three times

Write `order_paid.connect(update_search_index)` three times into the empty cell
below, and run it. How many cards do you get?
[Lesson 02](02-connecting-receivers.ipynb) explains it.
"""

# %%
# Your turn.

# %% [markdown]
"""
## When a receiver raises

The card of our customer is refused. `charge_card` raises an exception.
"""

# %% [markdown]
"""
### Read · Three receivers, and one raises

They are connected in this order: `reserve_stock`, `charge_card`, `send_confirmation`.
The one in the middle raises `ValueError`.
"""

# %%
from django.db import models
from django.db.models.signals import post_save

sv.reset()


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)

# %%
import time


def reserve_stock(sender, **kwargs):
    time.sleep(0.3)
    print("reserve_stock: done")


def charge_card(sender, **kwargs):
    time.sleep(0.3)
    raise ValueError("card refused")


def send_confirmation(sender, **kwargs):
    print("send_confirmation: done")


# %%
for receiver in (reserve_stock, charge_card, send_confirmation):
    post_save.connect(receiver, sender=Order)

flow = sv.watch(post_save, senders=[Order])
flow

# %% [markdown]
"""
### Predict · Who still runs?

Pick the receivers that are called, and say how the send ends. And one more question, to
say aloud: is the order stored?
"""

# %%
guess = sv.predict(
    "An order is created. Which receivers are called?",
    options=[reserve_stock, charge_card, send_confirmation],
    ending=True,
)
guess

# %% [markdown]
"""
### See · The exception leaves send()
"""

# %%
try:
    Order.objects.create(item="Emma")
except ValueError as error:
    print("create() raised:", error)

print("orders in the table:", Order.objects.count())
guess.judge(flow)
flow

# %% [markdown]
"""
### Read · Three things happened

1. **Who ran?** `reserve_stock` ran to its end. `charge_card` ran until it raised.
2. **Who was not reached?** `send_confirmation`. It stands on the list, but `send()`
   stopped before it. Nobody told it.
3. **Who noticed?** The sender. The exception left `send()`, then `save()`, then
   `create()`, and arrived in our cell.

And the order is in the table. `post_save` is sent after the row has been written, so
the exception came too late to stop that. [Lesson 06](06-transactions.ipynb) says what to do about it.

There is another way to send, `send_robust()`, which goes on after an exception.
[Lesson 03](03-the-dispatch-flow.ipynb) compares the two.
"""

# %% [markdown]
"""
### Try · Move the trouble

Change the order in the line with `for`, so that `charge_card` comes last.
Run all the cells of this part again. Who is reached now?
"""

# %% [markdown]
"""
## The bookshop so far

Each lesson adds one piece to the bookshop that you finish in [lesson 14](14-the-bookshop.ipynb).
"""

# %% [markdown]
"""
### Build · The first piece

A shop that sells, and an audit log that hears of it:
"""

# %%
from django.dispatch import Signal

sv.reset()
order_paid = Signal()
audit_log = []


class Checkout:
    """The part of the shop where customers pay."""

    def pay(self, item):
        order_paid.send(sender=Checkout, item=item)


# %%
def write_audit_log(sender, item, **kwargs):
    audit_log.append(f"{item} is paid")


order_paid.connect(write_audit_log)
flow = sv.watch(order_paid)

Checkout().pay("Emma")
print("\n".join(audit_log))
flow

# %% [markdown]
"""
`pay()` does not know who listens. A second receiver can come tomorrow, and `pay()`
stays as it is.
"""

# %% [markdown]
"""
## Before you go on
"""

# %% [markdown]
"""
### Read · Back to the fire alarm

| the fire alarm | a signal, as you have seen it |
|---|---|
| everybody hears it at the same moment | the receivers are called one after the other |
| the one who pushes the button can leave at once | the sender waits until the last receiver is done |
| if one person falls, the others still get out | if one receiver raises, those after it are not called |
| the house has one alarm | each signal has its own list |
| everybody in the house hears it | only who is connected, and only for the right sender |
| smoke sets it off by itself | somebody has written the line that sends |

A better picture is a phone list: somebody goes through it from the top,
calls one number after the other, and stops if something goes badly wrong.
"""

# %% [markdown]
"""
### Recall · Without looking

Answer first, then open.

<details><summary>Where does a signal keep its receivers?</summary>
In its own list. There is no dispatcher for all signals.
</details>

<details><summary>In which order do receivers run?</summary>
In the order in which they were connected.
</details>

<details><summary>The second of three receivers raises. Who runs?</summary>
The first and the second. The third is not reached, and the exception goes to the sender.
</details>

<details><summary>Why does update() not send post_save?</summary>
Because post_save is sent by save(), and update() does not call save().
</details>

<details><summary>A card says “not reached”. What happened?</summary>
This receiver was due, but an earlier one raised.
</details>
"""

# %% [markdown]
"""
### Exercise · Four exercises

[Exercises for this lesson](exercises/01-the-big-picture.ipynb): write a receiver,
say who is called, mend a silent audit log, explain a picture.
Each one is checked, and each mistake has a hint.

Go on with [lesson 02: Connecting receivers](02-connecting-receivers.ipynb), or choose from
[the whole course](index.ipynb).
"""

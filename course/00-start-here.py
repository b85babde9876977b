# %% [markdown]
"""
# Start here

This course shows you what Django's signals do.
You do not have to believe a word of it: each claim has a cell that proves it.

You need to know two things already: how to write a Python function, and how to
write a Django model.

This page takes a few minutes, and the first picture comes in one.
"""

# %% [markdown]
"""
## Try · Run your first cell

Click on the grey cell below, then press **Shift + Enter**.
While a cell runs, it is marked `[*]`. When it is done, it has a number.
"""

# %%
import signal_viz as sv

sv.configure(debug=False)

# %% [markdown]
"""
That made a small Django in the memory of your computer.
There is no project, no server, and no file to clean up.

Each notebook begins with this cell.
Run it again at any time: it gives you a clean slate.
"""

# %% [markdown]
"""
## Try · Is everything ready?

The next cell looks at what is installed. A line with ✕ says what to do.
"""

# %%
sv.check_environment()

# %% [markdown]
"""
## See · Your first picture

This is a bookshop. When a customer has paid, two things must happen.
The next three cells say so in Python, and draw it.
"""

# %%
import time

from django.dispatch import Signal

order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""

# %%
def reserve_stock(sender, **kwargs):
    time.sleep(0.5)


def send_confirmation(sender, **kwargs):
    time.sleep(0.5)


# %%
order_paid.connect(reserve_stock)
order_paid.connect(send_confirmation)

flow = sv.watch(order_paid)
flow

# %% [markdown]
"""
## Predict · Who comes first?

So far nothing has run: the picture only shows who is waiting. Lessons ask before they
show. Put the two in order, and press **Commit**.
"""

# %%
guess = sv.predict(
    "Checkout sends order_paid. In which order do the two run?",
    options=[send_confirmation, reserve_stock],
    pick="order",
)
guess

# %% [markdown]
"""
## See · Now it runs

Keep your eyes on the picture, and run the next cell.
"""

# %%
order_paid.send(sender=Checkout)
guess.judge(flow)
flow

# %% [markdown]
"""
Did you see it? `Checkout` sent `order_paid`, and the two functions ran,
one after the other: first the one that was connected first. Your answer above has been
compared with what happened. A wrong guess costs nothing.

You can go back step by step with the buttons on the picture.

To keep a picture in sight while you scroll, click on it with the right mouse button
and choose **Create New View for Cell Output**.
"""

# %% [markdown]
"""
## Read · How to read the picture

Read it from left to right.

| where | what | here |
|---|---|---|
| left | the **sender**: who says that something happened | `Checkout` |
| middle | the **signal**: what it is said through | `order_paid` |
| right | the **receivers**: the functions that are called, numbered in the order of the calls | `reserve_stock`, `send_confirmation` |

Each receiver has a mark:

| mark | word | what it means |
|---|---|---|
| ● | running | it is running now |
| ✓ | returned | it ran to its end |
| ✕ | the name of an error | it raised that error |
| – | not reached | it was due, but an earlier one raised |
| – | other sender | it waits for another sender |

A card without a mark has not been called. The small line below the name says where
the function is written: `notebook:5` is line 5 of its cell.
"""

# %% [markdown]
"""
## Measure · How long did it take?

Choose **real time** below the picture, and play it again. The bars at its right
grow as long as each function really took. Both slept for half a second:
"""

# %%
sent = flow.trace.dispatches[-1]
first, second = sent.calls
together = first.duration_ns + second.duration_ns
print("the shop waited for both together:", sent.duration_ns >= together)

# %% [markdown]
"""
## Read · The same in words

Each picture is there in words, too: to copy, to search, or to hear read aloud.
"""

# %%
print(flow)

# %% [markdown]
"""
## Exercise · 00.1 Read the picture

Exercises work like this: a cell has a gap, you fill it, and the cell below
checks what you did. You can check as often as you like. A wrong try costs nothing.

Look at the picture above. How many receivers does `order_paid` have?

**First, leave the gap as it is and run both cells.** You will see how a check says no.
"""

# %%
receivers = ...

# %% tags=["raises-exception"]
sv.check("00.1")

# %% [markdown]
"""
A check says what it saw, what it wanted, and gives a hint.
It looks at what happened, never at how you wrote it.

Now with an answer:
"""

# %%
receivers = 2
sv.check("00.1")

# %% [markdown]
"""
## Fix · One function is never called

The audit log should hear of each payment, too. Its function is written, but it has no
card in the picture. One line is missing: add it above the line that sends.
"""

# %%
def write_audit_log(sender, **kwargs):
    time.sleep(0.5)


order_paid.send(sender=Checkout)
flow

# %% [markdown]
"""
<details><summary>The missing line</summary>
<code>order_paid.connect(write_audit_log)</code>
</details>
"""

# %% [markdown]
"""
## Build · The door of the shop

Each lesson adds one piece to a bookshop, and in [lesson 14](14-the-bookshop.ipynb) it is
whole. This is its door: whoever sells a book calls `pay()`.
"""

# %%
def pay(book):
    order_paid.send(sender=Checkout)
    print(book, "is paid.")


pay("Emma")

# %% [markdown]
"""
## Recall · Without looking

Each lesson ends so. Answer first, then open.

<details><summary>Who is on the left of a picture, and who is on the right?</summary>
The sender is on the left. The receivers are on the right.
</details>

<details><summary>A card has no mark. What does that say?</summary>
This receiver has not been called.
</details>

<details><summary>In which order did the two functions run?</summary>
One after the other, in the order in which they were connected.
</details>
"""

# %% [markdown]
"""
## Read · Nine words above the sections

You have met all of them on this page.

| word | what you do there |
|---|---|
| **Read** | take in one idea |
| **Predict** | commit to an answer before the cell runs |
| **See** | run it, and watch the picture |
| **Try** | change something, and run it again |
| **Measure** | find out how long it takes |
| **Fix** | mend what does not work |
| **Exercise** | solve it alone: a check tells you how it went |
| **Build** | add a piece to the bookshop |
| **Recall** | answer from memory |
"""

# %% [markdown]
"""
## Read · Where to go next

[The big picture](01-the-big-picture.ipynb) is the next lesson.
Its [exercises](exercises/01-the-big-picture.ipynb) are a notebook of their own,
and so are the [solutions](solutions/01-the-big-picture.ipynb).

[The whole course](index.ipynb) lists every lesson, offers paths for a quarter of
an hour or for a day, and shows which exercises you have solved.
"""

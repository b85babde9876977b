# %% [markdown]
"""
# Start here

This course shows you what Django's signals do.
You do not have to believe a word of it: each claim has a cell that proves it.

You need to know two things already: how to write a Python function, and how to
write a Django model.

This page takes five minutes.
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
Now keep your eyes on the picture, and run the next cell.
"""

# %%
order_paid.send(sender=Checkout)
flow

# %% [markdown]
"""
Did you see it? `Checkout` sent `order_paid`, and the two functions ran,
one after the other. You can go back step by step with the buttons on the picture.

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
## Read · Where to go next

[The big picture](01-the-big-picture.ipynb) is the next lesson.
Its [exercises](exercises/01-the-big-picture.ipynb) are a notebook of their own,
and so are the [solutions](solutions/01-the-big-picture.ipynb).

[The whole course](index.ipynb) lists every lesson, offers paths for a quarter of
an hour or for a day, and shows which exercises you have solved.
"""

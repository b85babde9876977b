# %% [markdown] insert="lessons"
"""
# Signal Viz: the whole course

Fifteen minutes show you a signal. Six hours show you everything that happens
between `save()` and the receiver. You choose.

If this is your first time here, open [Start here](00-start-here.ipynb).

## All lessons
"""

# %% [markdown]
"""
## Your progress

Run the next cell. It shows which exercises you have solved.
Your progress is kept on this computer, and nowhere else.
"""

# %%
import signal_viz as sv

sv.progress()

# %% [markdown]
"""
## Paths through the course

Each lesson stands alone: you can begin with any of them.
These paths belong together.
"""

# %% [markdown] insert="lessons 00 01 03"
"""
### The 15-minute tour

What a signal is, what it looks like, and what `send()` does.
Read and run these parts. Leave the exercises for later.

1. [Start here](00-start-here.ipynb), the whole page.
2. [Three words](<01#Three words>): sender, signal and receivers.
3. [Queued or immediate?](<03#Queued or immediate?>): when the receivers run.
4. [When a receiver raises](<03#When a receiver raises>), as far as
   [send_robust() goes on](<03#See · send_robust() goes on>).

Where you jump into a lesson, run its first cell first.
From top to bottom, the three lessons take about an hour:
"""

# %% [markdown]
"""
### The whole course

Take the table at the top from its first row to its last.
A lesson takes about 25 minutes, and its exercises about as long as you like them to.
"""

# %% [markdown] insert="lessons 07 08 11"
"""
### The bug clinic

Something is called twice, or never, or too early. Find your bug here.
"""

# %% [markdown] insert="lessons 03 06 09"
"""
### The interview three

You will be asked. Here is the proof of each answer, for plain receivers and for async ones.

1. **Is a signal synchronous?** [Now, not later](<03#See · Now, not later>), and
   [both at once](<09#See · Both at once>) if they are async.
2. **Does a receiver run in the same thread?**
   [The same process, the same thread](<03#See · The same process, the same thread>), and
   [another thread](<03#See · Another thread for async receivers>) for async ones.
3. **In the same transaction?** [Inside the box](<06#See · Inside the box>), if there is
   [a box at all](<06#See · No box at all>). It is so
   [for async ones, too](<09#See · Inside the transaction, too>).
"""

# %% [markdown] insert="lessons 08 09 10"
"""
### The internals

For people who read Django's source: lists, locks, weak references, threads, cost.
"""

# %% [markdown]
"""
### For teachers

[Giving the course](../docs/teaching.md) has timetables for 90 minutes, a day and a week.
It tells what learners stumble on, and how to check the work of a whole class.
"""

# %% [markdown]
"""
## Follow one way to learn

Each section of each lesson has a label: it says how you learn there.
Follow one of them through all lessons.
"""

# %% [markdown] insert="sections Read"
"""
### Read

The idea, in words and one picture.
"""

# %% [markdown] insert="sections See"
"""
### See

The live picture, while your code runs.
"""

# %% [markdown] insert="sections Predict"
"""
### Predict

Say what will happen before you run it. A wrong guess teaches most.
"""

# %% [markdown] insert="sections Try"
"""
### Try

Change something, and run it again.
"""

# %% [markdown] insert="sections Exercise"
"""
### Exercise

Write it yourself. A check says what it saw.
"""

# %% [markdown] insert="sections Fix"
"""
### Fix

Something is broken. Mend it.
"""

# %% [markdown] insert="sections Measure"
"""
### Measure

Count it, or time it.
"""

# %% [markdown] insert="sections Recall"
"""
### Recall

Questions from earlier pages, some of them much earlier.
"""

# %% [markdown] insert="sections Build"
"""
### Build

The bookshop grows, one step a lesson.
"""

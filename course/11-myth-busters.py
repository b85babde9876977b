# %% [markdown]
"""
# Myth busters

You will read a lot about signals: in courses, in answers, in old books. Some of it
is wrong. Some of it was right once. Some of it is right with an “if” that was left out.
And some of it is a *myth-buster* that is a myth itself.

This page takes such sentences one by one. You know by now how to find out.
"""

# %%
import signal_viz as sv

sv.configure(debug=False)

# %% [markdown]
"""
## Four famous sentences

Everybody has heard these four. How many of them are true?
"""

# %%
import time
from functools import partial

from django.dispatch import Signal

order_paid = Signal()
diary = []
found = {}


class Checkout:
    """The part of the shop where customers pay."""


# %% [markdown]
"""
### Read · Commit, run, verdict

1. **Commit.** Say what you believe, before you run anything.
2. **Run.** Make an experiment that *can* come out either way.
3. **Verdict.** Say what it showed, and for which Django.

| verdict | it means |
|---|---|
| **true** | the experiment shows it, in every version |
| **false** | the experiment shows the opposite |
| **outdated** | it was so once, and your Django does it otherwise |
| **imprecise** | it is so only if ..., and the “if” was left out |
"""

# %% [markdown]
"""
### Predict · Which of these are true?
"""

# %%
BACKGROUND = "Signals run in the background, so the sender need not wait."
WORKFLOW = "Signals are a good home for work in many steps."
FUNCTIONS = "Only a function can be a receiver."
AGAIN = "Each connect() adds one more call."

guess = sv.predict(
    "Which of these four sentences are true?",
    options=[BACKGROUND, WORKFLOW, FUNCTIONS, AGAIN],
)
guess

# %% [markdown]
"""
### See · “Signals run in the background”

The receiver takes its time. Which line comes into the diary first?
"""

# %%
def update_search_index(sender, **kwargs):
    time.sleep(0.3)
    diary.append("the index is done")


order_paid.connect(update_search_index)
flow = sv.watch(order_paid)
diary.clear()
order_paid.send(sender=Checkout)
diary.append("the sender goes on")
flow

# %%
print("\n".join(diary))
found[BACKGROUND] = diary[0] == "the sender goes on"

# %% [markdown]
"""
**Verdict: false**, in 5.2 and in 6.x. `send()` is a plain loop, in your thread, and you
wait for its end: “synchronous by default” is **true**. There is also `asend()`: further
down you see what waits then.
"""

# %% [markdown]
"""
### See · “A good home for work in many steps”

First the card is charged, then the parcel is packed. So it is written in the shop's
plan. But `warehouse.py` was imported before `payment.py`, and each
connects its own step.
"""

# %%
packed = []


def pack_parcel(sender, item, **kwargs):
    packed.append(item)


def charge_card(sender, item, **kwargs):
    raise ValueError("card refused")


order_paid = Signal()
order_paid.connect(pack_parcel)  # warehouse.py
order_paid.connect(charge_card)  # payment.py

# %%
flow = sv.watch(order_paid)
try:
    order_paid.send(sender=Checkout, item="Emma")
except ValueError as error:
    print("the card:", error)
print("packed:", packed)
found[WORKFLOW] = not packed
flow

# %% [markdown]
"""
**Verdict: false**, in every version. The order is that of `connect()`, and that is the
order of your imports. The steps of a workflow belong into one function, where
everybody can read them from the top. So “signals are no place for workflows” is good
**advice**. [Lesson 12](12-patterns.ipynb) follows it.
"""

# %% [markdown]
"""
### See · “Only a function can be a receiver”
"""

# %%
class Mailer:
    def thank(self, sender, **kwargs):
        return "called"

    def __call__(self, sender, **kwargs):
        return "called"


class Bell:
    __slots__ = ()

    def __call__(self, sender, **kwargs):
        return "called"


# %%
class Newsletter:
    async def __call__(self, sender, **kwargs):
        return "called"


def pack(sender, shelf, **kwargs):
    return "called"


def without_kwargs(sender):
    return "called"


mailer, bell, newsletter = Mailer(), Bell(), Newsletter()

# %%
def try_it(receiver, **options):
    order_paid = Signal()
    try:
        order_paid.connect(receiver, **options)
        [(_, answer)] = order_paid.send(sender=Checkout)
    except TypeError as error:
        return f"TypeError: {str(error).partition('() ')[-1] or error}"
    if answer == "called":
        return answer
    answer.close()
    return "never awaited"


# %%
from_shelf = partial(pack, shelf="A")
kinds = {
    "a method": try_it(mailer.thank),
    "an object": try_it(mailer),
    "a partial": try_it(from_shelf),
    "with __slots__": try_it(bell),
    "the same, weak=False": try_it(bell, weak=False),
    "an async __call__": try_it(newsletter),
    "without **kwargs": try_it(without_kwargs),
}
for kind, result in kinds.items():
    print(f"{kind:21} {result}")
found[FUNCTIONS] = "called" not in kinds.values()

# %% [markdown]
"""
**Verdict: false**, in 5.2 and in 6.x. But “any callable”, which you read instead, is
**imprecise**. It must take any argument by name. It must allow weak references, or be
connected with `weak=False`. And Django does not see that a `__call__` is async.
"""

# %% [markdown]
"""
### See · “Each connect() adds one more call”

This one is special. A widely read course prints it as the truth *behind* a myth:
people think that connecting again has no effect, and they are told that it has.
"""

# %%
def send_confirmation(sender, **kwargs):
    """Thank the customer."""


order_paid = Signal()
for _ in range(5):
    order_paid.connect(send_confirmation)

flow = sv.watch(order_paid)
answers = order_paid.send(sender=Checkout)
found[AGAIN] = len(answers) > 1
print("connected 5 times, called", len(answers), "time")
flow

# %% [markdown]
"""
**Verdict: false**, in every version. One card, one call. The people were right, and
the myth-buster is the myth.

Whoever wants to bust a myth must run it. That goes for us, too: that is why
every sentence on this page has a cell.
"""

# %%
guess.judge([sentence for sentence, true in found.items() if true])

# %% [markdown]
"""
### Try · Can your experiment fail?

An experiment that cannot come out the other way shows nothing. Change the last
one so that it counts **two** calls. (Which half of the pair must be different?)
"""

# %% [markdown]
"""
## Where duplicates come from

So one receiver stands on the list once. Then why do so many people see their
mails twice?
"""

# %%
from django.dispatch import Signal
from django.test import override_settings

sv.reset()
order_paid = Signal()
calls = []


class Checkout:
    """The part of the shop where customers pay."""


# %% [markdown]
"""
### Read · “Never connect inside a function that runs more than once”

That is the usual warning, with a function like this one as the wrong example:
"""

# %%
def send_confirmation(sender, **kwargs):
    calls.append("mail")


def open_shop():
    order_paid.connect(send_confirmation)


# %% [markdown]
"""
Six more shapes of the same idea. Each is run three times, then one order is paid.
"""

# %%
class Mailer:
    def thank(self, sender, **kwargs):
        calls.append("mail")


mailer = Mailer()
staff = []


def same_object():
    order_paid.connect(mailer.thank)


def new_object():
    order_paid.connect(Mailer().thank)


# %%
def new_object_kept():
    staff.append(Mailer())
    order_paid.connect(staff[-1].thank)


def nested(**options):
    def send_mail(sender, **kwargs):
        calls.append("mail")

    order_paid.connect(send_mail, **options)


# %%
def nested_strong():
    nested(weak=False)


def nested_strong_with_uid():
    nested(weak=False, dispatch_uid="mail")


# %%
shapes = {
    "the warning's own example": open_shop,
    "a method, same object": same_object,
    "a method, new object": new_object,
    "a method, new object, kept": new_object_kept,
    "a function made inside": nested,
    "made inside, weak=False": nested_strong,
    "the same, dispatch_uid": nested_strong_with_uid,
}

# %% [markdown]
"""
### Predict · Which shapes send the mail more than once?
"""

# %%
guess = sv.predict(
    "DEBUG is False. Each runs three times. Which of them lead to more than one mail?",
    options=list(shapes),
)
guess

# %% [markdown]
"""
### See · Seven shapes, two machines

The first number is the server's, with `DEBUG=False`. The second one is the developer's,
with `DEBUG=True`.
"""

# %%
def mails(shape, debug):
    order_paid.receivers.clear()
    order_paid.sender_receivers_cache.clear()
    calls.clear()
    with override_settings(DEBUG=debug):
        for _ in range(3):
            shape()
    order_paid.send(sender=Checkout)
    return len(calls)


server = {name: mails(shape, debug=False) for name, shape in shapes.items()}
for name, shape in shapes.items():
    print(f"{name:27} {server[name]}   {mails(shape, debug=True)}")

# %%
guess.judge([name for name, number in server.items() if number > 1])

# %% [markdown]
"""
**Verdict on the warning: imprecise.** For its own example it is **false**: one mail. Two
of the shapes are real duplicates. And the most frequent one, a function made inside,
is worse than a duplicate: three mails for the developer, **none** on the server.

All of this is the same in 5.2 and in 6.x.
"""

# %% [markdown]
"""
### See · The server's silence

The most frequent shape again, on the server, with its picture.
"""

# %%
order_paid = Signal()
flow = sv.watch(order_paid)
for _ in range(3):
    nested()
order_paid.send(sender=Checkout)
print(flow)

# %% [markdown]
"""
### Try · One more shape

`dispatch_uid` is sold as the cure. Give each of the three runs another
`dispatch_uid`, with `weak=False`. How many mails now?
"""

# %% [markdown]
"""
## Who hears whom

You may read: “A central dispatcher keeps a registry, keyed by signal and sender.”
It sounds tidy. Each half of it can be tested.
"""

# %%
import timeit

from django.dispatch import Signal

sv.reset()
order_paid, order_shipped = Signal(), Signal()


class Checkout:
    """The part of the shop where customers pay."""


class GiftShop(Checkout):
    """A checkout that wraps the books."""


# %%
def reserve_stock(sender, **kwargs):
    """Put one book aside."""


def wrap_gift(sender, **kwargs):
    """Wrap it in paper."""


def write_audit_log(sender, **kwargs):
    """Write one line."""


def call_courier(sender, **kwargs):
    """Ask for a van."""


# %%
order_paid.connect(reserve_stock, sender=Checkout)
order_paid.connect(wrap_gift, sender=GiftShop)
order_paid.connect(write_audit_log)
order_shipped.connect(call_courier)

# %% [markdown]
"""
### Predict · GiftShop pays

`GiftShop` is a subclass of `Checkout`, and `write_audit_log` was connected without
a sender.
"""

# %%
guess = sv.predict(
    "order_paid.send(sender=GiftShop): who is called?",
    options=[reserve_stock, wrap_gift, write_audit_log, call_courier],
)
guess

# %% [markdown]
"""
### See · “Whenever the signal fires”
"""

# %%
flow = sv.watch(order_paid, order_shipped)
order_paid.send(sender=GiftShop)
guess.judge(flow)
flow

# %% [markdown]
"""
“A receiver runs whenever its signal fires” is **imprecise**: only if the sender is the
very same object. “It calls all that are registered for this sender” is imprecise, too:
it also calls those that were registered for nobody in particular.
"""

# %% [markdown]
"""
### See · “A central dispatcher with a registry”

Where do the entries live?
"""

# %%
print("one list for both:", order_paid.receivers is order_shipped.receivers)
print("what it is:", type(order_paid.receivers).__name__)
print("entries:", len(order_paid.receivers), "and", len(order_shipped.receivers))

# %% [markdown]
"""
**Verdict: false**, in every version. No center: each signal has a list of its
own. And nothing is looked up by a key: it is a list, not a dictionary. You can feel that.
"""

# %% [markdown]
"""
### Measure · A list is searched from the top

Here nobody listens to `Checkout`. The second signal has 2,000 receivers, and all of
them wait for somebody else. If the sender were a key, they would cost nothing.
"""

# %%
quiet, crowded = Signal(), Signal()
quiet.connect(reserve_stock, sender=GiftShop)
strangers = [type(f"Shop{number}", (), {}) for number in range(2_000)]
for stranger in strangers:
    crowded.connect(reserve_stock, sender=stranger)


def cost(signal):
    return min(timeit.repeat(lambda: signal.send(sender=Checkout), number=5, repeat=9))


slower = cost(crowded) / cost(quiet)
print("more than ten times slower, to call nobody:", slower > 10)

# %% [markdown]
"""
So “keyed by signal and sender” is **false**, too: each send reads the list to its end.
The signals of models remember the answer for each sender:
`Signal(use_caching=True)`. [Lesson 10](10-performance.ipynb) measures what that saves.
"""

# %% [markdown]
"""
### See · “A receiver must accept sender and instance”

One receiver names neither, the other one names exactly these two.
"""

# %%
def names_nothing(**kwargs):
    return "called"


def names_these_two(sender, instance):
    return "called"


# %%
for receiver in (names_nothing, names_these_two):
    order_paid = Signal()
    order_paid.connect(receiver)
    try:
        [(_, answer)] = order_paid.send(sender=Checkout, instance="Emma")
    except TypeError as error:
        answer = f"TypeError: {str(error).partition('() ')[-1]}"
    print(f"{receiver.__name__:16} {answer}")

# %% [markdown]
"""
**Verdict: false**, in every version. It must accept *any* argument by name: `**kwargs`.
`instance` comes from the signals of models, and only from them.
"""

# %% [markdown]
"""
### See · “Your own signals connect just like the built-in ones”

The built-in signals of models take the name of a model as sender. Do yours?
"""

# %%
from django.db import models
from django.db.models.signals import post_save

sv.reset()


class Order(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order)
order_paid = Signal()

# %%
for name, signal in [("post_save", post_save), ("order_paid", order_paid)]:
    signal.connect(reserve_stock, sender="notebook.Order")
    heard = bool(signal.send(sender=Order, instance=Order(item="Emma")))
    print(f"{name:10} heard: {heard}")

# %% [markdown]
"""
**Verdict: imprecise.** A plain `Signal` takes the text itself for the sender. No error,
no call. Give it the class.
"""

# %% [markdown]
"""
### See · “You send it with send()”
"""

# %%
ways = [name for name in dir(Signal) if name.removeprefix("a").startswith("send")]
print(ways)
try:
    order_paid.send()
except TypeError as error:
    print("TypeError:", error)

# %% [markdown]
"""
**Verdict: imprecise.** There are four ways, and none of them works without a sender.
`sender=None` is allowed: then only those are called who hear everybody.
"""

# %% [markdown]
"""
### Fix · A receiver that waits in vain

The audit log should hear each paid order. It hears nothing. Mend the line with
`connect`, and run the cell again.
"""

# %%
order_paid = Signal()
lines = []


def write_line(sender, **kwargs):
    lines.append(sender.__name__)


order_paid.connect(write_line, sender="notebook.Order")
order_paid.send(sender=Order)
print("lines:", lines)

# %% [markdown]
"""
<details><summary>One way to mend it</summary>
<code>order_paid.connect(write_line, sender=Order)</code>: the class itself, not its name.
</details>
"""

# %% [markdown]
"""
## What was true once

Django changes. A sentence from 2019 can be exactly right, and wrong today.
"""

# %%
import asyncio
import threading
import time

import django
from django.dispatch import Signal

sv.reset()
order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


# %% [markdown]
"""
### See · “Declare the arguments with providing_args”

Old code writes `Signal(providing_args=["item"])`, or leaves the name out.
"""

# %%
try:
    Signal(providing_args=["item"])
except TypeError as error:
    print("by name: TypeError")
    print(str(error).partition("() ")[-1])

old = Signal(["item"])
print("by position: no error")

# %% [markdown]
"""
**Verdict: outdated** since Django 4.0, and the second form is a trap. What did
Django take the list for?
"""

# %%
def reserve_stock(sender, **kwargs):
    """Put one book aside."""


print("use_caching:", old.use_caching)
old.connect(reserve_stock)
try:
    old.send(sender=None)
except TypeError as error:
    print("TypeError:", error)

# %% [markdown]
"""
The list became `use_caching`. From then on, every sender must allow weak references, and
`None` does not. Write `Signal()`, and document the arguments in a comment.
"""

# %% [markdown]
"""
### Predict · “There is no built-in async”

Three async receivers wait 0.2 seconds each. `asend()` is awaited.
"""

# %%
diary = []


async def call_courier(sender, **kwargs):
    diary.append("begin")
    await asyncio.sleep(0.2)
    diary.append("end")


async def tell_author(sender, **kwargs):
    await call_courier(sender)


async def push_news(sender, **kwargs):
    await call_courier(sender)


# %%
guess = sv.predict(
    "How do the three run?",
    options=["Django refuses them", "one after the other", "at the same time"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · Three at the same time
"""

# %%
order_paid = Signal()
for receiver in (call_courier, tell_author, push_news):
    order_paid.connect(receiver)

flow = sv.watch(order_paid)
diary.clear()
answers = await order_paid.asend(sender=Checkout)
flow

# %%
together = diary[:3] == ["begin"] * 3
guess.judge("at the same time" if together else "one after the other")

# %% [markdown]
"""
**Verdict: outdated.** It was so up to Django 4.2. Since 5.0 there are async receivers, and
they run side by side. “Receivers are called one by one” is **imprecise**: plain ones are.
“Events are handled synchronously or asynchronously” is **true** by now.
"""

# %% [markdown]
"""
### Predict · “In connection order, in the sender's thread”

An async, a plain, an async, a plain receiver, connected in this order.
"""

# %%
places = {}


def note(name):
    places[name] = threading.current_thread()


async def async_1(sender, **kwargs):
    note("async_1")


# %%
def plain_1(sender, **kwargs):
    note("plain_1")


async def async_2(sender, **kwargs):
    note("async_2")


def plain_2(sender, **kwargs):
    note("plain_2")


# %%
mixed = [async_1, plain_1, async_2, plain_2]
guess = sv.predict(
    "send() is called in a thread without an event loop. In which order do they run?",
    options=mixed,
    pick="order",
)
guess

# %% [markdown]
"""
### See · Two groups, two threads
"""

# %%
def send_from_here():
    note("sender")
    order_paid.send(sender=Checkout)


order_paid = Signal()
for receiver in mixed:
    order_paid.connect(receiver)
flow = sv.watch(order_paid)
sv.in_thread(send_from_here)
guess.judge(flow)
flow

# %%
for name in ("plain_1", "plain_2", "async_1", "async_2"):
    print(f"{name} in the sender's thread:", places[name] is places["sender"])

# %% [markdown]
"""
And under `asend()`? The rule has changed with 6.1:

| | 5.2 and 6.0 | 6.1 |
|---|---|---|
| who starts first | the async ones | the plain ones |
| plain ones run | in another thread | in another thread |
"""

# %%
flow.close()
with sv.trace(order_paid) as trace:
    await order_paid.asend(sender=Checkout)

[sent] = trace.dispatches
first = "plain_1" if django.VERSION >= (6, 1) else "async_1"
print("as the table says:", sent.calls[0].receiver == first)

here = threading.current_thread()
print("plain ones run here:", places["plain_1"] is here)
print("async ones run here:", places["async_1"] is here)

# %% [markdown]
"""
**Verdict: imprecise.** “In connection order, in the sender's thread” holds for
plain receivers under `send()`. And “signals avoid threads” is **outdated**: with async
receivers, Django itself takes a second thread.
"""

# %% [markdown]
"""
### See · “The sender is blocked until all are done”

A clock ticks in the event loop. `slow` is a plain receiver. Who stops the clock?
"""

# %%
def slow(sender, **kwargs):
    time.sleep(0.3)


ticks = []


async def tick():
    while True:
        ticks.append("tick")
        await asyncio.sleep(0.01)


order_paid = Signal()
order_paid.connect(slow)

# %%
clock = asyncio.create_task(tick())
order_paid.send(sender=Checkout)
print("it ticks during send():", len(ticks) > 2)

await order_paid.asend(sender=Checkout)
clock.cancel()
print("it ticks during asend():", len(ticks) > 2)

# %% [markdown]
"""
**Verdict: true for `send()`, imprecise for `asend()`.** Whoever awaits `asend()` waits,
too. But the loop goes on, and serves somebody else meanwhile.
"""

# %% [markdown]
"""
### Try · Make it plain

Take the word `async` away from `async_2`. Say where it stands now, then run the part
from “Two groups, two threads” on.
"""

# %% [markdown]
"""
## What models really send

The next sentences are about saving. Most bugs with signals come from one of them.
"""

# %%
from django.db import models, transaction
from django.db.models.signals import post_save, pre_save

sv.reset()


class Order(models.Model):
    item = models.CharField(max_length=40)


class Invoice(models.Model):
    item = models.CharField(max_length=40)


sv.create_tables(Order, Invoice)

# %% [markdown]
"""
### Predict · “post_save fires when a row is saved”

One order is in the table already. It is the one that all of these ways touch, except
`bulk_create()`.
"""

# %%
def by_bulk_update(order):
    order.item = "Emma"
    Order.objects.bulk_update([order], ["item"])


# %%
ways = {
    "save()": lambda order: order.save(),
    "save(update_fields=[])": lambda order: order.save(update_fields=[]),
    "update()": lambda order: Order.objects.update(item="Emma"),
    "bulk_create()": lambda order: Order.objects.bulk_create([Order(item="Emma")]),
    "bulk_update()": by_bulk_update,
    "get_or_create()": lambda order: Order.objects.get_or_create(pk=order.pk),
    "update_or_create()": lambda order: Order.objects.update_or_create(
        {"item": "Emma"}, pk=order.pk
    ),
}

# %%
guess = sv.predict("Which of them send post_save?", options=list(ways))
guess

# %% [markdown]
"""
### See · Two of seven
"""

# %%
order = Order.objects.create(item="Dracula")
sent = []
for name, way in ways.items():
    with sv.trace(post_save) as trace:
        way(order)
    if trace.dispatches:
        sent.append(name)
print("post_save is sent by", " and ".join(sent))

# %%
guess.judge(sent)

# %% [markdown]
"""
**Verdict: imprecise**, in every version. `post_save` is not sent by the row. It is sent
by `save()`, and by what calls `save()`.
"""

# %% [markdown]
"""
### See · “Saving inside a handler causes recursion”

Two receivers save. One saves another model, one saves its own.
"""

# %%
def write_invoice(sender, instance, **kwargs):
    Invoice.objects.create(item=instance.item)


post_save.connect(write_invoice, sender=Order)
with sv.trace(post_save, senders=[Order, Invoice]) as trace:
    Order.objects.create(item="Emma")
trace

# %%
def save_again(sender, instance, **kwargs):
    instance.save()


post_save.disconnect(write_invoice, sender=Order)
post_save.connect(save_again, sender=Order)
Order.objects.all().delete()
try:
    Order.objects.create(item="Emma")
except RecursionError:
    print("RecursionError")
post_save.disconnect(save_again, sender=Order)
print("rows:", Order.objects.count())

# %% [markdown]
"""
**Verdict: imprecise.** Only the same signal from the same sender comes back. And look at
the row: it was stored before the first call, so it is still there.
"""

# %% [markdown]
"""
### Predict · “Use a flag”

That is the cure on most pages: a flag on the object. This receiver puts titles
into capitals.
"""

# %%
def tidy_title(sender, instance, **kwargs):
    if getattr(instance, "already_updated", False):
        return
    instance.already_updated = True
    instance.item = instance.item.title()
    instance.save()


guess = sv.predict(
    "order is created as 'emma'. Then order.item = 'dracula', and order.save(). "
    "What does the row say?",
    options=["emma", "Emma", "dracula", "Dracula"],
    pick="one",
)
guess

# %% [markdown]
"""
### See · A flag is never taken down
"""

# %%
def two_saves(signal, handler):
    signal.connect(handler, sender=Order)
    order = Order.objects.create(item="emma")
    first = Order.objects.get(pk=order.pk).item
    order.item = "dracula"
    order.save()
    signal.disconnect(handler, sender=Order)
    return first, Order.objects.get(pk=order.pk).item


rows = two_saves(post_save, tidy_title)
print("with the flag:", rows)
guess.judge(rows[1])

# %% [markdown]
"""
The first save works. The flag stays on the object, so its next real change is ignored.
**Verdict: it stops the recursion, and has a bug of its own.** Who changes a field
before the row is written needs no second save, and no flag:
"""

# %%
def tidy_before(sender, instance, **kwargs):
    instance.item = instance.item.title()


print("in pre_save: ", two_saves(pre_save, tidy_before))

# %% [markdown]
"""
[Lesson 07](07-pitfalls.ipynb) compares five such cures.
"""

# %% [markdown]
"""
### See · “Give heavy work to a background job”

That is good advice. The code that comes with it asks for the job in the receiver:
`heavy_task.delay(instance.pk)`. Here `jobs` is the queue, and something goes wrong
after the order was saved.
"""

# %%
def ask_at_once(sender, instance, **kwargs):
    jobs.append(instance.pk)


def ask_after_commit(sender, instance, **kwargs):
    transaction.on_commit(lambda: jobs.append(instance.pk))


# %%
def charge_card():
    raise ValueError("card refused")


def pay():
    with transaction.atomic():
        Order.objects.create(item="Emma")
        charge_card()


# %%
for receiver in (ask_at_once, ask_after_commit):
    jobs = []
    post_save.connect(receiver, sender=Order)
    try:
        pay()
    except ValueError as error:
        print("rolled back:", error)
    post_save.disconnect(receiver, sender=Order)
    lost = [pk for pk in jobs if not Order.objects.filter(pk=pk).exists()]
    print(f"{receiver.__name__:17} jobs: {len(jobs)}, without a row: {len(lost)}")

# %% [markdown]
"""
**Verdict: imprecise**, in every version. A job that is asked for in the receiver can
be for an order that never was. Ask with `transaction.on_commit`. [Lesson 07](07-pitfalls.ipynb) shows the
other half: a fast worker that is there *before* the row is.
"""

# %% [markdown]
"""
### Try · An order that is stored

Take the line `charge_card()` away. What do the two receivers ask for now?
"""

# %% [markdown]
"""
## Gone, and not forgotten

“Weak references prevent memory leaks, and dead receivers are removed automatically.”
Three experiments.
"""

# %%
import contextlib
import gc
import weakref

import django
from django.dispatch import Signal
from django.test import override_settings

sv.reset()
order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


# %% [markdown]
"""
### Predict · “Removed automatically”
"""

# %%
def send_newsletter(sender, **kwargs):
    """Tell of new books."""


def reserve_stock(sender, **kwargs):
    """Put one book aside."""


order_paid.connect(send_newsletter)
order_paid.connect(reserve_stock)

# %%
guess = sv.predict(
    "Right after `del send_newsletter`: how long is the list of order_paid?",
    options=[0, 1, 2],
    pick="one",
)
guess

# %% [markdown]
"""
### See · Dead, and still on the list
"""

# %%
flow = sv.watch(order_paid)
del send_newsletter
length = len(order_paid.receivers)
print("on the list:", [item.receiver for item in sv.registry(order_paid)])

order_paid.send(sender=Checkout)
print("after a send:", [item.receiver for item in sv.registry(order_paid)])
flow

# %%
guess.judge(length)

# %% [markdown]
"""
**Verdict: imprecise**, in every version. Death only sets a flag. The list is cleaned at
the next `connect`, `disconnect` or `send`.
"""

# %% [markdown]
"""
### See · “Silent failures”

“A receiver that nobody holds falls silent.” True, but not on every machine:
"""

# %%
def alive_after_del(**options):
    def send_newsletter(sender, **kwargs):
        """Tell of new books."""

    order_paid = Signal()
    order_paid.connect(send_newsletter, **options)
    del send_newsletter
    return len(order_paid.send(sender=Checkout)) == 1


print("DEBUG=False:", alive_after_del())
with override_settings(DEBUG=True):
    print("DEBUG=True: ", alive_after_del())
print("weak=False: ", alive_after_del(weak=False))

# %% [markdown]
"""
**Verdict: imprecise.** It is so on the server, and not for the developer. With `DEBUG=True` a memory
inside Django keeps functions alive. So the failure is not only silent, it also hides
from the one who could mend it.
"""

# %% [markdown]
"""
### See · “No manual cleanup needed”

Now the other way round: nobody needs the *signal* any more, but its receiver lives on.
Up to 6.0, each `connect()` leaves a note with the receiver, and the note holds
the signal.

| after `del signal` | 5.2 and 6.0 | 6.1 |
|---|---|---|
| the signal is | kept | gone |
"""

# %%
def signal_is_kept(*receivers):
    signal = Signal()
    for receiver in receivers:
        signal.connect(receiver)
    life = weakref.ref(signal)
    del signal
    gc.collect()
    return life() is not None


kept = django.VERSION < (6, 1)
print("nobody was connected:", "kept" if signal_is_kept() else "gone")
print("reserve_stock was, as the table says:", signal_is_kept(reserve_stock) == kept)

# %% [markdown]
"""
And one thing is kept in every version: what was in a `send_robust()` in which somebody
fails.
"""

# %%
class Parcel:
    """Something that should be gone when nobody needs it."""


# %%
def charge_card(sender, **kwargs):
    raise ValueError("card refused")


def is_kept(method):
    signal, parcel = Signal(), Parcel()
    signal.connect(charge_card)
    life = weakref.ref(parcel)
    with contextlib.suppress(ValueError):
        getattr(signal, method)(sender=Checkout, parcel=parcel)
    del parcel
    return life() is not None


# %%
import logging

logger = logging.getLogger("django.dispatch")
logger.disabled = True  # the failure is meant
gc.disable()
print("after send():       ", "kept" if is_kept("send") else "gone")
print("after send_robust():", "kept" if is_kept("send_robust") else "gone")
gc.enable()
logger.disabled = False

# %% [markdown]
"""
The exception in the list knows the frame, and the frame knows the list: a circle. It
stays until Python's garbage collector comes by.
**Verdict: imprecise.** There is no leak for ever, but “nothing to clean” is too much.
"""

# %% [markdown]
"""
### Try · Call the collector

Put `gc.collect()` before the line with `return` in `is_kept`. Which answer changes?
"""

# %% [markdown]
"""
## Loosely coupled

The last group of sentences is the reason why people choose signals at all.
"""

# %%
import time

from django.dispatch import Signal

sv.reset()
order_paid = Signal()


class Checkout:
    """The part of the shop where customers pay."""


# %% [markdown]
"""
### Predict · “Everyone reacts independently”

Three receivers, and the second one fails.
"""

# %%
def reserve_stock(sender, **kwargs):
    time.sleep(0.1)


def charge_card(sender, **kwargs):
    raise ValueError("card refused")


def send_confirmation(sender, **kwargs):
    time.sleep(0.1)


for receiver in (reserve_stock, charge_card, send_confirmation):
    order_paid.connect(receiver)

# %%
guess = sv.predict(
    "order_paid.send(sender=Checkout): who is called?",
    options=[reserve_stock, charge_card, send_confirmation],
    ending=True,
)
guess

# %% [markdown]
"""
### See · One falls, and the next one is not reached
"""

# %%
with sv.trace(order_paid) as trace:
    try:
        order_paid.send(sender=Checkout)
    except ValueError as error:
        print("the sender gets:", error)
guess.judge(trace)
trace

# %% [markdown]
"""
**Verdict: false for `send()`**, in every version. One receiver can stop the others
and the sender. Under `send_robust()` they are independent of each other's exceptions, but
still not of each other's time: they run one after the other.
"""

# %%
order_paid.disconnect(charge_card)
with sv.trace(order_paid) as trace:
    order_paid.send_robust(sender=Checkout)

[sent] = trace.dispatches
both = sum(call.duration_ns for call in sent.calls)
print("the send took as long as both together:", sent.duration_ns >= both)

# %% [markdown]
"""
### See · “They need not know about each other”

The sender renames one argument. It knows nobody on the list, so whom could that hurt?
"""

# %%
def count_books(sender, copies, **kwargs):
    return copies


order_paid = Signal()
order_paid.connect(count_books)
print("copies=2:", [answer for _, answer in order_paid.send(sender=Checkout, copies=2)])
try:
    order_paid.send(sender=Checkout, quantity=2)
except TypeError as error:
    print("quantity=2:", str(error).partition("() ")[-1])

# %% [markdown]
"""
**Verdict: imprecise.** The sender does not know its receivers. A receiver knows
the signal (it imports it), mostly the sender, and the names of the arguments. It is
one half of a coupling, and the half that no editor shows you. Django's own
documentation says: signals *give the appearance* of loose coupling.
"""

# %% [markdown]
"""
### See · “Without signals, everything is tightly connected”

Here is a shop without any signal. Who pays does not know who acts.
"""

# %%
def reserve(item):
    return f"{item} put aside"


def thank(item):
    return f"thank you for {item}"


# %%
after_payment = [reserve, thank]


def pay(item):
    return [step(item) for step in after_payment]


print(pay("Emma"))

# %% [markdown]
"""
**Verdict: false.** A list of functions is as loose, and easier to read: the steps
stand in one place, in order. A signal is worth it where the sender *cannot* name
its receivers, because it is Django's, or another app's.
[Lesson 12](12-patterns.ipynb) compares the ways.
"""

# %% [markdown]
"""
### Try · Independent at last

Connect `charge_card` again, and send with `send_robust()`. Who is called now, and
where is the exception?
"""

# %% [markdown]
"""
## Before you go on
"""

# %% [markdown]
"""
### Build · A shop that tests what it believes

The bookshop leans on four sentences. It does not trust them: it runs them, with each
new version of Django.
"""

# %%
from django.dispatch import Signal

sv.reset()


def receivers_called(connect, **arguments):
    signal = Signal()
    connect(signal)
    return [receiver.__name__ for receiver, _ in signal.send(**arguments)]


# %%
def reserve_stock(sender, **kwargs):
    """Put one book aside."""


def send_confirmation(sender, **kwargs):
    """Thank the customer."""


# %%
def connect_twice(signal):
    signal.connect(reserve_stock)
    signal.connect(reserve_stock)


def connect_both(signal):
    signal.connect(send_confirmation)
    signal.connect(reserve_stock)


def connect_same_uid(signal):
    signal.connect(reserve_stock, dispatch_uid="shop")
    signal.connect(send_confirmation, dispatch_uid="shop")


# %%
both = ["send_confirmation", "reserve_stock"]
beliefs = {
    "twice connected is once called": (connect_twice, ["reserve_stock"]),
    "the order is that of connect()": (connect_both, both),
    "of two with one uid the first stays": (connect_same_uid, ["reserve_stock"]),
}
for belief, (connect, expected) in beliefs.items():
    holds = receivers_called(connect, sender=None) == expected
    print("holds: " if holds else "BROKEN:", belief)

# %% [markdown]
"""
That is only three. Add the fourth yourself: a receiver that was connected with a sender
does not hear `sender=None`.
"""

# %%
# Your turn.

# %% [markdown]
"""
### Read · Fifty sentences

[A table](../course/claims.md) has more than fifty sentences that you may read about
signals. Each has its verdict, and the section of this course that settles it. When you meet
the next one, you know what to do: commit, run, verdict.
"""

# %% [markdown]
"""
### Recall · Without looking

Answer first, then open. The last three come from earlier lessons.

<details><summary>“Each connect() adds one more call.” Your verdict?</summary>
False. One entry for each pair of receiver and sender.
</details>

<details><summary>“Receivers are called in connection order.” Your verdict?</summary>
True for plain receivers. Under send(), all async ones come after all plain ones.
</details>

<details><summary>“Django signals know no async.” Your verdict?</summary>
Outdated. Since 5.0 there are async receivers and asend().
</details>

<details><summary>Why is the flag against recursion a bad cure?</summary>
It stays on the object. The next real save of the same object is ignored.
</details>

<details><summary>When does a dead receiver leave the list?</summary>
At the next connect, disconnect or send.
</details>

<details><summary>A receiver works for the developer and is silent on the server.
Why?</summary>
Nobody holds it. With DEBUG=True, a memory inside Django does so by accident.
</details>

<details><summary>Name two ways through which send_robust() still raises.</summary>
Something that is no Exception, such as KeyboardInterrupt. And an exception in
a receiver without a __qualname__, such as a callable object or a partial.
</details>

<details><summary>A subclass of Checkout sends. Does a receiver for Checkout hear
it?</summary>
No. The sender must be the very same object.
</details>
"""

# %% [markdown]
"""
### Exercise · Four exercises

[Exercises for this lesson](exercises/11-myth-busters.ipynb): judge six sentences,
write an experiment that can fail, mend a page of an old book, and say why four
receivers are silent. Each one is checked, and each mistake has a hint.

Go on with [lesson 12: When not to use signals, and how to use them well](12-patterns.ipynb), or choose from
[the whole course](index.ipynb).
"""

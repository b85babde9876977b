# %% [markdown]
"""
# Exercises 13 · Connections

They belong to [lesson 13](../13-connections.ipynb). Each one stands alone:
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
## Exercise · 13.1 A list that keeps its promises

Write the class `News`, without Django.

1. `attach(observer)` and `detach(observer)` change the list. An observer is on it once, even
   if it was attached twice. Whoever detaches a stranger changes nothing.
2. `notify(**news)` calls all observers with the same named arguments, in the order of
   `attach`, and returns the list of their answers.
3. If an observer leaves while it is called, nobody is skipped.
"""

# %% gap="13.1"
class News:
    def __init__(self):
        self.observers = []

    def attach(self, observer): ...

    def detach(self, observer): ...

    def notify(self, **news): ...

# %% solution="13.1"
class News:
    def __init__(self):
        self.observers = []

    def attach(self, observer):
        if observer not in self.observers:
            self.observers.append(observer)

    def detach(self, observer):
        if observer in self.observers:
            self.observers.remove(observer)

    def notify(self, **news):
        return [observer(**news) for observer in tuple(self.observers)]

# %% alternative="13.1"
class News:
    def __init__(self):
        self.observers = {}

    def attach(self, observer):
        self.observers.setdefault(observer)

    def detach(self, observer):
        self.observers.pop(observer, None)

    def notify(self, **news):
        return [observer(**news) for observer in list(self.observers)]

# %% wrong="13.1" hint="Before you put it on the list: is it there?"
class News:
    def __init__(self):
        self.observers = []

    def attach(self, observer):
        self.observers.append(observer)

    def detach(self, observer):
        if observer in self.observers:
            self.observers.remove(observer)

    def notify(self, **news):
        return [observer(**news) for observer in tuple(self.observers)]

# %% wrong="13.1" hint="The list becomes shorter under your loop."
class News:
    def __init__(self):
        self.observers = []

    def attach(self, observer):
        if observer not in self.observers:
            self.observers.append(observer)

    def detach(self, observer):
        if observer in self.observers:
            self.observers.remove(observer)

    def notify(self, **news):
        return [observer(**news) for observer in self.observers]

# %% wrong="13.1" hint="Is the observer on the list at all?"
class News:
    def __init__(self):
        self.observers = []

    def attach(self, observer):
        if observer not in self.observers:
            self.observers.append(observer)

    def detach(self, observer):
        self.observers.remove(observer)

    def notify(self, **news):
        return [observer(**news) for observer in tuple(self.observers)]

# %% wrong="13.1" hint="Two News must not share one."
class News:
    observers = []  # noqa: RUF012 (the mistake)

    def attach(self, observer):
        if observer not in self.observers:
            self.observers.append(observer)

    def detach(self, observer):
        if observer in self.observers:
            self.observers.remove(observer)

    def notify(self, **news):
        return [observer(**news) for observer in tuple(self.observers)]

# %% wrong="13.1" hint="in it the answers alone."
class News:
    def __init__(self):
        self.observers = []

    def attach(self, observer):
        if observer not in self.observers:
            self.observers.append(observer)

    def detach(self, observer):
        if observer in self.observers:
            self.observers.remove(observer)

    def notify(self, **news):
        return [(observer, observer(**news)) for observer in tuple(self.observers)]

# %% wrong="13.1" hint="It calls nobody until somebody asks for an answer."
class News:
    def __init__(self):
        self.observers = []

    def attach(self, observer):
        if observer not in self.observers:
            self.observers.append(observer)

    def detach(self, observer):
        if observer in self.observers:
            self.observers.remove(observer)

    def notify(self, **news):
        for observer in tuple(self.observers):
            yield observer(**news)

# %% wrong="13.1" hint="What an observer returns must be kept"
class News:
    def __init__(self):
        self.observers = []

    def attach(self, observer):
        if observer not in self.observers:
            self.observers.append(observer)

    def detach(self, observer):
        if observer in self.observers:
            self.observers.remove(observer)

    def notify(self, **news):
        for observer in tuple(self.observers):
            observer(**news)

# %% wrong="13.1" hint="keep the order in which things came in?"
class News:
    def __init__(self):
        self.observers = set()

    def attach(self, observer):
        self.observers.add(observer)

    def detach(self, observer):
        self.observers.discard(observer)

    def notify(self, **news):
        return [observer(**news) for observer in tuple(self.observers)]

# %% wrong="13.1" hint="Do you hand it on with **?"
class News:
    def __init__(self):
        self.observers = []

    def attach(self, observer):
        self.observers.append(observer)

    def detach(self, observer):
        self.observers.remove(observer)

    def notify(self, **news):
        return [observer(news) for observer in self.observers]

# %% wrong="13.1" hint="under the same names, and nothing else."
class News:
    def __init__(self):
        self.observers = []

    def attach(self, observer):
        self.observers.append(observer)

    def detach(self, observer):
        self.observers.remove(observer)

    def notify(self, **news):
        return [observer(sender=self, **news) for observer in self.observers]

# %% check="13.1"
sv.check("13.1")

# %% [markdown]
"""
## Predict · 13.2 The family

Five functions ask five questions. The first three connect **one** function **two** times.
Do not run them yet: **first** answer, **then** check.
"""

# %%
import subprocess
import sys

import blinker
import pluggy
from django.dispatch import Signal


def send_confirmation(sender, **kwargs):
    return "mail"

# %%
def plain_list():
    observers = []
    observers.append(send_confirmation)
    observers.append(send_confirmation)
    return len([observer(sender="shop") for observer in observers])


def django_signal():
    order_paid = Signal()
    for _ in range(2):
        order_paid.connect(send_confirmation)
    return len(order_paid.send(sender="shop"))

# %%
def blinker_signal():
    order_paid = blinker.Signal()
    for _ in range(2):
        order_paid.connect(send_confirmation)
    return len(order_paid.send("shop"))

# %% [markdown]
"""
`pluggy_first` connects `charge_card`, then `reserve_stock`, then `call_courier`, and says
whose answer comes first. `other_process` says how many receivers are called **here** when
another process sends.
"""

# %%
shop = pluggy.HookimplMarker("shop")


class Plugin:
    def __init__(self, name):
        self.name = name

    @shop
    def order_paid(self):
        return self.name

# %%
def pluggy_first():
    manager = pluggy.PluginManager("shop")
    for name in ("charge_card", "reserve_stock", "call_courier"):
        manager.register(Plugin(name))
    return manager.hook.order_paid()[0]

# %%
PROGRAM = """
from django.dispatch import Signal
order_paid = Signal()
order_paid.send(sender=None)
"""


def other_process():
    order_paid = Signal()
    order_paid.connect(send_confirmation)
    with sv.trace(order_paid) as trace:
        subprocess.run([sys.executable, "-c", PROGRAM], check=True)
    return len(trace.dispatches)

# %% gap="13.2"
says = {
    "plain_list": ...,  # a number
    "django_signal": ...,
    "blinker_signal": ...,
    "pluggy_first": ...,  # a name in quotes
    "other_process": ...,
}

# %% solution="13.2"
says = {
    "plain_list": 2,
    "django_signal": 1,
    "blinker_signal": 1,
    "pluggy_first": "call_courier",
    "other_process": 0,
}

# %% alternative="13.2"
five = (plain_list, django_signal, blinker_signal, pluggy_first, other_process)
says = {ask.__name__: ask() for ask in five}

# %% wrong="13.2" hint="Write a number behind"
says = {"plain_list": "2", "django_signal": "1", "blinker_signal": "1"}
says |= {"pluggy_first": "call_courier", "other_process": "0"}

# %% wrong="13.2" hint="Does it look whether it is there?"
says = {"plain_list": 1, "django_signal": 1, "blinker_signal": 1}
says |= {"pluggy_first": "call_courier", "other_process": 0}

# %% wrong="13.2" hint="Lesson 02 connected one function five times."
says = {"plain_list": 2, "django_signal": 2, "blinker_signal": 1}
says |= {"pluggy_first": "call_courier", "other_process": 0}

# %% wrong="13.2" hint="blinker asks the same question as Django"
says = {"plain_list": 2, "django_signal": 1, "blinker_signal": 2}
says |= {"pluggy_first": "call_courier", "other_process": 0}

# %% wrong="13.2" hint="who has come last has the first word"
says = {"plain_list": 2, "django_signal": 1, "blinker_signal": 1}
says |= {"pluggy_first": "charge_card", "other_process": 0}

# %% wrong="13.2" hint="Whose list does the other process have?"
says = {"plain_list": 2, "django_signal": 1, "blinker_signal": 1}
says |= {"pluggy_first": "call_courier", "other_process": 1}

# %% check="13.2"
sv.check("13.2")

# %% [markdown]
"""
## Fix · 13.3 Two shops and an echo

The shop in London tells the shop in Paris what it sells, and Paris tells London. A message
that arrives is sent there as a signal, so that all receivers hear it. But the bridge
hears it, too, and sends it back. And so on.

Mend `bridge`: each sale goes over the wire **once**, and each shop hears of it once.
"""

# %%
import json

from django.dispatch import Signal

wire = []


class Checkout:
    """The part of a shop where customers pay."""

# %%
class Shop:
    def __init__(self, name):
        self.name = name
        self.heard = []
        self.order_paid = Signal()
        self.order_paid.connect(self.note)

    def note(self, sender, item, **kwargs):
        self.heard.append(item)

# %%
def deliver(to, message):
    """Carry a message to another shop, and send it there as a signal."""
    wire.append(message)
    to.order_paid.send(sender=None, **json.loads(message))

# %% gap="13.3"
def bridge(here, there):
    def tell(sender, item, **kwargs):
        deliver(there, json.dumps({"item": item}))

    here.order_paid.connect(tell, weak=False)

# %% solution="13.3"
def bridge(here, there):
    def tell(sender, item, **kwargs):
        deliver(there, json.dumps({"item": item}))

    here.order_paid.connect(tell, weak=False, sender=Checkout)

# %% alternative="13.3"
def bridge(here, there):
    def tell(sender, item, origin=None, **kwargs):
        if origin is None:
            deliver(there, json.dumps({"item": item, "origin": here.name}))

    here.order_paid.connect(tell, weak=False)

# %% wrong="13.3" hint="Who holds it when bridge is over?"
def bridge(here, there):
    def tell(sender, item, **kwargs):
        if sender is not None:
            deliver(there, json.dumps({"item": item}))

    here.order_paid.connect(tell)

# %% wrong="13.3" hint="For whom does it wait?"
def bridge(here, there):
    def tell(sender, item, **kwargs):
        deliver(there, json.dumps({"item": item}))

    here.order_paid.connect(tell, weak=False, sender="Checkout")

# %% wrong="13.3" hint="Who carries a text to the other one?"
def bridge(here, there):
    def tell(sender, item, **kwargs):
        if sender is Checkout:
            there.note(sender, item)

    here.order_paid.connect(tell, weak=False)

# %% wrong="13.3" hint="tell was called, and told nobody."
def bridge(here, there):
    def tell(sender, item, **kwargs):
        if sender is None:
            deliver(there, json.dumps({"item": item}))

    here.order_paid.connect(tell, weak=False)

# %% wrong="13.3" hint="Two customers can buy the same book."
seen = set()


def bridge(here, there):
    def tell(sender, item, **kwargs):
        if sender is None or (here.name, item) in seen:
            return
        seen.add((here.name, item))
        deliver(there, json.dumps({"item": item}))

    here.order_paid.connect(tell, weak=False)

# %% wrong="13.3" hint="What does the one of the other shop do?"
def bridge(here, there):
    def tell(sender, item, **kwargs):
        here.order_paid.disconnect(tell)
        deliver(there, json.dumps({"item": item}))
        here.order_paid.connect(tell, weak=False)

    here.order_paid.connect(tell, weak=False)

# %% wrong="13.3" hint="the echo is there. Where does it begin?"
def bridge(here, there):
    def tell(sender, item, **kwargs):
        try:
            deliver(there, json.dumps({"item": item}))
        except RecursionError:
            return

    here.order_paid.connect(tell, weak=False)

# %% wrong="13.3" hint="Does your condition look at one shop by name?"
def bridge(here, there):
    def tell(sender, item, **kwargs):
        if here.name in ("London", "one"):
            deliver(there, json.dumps({"item": item}))

    here.order_paid.connect(tell, weak=False)

# %% wrong="13.3" hint="deliver, or you as well?"
def bridge(here, there):
    def tell(sender, item, **kwargs):
        deliver(there, json.dumps({"item": item}))
        there.note(sender, item)

    here.order_paid.connect(tell, weak=False, sender=Checkout)

# %% [markdown]
"""
See what your bridge does:
"""

# %%
london, paris = Shop("London"), Shop("Paris")
bridge(london, paris)
bridge(paris, london)
in_london, in_paris = london.order_paid, paris.order_paid
flow = sv.watch(in_london, in_paris)
try:
    london.order_paid.send(sender=Checkout, item="Emma")
except RecursionError:
    print("RecursionError")
print("in Paris:", paris.heard[:3])
flow

# %% check="13.3"
sv.check("13.3")

# %% [markdown]
"""
## See · 13.4 A net of nerve cells

Two cells, each with a threshold. The arm's cell hears the eye and the ear. The leg's cell
hears the eye, and it hears the arm's cell.
"""

# %%
from django.dispatch import Signal


class NerveCell:
    def __init__(self, name, threshold, moves):
        self.name, self.threshold, self.moves = name, threshold, moves
        self.charge = 0
        self.fires = Signal()

    def excite(self, sender, **kwargs):
        self.charge += 1
        if self.charge >= self.threshold:
            self.charge = 0
            self.moves.append(self.name)
            self.fires.send(sender=NerveCell)

# %%
def play():
    eye, ear, moves = Signal(), Signal(), []
    arm, leg = NerveCell("arm", 2, moves), NerveCell("leg", 3, moves)
    eye.connect(arm.excite)
    eye.connect(leg.excite)
    ear.connect(arm.excite)
    arm.fires.connect(leg.excite)

    for sense in (eye, eye, ear, eye):
        sense.send(sender=None)
    return moves, leg.charge

# %% [markdown]
"""
`play()` sends four signals: eye, eye, ear, eye. Do not run it: take a pencil.

* `arm`, `leg`: how often does each of them move?
* `left_over`: what is the charge of the leg's cell in the end?
* `first`: which of the two moves first?
"""

# %% gap="13.4"
net = {
    "arm": ...,  # a number
    "leg": ...,
    "left_over": ...,
    "first": ...,  # "arm" or "leg"
}

# %% solution="13.4"
net = {"arm": 2, "leg": 1, "left_over": 2, "first": "arm"}

# %% alternative="13.4"
moves, charge = play()
net = {name: moves.count(name) for name in ("arm", "leg")}
net |= {"left_over": charge, "first": moves[0]}

# %% wrong="13.4" hint="The arm's cell hears the eye and the ear"
net = {"arm": 1, "leg": 1, "left_over": 2, "first": "arm"}

# %% wrong="13.4" hint="and it hears the arm's cell when that one fires"
net = {"arm": 2, "leg": 2, "left_over": 2, "first": "arm"}

# %% wrong="13.4" hint="After it has fired, a cell begins at 0."
net = {"arm": 2, "leg": 1, "left_over": 0, "first": "arm"}

# %% wrong="13.4" hint="Whose excite is called first?"
net = {"arm": 2, "leg": 1, "left_over": 2, "first": "leg"}

# %% check="13.4"
sv.check("13.4")

# %% [markdown]
"""
Now look at the second signal of the eye, the one that makes both fire:
"""

# %%
eye, moves = Signal(), []
arm, leg = NerveCell("arm", 2, moves), NerveCell("leg", 3, moves)
eye.connect(arm.excite)
eye.connect(leg.excite)
arm.fires.connect(leg.excite)

arm_fires, leg_fires = arm.fires, leg.fires
flow = sv.watch(eye, arm_fires, leg_fires)
eye.send(sender=None)
eye.send(sender=None)
print(moves)
flow

# %% [markdown]
"""
`sv.progress()` shows what you have solved.
"""

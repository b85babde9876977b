"""One fault of each kind as a few lines of a project, and what only looks like it.

Each text is the module ``shop.views`` of the project in ``bookshop.py``.
"""

from __future__ import annotations

START = """\
import functools
import importlib
import sys

from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import Signal, receiver

from shop.models import Order

paid, sent, lost = Signal(), Signal(), Signal()


"""

FAULTS = {
    "W001": """\
def write_audit_log(**kwargs): ...


post_save.connect(write_audit_log, sender=Order)
post_save.connect(write_audit_log)
""",
    "W002": """\
class Counter:
    def count(self, **kwargs): ...


paid.connect(Counter().count)
""",
    "W003": """\
def reserve_stock(sender, signal, order): ...




settings.DEBUG = False
paid.connect(reserve_stock)
""",
    "W004": """\
class Push:
    async def __call__(self, **kwargs): ...


push = Push()
paid.connect(push)
""",
    "W005": """\
sys.path.insert(0, __file__.rpartition("/")[0])
import mail
from shop import mail
""",
    "W006": """\
LABEL = "shop.Order"


@receiver(paid, sender=LABEL)
def reserve_stock(**kwargs): ...
""",
    "W007": """\
def only_here(**kwargs): ...


if settings.DEBUG:
    paid.connect(only_here)
""",
}

MAIL = """\
from shop.views import lost


def send_mail(**kwargs): ...


lost.connect(send_mail)
"""

SOUND = {
    "W001": """\
@receiver([paid, sent, lost])
def write_audit_log(**kwargs): ...


class Basket(models.Model):
    class Meta:
        app_label = "shop"


class BigBasket(Basket):
    class Meta:
        proxy = True
        app_label = "shop"


for model in (Order, Basket, BigBasket):
    post_save.connect(write_audit_log, sender=model)
    pre_save.connect(lambda model=model, **kwargs: model, weak=False)


def made(text):
    names = {}
    exec(f"def receive(**kwargs): return {text}", names)
    return names["receive"]


one, two = made("1"), made("2")
paid.connect(one)
paid.connect(two)


class Counter:
    def count(self, **kwargs): ...


@transaction.atomic
def first(**kwargs): ...


@transaction.atomic
def second(**kwargs): ...


counters = Counter(), Counter()
for receive in (*(each.count for each in counters), first, second):
    lost.connect(receive)
""",
    "W002": """\
class Counter:
    def count(self, **kwargs): ...


def wire(kept):
    @receiver(paid)
    def in_a_list(**kwargs): ...

    @receiver(paid)
    def of_a_function(**kwargs): ...

    @receiver(paid, weak=False)
    def strong(**kwargs): ...

    counter = Counter()
    paid.connect(counter.count)
    kept.append(in_a_list)
    wire.kept = of_a_function
    return counter


kept = []
kept.append(wire(kept))
sent.connect(lambda **kwargs: None, weak=False)
lost.connect(functools.partial(Counter.count, wire), weak=False)
""",
    "W003": """\
def optional(*, sender=None, **rest): ...


def anything(*args, **kwargs): ...


class Kept:
    made = []

    def __init__(self, **kwargs):
        self.made.append(self)


@functools.wraps(optional)
def wrapper(*args, **kwargs): ...


settings.DEBUG = False
for receive in (optional, anything, Kept, wrapper):
    paid.connect(receive)
partial = functools.partial(optional, sender=Order)
paid.connect(partial)
""",
    "W004": """\
from asgiref.sync import markcoroutinefunction


class Push:
    async def __call__(self, **kwargs): ...


class Tell:
    def __call__(self, **kwargs):
        return None


push, marked, tell = Push(), Push(), Tell()
markcoroutinefunction(marked)
paid.connect(push.__call__, weak=False)
paid.connect(marked)
paid.connect(tell)


async def told(**kwargs): ...


partial = functools.partial(told)
sent.connect(partial)
""",
    "W005": """\
import shop.mail as post
from shop import mail
from shop.mail import send_mail as tell

sent.connect(tell)
sys.modules["letters"] = post
import letters
""",
    "W006": """\
CHECKOUT = "the checkout"
STEPS = ("packed", "shipped")
BY_NAME = {"till": "the " + CHECKOUT.upper()}


def pay(order):
    paid.send(sender="checkout", order=order)


@receiver(paid, sender="checkout")
@receiver(paid, sender=CHECKOUT)
@receiver(paid, sender=STEPS)
@receiver(paid, sender=BY_NAME["till"])
@receiver(paid, sender=7)
@receiver(paid, sender=sys.modules[__name__])
@receiver(paid, sender=pay)
def reserve_stock(**kwargs): ...


@receiver(post_save, sender="shop.Order")
def saved(**kwargs): ...


def only_for_a_while():
    class Basket: ...

    paid.connect(saved, sender=Basket)
""",
    "W007": """\
def everywhere(**kwargs): ...


if settings.DEBUG:
    paid.connect(everywhere, dispatch_uid="here")
else:
    paid.connect(everywhere)
print("DEBUG is", settings.DEBUG)
""",
}

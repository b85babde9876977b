from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest
from django.db import connections
from django.db.models import Model
from django.db.models.signals import ModelSignal
from django.dispatch import Signal
from django.dispatch.dispatcher import _make_id  # type: ignore[attr-defined]

from signal_viz import compat
from tests.hostile import TRIPPED, hostile


class Shop:
    def method(self, **kwargs: object) -> None: ...


def receiver(**kwargs: object) -> None: ...


async def async_receiver(**kwargs: object) -> None: ...


def only_entry(signal: Signal) -> compat.Entry:
    (entry,) = compat.entries(signal)
    return entry


def test_an_entry_names_the_parts_of_djangos_tuple() -> None:
    signal = Signal()
    signal.connect(receiver, sender=Shop)

    entry = only_entry(signal)

    assert entry.raw is signal.receivers[0]
    assert entry.receiver() is receiver
    assert entry.weak
    assert not entry.is_async
    assert not entry.hears_all()
    assert entry.sender_key == compat.identity(Shop)


def test_an_entry_of_an_async_receiver_held_strongly() -> None:
    signal = Signal()
    signal.connect(async_receiver, weak=False)

    entry = only_entry(signal)

    assert entry.is_async
    assert not entry.weak
    assert entry.hears_all()
    assert entry.receiver() is async_receiver
    assert entry.parts() == []


def test_a_receiver_held_strongly_may_lie_about_its_class() -> None:
    class Liar:
        @property  # type: ignore[misc]  # that is the lie
        def __class__(self) -> Any:
            TRIPPED.append("__class__")
            return weakref.ReferenceType

        def __call__(self, **kwargs: object) -> None: ...

    liar = Liar()
    signal = Signal()
    signal.connect(liar, weak=False)
    TRIPPED.clear()

    entry = only_entry(signal)

    assert not entry.weak
    assert entry.receiver() is liar
    assert TRIPPED == []


def test_an_entry_falls_silent_with_its_receiver() -> None:
    signal = Signal()
    shop = Shop()
    signal.connect(shop.method)
    entry = only_entry(signal)
    assert not entry.silent()
    assert entry.parts() == [shop, Shop.method]

    del shop

    assert entry.silent()
    assert entry.receiver() is None
    assert entry.parts() == [Shop.method]


def test_a_sender_is_known_as_far_as_django_knows_it() -> None:
    signal = Signal()
    shop = Shop()
    signal.connect(receiver, sender=shop)
    entry = only_entry(signal)
    held = entry.sender_reference is not None

    assert entry.sender() is (shop if held else None)

    del shop

    assert entry.sender() is None
    assert entry.silent() is held


@pytest.mark.parametrize(
    "target", [receiver, Shop, Shop(), Shop().method, None, "text", 42]
)
def test_the_identity_is_djangos(target: object) -> None:
    assert compat.identity(target) == _make_id(target)


def test_the_identity_is_found_without_asking_the_object() -> None:
    TRIPPED.clear()
    thing = hostile()

    assert compat.identity(thing) == id(thing)
    assert TRIPPED == []


@pytest.mark.parametrize(
    "uid", ["x", 42, (1, 2), ["unhashable"], ("a", "b"), (1, 2, 3), True]
)
def test_a_dispatch_uid_is_told_from_djangos_own_key(uid: Any) -> None:
    signal = Signal()
    shop = Shop()
    signal.connect(receiver, dispatch_uid=uid)
    signal.connect(shop.method, dispatch_uid=uid, sender=Shop)

    assert [entry.dispatch_uid() for entry in compat.entries(signal)] == [uid, uid]


@pytest.mark.parametrize("uid", [None, "", 0, ()])
def test_a_falsy_dispatch_uid_is_none(uid: Any) -> None:
    signal = Signal()
    shop = Shop()
    signal.connect(receiver, dispatch_uid=uid)
    signal.connect(shop.method, dispatch_uid=uid)

    assert [entry.dispatch_uid() for entry in compat.entries(signal)] == [None, None]


def test_the_key_of_a_dead_receiver_is_not_taken_for_a_uid() -> None:
    signal = Signal()
    shop = Shop()
    signal.connect(shop.method)
    signal.connect(shop.method, dispatch_uid="x")
    found = compat.entries(signal)

    del shop

    assert [entry.dispatch_uid() for entry in found] == [None, "x"]


def test_the_key_of_an_object_that_poses_as_a_method_is_not_taken_for_a_uid() -> None:
    class Posing:
        def __init__(self) -> None:
            self.__self__, self.__func__ = self, receiver

        def __call__(self, **kwargs: object) -> None: ...

    class Proxy:
        def __getattr__(self, name: str) -> Any:
            if name in ("__self__", "__func__"):
                return {"__self__": self, "__func__": receiver}[name]
            raise AttributeError(name)

        def __call__(self, **kwargs: object) -> None: ...

    signal = Signal()
    posing, proxy = Posing(), Proxy()
    signal.connect(posing, weak=False)
    signal.connect(proxy, weak=False)

    assert [entry.dispatch_uid() for entry in compat.entries(signal)] == [None, None]


def test_looking_prunes_nothing_and_keeps_nothing_alive() -> None:
    signal = Signal()
    shop = Shop()
    signal.connect(shop.method)
    before = signal.receivers

    found = compat.entries(signal)
    raw = compat.raw_entries(signal)
    alive = weakref.ref(shop)
    del shop

    assert alive() is None
    assert signal.receivers is before
    assert raw == before
    assert compat.entry_count(signal) == len(found) == 1


def test_the_list_can_be_put_back_as_it_was() -> None:
    signal = Signal(use_caching=True)
    signal.connect(receiver)
    before = compat.raw_entries(signal)
    signal.send(sender=Shop)
    signal.disconnect(receiver)

    compat.replace_entries(signal, before)

    assert signal.receivers == before
    assert signal.send(sender=Shop) == [(receiver, None)]


def test_only_a_signal_is_a_signal() -> None:
    class Liar:
        @property  # type: ignore[misc]  # that is the lie
        def __class__(self) -> Any:
            return Signal

    assert compat.is_signal(Signal())
    assert compat.is_signal(ModelSignal())
    assert not compat.is_signal(Signal)
    assert not compat.is_signal(Liar())
    assert not compat.is_signal(hostile())


def test_every_signal_of_the_process_is_found() -> None:
    signal = Signal()

    assert any(found is signal for found in compat.all_signals())


def test_only_a_model_class_is_a_model() -> None:
    assert compat.is_model(Model)
    assert not compat.is_model(Shop)
    assert not compat.is_model(None)


@pytest.mark.parametrize("base", [object, Model])
def test_what_is_no_whole_model_has_no_primary_key(base: type) -> None:
    assert compat.primary_key(object.__new__(Shop)) is compat.NO_KEY
    assert compat.primary_key(base) is compat.NO_KEY


def test_a_sender_is_found_by_its_id_but_not_a_list_that_has_got_it() -> None:
    shop, items, function = Shop(), [1], lambda: None
    keys = {id(shop), id(items), id(function)}

    assert compat.find_by_identity(keys) == {id(shop): shop, id(function): function}
    assert compat.find_by_identity({1}) == {}


def test_without_a_database_there_is_no_transaction_and_none_is_made() -> None:
    before = dict(vars(connections))

    assert compat.in_transaction() is None
    assert vars(connections) == before


def test_the_lookup_of_senders_leaves_no_trace() -> None:
    shop = Shop()
    gone = weakref.ref(shop)
    compat.find_by_identity({id(shop)})

    gc.disable()
    try:
        del shop
        assert gone() is None
    finally:
        gc.enable()

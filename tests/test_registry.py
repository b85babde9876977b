from __future__ import annotations

import gc
import sys
import types
import weakref
from typing import Any

import django
import pytest
from django.apps.registry import Apps
from django.core.signals import request_started
from django.db.models.signals import ModelSignal, post_delete
from django.dispatch import Signal

from signal_viz import SignalVizError
from signal_viz.naming import NAME_LENGTH
from signal_viz.registry import Snapshot, registry, signals, snapshot
from tests.hostile import TRIPPED, hostile

KNOWS_SENDERS = django.VERSION >= (6,)


class Shop:
    def method(self, **kwargs: object) -> None: ...


def reserve_stock(**kwargs: object) -> None: ...


def send_mail(**kwargs: object) -> None: ...


async def push(**kwargs: object) -> None: ...


def test_the_receivers_are_told_in_call_order() -> None:
    signal = Signal()
    signal.connect(send_mail)
    signal.connect(push, sender=Shop, dispatch_uid="push")
    signal.connect(reserve_stock, weak=False)

    first, second, third = registry(signal)

    assert (first.id, first.signal, first.receiver) == ("c1", "s1", "send_mail")
    assert first.where == f"{__name__}:{send_mail.__code__.co_firstlineno}"
    assert (first.sender, first.sender_kind, first.dispatch_uid) == (None, None, None)
    assert (first.weak, first.is_async, first.alive) == (True, False, True)
    assert (second.receiver, second.is_async) == ("push", True)
    assert (second.sender, second.sender_kind) == ("Shop", "class")
    assert second.dispatch_uid == "push"
    assert (third.receiver, third.weak) == ("reserve_stock", False)


def test_a_signal_without_receivers_has_none() -> None:
    assert registry(Signal()) == ()


def test_a_receiver_that_is_gone_is_told_until_django_forgets_it() -> None:
    signal = Signal()
    shop = Shop()
    signal.connect(shop.method)
    signal.connect(send_mail)
    del shop

    gone, alive = registry(signal)

    assert (gone.receiver, gone.where, gone.alive) == ("(collected)", "", False)
    assert alive.alive
    assert len(signal.receivers) == 2
    signal.send(sender=None)
    assert [item.id for item in registry(signal)] == ["c1"]


def test_a_receiver_whose_sender_is_gone_is_silent_where_django_knows() -> None:
    signal = Signal()
    shop = Shop()
    signal.connect(send_mail, sender=shop)
    assert registry(signal)[0].sender == "Shop instance"
    del shop

    (connection,) = registry(signal)

    assert connection.alive is not KNOWS_SENDERS
    if KNOWS_SENDERS:
        assert connection.sender == "(collected)"


@pytest.mark.parametrize("target", [Shop, Shop()])
def test_a_sender_is_named_though_the_signal_may_know_only_its_id(target: Any) -> None:
    signal = Signal()
    signal.connect(send_mail, sender=target)

    assert registry(signal)[0].sender in ("Shop", "Shop instance")


def test_a_sender_that_cannot_be_found_is_unknown() -> None:
    signal = Signal()
    signal.connect(send_mail, sender="django.contrib.auth")

    (connection,) = registry(signal)

    assert (connection.sender, connection.sender_kind) == ("unknown sender", "instance")


@pytest.mark.parametrize(
    ("uid", "text"),
    [
        ("mail", "mail"),
        (42, "42"),
        (("mail", 1), "('mail', 1)"),
        (["mail"], "['mail']"),
        (Shop(), "Shop instance"),
        ("x" * 10_000, "x" * (NAME_LENGTH - 1) + "…"),
        ("a\nb", "a·b"),
        ("", None),
        (0, None),
        (None, None),
    ],
)
def test_the_uid_is_told_as_short_text(uid: Any, text: str | None) -> None:
    signal = Signal()
    signal.connect(send_mail, dispatch_uid=uid)

    assert registry(signal)[0].dispatch_uid == text


def test_a_long_uid_stays_short_when_its_receiver_is_gone() -> None:
    signal = Signal()
    shop = Shop()
    signal.connect(shop.method, dispatch_uid="x" * 10_000)
    del shop

    uid = registry(signal)[0].dispatch_uid

    assert uid is not None
    assert len(uid) == NAME_LENGTH


def test_a_receiver_for_a_model_that_does_not_exist_yet_is_not_connected() -> None:
    signal = ModelSignal()
    signal.connect(send_mail, sender="shop.Order", apps=Apps())

    assert registry(signal) == ()


def test_looking_keeps_nothing_alive_and_prunes_nothing() -> None:
    signal = Signal(use_caching=True)
    shop, sender = Shop(), Shop()
    signal.connect(shop.method, sender=sender)
    signal.send(sender=sender)
    lives = [weakref.ref(shop), weakref.ref(sender)]
    before, cache = signal.receivers, dict(signal.sender_receivers_cache)
    counts = weakref.getweakrefcount(shop), weakref.getweakrefcount(sender)

    gc.disable()
    try:
        registry(signal)
        assert (weakref.getweakrefcount(shop), weakref.getweakrefcount(sender)) == (
            counts
        )
        assert signal.receivers is before
        assert dict(signal.sender_receivers_cache) == cache
        cache.clear()
        del shop, sender
        assert [life() for life in lives] == [None, None]
    finally:
        gc.enable()


def test_looking_runs_nothing_of_what_is_connected() -> None:
    signal = Signal()
    receiver, sender = hostile(), hostile()
    key = (id(receiver), id(sender))
    entry: tuple[Any, ...] = (key, receiver, False)
    signal.receivers = [(key, receiver, None, False) if KNOWS_SENDERS else entry]
    TRIPPED.clear()

    (connection,) = registry(signal)

    assert TRIPPED == []
    assert connection.receiver == "Hostile instance"
    assert connection.sender == "Hostile instance"


class Holder:
    """Something that is no module and holds a signal."""

    signal = Signal()


def test_every_signal_with_a_receiver_is_found_by_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order_paid, quiet = Signal(), Signal()
    home = types.ModuleType("shop.signals")
    vars(home).update(order_paid=order_paid, quiet=quiet)
    monkeypatch.setitem(sys.modules, "shop.signals", home)
    order_paid.connect(send_mail)
    post_delete.connect(send_mail)
    try:
        found = signals()
    finally:
        post_delete.disconnect(send_mail)

    assert found["order_paid"] is order_paid
    assert found["post_delete"] is post_delete
    assert found["request_started"] is request_started
    assert quiet not in found.values()
    names = [name for name in found if name in ("order_paid", "post_delete")]
    assert names == ["order_paid", "post_delete"]


def test_two_signals_of_one_name_are_told_apart_by_their_modules(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = {name: Signal() for name in ("shop.signals", "bank.signals")}
    for name, signal in held.items():
        home = types.ModuleType(name)
        vars(home)["order_paid"] = signal
        monkeypatch.setitem(sys.modules, name, home)
        signal.connect(send_mail)

    found = signals()

    assert "order_paid" not in found
    assert found["shop.signals.order_paid"] is held["shop.signals"]
    assert found["bank.signals.order_paid"] is held["bank.signals"]


def test_signals_that_no_module_names_are_numbered() -> None:
    nameless = [Holder.signal, Signal()]
    for signal in nameless:
        signal.connect(send_mail)

    found = signals()

    assert {"signal", "signal 2"} <= found.keys()
    assert all(signal in found.values() for signal in nameless)


def test_a_signal_whose_receivers_are_gone_is_not_found() -> None:
    signal, shop = Signal(), Shop()
    signal.connect(shop.method)
    assert signal in signals().values()
    del shop

    assert signal not in signals().values()
    assert len(signal.receivers) == 1


@pytest.mark.parametrize(
    ("candidate", "named"),
    [
        (None, "None"),
        (Signal, "Signal"),
        ("post_save", "'post_save'"),
        (send_mail, "send_mail"),
        (Shop(), "Shop instance"),
    ],
)
def test_what_is_no_signal_is_refused_with_what_to_do(
    candidate: object, named: str
) -> None:
    with pytest.raises(SignalVizError) as caught:
        registry(candidate)

    assert str(caught.value).startswith(f"{named} is no Django signal: pass a Signal")


def test_a_snapshot_of_nothing_is_refused() -> None:
    with pytest.raises(SignalVizError, match="Name at least one signal"):
        snapshot()


def test_a_snapshot_of_several_signals_numbers_them_through() -> None:
    first, second = Signal(), Signal()
    first.connect(send_mail)
    second.connect(send_mail)

    taken = snapshot(first, second)

    assert [item.id for item in taken.signals] == ["s1", "s2"]
    assert [(item.id, item.signal) for item in taken.connections] == [
        ("c1", "s1"),
        ("c2", "s2"),
    ]


def test_a_snapshot_survives_json() -> None:
    signal = Signal()
    signal.connect(send_mail, sender=Shop, dispatch_uid="mail")
    taken = snapshot(signal)

    assert Snapshot.from_json(taken.to_json()) == taken

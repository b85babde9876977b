"""How long a receiver lives, and what a signal makes of its death."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db.models.signals import ModelSignal
from django.dispatch import Signal

from signal_viz import trace
from signal_viz.registry import registry
from tests.facts.reading import heard, story
from tests.facts.versions import KNOWS_SENDERS, LOSES_TEMPORARIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.facts.lab import Lab


class Book: ...


class Shop:
    def open(self, **_: object) -> None: ...


def mail(**_: object) -> None: ...


def test_a_receiver_that_nobody_holds_is_collected_and_silent(signal: Any) -> None:
    def short_lived(**_: object) -> None: ...

    with trace(signal) as recording:
        signal.connect(short_lived)
        signal.send(sender=Book)
        del short_lived
        signal.send(sender=Book)

    assert story(recording) == [
        "short_lived connected",
        "send",
        "short_lived starts",
        "short_lived returns",
        "end",
        "short_lived collected",
        "send",
        "end",
    ]


def test_a_method_goes_with_its_object(signal: Any) -> None:
    shop = Shop()
    with trace(signal) as recording:
        signal.connect(shop.open)
        signal.send(sender=Book)
        del shop
        signal.send(sender=Book)

    assert heard(recording) == [["Shop.open"], []]
    assert "Shop.open collected" in story(recording)


def test_a_strong_reference_keeps_a_receiver(signal: Any) -> None:
    def short_lived(**_: object) -> None: ...

    with trace(signal) as recording:
        signal.connect(short_lived, weak=False)
        del short_lived
        signal.send(sender=Book)

    assert heard(recording) == [["short_lived"]]
    assert not registry(signal)[0].weak


def test_a_dead_entry_stays_in_the_list_until_the_next_look(signal: Any) -> None:
    def short_lived(**_: object) -> None: ...

    signal.connect(short_lived)
    with trace(signal) as recording:
        del short_lived
        assert [item.alive for item in registry(signal)] == [False]
        signal.send(sender=Book)
        assert registry(signal) == ()

    assert story(recording) == ["short_lived collected", "send", "end"]


@pytest.mark.parametrize("debug", [False, True])
def test_under_debug_a_function_that_nobody_holds_lives_on(
    lab: Lab, *, debug: bool
) -> None:
    lab.start(debug=debug)
    lab.run("paid = Signal()")
    recording = lab.trace(
        "paid",
        """
        def function(**_): pass
        class Shop:
            def method(self, **_): pass
        shop = Shop()
        paid.connect(function)
        paid.connect(shop.method)
        del function, shop
        gc.collect()
        paid.send(sender=None)
        """,
    )

    # A cache of signatures holds functions, and no objects of methods.
    assert heard(recording) == [["function"] if debug else []]
    assert ("function collected" in story(recording)) is not debug
    assert "Shop.method collected" in story(recording)


def test_under_debug_the_latest_512_functions_live_on(lab: Lab) -> None:
    lab.start(debug=True)
    lab.run("paid = Signal()")
    recording = lab.trace(
        "paid",
        """
        for number in range(601):
            exec("def function(**_): pass")
            paid.connect(function)
        del function
        paid.send(sender=None)
        """,
    )

    (names,) = heard(recording)
    assert len(names) == 512


def test_a_temporary_receiver_leaves_an_entry_for_good_from_django_6_1(
    signal: Any,
) -> None:
    with trace(signal) as recording:
        signal.connect(lambda **_: None)
        signal.connect(mail)
        signal.send(sender=Book)
        signal.send(sender=Book)

    assert heard(recording) == [["mail"], ["mail"]]
    alive = [item.alive for item in registry(signal)]
    assert alive == ([False, True] if LOSES_TEMPORARIES else [True])


def test_a_receiver_at_the_address_of_a_temporary_one_is_lost_in_django_6_1(
    make_signal: Callable[..., Any],
) -> None:
    lost = 0
    for _ in range(50):
        signal = make_signal()
        with trace(signal) as recording:
            signal.connect(lambda **_: None)

            def pack(**_: object) -> None: ...

            signal.connect(pack)
            signal.send(sender=Book)

        # Silence from the start: it was never connected.
        silent = heard(recording) == [[]]
        assert ("pack connected" in story(recording)) is not silent
        lost += silent

    assert (lost > 0) is LOSES_TEMPORARIES


@pytest.mark.parametrize(
    ("kind", "how"), [(Signal, {"weak": False}), (ModelSignal, {})]
)
def test_a_strong_reference_or_a_model_signal_loses_nobody(
    make_signal: Callable[..., Any], kind: type[Signal], how: dict[str, Any]
) -> None:
    for _ in range(50):
        signal = make_signal(kind)
        with trace(signal) as recording:
            signal.connect(lambda **_: None, **how)

            def pack(**_: object) -> None: ...

            signal.connect(pack)
            signal.send(sender=Book)

        assert heard(recording)[0][-1] == "pack"


def test_the_entry_of_a_dead_sender_goes_only_from_django_6_on(signal: Any) -> None:
    shop = Shop()
    with trace(signal) as recording:
        signal.connect(mail, sender=shop)
        del shop
        signal.send(sender=Book)

    assert len(registry(signal)) == (0 if KNOWS_SENDERS else 1)
    assert ("sender of mail collected" in story(recording)) is KNOWS_SENDERS
    assert ("mail filtered" in story(recording)) is not KNOWS_SENDERS

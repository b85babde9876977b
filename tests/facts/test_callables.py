"""What can be a receiver, and on which conditions."""

from __future__ import annotations

import asyncio
import functools
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from asgiref.sync import markcoroutinefunction

from signal_viz import trace
from tests.facts.reading import heard, states, story

if TYPE_CHECKING:
    from tests.facts.lab import Lab


class Book: ...


class Shop:
    def bound(self, **_: object) -> str:
        return "called"

    @classmethod
    def of_class(cls, **_: object) -> str:
        return "called"

    @staticmethod
    def static(**_: object) -> str:
        return "called"

    async def awaited(self, **_: object) -> str:
        return "called"


class Callable:
    def __call__(self, **_: object) -> str:
        return "called"


class AsyncCallable:
    async def __call__(self, **_: object) -> str:
        return "called"


class Slotted:
    __slots__ = ()

    def __call__(self, **_: object) -> str:
        return "called"


class Made:
    def __init__(self, **_: object) -> None: ...


def function(**_: object) -> str:
    return "called"


async def push(**_: object) -> str:
    return "called"


SHOP = Shop()


@pytest.mark.parametrize(
    ("receiver", "name"),
    [
        (function, "function"),
        (SHOP.bound, "Shop.bound"),
        (Shop.of_class, "Shop.of_class"),
        (Shop.static, "Shop.static"),
        (Callable(), "Callable instance"),
        (functools.partial(function, copies=2), "partial(function)"),
        (lambda **_: "called", "<lambda>"),
    ],
)
def test_whatever_can_be_called_can_receive(
    signal: Any, receiver: Any, name: str
) -> None:
    signal.connect(receiver)
    with trace(signal) as recording:
        signal.send(sender=Book)

    (call,) = recording.dispatches[0].calls
    assert (call.receiver, call.response) == (name, "'called'")


def test_a_class_receives_by_making_an_object(signal: Any) -> None:
    signal.connect(Made)
    with trace(signal) as recording:
        signal.send(sender=Book)

    (call,) = recording.dispatches[0].calls
    assert (call.receiver, call.response) == ("Made", "Made instance")


def test_what_cannot_be_held_weakly_must_be_held_strongly(signal: Any) -> None:
    with trace(signal) as recording:
        with pytest.raises(TypeError, match="weak reference"):
            signal.connect(Slotted())
        signal.connect(Slotted(), weak=False)
        signal.send(sender=Book)

    assert heard(recording) == [["Slotted instance"]]


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("Unhashable()", "TypeError: unhashable type: 'Unhashable'"),
        ("dict", "ValueError: no signature found for builtin type <class 'dict'>"),
    ],
)
def test_under_debug_a_receiver_must_be_hashable_and_have_a_signature(
    lab: Lab, source: str, error: str
) -> None:
    story_of = {}
    for debug in (False, True):
        lab.start(debug=debug)
        lab.run(
            """
            paid = Signal()
            class Unhashable:
                __hash__ = None
                def __call__(self, **_): pass
            """
        )
        recording = lab.trace(
            "paid",
            f"""
            receiving = {source}
            try:
                paid.connect(receiving)
            except (TypeError, ValueError) as raised:
                seen.append(f"{{type(raised).__name__}}: {{raised}}")
            paid.send(sender=None)
            """,
        )
        story_of[debug] = story(recording), lab.seen

    told, raised = story_of[False]
    assert (len(told), raised) == (5, [])
    assert story_of[True] == (["send", "end"], [error])


@pytest.mark.parametrize(
    ("receiver", "name"),
    [
        (push, "push"),
        (SHOP.awaited, "Shop.awaited"),
        (functools.partial(push), "partial(push)"),
    ],
)
def test_async_functions_methods_and_partials_are_awaited(
    signal: Any, receiver: Any, name: str
) -> None:
    signal.connect(receiver)
    with trace(signal) as recording:
        asyncio.run(signal.asend(sender=Book))

    (call,) = recording.dispatches[0].calls
    assert (call.receiver, call.response) == (name, "'called'")
    assert call.task is not None


@pytest.mark.parametrize("receiver", [AsyncCallable(), lambda **_: push()])
def test_an_async_callable_object_and_a_lambda_are_never_awaited(
    signal: Any, receiver: Any
) -> None:
    signal.connect(receiver)
    with trace(signal) as recording, warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        signal.send(sender=Book)

    (call,) = recording.dispatches[0].calls
    assert (call.response, call.task) == ("coroutine instance", None)
    assert not recording.snapshot.connections[0].is_async
    assert "was never awaited" in str(warned[0].message)


def test_an_async_callable_object_is_awaited_once_it_is_marked(signal: Any) -> None:
    marked = markcoroutinefunction(AsyncCallable())
    signal.connect(marked)
    with trace(signal) as recording:
        asyncio.run(signal.asend(sender=Book))

    assert states(recording.dispatches[0]) == ["AsyncCallable instance returned"]
    assert recording.snapshot.connections[0].is_async

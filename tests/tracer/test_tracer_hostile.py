"""A dispatch is recorded, and not disturbed, whatever is sent and given back."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from signal_viz import trace
from signal_viz.recording import from_json
from tests.hostile import TRIPPED, HostileText, hostile, hostile_class

if TYPE_CHECKING:
    from collections.abc import Iterator


class Order: ...


@pytest.fixture(autouse=True)
def nothing_of_theirs_runs() -> Iterator[None]:
    TRIPPED.clear()
    yield
    assert TRIPPED == []


def test_hostile_arguments_and_answers(signal: Any) -> None:
    answers = [hostile(), hostile_class(), [hostile()], {"key": hostile(dict)}]

    def sync(**_: object) -> Any:
        return answers

    async def awaited(**_: object) -> Any:
        return hostile(str)

    async def main() -> None:
        # Nothing is given back: asyncio itself prints the result of a program.
        await signal.asend(sender=Order, order=hostile(list))

    signal.connect(sync)
    signal.connect(awaited)
    with trace(signal) as recording:
        for send in (signal.send, signal.send_robust):
            send(sender=Order, order=hostile(), kind=hostile_class())
        asyncio.run(main())

    assert recording.dispatches[0].arguments == {
        "order": "Hostile instance",
        "kind": "Hostile",
    }
    first, second = recording.dispatches[0].calls
    assert first.response is not None
    assert first.response.startswith("[Hostile instance, Hostile, [Hostile instance]")
    assert second.response == "Hostile instance"
    assert from_json(json.loads(json.dumps(recording.to_json()))).events == (
        recording.events
    )


def test_a_hostile_name_of_an_argument(signal: Any) -> None:
    with trace(signal) as recording:
        signal.send(sender=Order, **{HostileText("x" * 10_000): 1, "<b>": 2})

    first, second = recording.dispatches[0].arguments
    assert (type(first), len(first)) == (str, 120)
    assert second == "<b>"


def test_a_hostile_exception(signal: Any) -> None:
    def failing(**_: object) -> None:
        raise ValueError(hostile(), "<script>", "x" * 10_000, "\x00\u202e")

    signal.connect(failing)
    with trace(signal) as recording:
        try:
            signal.send(sender=Order)
        except ValueError:
            pass
        else:  # pragma: no cover
            pytest.fail("it was swallowed")

    error = recording.dispatches[0].error
    assert error is not None
    assert error.message.startswith("Hostile instance, '<script>'")
    assert len(error.message) == 120


def test_an_exception_that_holds_itself(signal: Any) -> None:
    def failing(**_: object) -> None:
        raised = LookupError()
        raised.args = (raised, [raised])
        raise raised

    signal.connect(failing)
    with trace(signal) as recording, pytest.raises(LookupError):
        signal.send(sender=Order)

    error = recording.dispatches[0].error
    assert error is not None
    assert error.message == "LookupError: LookupError, […], [LookupError]"


def test_huge_values_cost_no_time(signal: Any) -> None:
    class Slow:
        def __repr__(self) -> str:
            time.sleep(60)
            return "slow"

    text, items = "x" * 10_000_000, [Slow()] * 1_000_000
    numbers = set(range(100_000))

    def receiver(**_: object) -> Any:
        return {"text": text, "items": items, "numbers": numbers}

    signal.connect(receiver)
    with trace(signal) as recording:
        began = time.monotonic()
        for _ in range(100):
            signal.send(sender=Order, text=text, items=items)
        recording.events  # noqa: B018  # looking is what is timed
        took = time.monotonic() - began

    assert took < 1
    assert len(json.dumps(recording.to_json())) < 200_000


@pytest.mark.parametrize(
    "name", ["<img src=x onerror=alert(1)>", "a\nb", "\x1b[31m", "x" * 10_000_000, ""]
)
def test_a_hostile_name_of_a_receiver(signal: Any, name: str) -> None:
    def receiver(**_: object) -> None: ...

    receiver.__qualname__ = name
    with trace(signal) as recording:
        signal.connect(receiver, dispatch_uid=name)
        signal.send(sender=type(name, (), {}))

    shown = [
        recording.dispatches[0].calls[0].receiver,
        recording.dispatches[0].sender.label,
    ]
    for text in shown:
        assert len(text) <= 80
        assert text.isprintable()

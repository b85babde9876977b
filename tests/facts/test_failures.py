"""What a receiver that raises does to the others and to the sender."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import logging
from typing import TYPE_CHECKING, Any

import pytest

from signal_viz import trace
from tests.facts.reading import call, states, story

if TYPE_CHECKING:
    from collections.abc import Callable


class Book: ...


def mail(**_: object) -> str:
    return "sent"


def charge(**_: object) -> None:
    raise ValueError("no money")


def pack(**_: object) -> str:
    return "packed"


class Charge:
    def __call__(self, **_: object) -> None:
        raise ValueError("no money")


@pytest.fixture
def chain(signal: Any) -> Any:
    """A signal with three receivers of which the second one raises."""
    for receiver in (mail, charge, pack):
        signal.connect(receiver)
    return signal


def test_a_receiver_that_raises_ends_a_send_for_the_others_and_the_sender(
    chain: Any,
) -> None:
    with trace(chain) as recording, pytest.raises(ValueError, match="no money"):
        chain.send(sender=Book)

    assert story(recording) == [
        "send",
        "mail starts",
        "mail returns",
        "charge starts",
        "charge raises ValueError",
        "pack not reached",
        "end with ValueError",
    ]
    # What the first one returned is lost with the list.
    assert call(recording, "mail").response is None


def test_a_robust_send_goes_on_and_returns_the_error(
    chain: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with trace(chain) as recording:
        answers = chain.send_robust(sender=Book)

    (dispatch,) = recording.dispatches
    assert states(dispatch) == ["mail returned", "charge raised", "pack returned"]
    assert dispatch.error is None
    error = answers[1][1]
    assert isinstance(error, ValueError)
    assert error.__traceback__ is not None
    failed = call(recording, "charge")
    assert failed.response == "ValueError: no money"
    assert failed.error is not None
    assert failed.error.frames[-1].startswith("charge (")
    (logged,) = caplog.records
    assert (logged.name, logged.levelname) == ("django.dispatch", "ERROR")


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_a_robust_send_lets_what_is_no_exception_pass(
    signal: Any, kind: type[BaseException]
) -> None:
    def stop(**_: object) -> None:
        raise kind

    signal.connect(stop)
    signal.connect(pack)
    with trace(signal) as recording, pytest.raises(kind):
        signal.send_robust(sender=Book)

    assert states(recording.dispatches[0]) == ["stop raised", "pack not reached"]


@pytest.mark.parametrize("method", ["send_robust", "asend_robust"])
@pytest.mark.parametrize("kind", [Charge, functools.partial], ids=["object", "partial"])
def test_a_robust_send_is_not_robust_for_what_has_no_qualified_name(
    signal: Any, method: str, kind: Callable[..., Any]
) -> None:
    nameless = kind() if kind is Charge else kind(charge)

    def send() -> None:
        if method == "send_robust":
            signal.send_robust(sender=Book)
        else:
            asyncio.run(awaited())

    async def awaited() -> None:
        await signal.asend_robust(sender=Book)

    signal.connect(nameless)
    signal.connect(pack)
    with trace(signal) as recording, pytest.raises(AttributeError):
        send()

    (dispatch,) = recording.dispatches
    assert dispatch.error is not None
    assert dispatch.error.type == "AttributeError"
    assert dispatch.error.message.endswith("has no attribute '__qualname__'")
    assert [each.state for each in dispatch.calls] == ["raised", "not_reached"]
    # The error of the receiver itself is told as well.
    error = dispatch.calls[0].error
    assert error is not None
    assert error.message == "no money"


@pytest.mark.parametrize("robust", [True, False])
def test_a_failed_robust_send_keeps_the_other_receivers_until_a_collection(
    signal: Any, monkeypatch: pytest.MonkeyPatch, *, robust: bool
) -> None:
    def short_lived(**_: object) -> None: ...

    # What is logged holds the error, and with it the frame of the send.
    monkeypatch.setattr(logging.getLogger("django.dispatch"), "disabled", True)

    signal.connect(short_lived)
    signal.connect(charge)
    gc.disable()
    try:
        with trace(signal) as recording:
            with contextlib.suppress(ValueError):
                (signal.send_robust if robust else signal.send)(sender=Book)
            del short_lived
            at_once = "short_lived collected" in story(recording)
            gc.collect()
    finally:
        gc.enable()

    assert at_once is not robust
    assert story(recording)[-1] == "short_lived collected"

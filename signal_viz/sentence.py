"""The one sentence below a picture. It holds no duration, so tests can compare it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signal_viz.state import Call, Card, Dispatch

_NAMED = 2
"""So many receivers are named; more are counted."""

_TITLE = 6
"""So many signals are named in a title; of more it tells how many there are."""


def called(signals: Sequence[str]) -> str:
    """Return what to call a picture of these signals: ``"post_save, order_paid"``."""
    many = len(signals)
    return ", ".join(signals) if many <= _TITLE else f"{many} signals"


def sentence(
    signal: str,
    dispatch: Dispatch,
    nested: Sequence[Dispatch],
    calls: Sequence[Call],
    cards: Sequence[Card],
) -> str:
    """Return what is happening, or how the last dispatch ended.

    Args:
        signal: name of the signal of ``dispatch``.
        dispatch: the root dispatch of the picture.
        nested: the dispatches inside it.
        calls: all calls in them, in order of start.
        cards: the connections that are shown.

    Returns:
        One short line, for example ``"charge_card raised ValueError: the
        exception left send()"``.
    """
    if dispatch.status == "running":
        return _running(signal, dispatch, calls)
    text = _ended(dispatch, calls, cards)
    if nested:
        text += f", {count(len(nested), 'nested dispatch', 'nested dispatches')}"
    late = [call for call in calls if call.end is None]
    if late:
        text += f"; {_are(late, 'still running')}"
    return text


def gap(dispatches: int) -> str:
    """Return the sentence for a place where a bounded recording left some out."""
    was = "was" if dispatches == 1 else "were"
    return f"{count(dispatches, 'dispatch', 'dispatches')} {was} left out here"


def _running(signal: str, dispatch: Dispatch, calls: Sequence[Call]) -> str:
    opened = [call for call in calls if call.end is None]
    if not opened:
        return f"{dispatch.sender.label} sends {signal}"
    newest = opened[-1]
    if newest.state == "running":
        return f"{newest.receiver} is running"
    group = [
        call
        for call in opened
        if call.state == "awaiting" and call.dispatch == newest.dispatch
    ]
    return _are(group, "awaiting")


def _ended(dispatch: Dispatch, calls: Sequence[Call], cards: Sequence[Card]) -> str:
    own = [call for call in calls if call.dispatch == dispatch.id]
    raised = [call for call in own if call.state == "raised"]
    if dispatch.status == "raised":
        return _left(dispatch, raised)
    if not own:
        return _nobody(dispatch, cards)
    text = f"{count(len(own), 'receiver', 'receivers')} ran"
    if raised:
        them = "it" if len(raised) == 1 else "them"
        text += f", {len(raised)} raised: {dispatch.method}() caught {them}"
    return text


def _left(dispatch: Dispatch, raised: Sequence[Call]) -> str:
    left = dispatch.error.type if dispatch.error else "an exception"
    end = f"left {dispatch.method}()"
    if not raised:
        return f"{left} {end}"
    if len(raised) > 1:
        return f"{len(raised)} receivers raised: {left} {end}"
    kind = raised[0].error.type if raised[0].error else "an exception"
    what = "the exception" if kind == left else left
    return f"{raised[0].receiver} raised {kind}: {what} {end}"


def _nobody(dispatch: Dispatch, cards: Sequence[Card]) -> str:
    others = sum(
        card.state == "filtered" and card.dispatch == dispatch.id for card in cards
    )
    if not others:
        return "nobody listened"
    listen = "listens" if others == 1 else "listen"
    return f"no receiver ran: {others} {listen} to another sender"


def _are(calls: Sequence[Call], what: str) -> str:
    names = [call.receiver for call in calls]
    if len(names) > _NAMED:
        return f"{len(names)} receivers are {what}"
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} {what}"


def count(number: int, one: str, many: str) -> str:
    """Return a number with its word: ``"1 receiver"``, ``"2 receivers"``."""
    return f"{number} {one if number == 1 else many}"

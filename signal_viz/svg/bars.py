"""The bars in the time lanes of a static picture: when each call began and ended.

Without durations the axis counts steps: it moves on when a call ends, or when
one starts inside another. So the order is seen, and the picture of one program
is the same in every run. With ``times`` the axis is true to the clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from signal_viz.state import Call, CallState, State

MOST = 2000
"""Most calls in the lanes of one picture."""

_NEAR = 0.02
"""Part of a lane that cannot be seen as a gap."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One call in the lane of its receiver.

    Args:
        connection: id of the connection.
        dispatch: number of its dispatch.
        state: how the call ended, or that it still runs.
        start: place on the axis, 0 to 1.
        end: the same.
        depth: 0, or how deep the call is nested.
        duration_ns: how long it took, if it has ended.
    """

    connection: str
    dispatch: int
    state: CallState
    start: float
    end: float
    depth: int
    duration_ns: int | None


def bars(state: State, *, times: bool = False) -> tuple[Bar, ...]:
    """Return the bars of the calls whose cards are shown, in order of start.

    Args:
        state: what the picture shows.
        times: true to the clock, from the start to the end of the root dispatch;
            else one step for each start and end.
    """
    shown = {card.connection.id for card in state.cards}
    calls = [call for call in state.calls if call.connection in shown][:MOST]
    if not calls:
        return ()
    places = _clock(state, calls) if times else _steps(calls)
    return tuple(
        Bar(
            call.connection,
            call.dispatch,
            call.state,
            start,
            end,
            call.depth,
            call.duration_ns,
        )
        for call, (start, end) in zip(calls, places, strict=True)
    )


def merged(found: Iterable[Bar]) -> Iterator[Bar]:
    """Yield bars of one lane, those that touch and look alike as one.

    Args:
        found: the bars of several receivers, in order of start.
    """
    last: Bar | None = None
    for bar in found:
        near = last is not None and bar.start - last.end < _NEAR
        if last is not None and near and bar.state == last.state:
            end = max(last.end, bar.end)
            last = replace(last, end=end, depth=0, duration_ns=None)
        else:
            if last is not None:
                yield last
            last = replace(bar, depth=0)
    if last is not None:
        yield last


def _steps(calls: Sequence[Call]) -> list[tuple[float, float]]:
    """Count steps: a start that follows an end takes the same place as it."""
    marks: list[tuple[int, int, int]] = []
    for index, call in enumerate(calls):
        # A receiver begins at the very instant at which the one before it ended;
        # the numbers put that end before the start.
        marks.append((call.start, 2 * index + 1, index))
        if call.end is not None:
            marks.append((call.end, 2 * index + 2, index))
    begun: dict[int, int] = {}
    ended: dict[int, int] = {}
    place = 0
    after_start = False
    for _, _, index in sorted(marks):
        if index not in begun:
            place += after_start
            begun[index] = place
            after_start = True
        else:
            place += 1
            ended[index] = place
            after_start = False
    last = place + 1 if len(ended) < len(begun) else place
    return [
        (begun[index] / last, ended.get(index, last) / last)
        for index in range(len(calls))
    ]


def _clock(state: State, calls: Sequence[Call]) -> list[tuple[float, float]]:
    """Return true places between the start and the end of the root dispatch."""
    root = state.tree[0]
    latest = max(call.end or call.start for call in calls)
    end = max(latest, root.t + (root.duration_ns or 0))
    length = max(end - root.t, 1)
    return [
        ((call.start - root.t) / length, ((call.end or end) - root.t) / length)
        for call in calls
    ]

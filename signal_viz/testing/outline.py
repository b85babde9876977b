"""The dispatches of a recording in words, each with what is to be said about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from signal_viz.picture import Picture
from signal_viz.state import word
from signal_viz.text import GLYPHS, MOST_RECEIVERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from signal_viz.dispatches import Call, Dispatch
    from signal_viz.recording import Recording
    from signal_viz.state import CardState

MOST = 8
"""Dispatches that are drawn; more are counted."""


def outline(
    recording: Recording, remarks: Callable[[Dispatch], Iterable[str]] = lambda _: ()
) -> str:
    """Return what was dispatched, in words; where nothing was, who is connected.

    Args:
        recording: what happened.
        remarks: gives lines to put below a dispatch.
    """
    found = recording.dispatches
    if not found:
        # The last line tells what happens, and nothing does.
        *connected, _ = Picture(recording.snapshot).to_text().splitlines()
        return _indented(["Nothing was dispatched. Connected:", *connected])
    lines = [line for item in found[:MOST] for line in _dispatch(item, remarks(item))]
    if len(found) > MOST:
        lines.append(f"… {len(found) - MOST:,} more")
    return _indented(lines)


def _indented(lines: Iterable[str]) -> str:
    return "\n".join(f"  {line}".rstrip() for line in lines)


def _dispatch(dispatch: Dispatch, remarks: Iterable[str]) -> Iterator[str]:
    indent = "    " * dispatch.depth
    parts = (dispatch.sender.label, dispatch.signal, f"{dispatch.method}()")
    yield f"{indent}{dispatch.number}. {' ── '.join(parts)}"
    if not dispatch.calls:
        yield f"{indent}   nobody listened"
    for call in dispatch.calls[:MOST_RECEIVERS]:
        yield f"{indent}   {_call(call)}"
    if len(dispatch.calls) > MOST_RECEIVERS:
        yield f"{indent}   … {len(dispatch.calls) - MOST_RECEIVERS:,} more"
    for remark in remarks:
        yield f"{indent}   ≠ {remark}"


def _call(call: Call) -> str:
    state = cast("CardState", call.state)
    what = f"raised {call.error.type}" if call.error else word(state)
    return f"{GLYPHS[state]} {call.receiver}   {what}"

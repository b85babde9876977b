"""A receiver that nobody holds: it is collected, now or where DEBUG is off."""

from __future__ import annotations

import gc
import types
from typing import TYPE_CHECKING, Any

from signal_viz import callables, compat
from signal_viz.project.faults.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from signal_viz.project.collecting import Collected, Heard

ID = "signal_viz.W002"
_HINT = (
    "Django holds receivers weakly: write it at the top of a module, keep the object that "
    "the method belongs to, or connect it with weak=False."
)


def find(whole: Collected) -> Iterator[Fault]:
    """Yield a fault for each receiver that is gone, or lives by Django's cache alone."""
    for heard in whole.signals:
        living = _living_methods(heard.entries)
        for entry in heard.entries:
            if _is_gone(entry):
                if not _may_end(entry.function(), living):
                    yield _gone(heard, entry.function())
            elif entry.weak and _lives_by_the_cache(entry):
                name = callables.full_name(entry.receiver())
                yield Fault(
                    ID,
                    f"Nobody holds {name}, a receiver of {heard.name}: with DEBUG=False "
                    "it is garbage collected and never called.",
                    _HINT,
                )


def _gone(heard: Heard, function: Any) -> Fault:
    """Tell of a receiver that was collected; of a method, the function is known."""
    if function is None:
        who = f"A receiver of {heard.name} was"
    else:
        who = (
            f"{callables.full_name(function)} is a receiver of {heard.name}, and the object "
            "that it belongs to was"
        )
    return Fault(ID, f"{who} garbage collected: it is never called.", _HINT)


def _is_gone(entry: compat.Entry) -> bool:
    # Where the sender is gone, nobody sends, and nobody misses the receiver.
    reference = entry.sender_reference
    sender_is_gone = reference is not None and reference() is None
    return entry.receiver() is None and not sender_is_gone


def _living_methods(entries: Sequence[compat.Entry]) -> set[int]:
    return {id(entry.function()) for entry in entries if not _is_gone(entry)}


def _may_end(function: Any, living: set[int]) -> bool:
    """Whether an object that connects its own method has only come to its end.

    Each file storage of Django does so, and checks of Django itself make some that
    nobody keeps. Another class does it if one more object of it is still connected.
    """
    if function is None:
        return False
    is_djangos = callables.home(function).partition(".")[0] == "django"
    return is_djangos or id(function) in living


def _lives_by_the_cache(entry: compat.Entry) -> bool:
    """Whether only the cache of signatures, which DEBUG fills, keeps a receiver alive.

    Of a bound method it holds the function, and not the object.
    """
    receiver = entry.receiver()
    if receiver is None or type(receiver) is types.MethodType:
        return False
    return _holders(receiver) == 0


def _holders(receiver: Any) -> int:
    """Count what holds a receiver, but for frames, its own cells and the cache."""
    closure = receiver.__closure__ if type(receiver) is types.FunctionType else None
    own = {id(cell) for cell in closure or ()}
    found = 0
    # No comprehension: that would hold the function in a cell of its own.
    for holder in gc.get_referrers(receiver):
        if type(holder) is types.FrameType or id(holder) in own:
            continue
        found += not _is_cached(holder, receiver)
    return found


def _is_cached(holder: Any, receiver: object) -> bool:
    """Whether ``holder`` is the arguments by which the cache knows a signature."""
    return (
        type(holder) is tuple
        and holder[0] is receiver
        and compat.is_cached_signature(holder)
    )

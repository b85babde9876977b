"""One receiver that is called more than once in a dispatch."""

from __future__ import annotations

import types
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from signal_viz import callables
from signal_viz.project.faults.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signal_viz import compat
    from signal_viz.project.collecting import Collected, Heard

ID = "signal_viz.W001"
TWO_NAMES = "signal_viz.W005"
_HINT = (
    "Connect it once: for all senders or for each, and with one dispatch_uid. A function "
    "that is made anew at each call of another one is a new receiver each time."
)
_TWO_NAMES_HINT = (
    "Import the module by one name everywhere: with or without the name of its folder, "
    "not both."
)


def find(whole: Collected) -> Iterator[Fault]:
    """Yield a fault for each receiver that one dispatch calls twice."""
    for heard in whole.signals:
        groups: dict[Any, list[tuple[compat.Entry, Any]]] = defaultdict(list)
        for entry in heard.entries:
            receiver = entry.receiver()
            if receiver is not None and not entry.silent():
                groups[_same(receiver)].append((entry, receiver))
        for group in groups.values():
            overlapping = _overlapping([entry for entry, _ in group])
            if overlapping > 1:
                yield _fault(heard, [receiver for _, receiver in group], overlapping)


def _overlapping(entries: list[compat.Entry]) -> int:
    """Return how many of ``entries`` hear one and the same sender."""
    for_all = sum(entry.hears_all() for entry in entries)
    by_sender: dict[Any, int] = defaultdict(int)
    for entry in entries:
        if not entry.hears_all():
            by_sender[entry.sender_key] += 1
    return for_all + max(by_sender.values(), default=0)


def _fault(heard: Heard, receivers: list[Any], times: int) -> Fault:
    names = sorted({callables.full_name(receiver) for receiver in receivers})
    if len(names) > 1:
        return Fault(
            TWO_NAMES,
            f"{heard.name} calls one receiver {times} times, since its module was "
            f"imported by several names: {', '.join(names)}.",
            _TWO_NAMES_HINT,
        )
    return Fault(ID, f"{heard.name} calls {names[0]} {times} times in one send.", _HINT)


def _same(receiver: Any) -> Any:
    """Return what is equal for receivers that do the same to the same things.

    Two functions of one place in one file do, if they have the same code, closure and
    defaults; two methods do, if they belong to one object.
    """
    kind = type(receiver)
    if kind is types.MethodType:
        return "method", id(receiver.__self__), _same(receiver.__func__)
    if kind is not types.FunctionType:
        return id(receiver)
    code = callables.code(receiver)
    if code is None:
        return id(receiver)
    cells = tuple(_content(cell) for cell in receiver.__closure__ or ())
    defaults = tuple(id(value) for value in receiver.__defaults__ or ())
    named = tuple(id(value) for value in (receiver.__kwdefaults__ or {}).values())
    # Texts that a program wrote, and exec() ran, all have the file "<string>".
    place = code.co_filename, code.co_qualname, code
    return place, cells, defaults, named


def _content(cell: types.CellType) -> int | None:
    try:
        return id(cell.cell_contents)
    except ValueError:  # empty
        return None

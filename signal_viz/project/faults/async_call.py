"""An object with ``async def __call__``, which Django takes for a sync receiver."""

from __future__ import annotations

import inspect
import types
from typing import TYPE_CHECKING

from signal_viz import callables
from signal_viz.project.faults.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signal_viz.project.collecting import Collected

ID = "signal_viz.W004"
_HINT = (
    "Connect its method, connect(thing.__call__, weak=False), or mark the object with "
    "asgiref.sync.markcoroutinefunction before it is connected."
)
_FUNCTIONS = (types.FunctionType, types.MethodType, types.BuiltinFunctionType)


def find(whole: Collected) -> Iterator[Fault]:
    """Yield a fault for each object whose coroutine nobody awaits."""
    for heard in whole.signals:
        for entry in heard.entries:
            receiver = entry.receiver()
            kind = type(receiver)
            if (
                receiver is None
                or entry.is_async
                or kind in _FUNCTIONS
                or issubclass(kind, type)
            ):
                continue
            code = callables.code(receiver)
            if code is not None and code.co_flags & inspect.CO_COROUTINE:
                yield Fault(
                    ID,
                    f"{callables.full_name(receiver)}, a receiver of {heard.name}, has an "
                    "async __call__, and Django does not see it: its coroutine is made "
                    "and never awaited.",
                    _HINT,
                )

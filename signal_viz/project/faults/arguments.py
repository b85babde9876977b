"""A receiver that cannot take what a signal sends."""

from __future__ import annotations

import inspect
import types
from typing import TYPE_CHECKING, Any

from signal_viz import callables
from signal_viz.project.faults.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signal_viz.project.collecting import Collected

ID = "signal_viz.W003"
_HINT = (
    "End its parameters with **kwargs: a signal passes signal and sender by name, and may "
    "pass more tomorrow. Only DEBUG=True refuses such a receiver when it is connected."
)


def find(whole: Collected) -> Iterator[Fault]:
    """Yield a fault for each receiver without ``**kwargs``."""
    for heard in whole.signals:
        for entry in heard.entries:
            receiver = entry.receiver()
            if receiver is not None and _refuses(receiver):
                yield Fault(
                    ID,
                    f"{callables.full_name(receiver)}, a receiver of {heard.name}, does not "
                    "take **kwargs: a send that passes more than it names raises TypeError.",
                    _HINT,
                )
    for item in whole.waits:
        if _refuses(item.receiver):
            yield Fault(
                ID,
                f"{callables.full_name(item.receiver)}, which waits for "
                f"{'.'.join(item.model)}, does not take **kwargs: a send that passes "
                "more than it names will raise TypeError.",
                _HINT,
            )


def _refuses(receiver: Any) -> bool:
    code = callables.code(receiver)
    # What is written in C has no code: nobody can tell.
    return isinstance(code, types.CodeType) and not (
        code.co_flags & inspect.CO_VARKEYWORDS
    )

"""What the sandbox asks of IPython. Without IPython it does nothing, or at once."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_DISPLAYED = re.compile(r"_{1,3}|_\d+")
_DEPTH = 3


def at_end(report: Callable[[], None]) -> None:
    """Call ``report`` when the cell that is running has ended, or now."""
    shell = _shell()
    if shell is None:
        report()
        return

    def once(_result: object) -> None:
        shell.events.unregister("post_run_cell", once)
        report()

    shell.events.register("post_run_cell", once)


def forget_displayed(unwanted: list[Any]) -> None:
    """Make IPython forget the results it displayed that hold ``unwanted`` objects.

    A cell that ends in ``signal.send(...)`` displays a list of receivers, and
    IPython keeps it: in ``Out``, as ``_`` and ``_5``, and in a hidden copy of these
    that ``%reset out`` leaves alone. So the receivers would never be collected.
    Names that the learner gave are left alone.
    """
    shell = _shell()
    if shell is None:
        return
    keys = {id(item) for item in unwanted}
    for number, value in list(shell.user_ns.get("_oh", {}).items()):
        if _holds(value, keys, _DEPTH):
            del shell.user_ns["_oh"][number]
    for namespace in (shell.user_ns, shell.user_ns_hidden, vars(shell.displayhook)):
        for name, value in list(namespace.items()):
            if _DISPLAYED.fullmatch(name) and _holds(value, keys, _DEPTH):
                # As when IPython starts: `_` exists and is empty.
                namespace[name] = ""


def _holds(value: object, keys: set[int], depth: int) -> bool:
    if id(value) in keys:
        return True
    if depth == 0 or type(value) not in (list, tuple):
        return False
    return any(_holds(item, keys, depth - 1) for item in value)  # type: ignore[attr-defined]  # a list


def _shell() -> Any:
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None

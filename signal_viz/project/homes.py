"""Under which names a project keeps its signals."""

from __future__ import annotations

import sys
import types
from typing import TYPE_CHECKING, Any

from signal_viz import compat, naming, peek

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST = 4
"""Classes in classes that are looked into."""


def homes() -> dict[int, list[str]]:
    """Return the full names of the signals, by the ``id()`` of the signal.

    Looked through are all modules that have been imported and the classes written in
    them. No code of theirs is run.

    Returns:
        ``{id(post_save): ["django.db.models.signals.post_save", …]}``. The first name is
        the best one: of a module called ``signals``, then of Django, then of others;
        public before private, of a module before of a class.
    """
    modules = [
        (name, module)
        for name, module in list(sys.modules.items())
        if type(name) is str and type(module) is types.ModuleType
    ]
    found: dict[int, list[tuple[tuple[bool, bool, int], str]]] = {}
    for home, module in modules:
        rank = naming.home_rank(home)
        for path, signal, in_class in _held(dict(vars(module)), home, home, _DEEPEST):
            private = path.rpartition(".")[2].startswith("_")
            found.setdefault(id(signal), []).append(((private, in_class, rank), path))
    return {
        key: [path for _, path in sorted(names, key=lambda item: item[0])]
        for key, names in found.items()
    }


def _held(
    names: dict[Any, Any], home: str, path: str, depth: int, *, in_class: bool = False
) -> Iterator[tuple[str, object, bool]]:
    """Yield the signals that a module or a class of it holds, with their names."""
    for name, held in names.items():
        if type(name) is not str:
            continue
        if compat.is_signal(held):
            yield f"{path}.{name}", held, in_class
        elif depth and issubclass(type(held), type) and peek.class_module(held) == home:
            inner = peek.class_names(held)
            here = f"{path}.{name}"
            yield from _held(inner, home, here, depth - 1, in_class=True)

"""Python text by which a learner can name an object: in a cell, ready to run."""

from __future__ import annotations

import keyword
import operator
import sys
import types
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from signal_viz import peek
from signal_viz.clip import NAME_LENGTH, clip


@dataclass(slots=True)
class Lines:
    """Lines of Python that grow while their parts are named.

    Args:
        imports: lines that must run first.
        whole: whether every part has a name. If not, a part stands in ``<…>``,
            which Python refuses, so that nobody runs it by mistake.
    """

    imports: list[str] = field(default_factory=list)
    whole: bool = True

    def name(self, thing: object, label: str) -> str:
        """Return an expression for an object.

        Args:
            thing: the object; its code is not run.
            label: how the picture calls it, for the case that nothing names it.
        """
        found = self._named(thing)
        return self.placeholder(label) if found is None else found

    def placeholder(self, label: str) -> str:
        """Return text that stands for a part which has no name."""
        self.whole = False
        return f"<{clip(label, NAME_LENGTH)}>"

    def text(self, line: str) -> str:
        """Return the imports that are needed, and ``line`` below them."""
        return "\n".join([*dict.fromkeys(self.imports), line])

    def _named(self, thing: object) -> str | None:
        if thing is None:
            return "None"
        here = _name_in("__main__", thing)
        if here is not None:
            return here
        kind = type(thing)
        if kind is types.MethodType:
            return self._method(thing)
        found = _elsewhere(thing)
        if found is None:
            return None
        module, name = found
        self.imports.append(f"from {module} import {name}")
        return name

    def _method(self, method: Any) -> str | None:
        function = method.__func__
        if type(function) is not types.FunctionType:
            return None
        owner = self._named(method.__self__)
        name = peek.plain(function.__name__)
        return f"{owner}.{name}" if owner is not None and name.isidentifier() else None


def _elsewhere(thing: object) -> tuple[str, str] | None:
    """Return the module from which an object is imported, and its name there."""
    kind = type(thing)
    if kind is types.FunctionType:
        own = thing.__module__
    elif issubclass(kind, type):
        own = peek.class_module(thing)  # type: ignore[arg-type]  # it is a class
    else:
        # A signal, say: modules called signals come first, as everybody imports it.
        names = [name for name in list(sys.modules) if type(name) is str]
        names.sort(key=lambda name: name.rpartition(".")[2] != "signals")
        for module in names:
            name = _name_in(module, thing)
            if name is not None:
                return module, name
        return None
    if type(own) is not str or own == "__main__":
        return None
    name = _name_in(own, thing)
    return None if name is None else (own, name)


def _name_in(module: str, thing: object) -> str | None:
    """Return a public name under which a module holds an object."""
    holder = sys.modules.get(module)
    if type(holder) is not types.ModuleType:
        return None
    held = vars(holder)
    # Many modules hold thousands of names: C goes through them.
    if not any(map(operator.is_, list(held.values()), repeat(thing))):
        return None
    for name, value in list(held.items()):
        if value is thing and type(name) is str and _usable(name):
            return name
    return None


def _usable(name: str) -> bool:
    return (
        name.isidentifier() and not name.startswith("_") and not keyword.iskeyword(name)
    )

"""Texts and numbers that a receiver was connected to as its only sender.

Senders are told by identity, and the garbage collector does not track a text or a
number. So it is looked for where somebody keeps it.
"""

from __future__ import annotations

import gc
import sys
import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps

from signal_viz import peek

if TYPE_CHECKING:
    from collections.abc import Iterator

_SMALL = range(-5, 257)
"""Numbers of which Python makes one object each: they are always the same."""
_OTHERS = ("django", "signal_viz")
_CONTAINERS = (dict, list, tuple, set, frozenset)
_DEEPEST = 3
"""Lists in lists that are looked into."""
_LONGEST = 1_000
"""Items of a list that is looked into; a longer one is a table of data."""
_CONNECTS = ("connect", "receiver")


@dataclass(frozen=True, slots=True)
class Constant:
    """A text, a number or another object that is not tracked.

    Args:
        value: the object.
        may_be_sent: whether somebody can send it. Nobody can where only the function
            that connects the receiver holds it. Nobody does where it is a model's name.
    """

    value: object
    may_be_sent: bool


def constants(keys: set[Any]) -> dict[Any, Constant]:
    """Return the constants whose ``id()`` is in ``keys``.

    Looked at is what modules and classes of the project and of other packages hold, in
    lists and the like too, and what is written in their functions: nothing else, as
    the place of a text that is gone is soon that of some other text.
    """
    found: dict[Any, Constant] = {}
    for held, may_be_sent in _held():
        key = id(held)
        if key in keys and (may_be_sent or key not in found):
            sent = may_be_sent and not _names_a_model(held)
            found[key] = Constant(held, sent)
    return found


def _held() -> Iterator[tuple[object, bool]]:
    """Yield what is held, and whether by somebody who may send it."""
    yield from ((number, True) for number in _SMALL)
    for name, module in list(sys.modules.items()):
        if type(module) is not types.ModuleType or not _may_send(name):
            continue
        for named in list(vars(module).values()):
            yield from ((held, True) for held in _inside(named, _DEEPEST))
            if issubclass(type(named), type) and peek.class_module(named) == name:
                for inner in peek.class_names(named).values():
                    yield from ((held, True) for held in _inside(inner, _DEEPEST))
    for function in gc.get_objects():
        if type(function) is types.FunctionType and _may_send(function.__module__):
            for code in _codes(function.__code__):
                connects = any(name in code.co_names for name in _CONNECTS)
                yield from ((held, not connects) for held in code.co_consts)


def _may_send(module: object) -> bool:
    """Whether a module may send a text or a number of its own."""
    if type(module) is not str:
        return False
    package = module.partition(".")[0]
    return package not in _OTHERS and package not in sys.stdlib_module_names


def _inside(held: object, depth: int) -> Iterator[object]:
    """Yield an object, and what is in it where it is a list or the like."""
    yield held
    if depth and type(held) in _CONTAINERS and len(held) <= _LONGEST:  # type: ignore[arg-type]  # a container
        for item in gc.get_referents(held):
            yield from _inside(item, depth - 1)


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    """Yield the code of a function and of those that are written in it."""
    yield code
    for held in code.co_consts:
        if type(held) is types.CodeType:
            yield from _codes(held)


def _names_a_model(held: object) -> bool:
    """Whether it is a text such as ``"shop.Order"``, for which Django sends a class."""
    if type(held) is not str or held.count(".") != 1 or not apps.models_ready:
        return False
    try:
        apps.get_model(held)
    except LookupError:
        return False
    return True

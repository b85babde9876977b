"""Texts and numbers that a receiver was connected to as its only sender.

Senders are told by identity, and the garbage collector does not track a text or a
number. So it is looked for where somebody holds it.
"""

from __future__ import annotations

import gc
import sys
import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps

from signal_viz import compat

if TYPE_CHECKING:
    from collections.abc import Iterator

_SMALL = range(-5, 257)
"""Numbers of which Python makes one object each: they are always the same."""
_MAYBE_UNTRACKED = (dict, tuple)
"""Where they hold texts and numbers alone, the garbage collector leaves them out."""
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
    """Return the constants whose ``id()`` is in ``keys``, as far as anybody holds them."""
    found: dict[Any, Constant] = {}
    for held, may_be_sent in _held(keys):
        if may_be_sent or id(held) not in found:
            sent = may_be_sent and not _names_a_model(held)
            found[id(held)] = Constant(held, sent)
    return found


def _held(keys: set[Any]) -> Iterator[tuple[object, bool]]:
    """Yield what is held, and whether by somebody who may send it."""
    yield from ((number, True) for number in _SMALL if id(number) in keys)
    modules = list(sys.modules.values())
    spaces = {id(vars(it)) for it in modules if type(it) is types.ModuleType}
    holders = gc.get_objects()
    for holder in holders:
        named = id(holder) in spaces
        for held in gc.get_referents(holder):
            if type(held) in _MAYBE_UNTRACKED and not gc.is_tracked(held):
                holders.append(held)
            # The id of a sender that has died may be that of some list by now.
            if id(held) in keys and (named or not compat.is_container(held)):
                yield held, True
        if type(holder) is types.FunctionType:
            for code in _codes(holder.__code__):
                connects = any(name in code.co_names for name in _CONNECTS)
                for held in code.co_consts:
                    if id(held) in keys:
                        yield held, not connects


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

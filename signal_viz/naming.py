"""Readable, stable names and short texts for objects that are not to be trusted.

Nothing here calls, prints or asks an object of the watched program: no
``repr``, no ``str``, no property, no ``__getattr__``, no ``__eq__``. A class may
lie about its ``__class__``, so only ``type()`` is believed. Every text is short and
holds no control character and no memory address, so that it is the same in every
run.
"""

from __future__ import annotations

import operator
import sys
import types
from dataclasses import dataclass
from itertools import repeat

from signal_viz import compat, peek
from signal_viz.callables import FUNCTIONS, class_name, receiver_name, where
from signal_viz.clip import NAME_LENGTH, TEXT_LENGTH, clip
from signal_viz.describing import Error, describe, error, module_name

__all__ = [
    "NAME_LENGTH",
    "TEXT_LENGTH",
    "Error",
    "Sender",
    "class_name",
    "clip",
    "describe",
    "error",
    "receiver_name",
    "sender",
    "signal_home",
    "signal_name",
    "where",
]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, or whom a receiver listens to.

    Args:
        label: readable name, ``"Order"``.
        kind: ``"model"``, ``"class"``, ``"instance"``, ``"module"``, ``"string"``
            or ``"none"`` (``sender=None``).
    """

    label: str
    kind: str


def sender(candidate: object) -> Sender:
    """Return a readable name for a sender without calling or printing it."""
    kind = type(candidate)
    if candidate is None:
        return Sender("None", "none")
    if issubclass(kind, type):
        is_model = compat.is_model(candidate)
        return Sender(
            class_name(candidate),  # type: ignore[arg-type]  # it is a class
            "model" if is_model else "class",
        )
    if kind is types.ModuleType:
        return Sender(clip(module_name(candidate), NAME_LENGTH), "module")
    if kind is str:
        return Sender(describe(candidate), "string")
    if peek.is_any(kind, *FUNCTIONS):
        return Sender(receiver_name(candidate), "instance")
    return Sender(describe(candidate), "instance")


def signal_name(signal: object) -> str:
    """Return the name under which a module holds ``signal``, else ``"signal"``.

    Modules called ``signals`` come first, then Django's, then the notebook, then all
    others, so that ``post_save`` is ``post_save`` wherever it was imported.
    """
    return signal_home(signal)[1]


def signal_home(signal: object) -> tuple[str, str]:
    """Return the module that holds ``signal``, and its name there.

    Returns:
        ``("", "signal")`` where no module has a public name for it.
    """
    modules = [
        (name, module)
        for name, module in list(sys.modules.items())
        if type(module) is types.ModuleType and type(name) is str
    ]
    modules.sort(key=lambda item: home_rank(item[0]))
    for home, module in modules:
        # There are some 100,000 names in a notebook's modules: C goes through them.
        if not any(map(operator.is_, list(vars(module).values()), repeat(signal))):
            continue
        for name, held in list(vars(module).items()):
            if held is signal and type(name) is str and not name.startswith("_"):
                return clip(home, NAME_LENGTH), clip(name, NAME_LENGTH)
    return "", "signal"


def home_rank(module: str) -> int:
    """Return how good a home a module is for a signal: 0 is best."""
    if module.rpartition(".")[2] == "signals":
        return 0
    if module.partition(".")[0] == "django":
        return 1
    return 2 if module == "__main__" else 3

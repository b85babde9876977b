"""Objects that must be looked at without running a line of their code."""

from __future__ import annotations

from typing import Any

TRIPPED: list[str] = []
"""What ran, by name; a test asserts that it is empty."""

_SPECIAL = [
    "__abs__",
    "__add__",
    "__and__",
    "__bool__",
    "__bytes__",
    "__call__",
    "__complex__",
    "__contains__",
    "__delattr__",
    "__dir__",
    "__enter__",
    "__eq__",
    "__float__",
    "__format__",
    "__ge__",
    "__get__",
    "__getattr__",
    "__getattribute__",
    "__getitem__",
    "__gt__",
    "__hash__",
    "__index__",
    "__instancecheck__",
    "__int__",
    "__iter__",
    "__le__",
    "__len__",
    "__length_hint__",
    "__lt__",
    "__ne__",
    "__next__",
    "__prepare__",
    "__reduce__",
    "__repr__",
    "__reversed__",
    "__round__",
    "__set__",
    "__setattr__",
    "__sizeof__",
    "__str__",
    "__subclasscheck__",
    "__subclasses__",
]


class TrippedError(Exception):
    """Raised by whatever of a hostile object is run."""


def _trap(name: str) -> Any:
    def trap(*_: object, **__: object) -> Any:
        TRIPPED.append(name)
        raise TrippedError(name)

    return trap


def _traps(prefix: str, *without: str) -> dict[str, Any]:
    traps = {name: _trap(prefix + name) for name in _SPECIAL if name not in without}
    for name in ("__class__", "__dict__", "__name__", "__qualname__", "__module__"):
        if name not in without:
            traps[name] = property(_trap(prefix + name))
    return traps


# Only what the class statement itself needs is left to the metaclass.
_Metaclass: Any = type(
    "_Metaclass",
    (type,),
    _traps("type.", "__call__", "__prepare__", "__dict__", "__qualname__")
    | {"__module__": "tests.hostile"},
)


def hostile_class(*bases: type, name: str = "Hostile", **more: Any) -> Any:
    """Return a class whose every special method, and its metaclass's, is a trap."""
    body = _traps("", "__name__", "__qualname__", "__module__") | more
    made: Any = type.__new__(_Metaclass, name, bases or (object,), body)
    return made


def hostile(*bases: type, name: str = "Hostile") -> Any:
    """Return an object that answers to nothing."""
    cls = hostile_class(*bases, name=name)
    base = bases[0] if bases else object
    return base.__new__(cls)  # type: ignore[call-overload]


class HostileText(str):
    """Text with methods of its own."""

    __slots__ = ()


for _name in ("__repr__", "__str__", "__len__", "__getitem__", "__iter__", "__add__"):
    setattr(HostileText, _name, _trap(f"str.{_name}"))
for _name in ("rpartition", "startswith", "encode", "split", "replace", "__format__"):
    setattr(HostileText, _name, _trap(f"str.{_name}"))

"""Looks at an object without running a line of its code.

``thing.name`` may run a property, a ``__getattr__`` or a metaclass; ``==``, ``in``
and a dict lookup run ``__eq__`` and ``__hash__``, those of a metaclass too;
``isinstance`` asks ``__class__``. What stands here reads the slots that Python
itself fills, and compares by identity.
"""

from __future__ import annotations

import types
from typing import Any

mro: Any = type.__dict__["__mro__"].__get__
"""``mro(cls)``: the classes in which Python looks a method up."""
set_class: Any = object.__dict__["__class__"].__set__
"""``set_class(thing, cls)``: make an object one of another class."""
traceback: Any = BaseException.__dict__["__traceback__"].__get__
"""``traceback(raised)``: the traceback of an exception, or ``None``."""
set_traceback: Any = BaseException.with_traceback
"""``set_traceback(raised, traceback)``: give an exception another one."""
arguments: Any = BaseException.__dict__["args"].__get__
"""``arguments(raised)``: what an exception was made with, as a tuple."""

_class_dict: Any = type.__dict__["__dict__"].__get__
_class_name: Any = type.__dict__["__name__"].__get__
_class_module: Any = type.__dict__["__module__"].__get__


def plain(text: str) -> str:
    """Return ``text`` as an exact ``str``: a subclass may have methods of its own."""
    return text if type(text) is str else str.__str__(text)


def is_any(candidate: object, *known: object) -> bool:
    """Whether ``candidate`` is one of ``known``, by identity."""
    # Not any(): a generator costs more than the few looks.
    for each in known:  # noqa: SIM110
        if candidate is each:
            return True
    return False


def class_name(cls: type) -> str:
    """Return the name of a class, past any metaclass that lies about it."""
    return plain(_class_name(cls))


def class_module(cls: type) -> Any:
    """Return what a class gives as its module: a name, if it does not lie."""
    try:
        return _class_module(cls)
    except AttributeError:  # it was deleted
        return None


def class_names(cls: type) -> dict[Any, Any]:
    """Return a copy of what a class itself holds, without that of its bases."""
    return dict(_class_dict(cls))


def class_attribute(cls: type, name: str) -> Any:
    """Return what a class or one of its bases holds as ``name``, else ``None``."""
    for each in mro(cls):
        held = _class_dict(each).get(name)
        if held is not None:
            return held
    return None


def own_attribute(candidate: object, name: str, default: Any = None) -> Any:
    """Return what an object's own ``__dict__`` holds as ``name``, else ``default``."""
    for cls in mro(type(candidate)):
        descriptor = _class_dict(cls).get("__dict__")
        if is_any(
            type(descriptor), types.GetSetDescriptorType, types.MemberDescriptorType
        ):
            try:
                return dict.get(descriptor.__get__(candidate), name, default)
            except TypeError:  # a descriptor that was borrowed from another class
                return default
    return default

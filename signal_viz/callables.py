"""Readable names for receivers, and where they were written."""

from __future__ import annotations

import functools
import re
import types
from typing import Any

from signal_viz import peek
from signal_viz.clip import NAME_LENGTH, clip

_NESTED = 8
_LONGEST_NAME = 10 * NAME_LENGTH
_IPYTHON_CELL = re.compile(r"ipykernel_\d+|^<ipython-input|^<python-input")

_partial_func: Any = functools.partial.__dict__["func"].__get__

FUNCTIONS = (types.FunctionType, types.MethodType, types.BuiltinFunctionType)
"""What Python itself makes to be called."""


def class_name(cls: type) -> str:
    """Return the name of a class, past any metaclass that lies about it."""
    return clip(peek.class_name(cls), NAME_LENGTH)


def receiver_name(receiver: Any) -> str:
    """Return a readable name for a receiver without calling or printing it.

    >>> receiver_name(len)
    'len'
    >>> receiver_name(lambda **kwargs: None)
    '<lambda>'
    >>> receiver_name("shout".upper)
    'str.upper'
    """
    return clip(_receiver_name(receiver, _NESTED), NAME_LENGTH)


def _receiver_name(receiver: Any, depth: int) -> str:
    kind = type(receiver)
    if kind is types.FunctionType:
        # A short tail is enough: a name of megabytes costs no time.
        name = str.__getitem__(receiver.__qualname__, slice(-_LONGEST_NAME, None))
        return name.rpartition("<locals>.")[2]
    if kind is types.MethodType:
        inner = _receiver_name(receiver.__func__, depth - 1) if depth else "…"
        return f"{class_name(_owner(receiver.__self__))}.{inner.rpartition('.')[2]}"
    if kind is types.BuiltinFunctionType:
        module = issubclass(type(receiver.__self__), types.ModuleType | None)
        name = receiver.__name__
        return name if module else f"{class_name(_owner(receiver.__self__))}.{name}"
    if issubclass(kind, functools.partial):
        inner = _receiver_name(_partial_func(receiver), depth - 1) if depth else "…"
        return f"partial({inner})"
    return (
        class_name(receiver)
        if issubclass(kind, type)
        else f"{class_name(kind)} instance"
    )


def full_name(receiver: Any) -> str:
    """Return the name of a receiver behind its module: ``"shop.mail.send_receipt"``.

    A bound method is named after the class of its object, which may have it from
    another one.

    >>> full_name("shout".upper)
    'str.upper'
    >>> full_name(functools.partial(len))
    'partial(len)'
    """
    return clip(_full_name(receiver, _NESTED), _LONGEST_NAME)


def _full_name(receiver: Any, depth: int) -> str:
    kind = type(receiver)
    if issubclass(kind, functools.partial):
        inner = _full_name(_partial_func(receiver), depth - 1) if depth else "…"
        return f"partial({inner})"
    bound = kind is types.MethodType
    module = _module_of(_owner(receiver.__self__) if bound else receiver)
    name = receiver_name(receiver)
    return f"{module}.{name}" if module else name


def _owner(bound_to: object) -> type:
    """Return the class on which a bound method was found."""
    kind = type(bound_to)
    return bound_to if issubclass(kind, type) else kind  # type: ignore[return-value]  # a class


def where(receiver: Any) -> str:
    """Return where a receiver was written: ``"notebook:3"``, ``"shop.mail:12"``.

    The number is the line in the cell or in the module's file. Never a path: a
    path differs from machine to machine. ``""`` where Python does not know.
    """
    receiver = _written(receiver)
    code = _code(receiver)
    module = _module_of(receiver)
    if code is not None:
        return f"{place(code.co_filename, module)}:{code.co_firstlineno}"
    return module


def home(receiver: Any) -> str:
    """Return the name of the module that a receiver was written in, ``""`` if unknown.

    Of an object with ``__call__`` it is that of its class.
    """
    return _module_of(_written(receiver))


def _innermost(receiver: Any) -> Any:
    """Return what a bound method or a partial calls in the end."""
    for _ in range(_NESTED):
        kind = type(receiver)
        if kind is types.MethodType:
            receiver = receiver.__func__
        elif issubclass(kind, functools.partial):
            receiver = _partial_func(receiver)
        else:
            break
    return receiver


def _written(receiver: Any) -> Any:
    """Return what a method, a partial or a decorator calls in the end.

    A decorator that uses ``functools.wraps`` leaves a mark on what it makes: nobody
    looks for a receiver with ``@transaction.atomic`` in ``contextlib.py``.
    """
    found = receiver = _innermost(receiver)
    for _ in range(_NESTED):
        if issubclass(type(receiver), type):
            break
        receiver = _innermost(peek.own_attribute(receiver, "__wrapped__"))
        # A cache of functools has no code, and may be one of several decorators.
        if code(receiver) is not None:
            found = receiver
    return found


def written_code(receiver: Any) -> types.CodeType | None:
    """Return the code that somebody wrote, behind any decorators that tell of it.

    Of a class it is that of its ``__init__``.
    """
    return code(_written(receiver))


def code(receiver: Any) -> types.CodeType | None:
    """Return the code that runs when ``receiver`` is called, where it is Python's.

    Of a class it is that of its ``__init__``.
    """
    receiver = _innermost(receiver)
    if issubclass(type(receiver), type):
        begin = peek.class_attribute(receiver, "__init__")
        return begin.__code__ if type(begin) is types.FunctionType else None
    return _code(receiver)


def _code(receiver: Any) -> types.CodeType | None:
    kind = type(receiver)
    if kind is types.FunctionType:
        return receiver.__code__  # type: ignore[no-any-return]  # of a function
    if issubclass(kind, type):
        return None
    call = peek.class_attribute(kind, "__call__")
    return call.__code__ if type(call) is types.FunctionType else None


def _module_of(receiver: Any) -> str:
    kind = type(receiver)
    if kind is types.BuiltinFunctionType:
        return ""
    if kind is types.FunctionType:
        module = receiver.__module__
    else:
        module = peek.class_module(receiver if issubclass(kind, type) else kind)
    return clip(module, NAME_LENGTH) if type(module) is str else ""


def place(filename: str, module: str) -> str:
    """Return what to call the place of some code, never its path.

    Args:
        filename: the code's file name, as Python knows it.
        module: name of the module that it belongs to.
    """
    if _IPYTHON_CELL.search(peek.plain(filename)):
        return "notebook"
    return "script" if module in ("", "__main__") else clip(module, NAME_LENGTH)

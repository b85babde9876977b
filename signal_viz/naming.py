"""Readable, stable names and short texts for objects that are not to be trusted.

Nothing here calls, prints or asks an object of the watched program: no
``repr``, no ``str``, no property, no ``__getattr__``. A class may lie about its
``__class__``, so only ``type()`` is believed. Every text is short and holds no
control character and no memory address, so that it is the same in every run.
"""

from __future__ import annotations

import datetime
import decimal
import functools
import re
import sys
import types
import uuid
from dataclasses import dataclass
from itertools import islice
from typing import Any

from signal_viz import compat

NAME_LENGTH = 80
"""Longest name, in characters."""
TEXT_LENGTH = 120
"""Longest text of a value or an error message, in characters."""
_ITEMS = 5
_DEPTH = 2
_FRAMES = 8
_BIG = 10**40
_DISPATCHER = "django.dispatch.dispatcher"
_IPYTHON_CELL = re.compile(r"ipykernel_\d+|^<ipython-input|^<python-input")
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)

_type_name = type.__dict__["__name__"].__get__
_type_module = type.__dict__["__module__"].__get__
_partial_func = functools.partial.func.__get__  # type: ignore[attr-defined]

_PRINTED_BY_PYTHON = (
    bool,
    float,
    complex,
    types.NoneType,
    types.EllipsisType,
    types.NotImplementedType,
    decimal.Decimal,
    datetime.date,
    datetime.timedelta,
    uuid.UUID,
)
_BRACKETS: dict[type, tuple[str, str]] = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    set: ("{", "}"),
    frozenset: ("{", "}"),
}


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


@dataclass(frozen=True, slots=True)
class Error:
    """An exception as text.

    Args:
        type: name of its class, ``"ValueError"``.
        message: what it says, shortened; ``""`` where it says nothing.
        frames: where it came from, outermost first, as ``"charge_card (notebook:3)"``.
    """

    type: str
    message: str = ""
    frames: tuple[str, ...] = ()


def clip(text: str, limit: int = TEXT_LENGTH) -> str:
    """Return ``text`` on one line, at most ``limit`` characters long.

    Control characters, invisible direction marks and lone surrogates are shown
    as ``·``; what is cut off is shown as ``…``.
    """
    head = str.__getitem__(text, slice(0, limit + 1))
    clean = _UNPRINTABLE.sub("·", head)
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def class_name(cls: type) -> str:
    """Return the name of a class, past any metaclass that lies about it."""
    return clip(_type_name(cls), NAME_LENGTH)


def receiver_name(receiver: Any) -> str:
    """Return a readable name for a receiver without calling or printing it.

    >>> receiver_name(len)
    'len'
    >>> receiver_name(lambda **kwargs: None)
    '<lambda>'
    >>> receiver_name("shout".upper)
    'str.upper'
    """
    kind = type(receiver)
    if kind is types.FunctionType:
        return clip(receiver.__qualname__.rpartition("<locals>.")[2], NAME_LENGTH)
    if kind is types.MethodType:
        owner = receiver.__self__
        cls = owner if issubclass(type(owner), type) else type(owner)
        name = receiver_name(receiver.__func__).rpartition(".")[2]
        return clip(f"{class_name(cls)}.{name}", NAME_LENGTH)
    if kind is types.BuiltinFunctionType:
        return clip(receiver.__qualname__, NAME_LENGTH)
    if issubclass(kind, functools.partial):
        inner = receiver_name(_partial_func(receiver))
        return clip(f"partial({inner})", NAME_LENGTH)
    if issubclass(kind, type):
        return class_name(receiver)
    return f"{class_name(kind)} instance"


def where(receiver: Any) -> str:
    """Return where a receiver was written: ``"notebook:3"``, ``"shop.mail:12"``.

    The number is the line in the cell or in the module's file. Never a path: a
    path differs from machine to machine. ``""`` where Python does not know.
    """
    code = _code(receiver)
    if code is not None:
        module = _module_of(receiver)
        return f"{_place(code.co_filename, module)}:{code.co_firstlineno}"
    return "" if type(receiver) is types.BuiltinFunctionType else _module_of(receiver)


def sender(candidate: object) -> Sender:
    """Return a readable name for a sender without calling or printing it."""
    kind = type(candidate)
    if candidate is None:
        return Sender("None", "none")
    if issubclass(kind, type):
        is_model = compat.is_model(candidate)
        return Sender(
            class_name(candidate),  # type: ignore[arg-type]
            "model" if is_model else "class",
        )
    if kind is types.ModuleType:
        return Sender(clip(_module_name(candidate), NAME_LENGTH), "module")
    if kind is str:
        return Sender(describe(candidate), "string")
    if kind in (types.FunctionType, types.MethodType, types.BuiltinFunctionType):
        return Sender(receiver_name(candidate), "instance")
    return Sender(describe(candidate), "instance")


def describe(value: object, depth: int = _DEPTH) -> str:
    """Return short text for an argument or a response, running none of its code.

    Plain Python values look as in Python, a model instance as ``Order pk=1``,
    anything else as ``Basket instance``.

    >>> describe({"paid": True, "items": [1, 2]})
    "{'paid': True, 'items': [1, 2]}"
    >>> describe(object())
    'object instance'
    """
    return clip(_describe(value, depth))


def error(raised: BaseException) -> Error:
    """Return an exception as text, running none of its code."""
    return Error(class_name(type(raised)), _message(raised), _frames(raised))


def signal_name(signal: object) -> str:
    """Return the name under which a module holds ``signal``, else ``"signal"``.

    Modules called ``signals`` come first, then the notebook, then all others,
    so that ``post_save`` is ``post_save`` wherever it was imported.
    """
    modules = [
        (name, module)
        for name, module in list(sys.modules.items())
        if type(module) is types.ModuleType
    ]
    modules.sort(key=lambda item: _rank(item[0]))
    for _, module in modules:
        for name, held in list(vars(module).items()):
            if held is signal and not name.startswith("_"):
                return clip(name, NAME_LENGTH)
    return "signal"


def _rank(module: str) -> int:
    if module.rpartition(".")[2] == "signals":
        return 0
    return 1 if module == "__main__" else 2


def _describe(value: object, depth: int) -> str:
    kind = type(value)
    if kind is str:
        return _quoted(value)  # type: ignore[arg-type]
    if kind is int:
        return repr(value) if -_BIG < value < _BIG else "a very big int"  # type: ignore[operator]
    if kind is datetime.datetime or kind is datetime.time:
        return _moment(value)
    if kind in _PRINTED_BY_PYTHON:
        return repr(value)
    if kind is bytes or kind is bytearray:
        head = value[:TEXT_LENGTH]  # type: ignore[index]
        return repr(bytes(head))
    if kind is dict:
        return _pairs(value, depth)  # type: ignore[arg-type]
    if kind in _BRACKETS:
        return _sequence(value, depth)
    return _object(value)


def _object(value: object) -> str:
    kind = type(value)
    if issubclass(kind, BaseException):
        message = _message(value)  # type: ignore[arg-type]
        return f"{class_name(kind)}: {message}" if message else class_name(kind)
    if issubclass(kind, type):
        return class_name(value)  # type: ignore[arg-type]
    if kind in (types.FunctionType, types.MethodType, types.BuiltinFunctionType):
        return receiver_name(value)
    if kind is types.ModuleType:
        return _module_name(value)
    if compat.is_model(kind):
        return f"{class_name(kind)} pk={_describe(compat.primary_key(value), 0)}"
    return f"{class_name(kind)} instance"


def _quoted(text: str) -> str:
    return repr(text[: TEXT_LENGTH + 1])


def _moment(value: Any) -> str:
    # A time zone is a stranger's object; repr() would run its code.
    return repr(value.replace(tzinfo=None))


def _sequence(value: Any, depth: int) -> str:
    opening, closing = _BRACKETS[type(value)]
    if not value:
        return repr(value)
    if depth == 0:
        return f"{opening}…{closing}"
    texts = [_describe(item, depth - 1) for item in islice(value, _ITEMS)]
    if type(value) in (set, frozenset):
        texts.sort()
    if len(value) > _ITEMS:
        texts.append("…")
    comma = "," if len(texts) == 1 and opening == "(" else ""
    return f"{opening}{', '.join(texts)}{comma}{closing}"


def _pairs(value: dict[Any, Any], depth: int) -> str:
    if not value:
        return "{}"
    if depth == 0:
        return "{…}"
    texts = [
        f"{_describe(key, 0)}: {_describe(item, depth - 1)}"
        for key, item in islice(value.items(), _ITEMS)
    ]
    if len(value) > _ITEMS:
        texts.append("…")
    return "{" + ", ".join(texts) + "}"


def _message(raised: BaseException) -> str:
    # BaseException.args is a C slot: reading it runs nobody's code.
    arguments: tuple[Any, ...] = BaseException.args.__get__(raised)  # type: ignore[attr-defined]
    if not arguments:
        return ""
    first = arguments[0]
    if type(first) is str and (len(arguments) == 1 or arguments[1] is None):
        return clip(repr(first) if type(raised) is KeyError else first)
    if len(arguments) == 1:
        return describe(first)
    return clip(", ".join(_describe(item, 1) for item in arguments[:_ITEMS]))


def _frames(raised: BaseException) -> tuple[str, ...]:
    texts: list[str] = []
    traceback = raised.__traceback__
    while traceback is not None:
        frame = traceback.tb_frame
        module = frame.f_globals.get("__name__")
        name = module if type(module) is str else ""
        if name != _DISPATCHER:
            place = _place(frame.f_code.co_filename, name)
            line = traceback.tb_lineno
            texts.append(clip(f"{frame.f_code.co_name} ({place}:{line})"))
        traceback = traceback.tb_next
    return tuple(texts[-_FRAMES:])


def _code(receiver: Any) -> types.CodeType | None:
    kind = type(receiver)
    if kind is types.FunctionType:
        return receiver.__code__  # type: ignore[no-any-return]
    if kind is types.MethodType:
        return _code(receiver.__func__)
    if issubclass(kind, functools.partial):
        return _code(_partial_func(receiver))
    if issubclass(kind, type):
        return None
    for cls in kind.__mro__:
        call = cls.__dict__.get("__call__")
        if call is not None:
            return call.__code__ if type(call) is types.FunctionType else None
    return None


def _module_of(receiver: Any) -> str:
    kind = type(receiver)
    if kind is types.FunctionType:
        module = receiver.__module__
    elif kind is types.MethodType:
        return _module_of(receiver.__func__)
    elif issubclass(kind, functools.partial):
        return _module_of(_partial_func(receiver))
    else:
        cls = receiver if issubclass(kind, type) else kind
        module = cls.__dict__.get("__module__") or _type_module(cls)
    return clip(module, NAME_LENGTH) if type(module) is str else ""


def _module_name(module: Any) -> str:
    name = object.__getattribute__(module, "__dict__").get("__name__")
    return name if type(name) is str else "module"


def _place(filename: str, module: str) -> str:
    if _IPYTHON_CELL.search(filename):
        return "notebook"
    return "script" if module in ("", "__main__") else clip(module, NAME_LENGTH)

"""Short texts for values and exceptions of the watched program."""

from __future__ import annotations

import datetime as dt
import decimal
import types
import uuid
from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import Any

from signal_viz import compat, peek
from signal_viz.callables import FUNCTIONS, class_name, place, receiver_name
from signal_viz.clip import NAME_LENGTH, TEXT_LENGTH, clip, head

_ITEMS = 5
_DEPTH = 2
_FRAMES = 8
_BIG = 10**40
_BIG_DECIMAL = 1_000
_SORTABLE = 100
_DISPATCHER = "django.dispatch.dispatcher"

_uuid_number: Any = uuid.UUID.__dict__["int"].__get__

_PRINTED_BY_PYTHON = (
    types.NoneType,
    bool,
    float,
    complex,
    types.EllipsisType,
    types.NotImplementedType,
    dt.date,
    dt.timedelta,
)
_BRACKETS: tuple[tuple[type, str, str], ...] = (
    (list, "[", "]"),
    (tuple, "(", ")"),
    (set, "{", "}"),
    (frozenset, "{", "}"),
)


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
    """Return an exception as text, running none of its code.

    The message is made of what the exception was raised with. Where that is an
    object of the watched program, its ``__str__`` is not asked: ``ValueError(order)``
    says ``"Order instance"``.
    """
    message = clip(_message(raised, _DEPTH))
    return Error(class_name(type(raised)), message, _frames(raised))


def _describe(value: Any, depth: int) -> str:
    kind = type(value)
    if kind is str:
        return repr(head(value, TEXT_LENGTH))
    if kind is int:
        return repr(value) if -_BIG < value < _BIG else "a very big int"
    if peek.is_any(kind, *_PRINTED_BY_PYTHON):
        return repr(value)
    if kind is dict:
        return _pairs(value, depth)
    for known, opening, closing in _BRACKETS:
        if kind is known:
            return _sequence(value, depth, opening, closing)
    return _unusual(value) or _object(value, depth)


def _unusual(value: Any) -> str:
    """Return the text of a plain value whose ``repr`` is not safe or short as it is."""
    kind = type(value)
    if kind is bytes or kind is bytearray:
        return repr(bytes(value[:TEXT_LENGTH]))
    if kind is dt.datetime or kind is dt.time:
        if value.tzinfo is dt.UTC:
            return repr(value)
        # Any other time zone is a stranger's object; repr() would run its code.
        return repr(value.replace(tzinfo=None))
    if kind is decimal.Decimal:
        big = value.__sizeof__() > _BIG_DECIMAL
        return "a very big Decimal" if big else repr(value)
    # repr() of a UUID is written in Python and trusts what it finds inside.
    if kind is uuid.UUID and type(_uuid_number(value)) is int:
        return repr(value)
    return ""


def _object(value: Any, depth: int) -> str:
    kind = type(value)
    if issubclass(kind, BaseException):
        message = _message(value, depth - 1) if depth else ""
        return f"{class_name(kind)}: {message}" if message else class_name(kind)
    if issubclass(kind, type):
        return class_name(value)
    if peek.is_any(kind, *FUNCTIONS):
        return receiver_name(value)
    if kind is types.ModuleType:
        return module_name(value)
    if compat.is_model(kind):
        key = compat.primary_key(value)
        if key is not compat.NO_KEY:
            return f"{class_name(kind)} pk={_describe(key, 0)}"
    return f"{class_name(kind)} instance"


def _sequence(value: Any, depth: int, opening: str, closing: str) -> str:
    if not value:
        return repr(value)
    unordered = opening == "{"
    if depth == 0 or (unordered and len(value) > _SORTABLE):
        return f"{opening}…{closing}"
    # The order of a set differs from run to run, so it is sorted before it is cut.
    texts = [
        _describe(item, depth - 1)
        for item in _first(value, len(value) if unordered else _ITEMS)
    ]
    if unordered:
        texts.sort()
    if len(value) > _ITEMS:
        texts[_ITEMS:] = ["…"]
    comma = "," if len(texts) == 1 and opening == "(" else ""
    return f"{opening}{', '.join(texts)}{comma}{closing}"


def _pairs(value: dict[Any, Any], depth: int) -> str:
    if not value:
        return "{}"
    if depth == 0:
        return "{…}"
    texts = [
        f"{_describe(key, 0)}: {_describe(item, depth - 1)}"
        for key, item in _first(value.items(), _ITEMS)
    ]
    if len(value) > _ITEMS:
        texts.append("…")
    return "{" + ", ".join(texts) + "}"


def _first(values: Any, count: int) -> list[Any]:
    """Return the first values, none if another thread changes them just now."""
    try:
        return list(islice(values, count))
    except RuntimeError:
        return []


def _message(raised: BaseException, depth: int) -> str:
    arguments: tuple[Any, ...] = peek.arguments(raised)
    if not arguments:
        return ""
    first = arguments[0]
    alone = len(arguments) == 1
    if type(first) is str and (alone or arguments[1] is None):
        text = head(first, TEXT_LENGTH)
        return repr(text) if type(raised) is KeyError else text
    if alone:
        return _describe(first, depth)
    return ", ".join(_describe(item, max(0, depth - 1)) for item in arguments[:_ITEMS])


def _frames(raised: BaseException) -> tuple[str, ...]:
    # Only the last ones are shown, and a recursion has thousands.
    last: deque[tuple[types.FrameType, int]] = deque(maxlen=_FRAMES)
    traceback = peek.traceback(raised)
    while traceback is not None:
        if _module_of_frame(traceback.tb_frame) != _DISPATCHER:
            last.append((traceback.tb_frame, traceback.tb_lineno))
        traceback = traceback.tb_next
    return tuple(_frame(frame, line) for frame, line in last)


def _frame(frame: types.FrameType, line: int) -> str:
    code = frame.f_code
    at = f"{place(code.co_filename, _module_of_frame(frame))}:{line}"
    return clip(f"{head(code.co_name, NAME_LENGTH)} ({at})")


def _module_of_frame(frame: types.FrameType) -> str:
    # The globals of code that was run by exec() may be a dict of another class.
    module = dict.get(frame.f_globals, "__name__")
    return module if type(module) is str else ""


def module_name(module: object) -> str:
    """Return the name of a module, ``"module"`` where it has none."""
    name = peek.own_attribute(module, "__name__")
    return name if type(name) is str else "module"

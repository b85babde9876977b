"""What was seen, in a form that is equal for two runs of one program."""

from __future__ import annotations

import re
import traceback
import types
from pathlib import Path
from typing import Any

_CHANGING = re.compile(r"0x[0-9a-f]+|Task-\d+|ThreadPoolExecutor-\d+_\d+|asyncio_\d+")


def steady(text: str) -> str:
    """Return text without addresses and without the numbers that Python counts up."""
    return _CHANGING.sub("…", text)


def frames(raised: BaseException) -> list[str]:
    """Return every frame of a traceback: file, line and function."""
    return [
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(raised.__traceback__)
    ]


def told(raised: BaseException | None, above: tuple[int, ...] = ()) -> Any:
    """Return an exception with all that came with it.

    On Django 6.1 the only exception of a group has that group as its context.
    """
    if raised is None:
        return None
    if id(raised) in above:
        return f"as {len(above) - above.index(id(raised))} above"
    above = (*above, id(raised))
    inside = raised.exceptions if isinstance(raised, BaseExceptionGroup) else ()
    return {
        "type": type(raised).__name__,
        "text": steady(str(raised)),
        "frames": frames(raised),
        "cause": told(raised.__cause__, above),
        "context": told(raised.__context__, above),
        "suppressed": raised.__suppress_context__,
        "notes": getattr(raised, "__notes__", []),
        "inside": [told(each, above) for each in inside],
    }


class Labels:
    """Names for objects by identity."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def give(self, **objects: object) -> None:
        """Name objects for the time in which they live."""
        self._known |= {id(thing): name for name, thing in objects.items()}

    def of(self, value: Any) -> Any:
        """Return a value with every object in it replaced by its name."""
        kind = type(value)
        if kind in (list, tuple):
            return [self.of(item) for item in value]
        if kind is dict:
            return {key: self.of(item) for key, item in value.items()}
        if isinstance(value, BaseException):
            return told(value)
        if kind is types.MethodType:
            return f"{self.of(value.__self__)}.{value.__func__.__name__}"
        return self._of_one(value)

    def _of_one(self, value: Any) -> Any:
        if type(value) in (bool, int, float, types.NoneType):
            return value
        if type(value) is str:
            return steady(value)
        return self._known.get(id(value), type(value).__name__)

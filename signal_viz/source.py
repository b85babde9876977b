"""The source text of a receiver, read without running any of its code."""

from __future__ import annotations

import inspect
import linecache
import textwrap
import tokenize
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from signal_viz import callables, peek
from signal_viz.clip import clip

if TYPE_CHECKING:
    import types

MOST_LINES = 60
"""Longest source that is shown, in lines."""
LINE_LENGTH = 200
"""Longest line of it, in characters."""

_ANYBODYS = ("<string>", "<stdin>")
"""Names that all code of their kind shares: from Python 3.13 on, the text that is
known by the first is that of ``python -c``."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a receiver was written, and how.

    Args:
        first: number of the first line in its cell or file, from 1.
        lines: the text, without the indentation that all lines share.
        more: how many lines were left out at the end.
    """

    first: int
    lines: tuple[str, ...]
    more: int = 0


def source(receiver: object) -> Source | None:
    """Return the source of a receiver, ``None`` where there is none to be found.

    It is read from IPython's memory of its cells, or from the file. If that file was
    changed after it was imported, the text is not what runs.

    Args:
        receiver: a function, a method, a ``partial``, an object with ``__call__``,
            or a class, whose ``__init__`` is shown. Of a decorated function it is
            the function's own.
    """
    code = callables.written_code(receiver)
    return None if code is None else _read(code)


def _read(code: types.CodeType) -> Source | None:
    name = peek.plain(code.co_filename)
    if name in _ANYBODYS:
        return None
    # Only Python's own files: something else may never come to an end.
    if name not in linecache.cache and not _is_python(name):
        return None
    rest = linecache.getlines(name)[code.co_firstlineno - 1 :]
    if not "".join(rest).strip():
        return None
    try:
        block = inspect.getblock(rest)
    except (SyntaxError, tokenize.TokenError):
        return None  # the file was changed, and is no Python just now
    shown = textwrap.dedent("".join(line.expandtabs(4) for line in block[:MOST_LINES]))
    return Source(
        code.co_firstlineno,
        tuple(clip(line, LINE_LENGTH) for line in shown.splitlines()),
        max(0, len(block) - MOST_LINES),
    )


def _is_python(name: str) -> bool:
    try:
        return name.endswith(".py") and Path(name).is_file()
    except (OSError, ValueError):  # no name that a file can have
        return False

"""Where a recording can go; the package enters here what draws or writes one.

A recording is made far to the left of what draws it, and cannot import that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_writers: dict[str, Callable[[Any], str]] = {}
_viewers: list[Callable[[Any], Any]] = []


def writes(suffix: str, write: Callable[[Any], str]) -> None:
    """Let files that end in ``suffix`` be written.

    Args:
        suffix: ``".html"``.
        write: takes a recording, returns the text of the file.
    """
    _writers[suffix] = write


def writer(suffix: str) -> Callable[[Any], str] | None:
    """Return what writes files that end in ``suffix``, if anything does."""
    return _writers.get(suffix)


def shows(view: Callable[[Any], Any]) -> None:
    """Let recordings be shown.

    Args:
        view: takes a recording, returns a widget.
    """
    _viewers[:] = [view]


def show(recording: Any) -> Any:
    """Return a widget that plays a recording."""
    (view,) = _viewers
    return view(recording)

"""Short, safe text: on one line, of bounded length, without what no one can see."""

from __future__ import annotations

import re

NAME_LENGTH = 80
"""Longest name, in characters."""
TEXT_LENGTH = 120
"""Longest text of a value or an error message, in characters."""

# Controls, marks that turn the direction of writing, what no one can see, lone
# surrogates and what XML forbids.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\uffff\U000e0000-\U000e0fff]"
)


def head(text: str, limit: int) -> str:
    """Return the first ``limit`` characters and one more, as an exact ``str``.

    The one more tells :func:`clip` that something was cut off.
    """
    return str.__getitem__(text, slice(0, limit + 1))


def clip(text: str, limit: int = TEXT_LENGTH) -> str:
    """Return ``text`` on one line, at most ``limit`` characters long.

    Control characters, invisible direction marks and lone surrogates are shown
    as ``·``; what is cut off is shown as ``…``.
    """
    clean = _UNPRINTABLE.sub("·", head(text, limit))
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"

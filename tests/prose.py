"""The sentences of a text in Markdown, for the rules about writing."""

from __future__ import annotations

import re

_FENCE = re.compile(r"```.*?```", re.DOTALL)
_NEW_BLOCK = re.compile(r"\n\s*\n|\n(?=\s*(?:[*-]|\d+\.) )|</?(?:summary|details)>")
_MARK = re.compile(r"^(?:[*-]|\d+\.)\s+")
_CODE = re.compile(r"`[^`]*`")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_END = re.compile(r"(?<=[.!?:;])[*_)\"”]*\s+")


def sentences(text: str) -> list[str]:
    """Return the sentences of ``text``; code counts as one word.

    Headings, tables and fenced code are left out.
    """
    found: list[str] = []
    for block in _NEW_BLOCK.split(_FENCE.sub("", text)):
        lines = [line.strip() for line in block.splitlines()]
        prose = " ".join(line for line in lines if not line.startswith(("#", "|")))
        prose = _LINK.sub(r"\1", _CODE.sub("code", _MARK.sub("", prose.strip())))
        found += [sentence for sentence in _END.split(prose) if sentence]
    return found

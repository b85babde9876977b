"""Make the lists of the index page of the lessons that there are.

``lessons`` is a table of every lesson, ``lessons 07 11`` one of those that exist,
and ``sections See`` links to every section with that label, lesson by lesson.
In the text of such a cell, ``[words](<03#In which thread?>)`` leads to that heading
of lesson 03.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from tools.notebook import identities
from tools.source import LABELS, SourceError, headings, label_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.source import Cell, Source


PART = 2
"""The level of the headings that part a lesson."""
SHARED = 2
"""A part that more lessons have is no part of what they are about."""
_HEADING = re.compile(r"\(<(\d\d)#([^>]+)>\)")


def filled(sources: list[Source]) -> list[Source]:
    """Return ``sources`` with their lists written out; those with lists come last.

    They come last because what they list must be there before their cells run.

    Raises:
        SourceError: a cell asks for a list that there is not.
    """
    plain = [source for source in sources if not source.lists]
    lessons = {source.name[:2]: source for source in plain if not source.sheet}
    sheets = {source.name[:2]: source for source in plain if source.sheet}
    contents = _Contents(lessons, sheets)
    return plain + [
        replace(source, cells=tuple(contents.fill(cell) for cell in source.cells))
        for source in sources
        if source.lists
    ]


class _Contents:
    """What the lists are made of: lessons and sheets, by their numbers."""

    def __init__(self, lessons: dict[str, Source], sheets: dict[str, Source]) -> None:
        self._lessons = lessons
        self._sheets = sheets
        # "Before you go on" ends every lesson, and tells nothing about any.
        titles = Counter(text for one in lessons.values() for text, _ in _parts(one))
        self._own = {text for text, count in titles.items() if count <= SHARED}

    def fill(self, cell: Cell) -> Cell:
        """Return ``cell`` with the list that it asks for."""
        if not cell.insert:
            return cell
        kind, *chosen = cell.insert.split()
        if kind == "lessons" and all(map(str.isdecimal, chosen)):
            lines = self._table(chosen or list(self._lessons))
        elif kind == "sections" and len(chosen) == 1 and chosen[0] in LABELS:
            lines = self._sections(chosen[0])
        else:
            raise SourceError(f'There is no list "{cell.insert}".')
        text = _HEADING.sub(self._heading, cell.text)
        return replace(cell, text="\n".join([text, "", *lines]))

    def _heading(self, found: re.Match[str]) -> str:
        if lesson := self._lessons.get(found[1]):
            for _, text, identity in _headings(lesson):
                if text == found[2]:
                    return f"({_place(lesson, identity)})"
        raise SourceError(f'There is no heading "{found[2]}" in lesson {found[1]}.')

    def _table(self, numbers: list[str]) -> list[str]:
        lines = ["| | lesson | its parts | exercises |", "|---|---|---|---|"]
        for number in numbers:
            if lesson := self._lessons.get(number):
                parts = " · ".join(
                    _link(text, _place(lesson, anchor))
                    for text, anchor in _parts(lesson)
                    if text in self._own
                )
                title = f"**{_link(_title(lesson), _place(lesson))}**"
                row = [number, title, parts, self._exercises(number)]
                lines.append(f"| {' | '.join(row)} |")
        return lines

    def _exercises(self, number: str) -> str:
        if (sheet := self._sheets.get(number)) is None:
            return ""
        count = f"{len(sheet.gaps)} exercise{'s' * (len(sheet.gaps) > 1)}"
        solutions = f"solutions/{sheet.name}.ipynb"
        return f"{_link(count, _place(sheet))}, {_link('solutions', solutions)}"

    def _sections(self, label: str) -> list[str]:
        lines = []
        for number, lesson in self._lessons.items():
            sources = filter(None, (lesson, self._sheets.get(number)))
            links = [
                _link(text.partition(" · ")[2], _place(source, anchor))
                for source in sources
                for _, text, anchor in _headings(source)
                if label_of(text) == label
            ]
            if links:
                title = f"**{number} {_title(lesson)}**"
                lines.append(f"* {title}: {' · '.join(links)}")
        return lines


def _headings(source: Source) -> Iterator[tuple[int, str, str]]:
    """Give level, text and the id of the cell of each heading."""
    for cell, identity in zip(source.cells, identities(source), strict=True):
        if cell.kind == "markdown":
            yield from ((level, text, identity) for level, text in headings(cell.text))


def _parts(lesson: Source) -> list[tuple[str, str]]:
    """Return text and cell of each heading that opens a part of a lesson.

    A lesson that is one whole has what it shows instead.
    """
    tops = [item for item in _headings(lesson) if item[0] == PART]
    parts = [(text, cell) for _, text, cell in tops if label_of(text) is None]
    return parts or [
        (text.partition(" · ")[2], cell)
        for _, text, cell in tops
        if label_of(text) == "See"
    ]


def _title(source: Source) -> str:
    return next(text for level, text, _ in _headings(source) if level == 1)


def _place(source: Source, identity: str = "") -> str:
    """Return the address of a cell, seen from the index.

    JupyterLab finds a cell by its id. The anchor of a heading would do only for
    headings in plain ASCII: it compares an address that the browser has encoded
    with a heading that nobody has.
    """
    folder = "exercises/" if source.sheet else ""
    return f"{folder}{source.name}.ipynb" + (f"#cell-id={identity}" if identity else "")


def _link(text: str, address: str) -> str:
    return f"[{text.replace('|', '&#124;')}]({address})"

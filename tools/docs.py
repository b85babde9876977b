"""Make ``docs/bookshop.html``: the finished bookshop of lesson 14, as a page that plays.

The lesson itself records it. Each run has other times, so the page keeps the old
recording as long as nothing but times is new: it changes with the lesson and with the
front end, and with nothing else.
"""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from signal_viz import page
from signal_viz.recording import Recording, from_json, load
from tools.notebook import notebook, v4
from tools.render import run
from tools.source import ROOT

if TYPE_CHECKING:
    from tools.source import Source

PAGE = ROOT / "docs" / "bookshop.html"
LESSON = "14-the-bookshop"
FLOW = "day"
"""What the lesson calls the picture whose recording the page plays."""
TITLE = "A day in the bookshop"
ABOUT = (
    "Two sales, a book that is sold out, a courier who does not come, a new book, half "
    "price for all, and one book less. Press play, or step through with the arrow keys."
)
_DATA = re.compile(r'<script type="application/json" id="recording">(.*?)</script>')
_TIMES = ("t", "duration_ns")


def pages(source: Source, path: Path = PAGE) -> dict[Path, str]:
    """Return the page that ``source`` makes, by its path; nothing for other sources.

    Args:
        source: a lesson or a sheet.
        path: where the page is.
    """
    if source.sheet or source.name != LESSON:
        return {}
    recording = recorded(source)
    if path.exists():
        recording = kept(played(path.read_text("utf-8")), recording)
    return {path: written(recording)}


def written(recording: Recording) -> str:
    """Return the page that plays ``recording``, with a word on what one sees."""
    return page.html(recording, title=TITLE, about=ABOUT)


def recorded(source: Source) -> Recording:
    """Run a lesson in a fresh kernel and return what its last picture recorded.

    Raises:
        SourceError: a cell raised, or the lesson has no such picture.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recording.json"
        book = notebook(source)
        book.cells.append(v4.new_code_cell(f"{FLOW}.trace.save({str(path)!r})"))
        run(book, source.name)
        return load(path)


def played(text: str) -> Recording:
    """Return the recording that a page plays.

    Args:
        text: the page, as ``Recording.save("….html")`` wrote it.

    Raises:
        ValueError: it plays none.
    """
    found = _DATA.search(text)
    if found is None:
        raise ValueError("This page plays no recording: delete it and build it again.")
    return from_json(json.loads(found[1])["recording"])


def kept(old: Recording, new: Recording) -> Recording:
    """Return ``old`` where nothing but times differs from ``new``, else ``new``."""
    return old if timeless(old) == timeless(new) else new


def timeless(recording: Recording) -> dict[str, Any]:
    """Return what a recording tells, without its times."""
    data = recording.to_json()
    for event in data["events"]:
        for name in _TIMES:
            event.pop(name, None)
    return data

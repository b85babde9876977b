"""The parts of the benchmark, by the names that select them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from tools.bench import dispatch, notebook, picture
from tools.bench.instead import comparison

if TYPE_CHECKING:
    from tools.bench.tables import Table


class Part(NamedTuple):
    """One table."""

    about: str
    """What it measures, in a few words."""
    table: Callable[[], Table]
    """Measures, and returns the table."""


PARTS = {
    "notebook": Part("the first cell and picture of a kernel", notebook.table),
    "picture": Part("from a change to its picture", picture.table),
    "dispatch": Part("what watching costs a dispatch", dispatch.table),
    "instead": Part("what other tools cost it", comparison.table),
}

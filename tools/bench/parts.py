"""The parts of the benchmark, by the names that select them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from tools.bench import (
    browser,
    course,
    dispatch,
    growth,
    notebook,
    picture,
    sends,
    skipped,
    steady,
    unwatched,
    watchers,
)
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
    "steady": Part("the same in a long loop", steady.table),
    "unwatched": Part("what is left when nobody watches", unwatched.table),
    "skipped": Part("receivers of other senders", skipped.table),
    "growth": Part("time and memory of a receiver call", growth.table),
    "watchers": Part("many watchers of one signal", watchers.table),
    "sends": Part("up to a million sends", sends.table),
    "browser": Part("what a page of JupyterLab sees, in Chromium", browser.table),
    "course": Part("how long each notebook of the course runs", course.table),
    "instead": Part("what other tools cost", comparison.table),
}

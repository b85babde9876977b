"""What the benchmark knows of each tool that it compares."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tools.bench.case import Case


class Watched(NamedTuple):
    """A dispatch while a tool looks on."""

    case: Case
    """What to send: the case itself, or one whose receivers tell by themselves."""
    recorded: Callable[[], int]
    """How much the tool has recorded; asked after the clock has stopped."""


Watching = Callable[["Case"], AbstractContextManager[Watched]]
"""Switches a tool on for a case, and off again at the end of the block."""


class Tool(NamedTuple):
    """One row of the table. Its module has ``make() -> Watching``."""

    title: str
    module: str
    asend: bool = True
    """Whether it records async receivers at all."""


TOOLS = {
    "signal_viz": Tool("Signal Viz trace", "ours"),
    "print": Tool("print in each receiver", "printing"),
    "monitoring": Tool("sys.monitoring recorder", "monitoring"),
    "settrace": Tool("sys.settrace recorder", "settrace"),
    "viztracer": Tool("VizTracer", "viz"),
    "sentry": Tool("Sentry signal spans", "sentry", asend=False),
    "orbit": Tool("django-orbit", "orbit_watcher", asend=False),
}
"""By the name that a process is started with, in the order of the table."""

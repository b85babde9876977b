"""Signal Viz makes Django's signal dispatch visible, and changes nothing about it."""

from __future__ import annotations

from signal_viz import outlets as _outlets
from signal_viz.environment import check_environment
from signal_viz.errors import SignalVizError
from signal_viz.exercise import check
from signal_viz.layout import warm_up as _warm_up
from signal_viz.live import in_notebook as _in_notebook
from signal_viz.page import html as _html
from signal_viz.picture import graph
from signal_viz.predict import predict
from signal_viz.progress import progress
from signal_viz.recorded import RecordedFlow as _RecordedFlow
from signal_viz.recording import load
from signal_viz.registry import registry, signals
from signal_viz.sandbox import configure, create_tables, in_thread, reset
from signal_viz.trace import trace
from signal_viz.version import VERSION
from signal_viz.widget import watch

__all__ = [
    "SignalVizError",
    "__version__",
    "check",
    "check_environment",
    "configure",
    "create_tables",
    "graph",
    "in_thread",
    "load",
    "predict",
    "progress",
    "registry",
    "reset",
    "signals",
    "trace",
    "watch",
]

__version__ = VERSION

_outlets.shows(_RecordedFlow)
_outlets.writes(".html", _html)

if _in_notebook():
    # The layout engine takes half a second to start; the first picture need not wait.
    _warm_up()

"""Signal Viz makes Django's signal dispatch visible, and changes nothing about it."""

from __future__ import annotations

from importlib import import_module as _import_module
from typing import TYPE_CHECKING as _TYPE_CHECKING
from typing import Any as _Any

from signal_viz import outlets as _outlets
from signal_viz.environment import check_environment
from signal_viz.errors import SignalVizError
from signal_viz.exercise import check
from signal_viz.layout import warm_up as _warm_up
from signal_viz.live import in_notebook as _in_notebook
from signal_viz.picture import graph
from signal_viz.progress import progress
from signal_viz.recording import load
from signal_viz.registry import registry, signals
from signal_viz.sandbox import configure, create_tables, in_thread, reset
from signal_viz.trace import trace
from signal_viz.version import VERSION

if _TYPE_CHECKING:
    from signal_viz.prediction import predict
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

_IN_A_PAGE = {"predict": "signal_viz.prediction", "watch": "signal_viz.widget"}
"""What needs Jupyter's widgets, and its module: a project that only records or lists
its signals does not import them."""
_WIDGETS = ("anywidget", "ipywidgets", "IPython", "traitlets", "comm", "psygnal")
"""What ``pip install anywidget`` brings along, by the names that are imported."""


def __getattr__(name: str) -> _Any:
    if name not in _IN_A_PAGE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(_of_the_page(_IN_A_PAGE[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def load_ipython_extension(shell: _Any) -> None:
    """Bring ``%%signals`` to an IPython shell: called by ``%load_ext signal_viz``."""
    _import_module("signal_viz.magics").load(shell)


def unload_ipython_extension(shell: _Any) -> None:
    """Take ``%%signals`` away: called by ``%unload_ext signal_viz``."""
    _import_module("signal_viz.magics").unload(shell)


def _of_the_page(module: str) -> _Any:
    """Import a module that draws in a page.

    Raises:
        SignalVizError: Jupyter's widgets are not installed.
    """
    try:
        return _import_module(module)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _WIDGETS:
            raise
        raise SignalVizError(
            f"Pictures in a page need {error.name}: run  %pip install anywidget  in a "
            "cell of its own, and restart the kernel."
        ) from None


_outlets.shows(lambda held: _of_the_page("signal_viz.recorded").RecordedFlow(held))
_outlets.writes(".html", lambda held: str(_import_module("signal_viz.page").html(held)))

if _in_notebook():
    # The layout engine takes half a second to start; the first picture need not wait.
    _warm_up()

"""Signal Viz makes Django's signal dispatch visible, and changes nothing about it."""

from __future__ import annotations

from signal_viz.errors import SignalVizError
from signal_viz.registry import registry
from signal_viz.trace import load, trace

__all__ = ["SignalVizError", "load", "registry", "trace"]

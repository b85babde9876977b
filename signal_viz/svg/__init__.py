"""The static picture of a state, as SVG."""

from __future__ import annotations

from signal_viz.svg.page import to_svg

__all__ = ["to_svg"]

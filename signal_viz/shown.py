"""What the output of a cell holds: a widget and, beside it, what stays without one."""

from __future__ import annotations

import os
from typing import Any

import anywidget
import traitlets

from signal_viz.version import VERSION

STATIC = "SIGNAL_VIZ_STATIC"
"""With this variable set, outputs hold the picture and the words, no widget.

A notebook that is stored so shows its pictures wherever it is opened.
"""
WIDGET = "application/vnd.jupyter.widget-view+json"
OURS = {WIDGET: {"signal_viz": VERSION}}
"""Metadata of our outputs: where no kernel knows the widget any more, JupyterLab's
extension of this package shows the picture and the words instead."""


def live_outputs() -> bool:
    """Whether outputs hold widgets."""
    return not os.environ.get(STATIC)


class Shown(anywidget.AnyWidget):
    """A widget that leaves something to read where no widget is shown."""

    version = traitlets.Unicode(VERSION).tag(sync=True)

    def _still(self) -> dict[str, str]:
        """Return what stands beside the widget, by its MIME type."""
        return {"text/plain": repr(self)}

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle: dict[str, Any] = self._still()
        if not live_outputs():
            return bundle, {}
        # ipywidgets leaves the widget out where there is no front end to show it.
        data, metadata = super()._repr_mimebundle_() or ({}, {})
        if WIDGET in data:
            bundle[WIDGET] = data[WIDGET]
            metadata = metadata | OURS
        return bundle, metadata

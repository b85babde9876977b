"""A finished recording as a widget: played again, watching nothing."""

from __future__ import annotations

from signal_viz.recording import Recording
from signal_viz.widget import Flow


class RecordedFlow(Flow):
    """The picture of a recording, with everything that plays it.

    Make one with :meth:`Recording.show() <signal_viz.recording.Recording.show>`.

    Args:
        recording: what to show. What it records later is not shown.
    """

    def __init__(self, recording: Recording) -> None:
        self._recorded = Recording(recording.snapshot, recording.events)
        super().__init__(recorded=True)
        self._settle()

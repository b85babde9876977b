"""The one error that Signal Viz raises on bad input."""

from __future__ import annotations


class SignalVizError(Exception):
    """Bad input. The message is one sentence that says what to do.

    In a notebook it is shown as that one sentence, without a traceback: the
    learner's next step is in the message, not in the stack.
    """

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython prints instead of a traceback."""
        return [f"{type(self).__name__}: {self}"]

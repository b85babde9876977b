"""What a check raises when an exercise is not solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signal_viz.errors import SignalVizError

if TYPE_CHECKING:
    from signal_viz.exercise.catalogue import Exercise


class NotYet(SignalVizError):  # noqa: N818 (what a learner reads; it is no fault)
    """An answer that is not right yet.

    It is an exception so that a wrong answer stops a cell, fails a test and
    is easy to tell from a right one. In a notebook it shows as a few lines of
    text, without a traceback.

    Args:
        saw: what happened, as one sentence.
        wanted: what should have happened, as one sentence. It must not be the
            answer.
        hint: a first hint that fits this mistake.
        more: a second hint, shown on request.
    """

    mark = "✕"

    def __init__(self, saw: str, *, wanted: str, hint: str, more: str) -> None:
        super().__init__(f"{saw} {wanted} {hint}")
        self.saw = saw
        self.wanted = wanted
        self.hint = hint
        self.more = more
        self._lines: list[str] = [f"{self.mark} {self}"]

    def tell(self, exercise: Exercise, *, more: bool) -> NotYet:
        """Return self, worded for the learner of ``exercise``.

        Args:
            exercise: the exercise that was checked.
            more: show the second hint too.
        """
        last = (
            f"  More:   {self.more}"
            if more
            else f'  Stuck?  sv.check("{exercise.number}", hint=True) says more.'
        )
        self._lines = [
            f"{self.mark} {exercise.number} {exercise.title}",
            f"  Saw:    {self.saw}",
            f"  Wanted: {self.wanted}",
            f"  Hint:   {self.hint}",
            last,
        ]
        self.args = ("\n".join(self._lines),)
        return self

    def _render_traceback_(self) -> list[str]:
        return self._lines


class NotStarted(NotYet):
    """An exercise that nobody has begun: its gap is as it was."""

    mark = "–"

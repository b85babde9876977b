"""A question to commit to before a cell runs; what happened is the judge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import traitlets

from signal_viz import judging, live, naming
from signal_viz.bundle import built, packed
from signal_viz.dispatches import Dispatch
from signal_viz.errors import SignalVizError
from signal_viz.recording import Recording
from signal_viz.shown import Shown, live_outputs
from signal_viz.widget import SignalFlow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from signal_viz.judging import Outcome

Pick = Literal["one", "some", "order"]

MOST = 40
"""Options of one question; more are no question for people."""
_ENDINGS = ("returned", "raised")
_TODO: dict[str, str] = {
    "one": "Pick one, then run the next cell.",
    "some": "Pick any number, then run the next cell.",
    "order": "Put those that run in order, then run the next cell.",
}


class Prediction(Shown):
    """A question on a page, the learner's answer, and what came of it.

    Make one with :func:`predict`.

    Args:
        question: what is asked.
        labels: the options as text.
        pick: see :func:`predict`.
        ending: the same.
        because: the same.
    """

    _esm, _packed = packed(*built("predict"))

    packed = traitlets.Bytes(_packed).tag(sync=True)
    question = traitlets.Dict().tag(sync=True)
    commitment = traitlets.Dict().tag(sync=True)
    judged = traitlets.Bool(default_value=False).tag(sync=True)
    outcome = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        question: str,
        labels: tuple[str, ...],
        *,
        pick: Pick,
        ending: bool,
        because: str,
    ) -> None:
        self._text = question
        self._labels = labels
        self._pick = pick
        self._ending = ending
        self._because = because
        # What is true stays here until somebody has committed: the page that
        # does not have it cannot show it.
        self._outcome: Outcome | None = None
        options = [
            {"id": str(place), "label": text} for place, text in enumerate(labels)
        ]
        super().__init__(
            question={
                "text": question,
                "pick": pick,
                "options": options,
                "ending": ending,
            }
        )

    def judge(self, evidence: Any) -> Self:
        """Compare the answer with what happened.

        Args:
            evidence: a recording, a picture made by ``sv.watch`` or one dispatch:
                the options are names of receivers, and those that ran are right.
                Or a value: the right option, or a list of right ones; ``True`` and
                ``False`` may stand for "yes" and "no".

        Returns:
            The question itself, to be the last line of a cell. It shows the
            comparison as soon as somebody has committed to an answer.

        Raises:
            SignalVizError: the evidence does not answer this question.
        """
        self._outcome = self._weighed(evidence)
        self.judged = True
        self._reveal()
        return self

    def _weighed(self, evidence: Any) -> Outcome:
        if isinstance(evidence, SignalFlow):
            evidence = evidence.trace
        if isinstance(evidence, Recording | Dispatch):
            found = judging.by_recording(self._labels, evidence)
        elif self._ending:
            raise SignalVizError(
                "This question asks how the send ends: judge it with a recording, "
                "such as the trace of `with sv.trace(...) as trace:`."
            )
        else:
            found = judging.by_value(self._labels, evidence)
        if self._pick == "one" and len(found.chosen) != 1:
            message = (
                f"One option can be picked here, and {len(found.chosen)} are right: "
                'judge with one value, or ask with pick="some".'
            )
            raise SignalVizError(message)
        return found

    @traitlets.validate("commitment")
    def _first_answer_counts(self, proposal: Any) -> dict[str, Any]:
        """Take the first answer that makes sense; what else comes changes nothing."""
        given: dict[str, Any] = self.commitment
        answer = proposal["value"]
        if not given and _makes_sense(answer, self.question):
            given = {name: answer[name] for name in ("chosen", "ending")}
        return given

    @traitlets.observe("commitment")
    def _committed(self, _change: object) -> None:
        self._reveal()

    def _reveal(self) -> None:
        found = self._outcome
        if not self.commitment or found is None:
            return
        self.outcome = {
            "chosen": [str(place) for place in found.chosen],
            "ending": found.ending,
            "error": found.error,
            "ran": found.ran,
            "because": self._because,
        }

    def _told(self) -> Outcome | None:
        """Return what the words may tell.

        Where there is a page to commit on, nothing before somebody has done so.
        """
        asked = live.in_notebook() and live_outputs()
        return None if asked and not self.commitment else self._outcome

    def __repr__(self) -> str:
        found = self._told()
        lines = [f"Predict: {self._text}"]
        if found is None:
            lines += [f"  {text}" for text in self._labels]
            if self._ending:
                lines.append("  How does it end: the send returns, or an exception?")
            lines.append(
                "It has run. Commit to an answer above, and this shows what happened."
                if self._outcome
                else _TODO[self._pick]
            )
            return "\n".join(lines)
        for place, text in enumerate(self._labels):
            lines.append(f"  {self._mark(found, place)} {text}")
        if self._ending:
            left = found.ending == "raised"
            lines.append(
                f"{found.error} left the send." if left else "The send returned."
            )
        if self._because:
            lines.append(self._because)
        return "\n".join(lines)

    def _mark(self, found: Outcome, place: int) -> str:
        if place not in found.chosen:
            return "–"
        return str(found.chosen.index(place) + 1) if self._pick == "order" else "✓"


def predict(
    question: str,
    options: Iterable[object] = (),
    *,
    pick: Pick = "some",
    ending: bool = False,
    because: str = "",
) -> Prediction:
    """Ask a question that is answered before the next cell runs.

    Show it as the last line of a cell, let something happen, and judge::

        guess = sv.predict("Which receivers run?", options=[reserve_stock, charge_card])
        guess

        with sv.trace(order_paid) as trace:
            order_paid.send(sender=Checkout)
        guess.judge(trace)

    Nothing is revealed before the learner has committed, not even to the page.
    Where there is no front end, the words ask the question and, once it is
    judged, tell the answer.

    Args:
        question: what is asked.
        options: words, plain values or receivers, at most :data:`MOST`.
        pick: ``"one"`` of them, ``"some"`` (any number, or none), or ``"order"``
            (any number, in the order in which they run).
        ending: ask as well whether the send returns or an exception leaves it.
        because: shown with the answer: why it is so.

    Raises:
        SignalVizError: the question or the options cannot be asked.
    """
    if type(question) is not str or not question.strip():
        raise SignalVizError(
            'Ask in words: sv.predict("Which receivers run?", options=[...]).'
        )
    if pick not in get_args(Pick):
        message = f"pick is {naming.describe(pick)}: use 'one', 'some' or 'order'."
        raise SignalVizError(message)
    if type(because) is not str:
        raise SignalVizError("because is a text that explains the answer.")
    if type(options) not in (list, tuple):
        raise SignalVizError("Give the options as a list: options=['yes', 'no'].")
    labels = tuple(judging.label(option) for option in options)
    least = 0 if ending else 1
    if not max(least, 2 * (pick == "one")) <= len(labels) <= MOST:
        message = f"{len(labels)} options are no question: give 2 to {MOST}."
        raise SignalVizError(message)
    if len(set(labels)) < len(labels):
        raise SignalVizError("Two options are the same: give each its own words.")
    return Prediction(question, labels, pick=pick, ending=ending, because=because)


def _makes_sense(answer: Any, question: dict[str, Any]) -> bool:
    """Whether what a page has sent is an answer to ``question``."""
    chosen, ending = answer.get("chosen"), answer.get("ending")
    known = [option["id"] for option in question.get("options", [])]
    if type(chosen) is not list or not all(item in known for item in chosen):
        return False
    if len(set(chosen)) < len(chosen) or (
        question["pick"] == "one" and len(chosen) != 1
    ):
        return False
    return ending in _ENDINGS if question["ending"] else ending is None

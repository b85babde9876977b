"""Answers what the page asks for: source, acts, pictures.

A question is ``{"kind": "ask", "request": …, "what": …}`` with the fields that its
kind needs, and an answer ``{"kind": "answer", "request": …}`` with what was asked
for, or with ``error``, a sentence. A message may come from anywhere: what is no
question gets no answer, and none of them runs anything but the three acts that
:mod:`signal_viz.acts` knows.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from signal_viz.acts import Acts
from signal_viz.again import LostError
from signal_viz.errors import SignalVizError
from signal_viz.handles import Handles
from signal_viz.page import html
from signal_viz.picture import Picture
from signal_viz.recording import Recording
from signal_viz.source import source
from signal_viz.trace import Trace

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.handles import Handle

ACTS = ("disconnect", "reconnect", "send")
FORMS = ("svg", "dot", "mermaid", "html")
_LONGEST = 60
_NOT_HERE = "This is a recording: the program is not here."


class Answers:
    """Answers questions about one recording.

    Args:
        recording: what the page shows. Of one that does not go on, only pictures
            are to be had.
        awaits: tells whether a send can be awaited here: whoever says so answers
            by :meth:`answer_awaited` what :meth:`is_awaited` names.
    """

    def __init__(
        self, recording: Recording, awaits: Callable[[], bool] = lambda: False
    ) -> None:
        self._recording = recording
        self._handles: Handles | None = None
        self._acts: Acts | None = None
        if isinstance(recording, Trace):
            self._handles = Handles(recording)
            self._acts = Acts(recording, self._handles, awaits)

    def learn(self) -> None:
        """Take in what was connected since the last time."""
        if self._handles is not None:
            self._handles.learn()

    def acts(self, question: dict[Any, Any]) -> bool:
        """Whether a question asks to do something to the running program."""
        return _text(question, "what") == "act"

    def is_awaited(self, question: dict[Any, Any]) -> bool:
        """Whether a question asks for a send that is to be awaited."""
        if self._acts is None or _text(question, "act") != "send":
            return False
        return self.acts(question) and self._acts.is_awaited(
            _number(question, "dispatch")
        )

    async def answer_awaited(self, question: dict[Any, Any]) -> dict[str, Any]:
        """Return the answer to a question that :meth:`is_awaited` names.

        Args:
            question: what the page has sent.
        """
        found = {"kind": "answer", "request": _text(question, "request")}
        try:
            if self._acts is None:
                raise SignalVizError(_NOT_HERE)  # noqa: TRY301 (as below)
            done = await self._acts.send_awaited(_number(question, "dispatch"))
        except SignalVizError as error:
            return found | {"error": str(error)}
        return found | asdict(done)

    def answer(self, question: Any) -> dict[str, Any] | None:
        """Return the answer to a message, ``None`` where it is no question.

        Args:
            question: whatever the page has sent.
        """
        if type(question) is not dict or _text(question, "kind") != "ask":
            return None
        request = _text(question, "request")
        found = {"kind": "answer", "request": request}
        try:
            return found | self._found(question)
        except SignalVizError as error:
            return found | {"error": str(error)}

    def _found(self, question: dict[Any, Any]) -> dict[str, Any]:
        what, name = _text(question, "what"), _text(question, "connection")
        act, form = _text(question, "act"), _text(question, "form")
        dispatch = _number(question, "dispatch")
        if what == "save" and form in FORMS:
            return {"text": self._drawn(form, _number(question, "seq"))}
        if self._acts is None or self._handles is None:
            raise SignalVizError(_NOT_HERE)
        if what == "source":
            return {"source": _source(self._handles.get(name))}
        if what == "offers":
            self.learn()
            offers = self._acts.offers(name, dispatch)
            return {"offers": [asdict(offer) for offer in offers]}
        if what == "act" and act in ACTS:
            return asdict(self._acts.do(act, name, dispatch))
        raise SignalVizError("Signal Viz does not know what this page asks for.")

    def _drawn(self, form: str, seq: int | None) -> str:
        last = -1 if seq is None else seq
        events = [event for event in self._recording.events if event.sequence <= last]
        if form == "html":
            return html(Recording(self._recording.snapshot, events))
        picture = Picture(self._recording.snapshot, events)
        if form == "svg":
            return picture.to_svg(times=True)
        return picture.to_dot() if form == "dot" else picture.to_mermaid()


def _source(handle: Handle | None) -> dict[str, Any]:
    if handle is None:
        raise SignalVizError("This connection is no longer known.")
    try:
        found = source(handle.receiver())
    except LostError as lost:
        raise SignalVizError(f"No source: {lost}.") from None
    if found is None:
        raise SignalVizError("No source: it was not written in Python, or not here.")
    return asdict(found)


def _text(question: dict[Any, Any], name: str) -> str:
    found = question.get(name)
    return found if type(found) is str and len(found) <= _LONGEST else ""


def _number(question: dict[Any, Any], name: str) -> int | None:
    found = question.get(name)
    return found if type(found) is int else None

"""One picture in every form that it can be given."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from signal_viz import dot, image, mermaid, svg, text
from signal_viz.registry import snapshot
from signal_viz.replay import state

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signal_viz.events import Event
    from signal_viz.registry import Snapshot
    from signal_viz.state import State


class Picture:
    """What a recording shows after its last event.

    In a notebook it is drawn as the last line of a cell.

    Args:
        snapshot: what was connected when the recording began.
        events: what happened since; none for what is connected now.
        words: the sentence below it; by default it tells what happened.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        events: Iterable[Event] = (),
        words: str | None = None,
    ) -> None:
        self._snapshot = snapshot
        self._events = tuple(events)
        self._words = words

    @cached_property
    def state(self) -> State:
        """The state that all forms are made from."""
        found = state(self._snapshot, self._events)
        return found if self._words is None else replace(found, sentence=self._words)

    def to_svg(self, *, times: bool = False) -> str:
        """Return it as an SVG picture.

        Args:
            times: print true durations. Without them the picture of one program
                is the same in every run.
        """
        return svg.to_svg(self.state, times=times)

    def to_text(self) -> str:
        """Return it in words, without any address, path or time."""
        return text.to_text(self.state)

    def to_dot(self) -> str:
        """Return it as DOT, the language of Graphviz."""
        return dot.to_dot(self.state)

    def to_mermaid(self) -> str:
        """Return it as a Mermaid flowchart."""
        return mermaid.to_mermaid(self.state)

    def to_json(self) -> dict[str, Any]:
        """Return its state as a JSON-ready dict."""
        return self.state.to_json()

    def to_bundle(self) -> dict[str, str]:
        """Return it in the forms that a notebook's output holds, by MIME type."""
        words, drawing = self.to_text(), self.to_svg()
        return {
            "text/plain": words,
            "text/html": image.to_html(drawing, words),
            "image/svg+xml": drawing,
        }

    def __repr__(self) -> str:
        return self.to_text()

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return self.to_bundle()


def graph(*signals: object) -> Picture:
    """Return the picture of what is connected to ``signals`` now.

    Args:
        signals: one or more Django signals.

    Raises:
        SignalVizError: one of them is no Django signal.
    """
    return Picture(snapshot(*signals))

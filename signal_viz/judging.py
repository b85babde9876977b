"""What a recording or a value says about a question's options."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.dispatches import Dispatch
from signal_viz.errors import SignalVizError
from signal_viz.events import Connected, Dropped, ReceiverStarted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from signal_viz.recording import Recording

_RAN = ("running", "returned", "raised")
_SEVERAL = (list, tuple, set, frozenset)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is true.

    Args:
        chosen: places of the right options, counted from 0; of receivers, in the
            order in which they ran.
        ending: ``"returned"`` or ``"raised"``; ``None`` where nothing was sent.
        error: type of what left the send.
        ran: whether a recording says so.
    """

    chosen: tuple[int, ...]
    ending: str | None = None
    error: str | None = None
    ran: bool = False


def label(option: object) -> str:
    """Return an option as text: words as they are, a receiver by its name.

    Raises:
        SignalVizError: it is neither words, nor a plain value, nor a receiver.
    """
    kind = type(option)
    if kind is str:
        return naming.clip(str(option), naming.NAME_LENGTH)
    if option is None or kind in (bool, int, float):
        return naming.describe(option)
    if issubclass(kind, type):
        return naming.class_name(option)  # type: ignore[arg-type]  # a class, as asked
    if callable(option):
        return naming.receiver_name(option)
    message = (
        f"{naming.describe(option)} cannot be an option: "
        "use words, a number, True, False, None or a receiver."
    )
    raise SignalVizError(message)


def by_recording(labels: Sequence[str], evidence: Recording | Dispatch) -> Outcome:
    """Return which options are names of receivers that ran, and how it ended.

    Args:
        labels: the options.
        evidence: all its dispatches count, or the one that it is.

    Raises:
        SignalVizError: nothing was sent.
    """
    found = (evidence,) if isinstance(evidence, Dispatch) else evidence.dispatches
    if not found:
        raise SignalVizError(
            "Nothing was sent while this was recorded: "
            "send the signal inside the with block of sv.trace()."
        )
    if isinstance(evidence, Dispatch):
        names = [call.receiver for call in evidence.calls if call.state in _RAN]
    else:
        names = _in_order(evidence)
    first = {name: place for place, name in reversed(list(enumerate(names)))}
    places = sorted(
        (first[text], place) for place, text in enumerate(labels) if text in first
    )
    raised = [item.error for item in found if item.depth == 0 or len(found) == 1]
    error = next((item for item in raised if item is not None), None)
    return Outcome(
        chosen=tuple(place for _, place in places),
        ending="returned" if error is None else "raised",
        error=None if error is None else error.type,
        ran=True,
    )


def by_value(labels: Sequence[str], value: Any) -> Outcome:
    """Return which options ``value`` stands for.

    Args:
        labels: the options.
        value: the right option, or a list of them; ``True`` and ``False`` are good
            for ``"yes"`` and ``"no"``, too.

    Raises:
        SignalVizError: it is none of them.
    """
    several: Iterable[object] = value if type(value) in _SEVERAL else (value,)
    places = [_place(labels, item) for item in several]
    if type(value) in (set, frozenset):
        places.sort()
    return Outcome(chosen=tuple(dict.fromkeys(places)))


def _place(labels: Sequence[str], value: object) -> int:
    text = label(value)
    if text not in labels and type(value) is bool:
        words = [item.strip().lower() for item in labels]
        answer = "yes" if value else "no"
        if answer in words:
            return words.index(answer)
    if text in labels:
        return labels.index(text)
    known = ", ".join(labels)
    message = f"{text} is none of the options: judge with one of {known}."
    raise SignalVizError(message)


def _in_order(recording: Recording) -> list[str]:
    """Return the names of all receivers that ran, in the order of their starts."""
    names = {item.id: item.receiver for item in recording.snapshot.connections}
    found: list[str] = []
    for event in recording.events:
        if isinstance(event, Connected):
            names[event.connection.id] = event.connection.receiver
        elif isinstance(event, Dropped):
            names |= {item.id: item.receiver for item in event.snapshot.connections}
        elif isinstance(event, ReceiverStarted):
            found.append(names.get(event.connection, "?"))
    return found

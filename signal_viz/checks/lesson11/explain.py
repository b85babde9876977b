"""Exercise 11.4: say why four receivers were silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import collected

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence
    from signal_viz.recording import Recording

SILENT = ("send_newsletter", "print_label", "wrap_gift", "send_confirmation")
HINTS = {
    "GONE": (
        "One line of the code takes something away. Who was that?",
        "Its card said “collected”, until the next send.",
    ),
    "TAKEN": (
        "It never had a card. So what did its connect() do?",
        "Read the line that connects it, and the line above that one.",
    ),
    "OTHER_SENDER": (
        "It stands before the one that raised. What does its card say?",
        "Its connect() has a sender, and somebody else has sent.",
    ),
    "NOT_REACHED": (
        "It hears every sender of order_paid. What does its card say?",
        "It stands behind the one that raised.",
    ),
}


def explain_the_silence(evidence: Evidence) -> str:
    """Hold four reasons against what the picture has recorded."""
    answers = _answers(evidence.answer("why", "a dict of names and reasons"))
    reasons = {name: evidence.given(name) for name in (*HINTS, "OTHER_SIGNAL")}
    happened = _happened(evidence.given("flow").trace)
    for name in SILENT:
        given = answers.get(name, ...)
        if given not in reasons.values():
            raise NotYet(
                f"{name} has no reason of the five yet.",
                wanted="Each of the four should have one of the five reasons.",
                hint="Take the names of the reasons, without quotes.",
                more="For example: GONE",
            )
        if given == reasons["OTHER_SIGNAL"]:
            raise NotYet(
                f"{name} is not connected to another signal.",
                wanted=f"The reason of {name} should be what happened.",
                hint="All four were connected to one and the same signal.",
                more="Look at the six lines with connect().",
            )
        if given != reasons[happened[name]]:
            hint, more = HINTS[happened[name]]
            raise NotYet(
                f"{name}: “{given}” is not what happened.",
                wanted=f"The reason of {name} should be what happened.",
                hint=hint,
                more=more,
            )
    return "Four silent receivers, and each for its own reason."


def _answers(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise NotYet(
            f"why is {naming.describe(given)}.",
            wanted="why should be a dict: a name, and its reason.",
            hint="Take the cell as it was, and replace only the dots.",
            more='"send_newsletter": GONE says that nobody holds it.',
        )
    if all(value is ... for value in given.values()):
        raise NotStarted(
            "why has no reason yet.",
            wanted="Each of the four should have one of the five reasons.",
            hint="Replace the dots behind each name.",
            more="Begin with the cards that you can see in the picture.",
        )
    return {
        naming.receiver_name(name)
        if callable(name)
        else str(name).removesuffix("()"): value
        for name, value in given.items()
    }


def _happened(recording: Recording) -> dict[str, str]:
    """Return the reason of each silent receiver, as the name of a constant."""
    if not recording.dispatches:
        raise NotStarted(
            "order_paid was not sent yet.",
            wanted="The cells of this exercise should have run.",
            hint="Run the cells of this exercise again, from its heading.",
            more="sv.reset() in another exercise disconnects everything.",
        )
    states = {call.receiver: call.state for call in recording.dispatches[-1].calls}
    by_state = {"filtered": "OTHER_SENDER", "not_reached": "NOT_REACHED"}
    gone = collected(recording)
    return {
        name: by_state.get(states.get(name, ""), "GONE" if name in gone else "TAKEN")
        for name in SILENT
    }

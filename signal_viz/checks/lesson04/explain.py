"""Exercise 04.4: tell the four ways to send apart by what they did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signal_viz.exercise.errors import NotYet

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence

WAYS = ("send", "send_robust", "asend", "asend_robust")


def explain_the_ways(evidence: Evidence) -> str:
    """Hold four names against the four recordings."""
    recordings = evidence.given("recordings")
    said = {
        who: evidence.name(who.lower(), "one of the four ways") for who in recordings
    }
    took = {who: found.dispatches[0].method for who, found in recordings.items()}
    for who, way in said.items():
        if way not in WAYS:
            raise NotYet(
                f"{who.lower()} is {way[:40]!r}.",
                wanted="Each answer should be one of the four ways to send.",
                hint="Copy the names from the text of this exercise.",
                more="Two of them begin with an a, two of them end in robust.",
            )
    if len(set(said.values())) < len(WAYS):
        raise NotYet(
            f"You used {len(set(said.values()))} different ways.",
            wanted="All four ways should appear.",
            hint="Each way was taken by one of them.",
            more="Two questions tell them apart: who was reached, and in which thread.",
        )
    for who, way in said.items():
        if _is_robust(way) != _is_robust(took[who]):
            raise NotYet(
                f"{who} did not send with {way}().",
                wanted="Each answer should fit the recording.",
                hint="charge_card raised. Whose send_confirmation has run?",
                more="Only a robust send goes on after an exception.",
            )
    for who, way in said.items():
        if way != took[who]:
            raise NotYet(
                f"{who} did not send with {way}().",
                wanted="Each answer should fit the recording.",
                hint="In which thread do plain receivers run under asend()?",
                more="Under send() they run in the thread that sends: main.",
            )
    return "Two went on after the exception, two left the main thread."


def _is_robust(way: str) -> bool:
    return way.endswith("_robust")

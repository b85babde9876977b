"""Exercise 07.4: read in a recording what is wrong with a shop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import called

if TYPE_CHECKING:
    from signal_viz.dispatches import Dispatch
    from signal_viz.exercise.evidence import Evidence

ALL = ("wrap_gift", "reserve_stock", "update_search_index", "send_confirmation")


def explain_a_slow_shop(evidence: Evidence) -> str:
    """Hold four answers against the recording that the sheet has made."""
    doubled = evidence.name("doubled", "one name")
    silent = evidence.name("silent", "one name")
    slowest = evidence.name("slowest", "one name")
    sends = evidence.answer("sends", "a number")
    dispatches = _dispatches(evidence.given("trace"))
    calls = called(dispatches[0])
    names = [call.receiver for call in calls]
    _need_known(doubled, silent, slowest)
    _judge_doubled(doubled, names)
    _judge_silent(silent, names)
    _judge_slowest(slowest, max(calls, key=lambda call: call.duration_ns or 0).receiver)
    _judge_sends(sends, len(dispatches))
    return "Each of your four answers is what the recording says."


def _dispatches(trace: Any) -> tuple[Dispatch, ...]:
    found: tuple[Dispatch, ...] = getattr(trace, "dispatches", ())
    if not found or not {call.receiver for call in found[0].calls} >= set(ALL[1:]):
        raise NotStarted(
            "trace is not the recording of this exercise.",
            wanted="trace should hold what happened when an order was saved.",
            hint="Run the cells of this exercise again, from its heading.",
            more="Take another name for a recording of your own.",
        )
    return found


def _need_known(*names: str) -> None:
    for name in names:
        if name not in ALL:
            raise NotYet(
                f"No receiver has the name {name[:40]!r}.",
                wanted="Each name should be the name of a receiver.",
                hint="Copy the names from the lines with def, without brackets.",
                more="post_save and Order are no receivers.",
            )


def _judge_doubled(doubled: str, names: list[str]) -> None:
    if names.count(doubled) < 2:  # noqa: PLR2004 (twice)
        raise NotYet(
            f"{doubled} was called {names.count(doubled)} times.",
            wanted="doubled should name the receiver that was called twice.",
            hint="Which name stands on two cards of the picture?",
            more="Two cards with one name are two entries of the list.",
        )


def _judge_silent(silent: str, names: list[str]) -> None:
    if silent in names:
        raise NotYet(
            f"{silent} was called.",
            wanted="silent should name the receiver that was never called.",
            hint="One function was made inside another one, and nobody holds it.",
            more="It has no card at all.",
        )


def _judge_slowest(slowest: str, wanted: str) -> None:
    if slowest != wanted:
        raise NotYet(
            f"The customer waited longer for another receiver than for {slowest}.",
            wanted="slowest should name the receiver that took the longest.",
            hint="Look at the bars of the timeline, or at duration_ns of each call.",
            more="for call in trace.dispatches[0].calls: has a duration_ns for each.",
        )


def _judge_sends(sends: Any, wanted: int) -> None:
    if type(sends) is not int:
        raise NotYet(
            f"sends is {naming.describe(sends)}.",
            wanted="sends should be a number, without quotes.",
            hint="Count them, and write the number alone.",
            more="For example: sends = 7",
        )
    if sends < wanted:
        raise NotYet(
            f"You counted {sends}.",
            wanted="sends should count every send of post_save.",
            hint="A receiver that saves another model sends, too, even if nobody listens.",
            more="How often is a receiver called that saves something?",
        )
    if sends > wanted:
        raise NotYet(
            f"You counted {sends}.",
            wanted="sends should count every send of post_save.",
            hint="One send can call many receivers. Count the sends, not the calls.",
            more="One for the order, and one for each row that a receiver has saved.",
        )

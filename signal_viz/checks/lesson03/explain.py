"""Exercise 03.4: read where an exception came from and where it stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import observe

if TYPE_CHECKING:
    from signal_viz.dispatches import Dispatch
    from signal_viz.exercise.evidence import Evidence


def explain_a_trace(evidence: Evidence) -> str:
    """Hold four answers against a recording of the same send."""
    first_raised = evidence.name("first_raised", "one name")
    passed_on = evidence.name("passed_on", "one name")
    never_reached = evidence.name("never_reached", "one name")
    errors = evidence.answer("errors", "a number")
    signals = evidence.given("order_paid"), evidence.given("order_shipped")
    outer, inner, returned = _send(signals, evidence.given("Checkout"))
    _need_known([first_raised, passed_on, never_reached], outer, inner)
    _judge_origin(first_raised, passed_on, outer, inner)
    if never_reached not in _those(inner, "not_reached"):
        raise NotYet(
            f"{never_reached} was called.",
            wanted="never_reached should name the receiver that nobody called.",
            hint="One of the two sends goes on after an exception, the other does not.",
            more="The inner one is a plain send(). Who stands behind print_label?",
        )
    _judge_errors(errors, returned)
    return "Each of your four answers is what happened."


def _send(signals: tuple[Any, Any], sender: Any) -> tuple[Dispatch, Dispatch, int]:
    """Return the outer send, the inner send, and how many exceptions came back."""
    answers: list[tuple[Any, Any]] = []
    found = observe(
        lambda: answers.extend(signals[0].send_robust(sender=sender)), *signals
    )
    if len(found) != 2:  # noqa: PLR2004 (one inside the other)
        raise NotStarted(
            "The receivers of this exercise are not connected.",
            wanted="order_paid should lead to order_shipped.",
            hint="Run the cells of this exercise again, from its heading.",
            more="sv.reset() in another exercise disconnects everything.",
        )
    returned = sum(isinstance(answer, Exception) for _, answer in answers)
    return found[0], found[1], returned


def _those(dispatch: Dispatch, state: str) -> list[str]:
    return [call.receiver for call in dispatch.calls if call.state == state]


def _need_known(names: list[str], *dispatches: Dispatch) -> None:
    known = [call.receiver for dispatch in dispatches for call in dispatch.calls]
    for name in names:
        if name not in known:
            raise NotYet(
                f"No receiver has the name {name[:40]!r}.",
                wanted="Each name should be the name of a receiver.",
                hint="Copy the name from a card of the picture.",
                more="order_paid and order_shipped are signals, not receivers.",
            )


def _judge_origin(
    first_raised: str, passed_on: str, outer: Dispatch, inner: Dispatch
) -> None:
    if first_raised in _those(outer, "raised"):
        raise NotYet(
            f"{first_raised} has a ✕, but the exception was not born there.",
            wanted="first_raised should name the receiver that raised first.",
            hint="This receiver sends a signal itself. Look at who has a ✕ inside it.",
            more="An exception goes up: it begins at the deepest card with a ✕.",
        )
    if first_raised not in _those(inner, "raised"):
        raise NotYet(
            f"{first_raised} did not raise.",
            wanted="first_raised should name the receiver that raised first.",
            hint="Only a card with a ✕ has raised. There are two of them.",
            more="Of these two, one is inside the other.",
        )
    if passed_on not in _those(outer, "raised"):
        raise NotYet(
            f"{passed_on} did not pass an exception on.",
            wanted="passed_on should name the receiver that the exception went through.",
            hint="Which receiver of order_paid sent the inner signal?",
            more="It is the other card with a ✕.",
        )


def _judge_errors(errors: Any, returned: int) -> None:
    if type(errors) is not int:
        raise NotYet(
            f"errors is {naming.describe(errors)}.",
            wanted="errors should be a number, without quotes.",
            hint="Count them, and write the number alone.",
            more="For example: errors = 3",
        )
    if errors < returned:
        raise NotYet(
            f"You counted {errors}.",
            wanted="errors should count the exceptions in the list.",
            hint="send_robust() caught an exception. Where does it put that?",
            more="In the list, in the place of an answer.",
        )
    if errors > returned:
        raise NotYet(
            f"You counted {errors}.",
            wanted="errors should count the exceptions in the list.",
            hint="The list has one pair for each receiver of order_paid, nobody else.",
            more="What happened inside pack_parcel is one answer of pack_parcel.",
        )

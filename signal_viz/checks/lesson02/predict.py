"""Exercise 02.2: say who is called, from the lines that connect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import called as calls_of
from signal_viz.exercise.evidence import observe

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence

NAMED = ("send_short_mail", "send_long_mail")
WANTED = "called should name each call that Checkout's send makes."


def predict_the_calls(evidence: Evidence) -> str:
    """Send order_paid, and hold ``called`` against the recording."""
    answer = evidence.names("called", "a list of names, in the order of the calls")
    order_paid, checkout = evidence.given("order_paid"), evidence.given("Checkout")
    (dispatch,) = observe(lambda: order_paid.send(sender=checkout), order_paid)
    ran = [call.receiver for call in calls_of(dispatch)]
    passed_over = [one.receiver for one in dispatch.calls if one.state == "filtered"]
    if not ran:
        raise NotStarted(
            "order_paid has no receivers.",
            wanted="The receivers of this exercise should be connected.",
            hint="Run the cells of this exercise again, from its heading.",
            more="sv.reset() in another exercise disconnects everything.",
        )
    _judge_who(answer, ran, passed_over)
    _judge_how_often(answer, ran)
    if answer != ran:
        raise NotYet(
            "The right calls, in another order.",
            wanted="called should be in the order of the calls.",
            hint="Read the lines with connect() from the top.",
            more="Receivers run in the order in which they were connected.",
        )
    return f"{', '.join(ran)}: {len(ran)} calls."


def _judge_who(answer: list[str], ran: list[str], passed_over: list[str]) -> None:
    for name in answer:
        if name in ran:
            continue
        if name in passed_over:
            raise NotYet(
                f"{name} is not called when Checkout sends.",
                wanted=WANTED,
                hint="A subclass is another object than its parent.",
                more="The sender must be the very same object as in connect().",
            )
        if name in NAMED:
            raise NotYet(
                f"{name} never came onto the list.",
                wanted=WANTED,
                hint="Two receivers, one dispatch_uid. Which one wins?",
                more="The second connect() with the same name does nothing.",
            )
        raise NotYet(
            f"No receiver of order_paid has the name {name[:40]!r}.",
            wanted=WANTED,
            hint="Copy the names from the lines with def, without brackets.",
            more="A receiver that is called twice stands in your list twice.",
        )
    missing = [name for name in ran if name not in answer]
    if missing and missing[0] in NAMED:
        raise NotYet(
            "Somebody with the dispatch_uid 'mail' is called, and called names nobody.",
            wanted=WANTED,
            hint="Does the second connect() with a name take the first one off the list?",
            more="It does nothing at all: the first one stays.",
        )
    if missing:
        raise NotYet(
            f"Someone is missing: called has {len(set(answer))} different names.",
            wanted=WANTED,
            hint="A receiver without sender= hears every sender.",
            more=f"What about {missing[0]}?",
        )


def _judge_how_often(answer: list[str], ran: list[str]) -> None:
    for name in ran:
        said, did = answer.count(name), ran.count(name)
        if said > did:
            raise NotYet(
                f"You said that {name} is called {said} times.",
                wanted=WANTED,
                hint="What does connect() do if the same pair is there already?",
                more="An entry is a pair: which receiver, and which sender.",
            )
        if said < did:
            raise NotYet(
                f"You said that {name} is called {_times(said)}; that is too few.",
                wanted=WANTED,
                hint="For one sender, and for any sender: is that the same pair?",
                more="Write a name as often as it is called.",
            )


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"

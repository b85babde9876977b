"""Exercise 08.3: a receiver that lives on one machine only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz import compat, sandbox
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.registry import registry

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence
    from signal_viz.registry import Connection

RUNS = 3
WANTED = "After three runs of open_shop, one send should give one mail."


def mend_the_shop(evidence: Evidence) -> str:
    """Open the shop three times on the server, and on the developer's machine."""
    if sandbox.is_debugging():
        raise NotYet(
            "DEBUG is True now.",
            wanted=WANTED,
            hint="The server of the shop has DEBUG=False, and keeps it.",
            more="Run the first cell of the sheet again, then mend open_shop itself.",
        )
    order_paid = evidence.given("order_paid")
    before = compat.raw_entries(order_paid)
    try:
        server, opened = _mails(evidence, order_paid, debug=False)
        _judge_server(server, opened)
        machine, _ = _mails(evidence, order_paid, debug=True)
    finally:
        compat.replace_entries(order_paid, before)
    if machine != 1:
        raise NotYet(
            f"With DEBUG=False there is 1 mail, with DEBUG=True there are {machine}.",
            wanted=WANTED + " Whatever DEBUG is.",
            hint="Who else holds it, on the developer's machine? The memory, all three.",
            more="Make the function once: outside of open_shop.",
        )
    return "The shop was opened three times, and there was one mail on each machine."


def _mails(
    evidence: Evidence, order_paid: Any, *, debug: bool
) -> tuple[int, tuple[Connection, ...]]:
    """Return the mails that one send gives, and what was on the list before it."""
    open_shop, mails = evidence.given("open_shop"), evidence.given("mails")
    length = len(mails)
    compat.replace_entries(order_paid, [])
    compat.forget_signatures()
    try:
        with sandbox.debugging(debug):
            for _ in range(RUNS):
                open_shop()
        opened = registry(order_paid)
        order_paid.send(sender=evidence.given("Checkout"))
        return len(mails) - length, opened
    finally:
        del mails[length:]


def _judge_server(mails: int, opened: tuple[Connection, ...]) -> None:
    if mails > 1:
        _judge_many(mails, opened)
    if mails == 1:
        return
    if not opened:
        raise NotYet(
            "The list was empty, open_shop ran, and nobody was on the list.",
            wanted=WANTED,
            hint="open_shop is run when the shop opens: there, connect the receiver.",
            more="In each run, without an if: the same receiver is added only once.",
        )
    if any(entry.dispatch_uid is not None for entry in opened):
        raise NotYet(
            "There is an entry with a dispatch_uid, and there was no mail.",
            wanted=WANTED,
            hint="A dispatch_uid is a name, not a hand that holds.",
            more="Somebody must hold the function: your module, or the signal.",
        )
    raise NotStarted(
        f"The shop was opened {RUNS} times, and there was no mail.",
        wanted=WANTED,
        hint="When open_shop has ended, who holds send_confirmation?",
        more="There are two ways: make it outside, or let the signal hold it.",
    )


def _judge_many(mails: int, opened: tuple[Connection, ...]) -> None:
    seen = f"The shop was opened {RUNS} times, and there were {mails} mails."
    if any(not entry.weak for entry in opened):
        raise NotYet(
            seen,
            wanted=WANTED,
            hint="Now the signal holds each of the three. What makes them one?",
            more="Give the entry a name: dispatch_uid.",
        )
    raise NotYet(
        seen,
        wanted=WANTED,
        hint="You keep them all, and each run makes a new one. Must it?",
        more="A function of the module is made once.",
    )

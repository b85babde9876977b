"""Exercise 08.2: foretell how long the list is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotYet

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence

QUESTIONS = ("opened", "after_death", "after_send", "calls")


@dataclass(frozen=True)
class Counted:
    """What happened when the shop was opened, and somebody paid."""

    opened: int
    after_death: int
    after_send: int
    calls: int


def predict_the_list(evidence: Evidence) -> str:
    """Open a shop, let the visitor go, send; hold four numbers against it."""
    answers = [evidence.answer(name, "a number") for name in QUESTIONS]
    for name, answer in zip(QUESTIONS, answers, strict=True):
        if type(answer) is not int:
            raise NotYet(
                f"{name} is {naming.describe(answer)}.",
                wanted=f"{name} should be a number, without quotes.",
                hint="Count, and write the number alone.",
                more=f"For example: {name} = 2",
            )
    guess, truth = Counted(*answers), _count(evidence)
    _judge_opened(guess, truth)
    _judge_death(guess, truth)
    _judge_calls(guess, truth)
    return (
        f"{truth.opened} entries, {truth.after_death} after the death, "
        f"{truth.after_send} after the send, {truth.calls} calls."
    )


def _count(evidence: Evidence) -> Counted:
    open_shop, make_mailer = evidence.given("open_shop"), evidence.given("Mailer")
    order_paid = evidence.given("Signal")()
    mailer, visitor = make_mailer(), make_mailer()
    open_shop(order_paid, mailer, visitor)
    opened = len(order_paid.receivers)
    del visitor
    after_death = len(order_paid.receivers)
    answers: list[Any] = order_paid.send(sender=evidence.given("Checkout"))
    return Counted(opened, after_death, len(order_paid.receivers), len(answers))


def _judge_opened(guess: Counted, truth: Counted) -> None:
    if guess.opened > truth.opened:
        raise NotYet(
            f"You say {guess.opened} entries; there are fewer.",
            wanted="opened should be the entries after open_shop.",
            hint="Is a method of the same object a second receiver?",
            more="The key of a method is made of its object and its function.",
        )
    if guess.opened < truth.opened:
        raise NotYet(
            f"You say {guess.opened} entries; there are more.",
            wanted="opened should be the entries after open_shop.",
            hint="The key has two halves. Two different halves, two different keys.",
            more="With sender=Checkout the second half is another one.",
        )


def _judge_death(guess: Counted, truth: Counted) -> None:
    if guess.after_death != truth.after_death:
        raise NotYet(
            f"You say {guess.after_death} entries, right after the death.",
            wanted="after_death should be the entries before anybody looks.",
            hint="What does a death do to the list? And to the flag?",
            more="It does one thing only: it puts up the flag.",
        )
    if guess.after_send != truth.after_send:
        raise NotYet(
            f"You say {guess.after_send} entries after the send.",
            wanted="after_send should be the entries that are left then.",
            hint="The flag is up when send() comes. Who cleans up?",
            more="The next one who comes throws all dead entries away.",
        )


def _judge_calls(guess: Counted, truth: Counted) -> None:
    if guess.calls < truth.calls:
        raise NotYet(
            f"You say {guess.calls} calls; there are more.",
            wanted="calls should be the calls of one send by Checkout.",
            hint="Each living entry that hears Checkout is one call.",
            more="Who was connected without a sender hears Checkout, too.",
        )
    if guess.calls > truth.calls:
        raise NotYet(
            f"You say {guess.calls} calls; there are fewer.",
            wanted="calls should be the calls of one send by Checkout.",
            hint="A dead receiver cannot be called, even if its entry is there.",
            more="Count the entries that are left after the send.",
        )

"""Exercise 01.1: write a receiver and connect it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import called, observe
from signal_viz.registry import registry

if TYPE_CHECKING:
    from signal_viz.dispatches import Call
    from signal_viz.exercise.evidence import Evidence

ITEM = "Middlemarch"
"""Not a title of the sheet, so that no answer can know it."""


def write_a_receiver(evidence: Evidence) -> str:
    """Save an order and a customer, and look at who was called and at the outbox."""
    post_save, outbox = evidence.given("post_save"), evidence.given("outbox")
    order, customer = evidence.given("Order"), evidence.given("Customer")
    _need_connection(evidence, post_save)
    calls, mail = _save(order(item=ITEM), post_save, outbox)
    _judge_order(calls, mail)
    name = calls[0].receiver
    calls, _ = _save(customer(name="Ada"), post_save, outbox)
    if calls:
        raise NotYet(
            f"{calls[0].receiver} was called when a Customer was saved, too.",
            wanted="Only a saved Order should call it.",
            hint="connect() takes a second argument, sender=.",
            more="Without sender= a receiver hears every model. You have connected "
            "it once already: run the cell with the models again, then yours.",
        )
    return f"A saved Order calls {name}, a saved Customer does not."


def _need_connection(evidence: Evidence, post_save: Any) -> None:
    if any(connection.alive for connection in registry(post_save)):
        return
    if not evidence.has("send_confirmation"):
        raise NotStarted(
            "post_save has no receivers yet.",
            wanted="post_save should call your receiver after a save.",
            hint="Write a function with def, and give it to post_save.connect().",
            more="It begins: def send_confirmation(sender, instance, **kwargs): and it "
            "stands at the left margin, not inside another function.",
        )
    raise NotYet(
        "send_confirmation exists, but post_save has no receivers.",
        wanted="post_save should call send_confirmation after a save.",
        hint="A function hears nothing until it is connected.",
        more="Look at how lesson 01 connects reserve_stock to post_save.",
    )


def _save(
    instance: Any, post_save: Any, outbox: list[Any]
) -> tuple[list[Call], list[str]]:
    """Save and delete ``instance``; return the calls and what came into the outbox."""
    before = len(outbox)
    dispatches = observe(instance.save, post_save)
    new = outbox[before:]
    mail = [item if isinstance(item, str) else naming.describe(item) for item in new]
    del outbox[before:]
    instance.delete()
    return called(dispatches[0]), mail


def _judge_order(calls: list[Call], mail: list[str]) -> None:
    if not calls:
        raise NotYet(
            "An Order was saved, and none of your receivers was called.",
            wanted="A saved Order should call it.",
            hint="Which model did you name in sender=?",
            more="A receiver hears the model in sender= and no other.",
        )
    if calls[0].error is not None:
        raise _raised(calls[0])
    if not mail:
        raise NotYet(
            f"{calls[0].receiver} was called, but nothing came into outbox.",
            wanted="outbox should hold the item of the saved Order.",
            hint="Your receiver should end with outbox.append(...).",
            more="The saved Order comes in under the name instance.",
        )
    if len(mail) > 1:
        raise NotYet(
            f"One save put {len(mail)} things into outbox.",
            wanted="One save should put one item into outbox.",
            hint=f"The save called {len(calls)} receivers. Is an older one connected?",
            more="Run the cell with the models again: it begins with a clean slate. "
            "Then run yours once.",
        )
    if mail[0] != ITEM:
        raise NotYet(
            f"An Order for {ITEM} was saved, and outbox got {mail[0]}.",
            wanted="outbox should get the item of that Order.",
            hint="The saved Order is instance. Which of its fields do you need?",
            more="The model has one field of its own: look at the class Order.",
        )


def _raised(call: Call) -> NotYet:
    error = call.error
    assert error is not None  # noqa: S101 (asked for by the caller)
    if error.type == "TypeError" and "unexpected keyword argument" in error.message:
        return NotYet(
            f"{call.receiver} could not be called: {error.message}.",
            wanted="Your receiver should accept whatever the signal sends.",
            hint="A signal sends more arguments than you name. Add **kwargs.",
            more="def send_confirmation(sender, instance, **kwargs): takes them all.",
        )
    return NotYet(
        f"{call.receiver} raised {error.type}: {error.message}.",
        wanted="It should run to its end.",
        hint="The saved Order comes in under the name instance.",
        more="Run the cell below yours: the picture shows what your receiver raised.",
    )

"""What the page may ask of the kernel, and what it gets for an answer."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import TYPE_CHECKING, Any

import pytest
from django.dispatch import Signal

from signal_viz.answers import Answers
from signal_viz.recording import Recording
from signal_viz.trace import Trace
from signal_viz.widget import SignalFlow
from tests.hostile import TRIPPED, HostileText, hostile

if TYPE_CHECKING:
    from collections.abc import Iterator

order_paid = Signal()


class Shop:
    """A sender."""


class Basket:
    """Something that is sent along."""


def mail(**_: object) -> str:
    """Write to the customer."""
    return "sent"


def fails(**_: object) -> None:
    raise ValueError("no <b>paper</b>")


class Desk:
    """A trace that is looked at live, and the answers about it."""

    def __init__(self, *signals: Signal) -> None:
        self.trace = Trace(*signals, wake=lambda: None)
        self.loop_runs = False
        self.answers = Answers(self.trace, lambda: self.loop_runs)

    def ask(self, what: str, **more: Any) -> dict[str, Any]:
        self.trace.advance()
        self.answers.learn()
        question = {"kind": "ask", "request": "r", "what": what} | more
        answer = self.answers.answer(question)
        assert answer is not None
        assert (answer.pop("kind"), answer.pop("request")) == ("answer", "r")
        return answer

    def offers(self, connection: str = "c1", dispatch: int | None = None) -> Any:
        found = self.ask("offers", connection=connection, dispatch=dispatch)["offers"]
        return {item["act"]: item for item in found}

    def do(self, act: str, connection: str = "c1", dispatch: int | None = None) -> str:
        answer = self.ask("act", act=act, connection=connection, dispatch=dispatch)
        return str(answer.get("error") or answer["said"])

    async def send_awaited(self, dispatch: int) -> str:
        question = {"kind": "ask", "what": "act", "act": "send", "dispatch": dispatch}
        assert self.answers.is_awaited(question)
        answer = await self.answers.answer_awaited(question)
        self.trace.advance()
        return str(answer.get("error") or answer["said"])


@pytest.fixture
def desk() -> Iterator[Desk]:
    order_paid.connect(mail)
    made = Desk(order_paid)
    yield made
    made.trace.stop()
    order_paid.receivers = []
    order_paid.sender_receivers_cache.clear()
    assert type(order_paid) is Signal


def names() -> list[str]:
    return [receiver.__name__ for receiver in order_paid._live_receivers(Shop)[0]]


def test_the_source_of_a_receiver_is_text(desk: Desk) -> None:
    source = desk.ask("source", connection="c1")["source"]

    assert source["lines"][0] == "def mail(**_: object) -> str:"
    assert source["lines"][-1] == '    return "sent"'
    assert source["more"] == 0


def test_what_is_gone_has_no_source_and_the_answer_says_so(desk: Desk) -> None:
    def fleeting(**_: object) -> None: ...

    order_paid.connect(fleeting)
    desk.ask("source", connection="c2")
    del fleeting
    gc.collect()

    assert "has been collected" in desk.ask("source", connection="c2")["error"]
    assert "no longer known" in desk.ask("source", connection="c99")["error"]


def test_a_receiver_is_disconnected_and_connected_again(desk: Desk) -> None:
    order_paid.connect(fails, sender=Shop, dispatch_uid="once")

    code = desk.offers("c2")["disconnect"]["code"]
    assert code.endswith(
        "order_paid.disconnect(fails, sender=Shop, dispatch_uid='once')"
    )
    assert "returned True" in desk.do("disconnect", "c2")
    assert names() == ["mail"]

    again = desk.offers("c2")["reconnect"]
    assert again["code"].endswith("connect(fails, sender=Shop, dispatch_uid='once')")
    answer = desk.ask("act", act="reconnect", connection="c2")
    assert answer == {
        "said": "fails is connected again, as the last.",
        "connection": "c3",
    }
    assert names() == ["mail", "fails"]
    assert desk.trace.connections()[-1].sender == "Shop"


def test_a_second_time_changes_nothing_and_says_so(desk: Desk) -> None:
    assert "changed nothing" in desk.do("reconnect")
    desk.do("disconnect")
    assert "returned False" in desk.do("disconnect")


def test_a_strong_connection_stays_a_strong_one(desk: Desk) -> None:
    order_paid.connect(fails, weak=False)
    desk.do("disconnect", "c2")

    assert desk.offers("c2")["reconnect"]["code"].endswith("connect(fails, weak=False)")
    desk.do("reconnect", "c2")
    assert not desk.trace.connections()[-1].weak


def test_the_picture_keeps_no_receiver_and_no_argument_alive(desk: Desk) -> None:
    basket = Basket()
    kept = Basket()
    order_paid.connect(lambda **_: None, weak=False)
    order_paid.send(sender=kept, basket=basket)
    watched = [weakref.ref(basket), weakref.ref(kept)]
    receiver = order_paid.receivers[1][1]
    watched.append(weakref.ref(receiver))
    desk.do("disconnect", "c2")
    del receiver, basket, kept
    gc.collect()

    assert [reference() for reference in watched] == [None, None, None]
    assert "nothing held it any more" in desk.do("reconnect", "c2")
    assert desk.offers("c2", 1)["send"]["why"] == "the sender has been collected"


def test_a_send_is_done_again_with_what_it_was_sent_with(desk: Desk) -> None:
    heard: list[dict[str, Any]] = []

    def hear(**named: Any) -> None:
        del named["signal"]
        heard.append(named)

    order_paid.connect(hear)
    basket = Basket()
    order_paid.send(
        sender=Shop,
        basket=basket,
        model=Shop,
        paid=True,
        items=["tea", 2],
        fields=frozenset({"paid"}),
        none=frozenset(),
        nobody=None,
    )

    assert desk.do("send", dispatch=1) == "send() returned."
    assert heard[1] == heard[0]
    assert heard[1]["basket"] is basket
    assert type(heard[1]["fields"]) is frozenset
    code = desk.offers(dispatch=1)["send"]["code"]
    assert "paid=True, items=['tea', 2], fields=frozenset({'paid'})" in code
    assert "none=frozenset(), nobody=None" in code
    assert "basket=<Basket instance>" in code


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ({"value": object()}, "value cannot be held weakly"),
        ({"value": Basket()}, "value (Basket instance) has been collected"),
        ({"value": "x" * 500}, "value is known only as a short text"),
        ({"value": list(range(99))}, "value is known only as a short text"),
        ({"value": float("nan")}, "value is known only as a short text"),
        ({"value": frozenset({Basket})}, "value is known only as a short text"),
        ({"value": {"a": [[[1]]]}}, "value is known only as a short text"),
        ({"value": "\ufffd"}, "value is known only as a short text"),
        ({f"value{number}": 1 for number in range(60)}, "sent with too many"),
    ],
)
def test_what_cannot_be_had_again_is_not_sent(
    desk: Desk, named: dict[str, Any], why: str
) -> None:
    order_paid.send(sender=Shop, **named)
    named.clear()
    gc.collect()

    offered = desk.offers(dispatch=1)["send"]
    assert offered["why"].startswith(why) or why in offered["why"]
    assert why in desk.do("send", dispatch=1)
    assert len(desk.trace.dispatches) == 1


def test_a_sender_that_is_a_plain_value_is_not_had_again(desk: Desk) -> None:
    order_paid.send(sender="cron")

    assert "keeps no values" in desk.offers(dispatch=1)["send"]["why"]


async def _asend(**named: Any) -> None:
    await order_paid.asend(sender=None, **named)


def test_without_an_event_loop_a_send_that_is_awaited_belongs_into_a_cell(
    desk: Desk,
) -> None:
    asyncio.run(_asend())

    offered = desk.offers(dispatch=1)["send"]
    assert "await order_paid.asend(sender=None)" in offered["code"]
    assert "must be awaited" in offered["why"]
    assert "put the line into a cell" in offered["why"]
    assert "must be awaited" in desk.do("send", dispatch=1)
    assert "put the line into a cell" in asyncio.run(desk.send_awaited(1))
    assert len(desk.trace.dispatches) == 1


def test_in_an_event_loop_a_send_is_awaited_again(desk: Desk) -> None:
    async def later(**_: object) -> str:
        await asyncio.sleep(0)
        return "later"

    order_paid.connect(later)
    asyncio.run(_asend(amount=3))
    desk.loop_runs = True

    offered = desk.offers(dispatch=1)["send"]
    assert offered["why"] is None
    code = offered["code"].splitlines()[-1]
    assert code == "await order_paid.asend(sender=None, amount=3)"
    assert asyncio.run(desk.send_awaited(1)) == "asend() returned."
    first, second = desk.trace.dispatches
    assert (second.method, second.arguments) == (first.method, {"amount": "3"})
    # Awaited it must be: nothing else starts it.
    assert "must be awaited" in desk.do("send", dispatch=1)


def test_what_an_awaited_send_raises_comes_back_as_text(desk: Desk) -> None:
    async def breaks(**_: object) -> None:
        raise ValueError("no paper")

    order_paid.connect(breaks)
    with pytest.raises(ValueError, match="paper"):
        asyncio.run(_asend())
    desk.loop_runs = True

    said = asyncio.run(desk.send_awaited(1))

    assert said == "asend() raised ValueError: no paper"


def test_an_awaited_send_that_is_gone_is_not_sent(desk: Desk) -> None:
    asyncio.run(_asend())
    desk.loop_runs = True
    desk.trace.stop()

    assert asyncio.run(desk.send_awaited(1)) == (
        "It cannot be done: this picture is closed."
    )


@pytest.mark.parametrize("act", ["disconnect", "reconnect", "nonsense"])
def test_other_acts_are_not_awaited(desk: Desk, act: str) -> None:
    asyncio.run(_asend())

    question = {"kind": "ask", "what": "act", "act": act, "dispatch": 1}
    assert not desk.answers.is_awaited(question)
    assert not desk.answers.is_awaited(question | {"act": "send", "dispatch": 9})
    assert not desk.answers.is_awaited(question | {"act": "send", "what": "offers"})


def test_what_a_receiver_raises_comes_back_as_text(desk: Desk) -> None:
    order_paid.connect(fails)
    order_paid.send_robust(sender=None)
    with pytest.raises(ValueError, match="paper"):
        order_paid.send(sender=None)

    assert desk.do("send", dispatch=1) == "send_robust() returned."
    assert desk.do("send", dispatch=2) == "send() raised ValueError: no <b>paper</b>"


def test_a_closed_picture_does_nothing_more(desk: Desk) -> None:
    order_paid.send(sender=None)
    desk.trace.advance()
    desk.trace.stop()

    for act in ("disconnect", "reconnect", "send"):
        assert desk.do(act, dispatch=1) == "It cannot be done: this picture is closed."
    assert names() == ["mail"]


@pytest.mark.parametrize("form", ["svg", "dot", "mermaid", "html"])
def test_a_moment_is_drawn_as_it_was(desk: Desk, form: str) -> None:
    order_paid.send(sender=None)
    order_paid.connect(fails)
    desk.trace.advance()

    then = desk.ask("save", form=form, seq=3)["text"]
    now = desk.ask("save", form=form, seq=10**9)["text"]

    assert "mail" in then
    assert "fails" not in then
    assert "fails" in now


def test_a_recording_gives_pictures_and_nothing_else(desk: Desk) -> None:
    order_paid.send(sender=None)
    answers = Answers(Recording(desk.trace.snapshot, desk.trace.events))
    question = {"kind": "ask", "request": "r", "connection": "c1", "dispatch": 1}

    drawn = answers.answer(question | {"what": "save", "form": "dot", "seq": 99})
    refused = answers.answer(question | {"what": "act", "act": "send"})

    assert drawn is not None
    assert "mail" in drawn["text"]
    assert refused is not None
    assert "the program is not here" in refused["error"]
    assert len(desk.trace.dispatches) == 1


@pytest.mark.parametrize(
    "message",
    [
        None,
        [],
        "ask",
        {},
        {"kind": "asked"},
        {"kind": ["ask"]},
        {"kind": HostileText("ask")},
        {"kind": hostile()},
    ],
)
def test_what_is_no_question_gets_no_answer(desk: Desk, message: Any) -> None:
    TRIPPED.clear()
    flow = SignalFlow(order_paid)
    try:
        flow._received(flow, message, [])
    finally:
        flow.close()
    assert desk.answers.answer(message) is None
    assert TRIPPED == []


@pytest.mark.parametrize(
    "question",
    [
        {},
        {"what": "eval"},
        {"what": hostile()},
        {"what": "act"},
        {"what": "act", "act": "__init__", "connection": "c1"},
        {"what": "act", "act": "close", "connection": "c1"},
        {"what": "act", "act": "disconnect", "connection": hostile()},
        {"what": "act", "act": "disconnect", "connection": "c" * 10_000},
        {"what": "act", "act": "send", "dispatch": "1"},
        {"what": "act", "act": "send", "dispatch": -1},
        {"what": "act", "act": "send", "dispatch": 10**30},
        {"what": "save", "form": "../../etc/passwd"},
        {"what": "save", "form": ["svg"]},
        {"what": "source", "connection": {"c1": 1}},
    ],
)
def test_a_strange_question_gets_a_sentence_and_does_nothing(
    desk: Desk, question: dict[str, Any]
) -> None:
    TRIPPED.clear()

    answer = desk.answers.answer({"kind": "ask", "request": hostile()} | question)

    assert answer is not None
    assert set(answer) == {"kind", "request", "error"}
    assert answer["request"] == ""
    assert TRIPPED == []
    assert names() == ["mail"]
    assert desk.trace.events == ()

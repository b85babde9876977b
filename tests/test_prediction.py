"""A question: asked first, answered, and judged by what happened."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import pytest
from django.dispatch import Signal

import signal_viz as sv
from signal_viz import live, shown
from signal_viz.prediction import MOST, Prediction

if TYPE_CHECKING:
    from signal_viz.trace import Trace


def reserve_stock(**_: object) -> None: ...


def charge_card(**_: object) -> None:
    raise ValueError("card refused")


def update_index(**_: object) -> None: ...


RECEIVERS = [reserve_stock, charge_card, update_index]


@pytest.fixture
def trace() -> Trace:
    """Return a recording of a send that the second receiver stops."""
    signal = Signal()
    for receiver in RECEIVERS:
        signal.connect(receiver)
    with sv.trace(signal) as recording, pytest.raises(ValueError, match="refused"):
        signal.send(sender=None)
    return recording


@pytest.fixture
def on_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a front end be there, which can commit."""
    monkeypatch.delenv(shown.STATIC, raising=False)
    monkeypatch.setattr(live, "in_notebook", lambda: True)


def ordered(**more: Any) -> Prediction:
    options = [update_index, charge_card, reserve_stock]
    return sv.predict("Which run?", options, pick="order", ending=True, **more)


def test_without_a_page_the_words_ask_the_question() -> None:
    assert repr(ordered()) == (
        "Predict: Which run?\n"
        "  update_index\n"
        "  charge_card\n"
        "  reserve_stock\n"
        "  How does it end: the send returns, or an exception?\n"
        "Put those that run in order, then run the next cell."
    )


def test_without_a_page_the_words_tell_the_answer_once_it_is_judged(
    trace: Trace,
) -> None:
    guess = ordered(because="send() stops at the first exception.")

    assert repr(guess.judge(trace)) == (
        "Predict: Which run?\n"
        "  – update_index\n"
        "  2 charge_card\n"
        "  1 reserve_stock\n"
        "ValueError left the send.\n"
        "send() stops at the first exception."
    )


def test_a_stored_output_holds_the_words_alone(
    trace: Trace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(shown.STATIC, "1")
    guess = sv.predict("Which run?", RECEIVERS)

    asked, _ = guess._repr_mimebundle_()
    told, _ = guess.judge(trace)._repr_mimebundle_()

    assert set(asked) == set(told) == {"text/plain"}
    assert "✓ charge_card" not in asked["text/plain"]
    assert "✓ charge_card" in told["text/plain"]


@pytest.mark.usefixtures("on_a_page")
def test_on_a_page_nothing_is_revealed_before_the_commit(trace: Trace) -> None:
    guess = ordered(because="It stops.").judge(trace)

    state = guess.get_state()
    assert state["outcome"] == {}
    assert state["judged"] is True
    for text in (repr(guess), str(state["question"])):
        assert "ValueError" not in text
        assert "It stops." not in text
    assert shown.WIDGET in guess._repr_mimebundle_()[0]


@pytest.mark.usefixtures("on_a_page")
def test_a_commit_after_the_run_brings_the_outcome(trace: Trace) -> None:
    guess = ordered(because="It stops.").judge(trace)

    guess.commitment = {"chosen": ["0"], "ending": "returned"}

    assert guess.outcome == {
        "chosen": ["2", "1"],
        "ending": "raised",
        "error": "ValueError",
        "ran": True,
        "because": "It stops.",
    }
    assert "ValueError left the send." in repr(guess)


@pytest.mark.usefixtures("on_a_page")
def test_a_commit_before_the_run_waits_for_it(trace: Trace) -> None:
    guess = ordered()
    guess.commitment = {"chosen": [], "ending": "returned"}
    assert guess.outcome == {}

    guess.judge(trace)

    assert guess.outcome["ending"] == "raised"


def test_the_first_answer_counts() -> None:
    guess = sv.predict("Which run?", RECEIVERS)
    first = {"chosen": ["1"], "ending": None}
    guess.commitment = first

    guess.commitment = {"chosen": ["2"], "ending": None}
    guess.commitment = {}

    assert guess.commitment == first


@pytest.mark.parametrize(
    "nonsense",
    [
        {"chosen": ["9"], "ending": None},
        {"chosen": ["0", "0"], "ending": None},
        {"chosen": "01", "ending": None},
        {"chosen": [["0"]], "ending": None},
        {"chosen": ["0"], "ending": "raised"},
        {"ending": None},
        {"kind": "eval"},
    ],
)
def test_what_is_no_answer_changes_nothing(nonsense: dict[str, Any]) -> None:
    guess = sv.predict("Which run?", RECEIVERS)

    guess.commitment = nonsense

    assert guess.commitment == {}


def test_a_question_for_one_takes_one_and_an_end_if_it_asks_for_it() -> None:
    guess = sv.predict("Queued?", ["yes", "no"], pick="one", ending=True)

    guess.commitment = {"chosen": [], "ending": "returned"}
    guess.commitment = {"chosen": ["0", "1"], "ending": "returned"}
    guess.commitment = {"chosen": ["0"], "ending": None}
    assert guess.commitment == {}
    guess.commitment = {"chosen": ["0"], "ending": "returned"}
    assert guess.commitment["chosen"] == ["0"]


def test_a_dispatch_and_a_picture_judge_as_well(trace: Trace) -> None:
    signal = Signal()
    signal.connect(reserve_stock)
    flow = sv.watch(signal)
    signal.send(sender=None)

    for evidence, expected in ((trace.dispatches[0], "✓ charge"), (flow, "– charge")):
        words = repr(sv.predict("Which run?", RECEIVERS).judge(evidence))
        assert expected in words
        assert "✓ reserve_stock" in words
    flow.close()


def test_all_dispatches_of_a_recording_count_in_the_order_of_the_calls() -> None:
    first, second = Signal(), Signal()

    def outer(**_: object) -> None:
        second.send(sender=None)

    def inner(**_: object) -> None: ...

    def last(**_: object) -> None: ...

    first.connect(outer)
    first.connect(last)
    second.connect(inner)
    with sv.trace(first, second) as recording:
        first.send(sender=None)
        first.send(sender=None)

    options = [last, inner, outer]
    guess = sv.predict("Which run?", options, pick="order").judge(recording)

    marks = [line.split()[0] for line in repr(guess).splitlines()[1:]]
    assert marks == ["3", "2", "1"]


def test_an_exception_that_was_caught_inside_is_not_the_end() -> None:
    signal = Signal()
    signal.connect(charge_card)
    with sv.trace(signal) as recording:
        signal.send_robust(sender=None)

    guess = sv.predict("Ends?", [charge_card], ending=True).judge(recording)

    assert "The send returned." in repr(guess)


@pytest.mark.parametrize(
    ("options", "value", "right"),
    [
        (["yes", "no"], False, ["no"]),
        (["Yes", "No"], True, ["Yes"]),
        ([True, False], False, ["False"]),
        (["one", "two"], "two", ["two"]),
        ([1, 2, None], None, ["None"]),
        (["one", "two", "three"], ["three", "one"], ["one", "three"]),
        (["one", "two"], set(), []),
        (RECEIVERS, charge_card, ["charge_card"]),
    ],
)
def test_a_value_judges(options: list[Any], value: Any, right: list[str]) -> None:
    words = repr(sv.predict("What?", options).judge(value))

    marked = [line[4:] for line in words.splitlines() if line.startswith("  ✓ ")]
    assert marked == right


def test_judging_again_takes_the_newer_evidence() -> None:
    guess = sv.predict("Queued?", ["yes", "no"], pick="one")

    guess.judge("yes")

    assert "✓ no" in repr(guess.judge("no"))


@pytest.mark.parametrize(
    ("arguments", "more", "message"),
    [
        (("",), {}, "Ask in words"),
        ((3, ["a"]), {}, "Ask in words"),
        (("Which?",), {}, "0 options are no question"),
        (("Which?", "ab"), {}, "Give the options as a list"),
        (("Which?", ["a", "a"]), {}, "Two options are the same"),
        (("Which?", ["a"]), {"pick": "one"}, "1 options are no question"),
        (("Which?", ["a", "b"]), {"pick": "two"}, "use 'one', 'some' or 'order'"),
        (("Which?", ["a", object()]), {}, "cannot be an option"),
        (("Which?", list(range(MOST + 1))), {}, "41 options are no question"),
        (("Which?", ["a", "b"]), {"because": 3}, "because is a text"),
    ],
)
def test_what_is_no_question_is_refused_in_one_sentence(
    arguments: tuple[Any, ...], more: dict[str, Any], message: str
) -> None:
    with pytest.raises(sv.SignalVizError, match=message):
        sv.predict(*arguments, **more)
    gc.collect()


def test_evidence_that_does_not_answer_is_refused(trace: Trace) -> None:
    with sv.trace(Signal()) as silent:
        pass

    for guess, evidence, message in (
        (ordered(), "reserve_stock", "judge it with a recording"),
        (ordered(), silent, "Nothing was sent"),
        (sv.predict("One?", RECEIVERS, pick="one"), trace, "and 2 are right"),
        (sv.predict("One?", ["a", "b"], pick="one"), ["a", "b"], "and 2 are right"),
        (sv.predict("Which?", ["a", "b"]), "c", "c is none of the options"),
        (sv.predict("Which?", ["a", "b"]), True, "True is none of the options"),
    ):
        with pytest.raises(sv.SignalVizError, match=message):
            guess.judge(evidence)
        assert guess.judged is False


def test_options_are_never_asked_or_printed() -> None:
    from tests.hostile import TRIPPED

    class Trap:
        def __call__(self) -> None:
            TRIPPED.append("called")

        def __repr__(self) -> str:
            TRIPPED.append("printed")
            return ""

    sv.predict("Which?", [Trap(), "other"])

    assert TRIPPED == []

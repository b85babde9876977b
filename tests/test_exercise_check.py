"""``sv.check`` judges by what happened and answers with ✓ or with a hint."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models.signals import post_save
from django.dispatch import Signal
from IPython.core.interactiveshell import InteractiveShell

from signal_viz.errors import SignalVizError
from signal_viz.exercise import NotStarted, NotYet, check
from signal_viz.exercise.evidence import Evidence, need_signal, observe

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(autouse=True)
def no_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNAL_VIZ_PROGRESS", "off")


@pytest.fixture
def cell() -> Callable[[str], None]:
    """Run code as a cell of the first notebook, with two receivers connected."""
    names: dict[str, Any] = {"check": check, "order_paid": Signal()}

    def reserve_stock(**kwargs: object) -> None: ...

    def send_confirmation(**kwargs: object) -> None: ...

    for receiver in (reserve_stock, send_confirmation):
        names["order_paid"].connect(receiver)
        names[receiver.__name__] = receiver
    return lambda code: exec(code, names)  # noqa: S102 (our own code)


def shown(error: SignalVizError) -> str:
    """Return what a notebook prints instead of a traceback."""
    lines: list[str] = error._render_traceback_()
    return "\n".join(lines)


def test_a_right_answer_says_what_was_seen(
    cell: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    cell("receivers = 2; check('00.1')")

    assert capsys.readouterr().out == (
        "✓ 00.1 Read the picture\n  Saw:    order_paid has 2 receivers.\n"
    )


def test_a_wrong_answer_says_what_it_saw_and_wanted_and_a_hint(
    cell: Callable[[str], None],
) -> None:
    with pytest.raises(NotYet) as caught:
        cell("receivers = 3; check('00.1')")

    assert shown(caught.value).splitlines() == [
        "✕ 00.1 Read the picture",
        "  Saw:    You counted 3.",
        "  Wanted: receivers should be the number of receivers alone.",
        "  Hint:   One box is the sender or the signal. Do not count it.",
        '  Stuck?  sv.check("00.1", hint=True) says more.',
    ]


def test_the_second_hint_comes_on_request(cell: Callable[[str], None]) -> None:
    with pytest.raises(NotYet) as caught:
        cell("receivers = 3; check('00.1', hint=True)")

    assert shown(caught.value).splitlines()[-1].startswith("  More:   Receivers are")


def test_a_notebook_shows_these_lines_and_no_traceback() -> None:
    shell: Any = InteractiveShell.instance()
    shell.user_ns.update(check=check, order_paid=Signal(), receivers=7)

    result = shell.run_cell("check('00.1')", silent=True)

    assert isinstance(result.error_in_exec, NotYet)
    assert "Traceback" not in shown(result.error_in_exec)
    InteractiveShell.clear_instance()


@pytest.mark.parametrize("answer", ["'2'", "2.0", "True", "[2]", "None", "order_paid"])
def test_an_answer_of_the_wrong_kind_is_told_so(
    cell: Callable[[str], None], answer: str
) -> None:
    with pytest.raises(NotYet, match="a number, without quotes"):
        cell(f"receivers = {answer}; check('00.1')")


@pytest.mark.parametrize("code", ["", "receivers = ..."])
def test_an_untouched_exercise_has_not_started(
    cell: Callable[[str], None], code: str
) -> None:
    with pytest.raises(NotStarted, match="receivers has no value yet"):
        cell(f"{code}\ncheck('00.1')")


def test_a_check_whose_cells_have_not_run_says_so(cell: Callable[[str], None]) -> None:
    with pytest.raises(NotStarted, match="There is no order_paid in this notebook"):
        cell("del order_paid; check('00.1')")


@pytest.mark.parametrize("number", ["1.1", " 01.1 ", "01.1"])
def test_a_number_may_be_written_in_short(
    cell: Callable[[str], None], number: str
) -> None:
    with pytest.raises(NotStarted) as caught:
        cell(f"check({number!r})")

    assert shown(caught.value).startswith("– 01.1 Write a receiver")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("'01.9'", 'There is no exercise "01.9". There are: 01.1, 01.2, 01.3, 01.4.'),
        ("'77.1'", 'There is no exercise "77.1". There are: 00.1, 01.1, 01.2'),
        ("'<b>'", 'There is no exercise "<b>". There are: 00.1'),
        ("''", 'There is no exercise "". There are: 00.1'),
        ("'9' * 10**6", 'There is no exercise "99999999999999999999". There are'),
        ("1.1", "The number of an exercise is a text in quotes"),
        ("None", "The number of an exercise is a text in quotes"),
    ],
)
def test_an_unknown_number_is_answered_with_those_that_exist(
    cell: Callable[[str], None], number: str, sentence: str
) -> None:
    with pytest.raises(SignalVizError) as caught:
        cell(f"check({number})")

    assert str(caught.value).startswith(sentence)
    assert not isinstance(caught.value, NotYet)


@pytest.mark.parametrize(
    ("mistake", "error"),
    [("1 / 0", "ZeroDivisionError"), ("check('99.9')", "SignalVizError")],
)
def test_an_error_of_the_learners_own_is_a_hint_not_a_crash(
    cell: Callable[[str], None], mistake: str, error: str
) -> None:
    with pytest.raises(NotYet, match=f"Your code stopped with {error}") as no:
        cell(
            "class Order:\n"
            f"    def __init__(self, **fields): {mistake}\n"
            "post_save, outbox, Customer = order_paid, [], Order\n"
            "check('01.1')"
        )

    assert no.value.__suppress_context__


def test_names_are_taken_with_or_without_quotes() -> None:
    def charge_card(**kwargs: object) -> None: ...

    given = Evidence({"called": [charge_card, "send_confirmation()"]})

    names = given.names("called", "a list of names")

    assert names[-1] == "send_confirmation"
    assert names[0].endswith("charge_card")


@pytest.mark.parametrize("value", [3, "charge_card", None, [3], [["a"]], {"a": 1}])
def test_what_is_no_list_of_names_is_told_so(value: object) -> None:
    with pytest.raises(NotYet, match="Write a list of names in quotes"):
        Evidence({"called": value}).names("called", "a list of names")


@pytest.mark.parametrize("value", [3, Signal, "order_paid", None])
def test_what_is_no_signal_is_told_so(value: object) -> None:
    with pytest.raises(NotYet, match="stock_low should be a signal"):
        need_signal(value, "stock_low")


def test_any_signal_is_a_signal() -> None:
    for signal in (Signal(), post_save):
        need_signal(signal, "stock_low")


def test_observing_goes_on_after_an_exception_in_a_receiver() -> None:
    signal = Signal()

    def charge_card(**_: object) -> None:
        raise ValueError("card refused")

    signal.connect(charge_card)

    (dispatch,) = observe(lambda: signal.send(sender=None), signal)

    assert dispatch.error is not None
    assert dispatch.error.type == "ValueError"


def test_observing_hides_no_other_exception() -> None:
    with pytest.raises(ZeroDivisionError):
        observe(lambda: 1 / 0, Signal())


def test_a_check_leaves_the_signal_as_it_was() -> None:
    signal = Signal()

    observe(lambda: signal.send(sender=ModuleType("shop")), signal)

    assert type(signal) is Signal
    assert signal.receivers == []

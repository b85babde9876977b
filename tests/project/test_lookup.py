"""What somebody writes finds the signal and the sender that it means."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models.signals import post_save
from django.dispatch import Signal

from signal_viz.errors import SignalVizError
from signal_viz.project.lookup import senders_called, signals_called

if TYPE_CHECKING:
    from collections.abc import Callable

order_paid = Signal()


class Steps:
    shipped = Signal()


def only(found: list[Any]) -> Any:
    (item,) = found
    return item


def test_a_name_of_the_notebook_comes_first() -> None:
    mine = Signal()

    assert only(signals_called("post_save", {"post_save": mine})) is mine
    assert only(signals_called("post_save", {})) is post_save


def test_a_dotted_name_is_looked_up_from_its_first_part() -> None:
    names = {"Steps": Steps, "here": types.SimpleNamespace(steps=Steps)}

    assert only(signals_called("Steps.shipped", names)) is Steps.shipped
    assert only(signals_called("here.steps.shipped", names)) is Steps.shipped


def test_any_signal_of_the_process_is_found_by_its_name_or_the_end_of_it() -> None:
    assert only(signals_called("django.db.models.signals.post_save", {})) is post_save
    assert only(signals_called("POST_SAVE", {})) is post_save
    assert only(signals_called(f"{__name__}.order_paid", {})) is order_paid
    assert only(signals_called("Steps.shipped", {})) is Steps.shipped


def test_a_name_of_something_else_does_not_hide_the_signal() -> None:
    assert only(signals_called("post_save", {"post_save": "text"})) is post_save


def test_one_name_may_mean_several_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one_shop", "other_shop"):
        module = types.ModuleType(name)
        vars(module)["order_lost"] = Signal()
        monkeypatch.setitem(__import__("sys").modules, name, module)

    assert len(signals_called("order_lost", {})) == 2


def test_a_sender_is_any_object_of_the_notebook() -> None:
    assert senders_called("Steps", {"Steps": Steps}) == [Steps]
    assert senders_called("nobody", {"nobody": None}) == [None]


@pytest.mark.parametrize(
    ("find", "name", "said"),
    [
        (signals_called, "post_sav", "no signal post_sav. Did you mean post_save?"),
        (signals_called, "my_signl", "no signal my_signl. Did you mean my_signal?"),
        (signals_called, "Steps.lost", "There is no signal Steps.lost."),
        (senders_called, "Zzz", "There is no sender Zzz."),
    ],
)
def test_an_unknown_name_is_refused_with_a_suggestion(
    find: Callable[..., object], name: str, said: str
) -> None:
    with pytest.raises(SignalVizError, match=said):
        find(name, {"my_signal": Signal()})

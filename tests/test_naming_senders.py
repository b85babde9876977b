from __future__ import annotations

import types
from typing import Any

import pytest
from django.core.signals import request_finished
from django.db.models import Model
from django.db.models.base import ModelBase
from django.db.models.signals import post_save
from django.dispatch import Signal

from signal_viz.naming import NAME_LENGTH, Sender, sender, signal_name


class Shop:
    def method(self) -> None: ...


@pytest.mark.parametrize(
    ("candidate", "named"),
    [
        (None, Sender("None", "none")),
        (Shop, Sender("Shop", "class")),
        (Model, Sender("Model", "model")),
        (Shop(), Sender("Shop instance", "instance")),
        (types, Sender("types", "module")),
        ("django.contrib.auth", Sender("'django.contrib.auth'", "string")),
        (len, Sender("len", "instance")),
        (Shop().method, Sender("Shop.method", "instance")),
        (42, Sender("42", "instance")),
        (("a", 1), Sender("('a', 1)", "instance")),
    ],
)
def test_every_kind_of_sender_has_a_readable_name(
    candidate: object, named: Sender
) -> None:
    assert sender(candidate) == named


def test_a_model_with_a_metaclass_of_its_own_is_a_model() -> None:
    class Metaclass(ModelBase): ...

    class Base(metaclass=Metaclass): ...

    assert sender(Base) == Sender("Base", "model")


def test_a_module_without_a_name_is_a_module() -> None:
    module = types.ModuleType("shop")
    del module.__name__

    assert sender(module) == Sender("module", "module")


@pytest.mark.parametrize("kind", ["class", "module", "string", "instance"])
def test_the_label_of_a_sender_is_short(kind: str) -> None:
    long = "x" * 10_000_000
    candidates: dict[str, Any] = {
        "class": type(long, (), {}),
        "module": types.ModuleType(long),
        "string": long,
        "instance": type(long, (), {})(),
    }

    named = sender(candidates[kind])

    assert named.kind == kind
    assert len(named.label) <= 120
    assert "…" in named.label


def test_a_signal_is_called_by_its_name_in_the_module_of_signals() -> None:
    assert signal_name(post_save) == "post_save"
    assert signal_name(request_finished) == "request_finished"


def test_a_signal_that_no_module_holds_is_called_signal() -> None:
    assert signal_name(Signal()) == "signal"


def test_the_name_in_the_notebook_comes_before_that_in_other_modules(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signal = Signal()
    for module, name in [("aaa", "other"), ("__main__", "order_paid")]:
        held = types.ModuleType(module)
        setattr(held, name, signal)
        monkeypatch.setitem(__import__("sys").modules, module, held)

    assert signal_name(signal) == "order_paid"


def test_a_private_name_and_a_name_that_is_no_text_are_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signal = Signal()
    held = types.ModuleType("shop")
    vars(held).update({"_private": signal, 42: signal})  # type: ignore[dict-item]
    monkeypatch.setitem(__import__("sys").modules, "shop", held)

    assert signal_name(signal) == "signal"


def test_the_name_of_a_signal_is_short() -> None:
    assert len(signal_name(object())) <= NAME_LENGTH

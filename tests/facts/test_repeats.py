"""A function that connects runs three times: how often is the receiver called?"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from django.dispatch import receiver

from signal_viz import trace
from tests.facts.reading import heard, story

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.facts.lab import Lab


class Book: ...


class Shop:
    def open(self, **_: object) -> None: ...


def mail(**_: object) -> None: ...


def nested(signal: Any, **how: Any) -> Any:
    def inner(**_: object) -> None: ...

    signal.connect(inner, **how)
    return inner


def decorated(signal: Any) -> None:
    @receiver(signal)
    def inner(**_: object) -> None: ...


def anonymous(signal: Any, **how: Any) -> None:
    signal.connect(lambda **_: None, **how)


def of_temporary(signal: Any) -> None:
    signal.connect(Shop().open)


@pytest.mark.parametrize("connect", [nested, decorated, anonymous, of_temporary])
def test_a_receiver_that_only_the_function_knows_is_never_called(
    signal: Any, connect: Callable[[Any], Any]
) -> None:
    with trace(signal) as recording:
        for _ in range(3):
            connect(signal)
        signal.send(sender=Book)

    told = story(recording)
    collected = [sentence for sentence in told if sentence.endswith(" collected")]
    assert len(collected) == 3
    assert told[-2:] == ["send", "end"]


@pytest.mark.parametrize(
    ("connect", "calls"),
    [("nested", 3), ("decorated", 3), ("anonymous", 3), ("of_temporary", 0)],
)
def test_under_debug_it_is_called_each_time_unless_it_is_a_method(
    lab: Lab, connect: str, calls: int
) -> None:
    lab.start(debug=True)
    lab.run(
        f"from tests.facts.test_repeats import Book, {connect} as connect\n"
        "paid = Signal()"
    )
    recording = lab.trace(
        "paid",
        """
        for _ in range(3):
            connect(paid)
        paid.send(sender=Book)
        """,
    )

    (names,) = heard(recording)
    assert len(names) == calls


@pytest.mark.parametrize("connect", [nested, anonymous])
def test_with_a_strong_reference_it_is_called_three_times(
    signal: Any, connect: Callable[..., Any]
) -> None:
    with trace(signal) as recording:
        for _ in range(3):
            connect(signal, weak=False)
        signal.send(sender=Book)

    (names,) = heard(recording)
    assert len(names) == 3


def test_kept_by_somebody_it_is_called_three_times(signal: Any) -> None:
    with trace(signal) as recording:
        kept = [nested(signal) for _ in range(3)]
        signal.send(sender=Book)

    assert heard(recording) == [["inner"] * len(kept)]


def test_a_method_of_three_objects_is_called_three_times(signal: Any) -> None:
    shops = [Shop(), Shop(), Shop()]
    with trace(signal) as recording:
        for shop in shops:
            signal.connect(shop.open)
        signal.send(sender=Book)

    assert heard(recording) == [["Shop.open"] * 3]


def test_with_one_dispatch_uid_it_is_called_once(signal: Any) -> None:
    with trace(signal) as recording:
        for _ in range(3):
            anonymous(signal, weak=False, dispatch_uid="mail")
        signal.send(sender=Book)

    assert heard(recording) == [["<lambda>"]]


def test_connected_for_all_senders_and_for_one_it_is_called_twice(signal: Any) -> None:
    with trace(signal) as recording:
        signal.connect(mail)
        signal.connect(mail, sender=Book)
        signal.send(sender=Book)
        signal.send(sender=Shop)

    assert heard(recording) == [["mail", "mail"], ["mail"]]


def test_each_dispatch_uid_is_one_more_call(signal: Any) -> None:
    with trace(signal) as recording:
        signal.connect(mail, dispatch_uid="a")
        signal.connect(mail, dispatch_uid="b")
        signal.connect(mail)
        signal.send(sender=Book)

    assert heard(recording) == [["mail"] * 3]


HANDLERS = """
from shop_signals import paid
def mail(**_): pass
paid.connect(mail)
"""


@pytest.fixture
def shop(
    signal: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], None]:
    """A module that can be imported under two names, as ``handlers`` and in a package.

    Called, it makes the second name importable.
    """
    owner: Any = ModuleType("shop_signals")
    owner.paid = signal
    monkeypatch.setitem(sys.modules, "shop_signals", owner)
    package = tmp_path / "project"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "handlers.py").write_text(HANDLERS)
    monkeypatch.syspath_prepend(package)
    for name in ("handlers", "project", "project.handlers"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
        monkeypatch.delitem(sys.modules, name)
    return lambda: monkeypatch.syspath_prepend(tmp_path)


def test_a_module_under_two_names_is_two_receivers(
    signal: Any, shop: Callable[[], None]
) -> None:
    shop()
    with trace(signal) as recording:
        importlib.import_module("handlers")
        importlib.import_module("project.handlers")
        importlib.import_module("handlers")
        signal.send(sender=Book)

    assert heard(recording) == [["mail", "mail"]]


@pytest.mark.usefixtures("shop")
def test_a_reloaded_module_is_one_receiver(signal: Any) -> None:
    with trace(signal) as recording:
        handlers = importlib.import_module("handlers")
        importlib.reload(handlers)
        signal.send(sender=Book)

    assert heard(recording) == [["mail"]]


@pytest.mark.usefixtures("shop")
def test_a_reloaded_module_is_two_receivers_where_somebody_holds_the_old_one(
    signal: Any,
) -> None:
    with trace(signal) as recording:
        handlers = importlib.import_module("handlers")
        held = handlers.mail
        importlib.reload(handlers)
        signal.send(sender=Book)

    assert held is not handlers.mail
    assert heard(recording) == [["mail", "mail"]]

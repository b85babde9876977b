"""Fixtures: signals on which watching must leave nothing."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.dispatch import Signal

from signal_viz.tracer import is_watched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(autouse=True)
def _receivers_die(monkeypatch: pytest.MonkeyPatch) -> None:
    """With DEBUG=True Django keeps receivers alive; another test may have set it."""
    if settings.configured:
        monkeypatch.setattr(settings, "DEBUG", False)


@pytest.fixture
def make_signal() -> Iterator[Callable[..., Any]]:
    """Makes signals, and asserts that watching has left nothing on them."""
    made: list[tuple[Any, type, set[str]]] = []

    def make(cls: type[Signal] = Signal, **named: Any) -> Any:
        signal = cls(**named)
        made.append((signal, cls, set(vars(signal))))
        return signal

    yield make
    for signal, cls, names in made:
        assert type(signal) is cls
        assert set(vars(signal)) == names
        assert not is_watched(signal)
        assert weakref.getweakrefcount(signal) == 0


@pytest.fixture
def signal(make_signal: Callable[..., Any]) -> Any:
    """A signal on which watching must leave nothing."""
    return make_signal()

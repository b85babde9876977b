"""The comparison with a bare program notices a careless tracer, so it proves something."""

from __future__ import annotations

import gc

import pytest

from tests.tracer import test_tracer_transparency  # noqa: F401  # collects the scenarios
from tests.tracer.world import SCENARIOS, observe
from tools.django_suite.faults import FAULTS


def is_disturbed(name: str) -> bool:
    """Return whether a scenario sees something else when watched."""
    bare = observe(SCENARIOS[name], 0, caching=False)
    try:
        return observe(SCENARIOS[name], 1, caching=False) != bare
    except Exception:  # noqa: BLE001  # it may stumble over what the fault changed
        return True


# What a fault kept alive dies all at once, and Python's WeakMethod then stumbles.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_careless_tracer_is_noticed(
    monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    with monkeypatch.context() as patch:
        FAULTS[fault](patch.setattr)
        noticed = any(map(is_disturbed, SCENARIOS))
    gc.collect()

    assert noticed

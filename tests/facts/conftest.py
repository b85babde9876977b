"""Signals and a Django in memory, on which facts are read from a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.facts.lab import Lab
from tests.left_alone import _receivers_die, make_signal, signal
from tests.sandbox.kernel import Kernel, started

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["_receivers_die", "make_signal", "signal"]


@pytest.fixture(scope="session")
def _running_kernel() -> Iterator[Kernel]:
    with started() as kernel:
        yield kernel


@pytest.fixture
def lab(_running_kernel: Kernel) -> Lab:
    """A clean Django in memory, with ``DEBUG=False``."""
    lab = Lab(_running_kernel)
    lab.start(debug=False)
    return lab

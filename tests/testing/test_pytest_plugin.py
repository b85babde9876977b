"""The plugin for pytest: there once the package is installed, and light."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]

SHOP = """
from django.dispatch import Signal

order_paid = Signal()


def reserve_stock(**kwargs):
    pass


order_paid.connect(reserve_stock)
"""


@pytest.fixture
def run(tmp_path: Path) -> Callable[[str], tuple[int, str]]:
    """Run a file of tests in a project in which the package is installed."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    # As pip writes it, and in a folder of its own: nothing else of ours is there.
    installed = tmp_path / "installed" / "signal_viz-1.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Name: signal-viz\nVersion: 1\n", "utf-8")
    lines = [f"{name} = {to}" for name, to in table["entry-points"]["pytest11"].items()]
    (installed / "entry_points.txt").write_text(
        "\n".join(["[pytest11]", *lines]), "utf-8"
    )
    project = tmp_path / "project"
    project.mkdir()
    (project / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n", "utf-8")

    def run(source: str) -> tuple[int, str]:
        (project / "test_it.py").write_text(source, "utf-8")
        paths = os.pathsep.join([str(installed.parent), str(ROOT)])
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "pytest", "-p", "no:asyncio"],
            cwd=project,
            env={**os.environ, "PYTHONPATH": paths},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    return run


def test_a_run_that_does_not_use_it_imports_nothing(
    run: Callable[[str], tuple[int, str]],
) -> None:
    status, told = run(
        """
import sys

def test_it(request):
    assert request.config.pluginmanager.has_plugin("pytest_signal_viz")
    assert "pytest_signal_viz" in sys.modules
    assert not {"signal_viz", "django", "anywidget"} & set(sys.modules)
"""
    )

    assert status == 0, told
    assert "1 passed" in told


def test_the_fixture_records_and_leaves_the_signal_as_it_was(
    run: Callable[[str], tuple[int, str]],
) -> None:
    status, told = run(
        f"""{SHOP}
def test_it(trace_signals):
    with trace_signals(order_paid, senders=[str]) as trace:
        order_paid.send(sender=int)
        order_paid.send(sender=str)
    assert [call.receiver for call in trace.dispatches[0].calls] == ["reserve_stock"]
    assert len(trace.dispatches) == 1
    assert type(order_paid) is Signal
"""
    )

    assert status == 0, told
    assert "signals call" not in told


def test_a_test_that_fails_draws_what_was_dispatched(
    run: Callable[[str], tuple[int, str]],
) -> None:
    status, told = run(
        f"""{SHOP}
def test_it(trace_signals):
    with trace_signals(order_paid):
        order_paid.send(sender=str)
    with trace_signals(order_paid):
        order_paid.send_robust(sender=int)
        raise ValueError("inside")
"""
    )

    assert status == 1, told
    assert told.count("Captured signals call") == 2
    assert "  1. str ── order_paid ── send()\n     ✓ reserve_stock   returned" in told
    assert "  1. int ── order_paid ── send_robust()" in told
    assert "pytest_signal_viz.py" not in told.partition("Captured")[0]


def test_the_functions_show_the_test_alone(
    run: Callable[[str], tuple[int, str]],
) -> None:
    status, told = run(
        f"""{SHOP}
from signal_viz.testing import assert_dispatches

def test_it():
    with assert_dispatches(order_paid):
        pass
"""
    )

    assert status == 1, told
    assert "Expected: at least 1 dispatch of order_paid." in told
    assert "blocks.py" not in told

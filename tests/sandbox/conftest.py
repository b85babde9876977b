"""Real IPython kernels for the tests of the sandbox.

Django can be set up once in a process, and a cell differs from a script: it runs
inside an event loop and keeps what it displays. So the cells of these tests run in
a kernel of their own.
"""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from tests.sandbox.kernel import ROOT, Kernel, started

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def _running_kernel() -> Iterator[Kernel]:
    with started() as kernel:
        yield kernel


@pytest.fixture
def kernel(_running_kernel: Kernel) -> Kernel:
    """A kernel with no variables of earlier tests, and a first cell that has run."""
    _running_kernel.clear()
    _running_kernel.run(
        """
        from django.db import connection, models, transaction
        from django.db.models.signals import m2m_changed, post_delete, post_save
        from django.dispatch import Signal, receiver
        from signal_viz import sandbox as sv
        sv.configure(debug=False, quiet=True)
        """
    )
    return _running_kernel


@pytest.fixture
def fresh_kernel() -> Iterator[Kernel]:
    """A kernel in which nothing has run."""
    with started() as kernel:
        yield kernel


@pytest.fixture
def python() -> Callable[[str], str]:
    """Run a script in a Python of its own and return what it printed.

    Every warning is an error there, also one that only Python's end brings up.
    """

    def run(source: str) -> str:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", dedent(source)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert not done.stderr
        return done.stdout.strip()

    return run

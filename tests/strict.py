"""Strict nbval on one notebook, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tools.source import ROOT

if TYPE_CHECKING:
    from pathlib import Path

# It takes longer to import them than to run a short lesson.
_UNUSED = ("-p", "no:hypothesispytest", "-p", "no:anyio", "-p", "no:xdist")


def compare(path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the notebook ``path`` and compare its outputs, as the whole suite does.

    Args:
        path: a notebook; it is not changed.
        variables: for the environment of its kernel.
    """
    options = ["-q", "-c", "pyproject.toml", *_UNUSED]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(path)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | variables,
        capture_output=True,
        text=True,
        check=False,
    )

"""Ask a process of its own: what it patches or holds is its own as well."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LONGEST = 300
"""Seconds that one process may take for everything."""


def ask(module: str, argument: str) -> dict[str, Any]:
    """Return what ``python -m module argument`` answers; trouble is an answer too.

    Returns:
        Its answer, or why there is none as ``"missing"``.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, argument],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"missing": f"no answer within {LONGEST} s"}
    return read(done.returncode, done.stdout)


def read(code: int, output: str) -> dict[str, Any]:
    """Return the answer in what a process printed.

    Args:
        code: its exit status.
        output: what it printed; the answer is the last line, in JSON. Whatever it
            uses may have printed before.
    """
    lines = output.splitlines()
    if code or not lines:
        return {"missing": f"its process ended with status {code}"}
    answer: dict[str, Any] = json.loads(lines[-1])
    return answer

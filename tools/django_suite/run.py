"""Run Django's tests in a process of their own, and read what came of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tools.django_suite.errors import SuiteError
from tools.source import ROOT

if TYPE_CHECKING:
    from tools.django_suite.results import Outcomes

_TAIL = 30  # lines shown of a run that broke off


@dataclass(frozen=True, slots=True)
class Run:
    """One run of Django's tests.

    Args:
        outcomes: what came of each test.
        reasons: by test id the exception of a test that failed.
        signals: how many signals were watched, 0 in a bare run.
        dispatches: how many of their dispatches were recorded.
    """

    outcomes: Outcomes
    reasons: dict[str, str]
    signals: int
    dispatches: int


def run(
    source: Path, suites: list[str], *, watch: bool, seed: str | None = None
) -> Run:
    """Run some of Django's test suites, one test after the other.

    Args:
        source: an unpacked source distribution of the installed Django.
        suites: names of folders in its ``tests``.
        watch: whether every signal is watched meanwhile.
        seed: name of a fault that the tracer shall have, for tests of this runner.

    Raises:
        SuiteError: the run broke off.
    """
    with tempfile.TemporaryDirectory() as scratch:
        results = Path(scratch) / "results.json"
        options = [*(["--watch"] if watch else []), *(["--seed", seed] if seed else [])]
        asked = ["--parallel", "1", "--verbosity", "0", "--noinput", *suites]
        command = [sys.executable, "-m", "tools.django_suite.child"]
        command += [str(source / "tests" / "runtests.py"), str(results), *options]
        foreign = {"DJANGO_SETTINGS_MODULE", "PYTHONSAFEPATH"}
        done = subprocess.run(
            [*command, "--", *asked],
            cwd=ROOT,
            env={key: text for key, text in os.environ.items() if key not in foreign},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        try:
            report = json.loads(results.read_text("utf-8"))
        except OSError:
            report = {"outcomes": {}}
    if not report["outcomes"]:
        tail = "\n".join(done.stdout.splitlines()[-_TAIL:])
        raise SuiteError(f"Django's tests broke off, and said at last:\n{tail}")
    seen = report["seen"] or {"signals": 0, "dispatches": 0}
    return Run(report["outcomes"], report["reasons"], **seen)

"""Run Django's ``runtests.py`` in this process, and write what each test did.

python -m tools.django_suite.child RUNTESTS RESULTS [--watch] [--seed FAULT] -- ARGUMENTS

Without ``--watch`` nothing of Signal Viz is imported.
"""

from __future__ import annotations

import argparse
import json
import runpy
import sys
import unittest
from pathlib import Path
from typing import Any, ClassVar

from django.test.runner import DiscoverRunner


class RecordingResult(unittest.TextTestResult):
    """A result that remembers by its id what came of each test."""

    outcomes: ClassVar[dict[str, list[str]]] = {}
    reasons: ClassVar[dict[str, str]] = {}

    def _note(self, test: unittest.TestCase, outcome: str, why: str = "") -> None:
        self.outcomes.setdefault(test.id(), []).append(outcome)
        if why:
            self.reasons[test.id()] = why

    def addSuccess(self, test: unittest.TestCase) -> None:  # noqa: N802  # unittest's
        """Note a test that passed."""
        super().addSuccess(test)
        self._note(test, "passed")

    def addError(self, test: unittest.TestCase, err: Any) -> None:  # noqa: N802
        """Note a test that raised."""
        super().addError(test, err)
        self._note(test, "error", repr(err[1]))

    def addFailure(self, test: unittest.TestCase, err: Any) -> None:  # noqa: N802
        """Note a test whose assertion failed."""
        super().addFailure(test, err)
        self._note(test, "failure", repr(err[1]))

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:  # noqa: N802
        """Note a test that was skipped."""
        super().addSkip(test, reason)
        self._note(test, "skipped")

    def addExpectedFailure(self, test: unittest.TestCase, err: Any) -> None:  # noqa: N802
        """Note a test that failed as Django expects it to."""
        super().addExpectedFailure(test, err)
        self._note(test, "expected failure")

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:  # noqa: N802
        """Note a test that passed though Django expects it to fail."""
        super().addUnexpectedSuccess(test)
        self._note(test, "unexpected success")

    def addSubTest(  # noqa: N802
        self, test: unittest.TestCase, subtest: unittest.TestCase, err: Any
    ) -> None:
        """Note a part of a test, in its turn: its own id may show random values."""
        super().addSubTest(test, subtest, err)
        if err is None:
            self._note(test, "passed")
        elif issubclass(err[0], test.failureException):
            self._note(test, "failure", repr(err[1]))
        else:
            self._note(test, "error", repr(err[1]))


def _result_class(_: DiscoverRunner) -> type[RecordingResult]:
    return RecordingResult


def main() -> None:
    """Run the tests, and write the results when the run is over."""
    parser = argparse.ArgumentParser(prog="tools.django_suite.child")
    parser.add_argument("runtests", type=Path)
    parser.add_argument("results", type=Path)
    parser.add_argument("--watch", action="store_true")
    parser.add_argument("--seed")
    border = sys.argv.index("--")
    options = parser.parse_args(sys.argv[1:border])
    everything = None
    if options.seed:
        from tools.django_suite.faults import FAULTS  # noqa: PLC0415

        FAULTS[options.seed](setattr)
    if options.watch:
        from tools.django_suite.everything import Everything  # noqa: PLC0415

        everything = Everything()
    DiscoverRunner.get_resultclass = _result_class  # type: ignore[assignment]
    sys.argv = [str(options.runtests), *sys.argv[border + 1 :]]
    # As if runtests.py had been started itself: its folder, not ours, comes first.
    sys.path[0] = str(options.runtests.parent)
    try:
        runpy.run_path(str(options.runtests), run_name="__main__")
    finally:
        report = {
            "outcomes": RecordingResult.outcomes,
            "reasons": RecordingResult.reasons,
            "seen": None if everything is None else everything.close(),
        }
        options.results.write_text(json.dumps(report), "utf-8")


if __name__ == "__main__":
    main()

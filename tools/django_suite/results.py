"""What each test did, and how two runs of the same tests differ."""

from __future__ import annotations

import re
from dataclasses import dataclass

BAD = frozenset({"failure", "error", "unexpected success"})
MISSING = "did not run"

Outcomes = dict[str, list[str]]
"""By test id what came of it, and before that of its subtests, one after the other."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A test that did one thing bare and another thing watched.

    Args:
        test: its id.
        bare: what came of it bare, :data:`MISSING` where it did not run.
        watched: the same, watched.
    """

    test: str
    bare: str
    watched: str

    @property
    def is_new_failure(self) -> bool:
        """Whether it failed only when watched."""
        return _is_bad(self.watched) and not _is_bad(self.bare)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs of the same tests, bare and watched, side by side."""

    bare: Outcomes
    watched: Outcomes

    @property
    def differences(self) -> list[Difference]:
        """The tests whose outcomes differ, or that only one run has."""
        return [
            Difference(test, _told(self.bare, test), _told(self.watched, test))
            for test in self.bare | self.watched
            if self.bare.get(test) != self.watched.get(test)
        ]

    @property
    def new_failures(self) -> list[Difference]:
        """The tests that fail only when watched."""
        return [item for item in self.differences if item.is_new_failure]

    @property
    def bad_anyway(self) -> list[str]:
        """The tests that fail bare as well: the reason is not the watching."""
        return [test for test in self.bare if _is_bad(_told(self.bare, test))]

    def of_suite(self, suite: str) -> Comparison:
        """Return the part whose tests come from Django's folder ``suite``."""
        return Comparison(
            {test: seen for test, seen in self.bare.items() if suite_of(test) == suite},
            {t: seen for t, seen in self.watched.items() if suite_of(t) == suite},
        )


def suite_of(test: str) -> str:
    """Return Django's folder of a test.

    >>> suite_of("dispatch.tests.DispatcherTests.test_send")
    'dispatch'
    >>> suite_of("setUpClass (signals.tests.SignalTests)")
    'signals'
    """
    # What is wrong before or after the tests of a class has the class in brackets.
    around = re.match(r"(?:setUp|tearDown)(?:Class|Module) \((\w+)", test)
    return around[1] if around else test.partition(".")[0]


def _told(outcomes: Outcomes, test: str) -> str:
    return ", ".join(outcomes.get(test, ())) or MISSING


def _is_bad(told: str) -> bool:
    return any(part in BAD for part in told.split(", "))

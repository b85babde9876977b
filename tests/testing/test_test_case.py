"""``SignalAssertions`` in the test cases of Django and of Python."""

from __future__ import annotations

import os
import subprocess
import sys
import unittest
from pathlib import Path
from typing import Any

from django.dispatch import Signal

from signal_viz.testing import SignalAssertions

ROOT = Path(__file__).parents[2]

paid = Signal()

PROJECT = """
import sys

from django.conf import settings

settings.configure(
    SECRET_KEY="of a test",
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
import django

django.setup()

from django.contrib.auth.models import Group
from django.db.models.signals import post_save
from django.test import SimpleTestCase, TestCase
from django.test.runner import DiscoverRunner

from signal_viz.testing import SignalAssertions


def audit(**kwargs):
    pass


post_save.connect(audit, sender=Group)


class GroupTests(SignalAssertions, TestCase):
    def test_saved(self):
        with self.assertDispatches(post_save, Group, receivers=[audit], times=1):
            Group.objects.create(name="readers")

    def test_bulk(self):
        with self.assertNoDispatch(post_save), self.assertNumQueries(1):
            Group.objects.bulk_create([Group(name="readers")])

    async def test_async(self):
        with self.assertDispatches(post_save, sender=Group):
            await Group.objects.acreate(name="readers")

    def test_fails(self):
        with self.assertNoDispatch(post_save):
            Group.objects.create(name="readers")


class Runner(DiscoverRunner):
    def build_suite(self, *args, **kwargs):
        suite = super().build_suite([], **kwargs)
        suite.addTests(self.test_loader.loadTestsFromTestCase(GroupTests))
        return suite


sys.exit(Runner(verbosity=2).run_tests([]))
"""


class Cases(SignalAssertions, unittest.TestCase):
    """Not collected here: run by the tests below."""

    __test__ = False

    def test_good(self) -> None:
        with self.assertDispatches(paid, times=1) as trace:
            paid.send(sender=None)
        self.assertEqual(len(trace.dispatches), 1)  # noqa: PT009

    def test_bad(self) -> None:
        with self.assertDispatches(paid):
            pass


class AsyncCases(SignalAssertions, unittest.IsolatedAsyncioTestCase):
    __test__ = False

    async def test_good(self) -> None:
        with self.assertDispatches(paid, sender="till"):
            await paid.asend(sender="till")

    async def test_bad(self) -> None:
        with self.assertNoDispatch(paid):
            await paid.asend(sender="till")


def result(case: Any, method: str) -> unittest.TestResult:
    found = unittest.TestResult()
    case(method).run(found)
    return found


def test_a_case_that_is_as_expected_passes() -> None:
    for case in (Cases, AsyncCases):
        assert result(case, "test_good").wasSuccessful()


def test_a_failure_is_a_failure_and_shows_the_test_alone() -> None:
    for case in (Cases, AsyncCases):
        found = result(case, "test_bad")
        ((_, told),) = found.failures
        assert not found.errors
        assert "AssertionError: Expected: " in told
        assert "blocks.py" not in told
    assert type(paid) is Signal


def test_in_a_django_project() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROJECT],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    told = done.stdout + done.stderr
    assert "Ran 4 tests" in told, told
    assert "FAILED (failures=1)" in told, told
    assert "Expected: no dispatch of post_save.\nSeen: 1 dispatch" in told
    assert "  1. Group ── post_save ── send()\n     ✓ audit   returned" in told

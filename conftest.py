"""What every test run needs, notebooks included."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator


# What such a test needs is not in the environment of `course.py test`: the newest
# Django, or the extras `hosts` and `projects`, which `course.py test --hosts` and
# `course.py test --projects` bring along.
MAY_SKIP = ("version_skip", "hosts", "projects")

# They are unsolved, or hold the learner's own answers: `course.py check` runs them.
collect_ignore_glob = ["notebooks/exercises/*"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long.

    A worker takes a whole file. Were such a file the last one, all other workers
    would have nothing to do meanwhile.
    """
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Start the kernels of notebooks in static mode, as they were stored.

    A stored notebook has the picture and the words, not the widget: that one
    would be "model not found" where no kernel runs. Only notebooks: the other
    tests choose for themselves.
    """
    with pytest.MonkeyPatch.context() as patch:
        if item.path.suffix == ".ipynb":
            patch.setenv("SIGNAL_VIZ_STATIC", "1")
            # A solution that passes is nobody's progress.
            patch.setenv("SIGNAL_VIZ_PROGRESS", "off")
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that skipped, where every tool has been installed."""
    report = yield
    if not any(map(item.get_closest_marker, MAY_SKIP)):
        fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[
    None, pytest.CollectReport, pytest.CollectReport
]:
    """Fail a file that skipped as a whole, in the same way."""
    report = yield
    fail_if_skipped(report)
    return report


def fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure where SIGNAL_VIZ_NO_SKIPS says that none may be.

    An expected failure is a kind of skip to pytest, and stays as it is.
    """
    if (
        os.environ.get("SIGNAL_VIZ_NO_SKIPS") == "1"
        and report.skipped
        and not hasattr(report, "wasxfail")
    ):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        report.outcome = "failed"
        report.longrepr = f"{reason} (SIGNAL_VIZ_NO_SKIPS is set: nothing may skip)"

"""The table of facts names every test of this folder, and only such tests."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.facts.table import Fact, facts

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FACTS = facts()


def name(fact: Fact) -> str:
    return fact.name


@pytest.fixture(scope="module")
def collected() -> set[str]:
    """What pytest finds in the other files of this folder, as ``"file::test"``."""
    files = [str(path) for path in HERE.glob("test_*.py") if path != Path(__file__)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", *files],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return {*map("::".join, re.findall(r"(test_\w+)\.py::(test_\w+)", done.stdout))}


def test_no_fact_stands_in_the_table_twice() -> None:
    for count in (
        Counter(fact.name for fact in FACTS),
        Counter(fact.claim for fact in FACTS),
    ):
        assert [text for text, times in count.items() if times > 1] == []


def test_the_table_names_what_is_collected_and_nothing_else(
    collected: set[str],
) -> None:
    named = {test for fact in FACTS for test in fact.tests}

    assert named == collected


@pytest.mark.parametrize("fact", FACTS, ids=name)
def test_each_fact_is_short_and_has_tests_or_a_reason(fact: Fact) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", fact.name)
    assert re.fullmatch(r"[A-Z`].{9,128}[.]", fact.claim)
    assert bool(fact.tests) is not bool(fact.reason)
    assert re.fullmatch(r"|[A-Z].+[.]", fact.reason)


def test_a_reason_leans_only_on_facts_that_have_tests() -> None:
    proven = {fact.name for fact in FACTS if fact.tests}
    leaned_on = {
        named for fact in FACTS for named in re.findall(r"`([^`]+)`", fact.reason)
    }

    assert leaned_on
    assert leaned_on <= proven

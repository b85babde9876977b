"""Run Django's own tests twice, bare and with every signal watched, and compare.

python -m tools.django_suite                     every suite that is about signals
python -m tools.django_suite dispatch signals    only these
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import django

from tools.django_suite.errors import SuiteError
from tools.django_suite.faults import FAULTS
from tools.django_suite.results import MISSING, Comparison, suite_of
from tools.django_suite.run import Run, run
from tools.django_suite.source import django_source

SUITES = (
    "dispatch",
    "signals",
    "m2m_signals",
    "delete",
    "delete_regress",
    "migrate_signals",
    "async",
    "transaction_hooks",
    "proxy_models",
    "model_inheritance",
    "fixtures",
    "tasks",
)
NEWER = frozenset({"tasks"})
"""Suites that came with Django 6.0."""


def available(source: Path, wanted: list[str]) -> list[str]:
    """Return those of ``wanted`` that this version of Django has.

    Raises:
        SuiteError: one is missing that every version has, or has never been there.
    """
    there = [name for name in wanted if (source / "tests" / name).is_dir()]
    lost = sorted(set(wanted) - set(there) - NEWER)
    if lost:
        raise SuiteError(f"Django {django.__version__} has no tests {', '.join(lost)}.")
    return there


def table(comparison: Comparison, suites: list[str]) -> str:
    """Return the comparison as text, one line for each suite."""
    known = dict.fromkeys(
        [*suites, *map(suite_of, comparison.bare | comparison.watched)]
    )
    parts = {name: comparison.of_suite(name) for name in known} | {"all": comparison}
    lines = [f"{'suite':20}{'bare':>8}{'watched':>9}{'differ':>8}{'new failures':>14}"]
    lines += [
        f"{name:20}{len(part.bare):8}{len(part.watched):9}"
        f"{len(part.differences):8}{len(part.new_failures):14}"
        for name, part in parts.items()
    ]
    return "\n".join(lines)


def verdict(bare: Run, watched: Run, suites: list[str]) -> list[str]:
    """Return what is wrong with the two runs, one line each; empty if nothing is."""
    comparison = Comparison(bare.outcomes, watched.outcomes)
    wrong = [
        f"{item.test}: {item.bare} bare, {item.watched} watched"
        f" {watched.reasons.get(item.test, '')}".rstrip()
        for item in comparison.differences
    ]
    wrong += [
        f"{name}: {MISSING}" for name in suites if not comparison.of_suite(name).bare
    ]
    if not watched.signals or not watched.dispatches:
        wrong.append("Nothing was watched, so nothing is proven.")
    return wrong


def main(arguments: list[str] | None = None) -> int:
    """Run, compare and print; return 1 where watching changed anything."""
    parser = argparse.ArgumentParser(prog="course.py test --django")
    parser.add_argument("suites", nargs="*", help="folders of Django's tests")
    parser.add_argument("--seed", choices=FAULTS, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        source = django_source()
        wanted = options.suites or list(SUITES)
        suites = available(source, wanted)
        print(f"Running the tests of Django {django.__version__}, bare ...", flush=True)
        bare = run(source, suites, watch=False)
        print("... and again, with every signal watched ...", flush=True)
        watched = run(source, suites, watch=True, seed=options.seed)
    except (SuiteError, OSError) as error:
        print(f"course.py: {error}", file=sys.stderr)
        return 1
    print(f"\n{table(Comparison(bare.outcomes, watched.outcomes), suites)}\n")
    if len(suites) < len(wanted):
        absent = ", ".join(name for name in wanted if name not in suites)
        print(f"Not in this version of Django: {absent}.")
    for test in Comparison(bare.outcomes, watched.outcomes).bad_anyway:
        print(f"Fails bare as well: {test} {bare.reasons.get(test, '')}".rstrip())
    wrong = verdict(bare, watched, suites)
    print(
        f"{watched.signals} signals watched, {watched.dispatches} dispatches recorded."
    )
    print("\n".join(wrong) or "The same tests, the same results.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

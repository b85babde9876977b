"""Watching changes nothing: small programs, bare and watched, see the same."""

from __future__ import annotations

import importlib

import pytest

from tests.tracer.world import SCENARIOS, observe

for _theme in (
    "sync",
    "async",
    "tasks",
    "lifetimes",
    "subclasses",
    "patches",
    "watchers",
    "threads",
    "nosy",
):
    importlib.import_module(f"tests.tracer.scenarios_{_theme}")


ATTEMPTS = 3
"""A few programs race against a clock, and on a busy machine either run may lose.

A difference that watching makes is there each time.
"""


def compare(name: str, watchers: int, *, caching: bool) -> None:
    """Fail if a program sees another world with ``watchers`` than without."""
    for _ in range(ATTEMPTS):
        bare = observe(SCENARIOS[name], 0, caching=caching)
        watched = observe(SCENARIOS[name], watchers, caching=caching)
        if watched == bare:
            return
    assert watched == bare


@pytest.mark.parametrize("caching", [False, True], ids=["plain", "caching"])
@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_a_watched_program_sees_what_it_sees_bare(name: str, *, caching: bool) -> None:
    compare(name, 1, caching=caching)


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_two_watchers_are_no_more_to_be_seen_than_one(name: str) -> None:
    compare(name, 2, caching=False)

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
):
    importlib.import_module(f"tests.tracer.scenarios_{_theme}")


@pytest.mark.parametrize("caching", [False, True], ids=["plain", "caching"])
@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_a_watched_program_sees_what_it_sees_bare(name: str, *, caching: bool) -> None:
    bare = observe(SCENARIOS[name], 0, caching=caching)

    assert observe(SCENARIOS[name], 1, caching=caching) == bare


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_two_watchers_are_no_more_to_be_seen_than_one(name: str) -> None:
    bare = observe(SCENARIOS[name], 0, caching=False)

    assert observe(SCENARIOS[name], 2, caching=False) == bare

"""Any small program sees the same, bare and watched, and its recordings are true."""

from __future__ import annotations

import contextvars
import os
from typing import TYPE_CHECKING

from hypothesis import given, settings

from tests.tracer.happened import mixed
from tests.tracer.journal import shown
from tests.tracer.stage import Stage
from tests.tracer.steps import PLAYS
from tests.tracer.world import observe

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tracer.steps import Play
    from tests.tracer.world import World


_MORE = os.environ.get("SIGNAL_VIZ_PROGRAMS")
"""How many programs, drawn anew in each run; without it some, the same ones."""

ATTEMPTS = 3
"""A few programs are not the same twice, even bare.

asgiref, for one, may hand a context back before it is complete. A difference that
watching makes is there each time.
"""


def run(play: Play) -> Callable[[World], None]:
    """Return a program that plays, and tells after each step what there is to see."""

    def perform(world: World) -> None:
        stage = Stage(world, play)
        for watcher in play.watchers:
            stage.audience.do(watcher, inside=False)
        for number, step in enumerate(play.steps):
            happened = stage.perform(number, step)
            in_order = number not in mixed(stage)
            world.see(f"{step}", shown(happened, in_order=in_order), stage.state())
            stage.audience.look()
        stage.audience.leave()
        stage.leave()

    return lambda world: contextvars.copy_context().run(perform, world)


@settings(max_examples=int(_MORE or 300), derandomize=_MORE is None)
@given(PLAYS)
def test_any_program_sees_the_same_and_is_recorded_right(play: Play) -> None:
    for _ in range(ATTEMPTS):
        bare = observe(run(play), 0, caching=play.caching)
        watched = observe(run(play), 1, caching=play.caching)
        if watched == bare:
            return
    for seen, expected in zip(watched, bare, strict=True):
        assert seen == expected

"""A print statement in each receiver, written where it costs least: to memory."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tools.bench.instead.case import Case, total
from tools.bench.instead.tool import Watched, Watching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def make() -> Watching:
    """Return what sends to receivers that print."""
    # By kind of work. The same as RECEIVERS, with one more line in each.
    makers: dict[str, Callable[[io.StringIO], Callable[[], Any]]] = {
        "idle": _idle,
        "busy": _busy,
        "async": _async,
    }

    @contextmanager
    def watching(case: Case) -> Iterator[Watched]:
        out = io.StringIO()
        talking = Case(case.work, makers[case.work.kind](out))
        yield Watched(talking, out.tell)

    return watching


def _idle(out: io.StringIO) -> Callable[[], Any]:
    def create() -> Callable[..., None]:
        def receiver(**kwargs: object) -> None:
            print("receiver called:", kwargs["sender"], file=out)

        return receiver

    return create


def _busy(out: io.StringIO) -> Callable[[], Any]:
    def create() -> Callable[..., None]:
        def receiver(**kwargs: object) -> None:
            print("receiver called:", kwargs["sender"], file=out)
            total()

        return receiver

    return create


def _async(out: io.StringIO) -> Callable[[], Any]:
    def create() -> Callable[..., Any]:
        async def receiver(**kwargs: object) -> None:
            print("receiver called:", kwargs["sender"], file=out)

        return receiver

    return create

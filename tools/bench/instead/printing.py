"""A print statement in each receiver, written where it costs least: to memory."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tools.bench.case import Case, total
from tools.bench.instead.tool import Watched, Watching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tools.bench.case import Work


def make() -> Watching:
    """Return what sends to receivers that print."""

    @contextmanager
    def watching(case: Case) -> Iterator[Watched]:
        out = io.StringIO()
        talking = Case(case.work, _maker(case.work)(out))
        yield Watched(talking, out.tell)

    return watching


def _maker(work: Work) -> Callable[[io.StringIO], Callable[[], Any]]:
    """Return what makes the receivers of a case, with one more line in each."""
    if work.is_async:
        return _async
    return _busy if work.kind == "busy" else _idle


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

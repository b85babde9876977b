"""What the receivers of a generated program do when they are called."""

from __future__ import annotations

import asyncio
import contextvars
from typing import TYPE_CHECKING, Any

import django
from asgiref.sync import sync_to_async

from tests.tracer.actors import KINDS
from tests.tracer.journal import Began, Call, Ended, short
from tests.tracer.steps import Raise, Send, SetContext, Wait

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tracer.stage import Stage
    from tests.tracer.steps import Actor, Step

Named = dict[str, Any]

LANGUAGE: contextvars.ContextVar[str] = contextvars.ContextVar("language")

IN_ORDER = django.VERSION >= (6, 1)
"""Before, the sync receivers of an ``asend`` run beside the async ones."""


def said(raised: BaseException) -> str:
    """Return an error as text: its class, and what it was raised with."""
    name = type(raised).__name__
    alone = len(raised.args) == 1 and isinstance(raised.args[0], str)
    return short(f"{name}: {raised.args[0]}" if alone else name)


async def _a_while() -> None:
    """Let an error go all its way through the event loop."""
    for _ in range(10):
        await asyncio.sleep(0)


class Acting:
    """Makes what receivers call.

    Args:
        stage: where they act.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def act(self, number: int, actor: Actor) -> Callable[[Named], Any]:
        """Return what an actor calls or awaits, with the arguments that it got."""
        kind = KINDS[actor.kind]
        deeds = actor.deeds
        if kind.is_async and not kind.acts:
            # It has returned before Django waits for what it returned; and where sync
            # receivers run beside it, it cannot wait for them.
            may = Raise | SetContext if IN_ORDER else SetContext
            deeds = tuple(deed for deed in deeds if isinstance(deed, may))

        def act(named: Named) -> Any:
            call = self._begin(number, named, is_async=kind.is_async)
            try:
                for deed in deeds:
                    self._stage.do(deed, call)
            except BaseException as raised:
                self._end(call, said(raised), is_async=kind.is_async)
                raise
            self._end(call, None, is_async=kind.is_async)
            return self._answer(actor.answer, call)

        async def act_awaited(named: Named) -> Any:
            call = self._begin(number, named, is_async=True)
            try:
                await asyncio.sleep(0)
                await self._sync_ones_are_over(call)
                # One after the other, so that it is certain who comes first.
                async with self._stage.sending.turn(call):
                    await _a_while()  # has the one before failed, this one is cancelled
                    for deed in deeds:
                        await self._do(deed, call)
                    await asyncio.sleep(0)
            except BaseException as raised:
                self._end(call, said(raised), is_async=True)
                raise
            self._end(call, None, is_async=True)
            return self._answer(actor.answer, call)

        return act_awaited if kind.acts else act

    async def _do(self, deed: Step, call: Call) -> None:
        sending = self._stage.sending
        match deed:
            case Send() if deed.method.startswith("a"):
                await sending.nest_awaited(deed, call)
            case Wait():
                await sending.wait(call)
            case _:
                self._stage.do(deed, call)

    async def _sync_ones_are_over(self, call: Call) -> None:
        """Wait for the sync receivers of this dispatch, where they run beside it."""
        if IN_ORDER or not self._stage.sending.is_awaited(call):
            return
        await asyncio.sleep(0)
        await sync_to_async(int)()  # in their thread, so after them
        await _a_while()  # what they raised shall be the first to leave the send

    def _begin(self, number: int, named: Named, *, is_async: bool) -> Call:
        stage = self._stage
        name = named["dispatch"]
        call = Call(name, number, stage.count((name, number)))
        told = {key: stage.label(value) for key, value in named.items()}
        told["language"] = LANGUAGE.get("-")
        stage.sending.enter(call)
        stage.note(Began(stage.step, call, is_async, stage.places.here(), told))
        return call

    def _end(self, call: Call, error: str | None, *, is_async: bool) -> None:
        stage = self._stage
        stage.note(Ended(stage.step, call, is_async, error))
        stage.sending.exit(call)

    def _answer(self, kind: str, call: Call) -> object:
        match kind:
            case "number":
                return call.actor
            case "text":
                return call.dispatch
            case "object":
                return self._stage.token(f"{call}")
        return None

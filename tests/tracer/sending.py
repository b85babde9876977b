"""The sends of a generated program: at its top, inside receivers, and together."""

from __future__ import annotations

import asyncio
import contextvars
import string
import threading
import time
from typing import TYPE_CHECKING, Any

from asgiref.sync import async_to_sync

from tests.tracer.acting import IN_ORDER, LANGUAGE, said
from tests.tracer.actors import KINDS
from tests.tracer.journal import Came, Sent, in_threads
from tests.tracer.threads import PATIENCE, Loop, elsewhere, join, start

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tracer.journal import Call
    from tests.tracer.stage import Stage
    from tests.tracer.steps import Send, Together

DEEPEST = 2
MOST = 12
"""How deep a program sends inside receivers, and how often within one root."""

NOBODY = "Nobody"
"""The sender that never sends."""


class Dispatch:
    """What is known of a send while it runs.

    Args:
        method: one of the four sends.
        plain: whether there is no event loop round it.
        cancelled: whether it is to be cancelled.
    """

    def __init__(self, method: str, *, plain: bool, cancelled: bool) -> None:
        self.method = method
        self.plain = plain and not method.startswith("a")
        self.cancelled = cancelled and method.startswith("a")
        self.running = 0
        self.waits = False
        self.turn: asyncio.Lock | None = None


class Sending:
    """Sends, and knows what is under way.

    Args:
        stage: where it is sent.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._dispatches: dict[str, Dispatch] = {}

    # What receivers ask.

    def enter(self, call: Call) -> None:
        """Take in that a receiver begins."""
        self._dispatches[call.dispatch].running += 1

    def exit(self, call: Call) -> None:
        """Take in that a receiver has ended."""
        self._dispatches[call.dispatch].running -= 1

    def is_awaited(self, call: Call) -> bool:
        """Whether it was called by one of the sends that are awaited."""
        return self._dispatches[call.dispatch].method.startswith("a")

    def loopless(self, call: Call) -> bool:
        """Whether no event loop is anywhere round a call."""
        plain = self._dispatches[call.dispatch].plain
        return plain and not self._is_async(call)

    def turn(self, call: Call) -> asyncio.Lock:
        """Return what the async receivers of one dispatch wait for."""
        dispatch = self._dispatches[call.dispatch]
        if dispatch.turn is None:
            dispatch.turn = asyncio.Lock()
        return dispatch.turn

    async def wait(self, call: Call) -> None:
        """Wait for the cancellation, if there will be one."""
        dispatch = self._dispatches[call.dispatch]
        if dispatch.cancelled:
            dispatch.waits = True
            await asyncio.Event().wait()
        await asyncio.sleep(0)

    def _is_async(self, call: Call) -> bool:
        actors = self._stage.play.actors
        return call.actor < len(actors) and KINDS[actors[call.actor].kind].is_async

    # Sends inside receivers.

    def nest(self, step: Send, call: Call) -> None:
        """Send inside a receiver that is not async, or without awaiting it."""
        name = self._nested(call)
        if name is None:
            return
        try:
            if step.method.startswith("a"):
                # It runs in the thread of an event loop, on another stack of calls.
                async_to_sync(self._send_awaited)(step, name, None)
            else:
                self._send(step, name, call)
        except Exception as raised:
            if not step.caught:
                raise
            self._stage.tell("caught", raised, call.dispatch)

    async def nest_awaited(self, step: Send, call: Call) -> None:
        """Send inside an async receiver, and await it."""
        name = self._nested(call)
        if name is None:
            return
        try:
            await self._send_awaited(step, name, call)
        except Exception as raised:
            if not step.caught:
                raise
            self._stage.tell("caught", raised, call.dispatch)

    def _nested(self, call: Call) -> str | None:
        """Return a name for a send inside a call, if there may be one more."""
        root, *above = call.dispatch.split("/")
        if len(above) == DEEPEST or self._stage.count(("sends", root)) >= MOST:
            return None
        nth = self._stage.count(("sends", call))
        return f"{call.dispatch}/{call.actor}.{call.nth}.{nth}"

    # Sends at the top.

    def root(self, step: Send, name: str) -> None:
        """Send where nobody else sends, and tell how it came out."""
        if step.elsewhere:
            elsewhere(lambda: self._root(step, name))
        else:
            self._root(step, name)

    def _root(self, step: Send, name: str) -> None:
        try:
            if step.method.startswith("a"):
                self._run(step, name)
            else:
                self._send(step, name, None)
        except BaseException as raised:  # noqa: BLE001  # whatever it is, it is told
            self._stage.tell("raised", raised, name)

    def _run(self, step: Send, name: str) -> None:
        """Send in an event loop, and tell how often it went round."""
        loop = Loop()
        try:
            with asyncio.Runner(loop_factory=lambda: loop) as runner:
                runner.run(self._main(step, name))
        finally:
            alone = IN_ORDER and not in_threads(self._stage.entries())
            # Where a thread or the clock has been waited for, that is luck.
            if alone and not step.cancelled and not self._stage.quiet:
                self._stage.tell("turns", loop.turns, name)

    async def _main(self, step: Send, name: str) -> None:
        LANGUAGE.set("caller")
        try:
            if step.cancelled:
                await self._cancel(step, name)
            else:
                await self._send_awaited(step, name, None)
        finally:
            context = LANGUAGE.get("-"), len(contextvars.copy_context())
            self._stage.tell("context", context, name)

    async def _cancel(self, step: Send, name: str) -> None:
        """Send in a task, and cancel it when a receiver waits."""
        task = asyncio.ensure_future(self._send_awaited(step, name, None))
        await asyncio.sleep(0)
        while not (task.done() or self._dispatches[name].waits):  # noqa: ASYNC110
            await asyncio.sleep(0.0005)
        task.cancel("enough")
        await task

    def together(self, step: Together) -> None:
        """Send in several threads at once."""
        stage = self._stage
        barrier = threading.Barrier(len(step.sends) + 1)
        stage.quiet = True
        threads = [
            start(self._after(barrier, send, f"{stage.step}{letter}"), letter)
            for letter, send in zip(string.ascii_lowercase, step.sends, strict=False)
        ]
        barrier.wait(PATIENCE)
        if step.beside == "connects":
            stage.beside()
        elif step.beside == "watches":
            stage.audience.beside()
        for thread in threads:
            join(thread)
        stage.quiet = False

    def _after(
        self, barrier: threading.Barrier, send: Send, name: str
    ) -> Callable[[], None]:
        def run() -> None:
            barrier.wait(PATIENCE)
            self._root(send, name)

        return run

    # One send.

    def _send(self, step: Send, name: str, above: Call | None) -> None:
        send, sender = self._begin(step, name, above)
        try:
            answers = send(sender, dispatch=name, instance=self._stage.token(name))
        except BaseException as raised:
            self._failed(name, raised)
            raise
        else:
            self._came(name, answers)
        finally:
            self._drain(name)

    async def _send_awaited(self, step: Send, name: str, above: Call | None) -> None:
        send, sender = self._begin(step, name, above)
        try:
            answers = await send(
                sender, dispatch=name, instance=self._stage.token(name)
            )
        except BaseException as raised:
            self._failed(name, raised)
            raise
        else:
            self._came(name, answers)
        finally:
            while self._dispatches[name].running:  # noqa: ASYNC110
                await asyncio.sleep(0)

    def _begin(self, step: Send, name: str, above: Call | None) -> tuple[Any, Any]:
        stage = self._stage
        number = step.sender
        if stage.play.caching and number == 0:
            number = 1  # a cache cannot hold None
        sender, sender_name = stage.senders[number], stage.sender_name(number)
        plain = "/" not in name if above is None else self.loopless(above)
        self._dispatches[name] = Dispatch(
            step.method, plain=plain, cancelled=step.cancelled
        )
        # Whoever hears nobody may come and go just now.
        items = [i for i in stage.listing.of(step.signal) if i.key.sender != NOBODY]
        if stage.audience.attends(step.signal):
            stage.attended.add(name)
        heard = [item for item in items if item.key.sender in ("", sender_name)]
        due = sorted(heard, key=lambda item: item.is_async)
        stage.note(
            Sent(
                stage.step,
                name,
                step.signal,
                step.method,
                sender_name or "None",
                above,
                tuple(item.key for item in due),
                tuple(item.key for item in items if item not in heard),
                stage.places.here(),
            )
        )
        return getattr(stage.signals[step.signal], step.method), sender

    def _came(self, name: str, answers: Any) -> None:
        responses = tuple(_text(value) for _, value in answers)
        told = self._stage.label(answers)
        self._stage.note(Came(self._stage.step, name, None, responses, told))

    def _failed(self, name: str, raised: BaseException) -> None:
        told = self._stage.label(raised)
        self._stage.note(Came(self._stage.step, name, said(raised), None, told))

    def _drain(self, name: str) -> None:
        """Wait for the receivers that run on when the send has come back."""
        until = time.monotonic() + PATIENCE
        while self._dispatches[name].running:
            assert time.monotonic() < until
            time.sleep(0.0002)


def _text(value: object) -> str:
    """Return the text of a response, as a recording is to have it."""
    if isinstance(value, BaseException):
        return said(value)
    if value is None or isinstance(value, int | str):
        return repr(value)
    return f"{type(value).__name__} instance"

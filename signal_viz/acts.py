"""What the page can do to the running program: disconnect, reconnect, send again.

Each act is one line of Django, run in the kernel, and shown to the learner as
Python. Nothing is kept alive for it: what is gone cannot be had again, and the act
says so instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.again import LostError, argument_of, sender_of
from signal_viz.errors import SignalVizError
from signal_viz.events import DispatchStarted
from signal_viz.expressions import Lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.again import Again
    from signal_viz.handles import Handle, Handles
    from signal_viz.trace import Trace

SYNC = ("send", "send_robust")
"""The sends that need no ``await``."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One act, and whether it can be done now.

    Args:
        act: ``"disconnect"``, ``"reconnect"`` or ``"send"``.
        code: the lines of Python that do the same; what has no name in the notebook
            stands in ``<…>``.
        why: why it cannot be done, without a full stop; ``None`` if it can.
        whole: whether every part has a name.
    """

    act: str
    code: str
    why: str | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an act.

    Args:
        said: a sentence.
        connection: id of the connection that it made, if it made one.
    """

    said: str
    connection: str | None = None


class Acts:
    """Offers acts and does them.

    Args:
        trace: the recording that the page shows.
        handles: the connections in it.
        awaits: tells whether a send can be awaited here.
    """

    def __init__(
        self, trace: Trace, handles: Handles, awaits: Callable[[], bool]
    ) -> None:
        self._trace = trace
        self._handles = handles
        self._awaits = awaits

    def offers(self, connection: str, dispatch: int | None) -> list[Offer]:
        """Return what can be done with a receiver and the dispatch that is shown.

        Args:
            connection: id of the connection.
            dispatch: number of the dispatch; ``None`` where nothing was sent.
        """
        found = []
        handle = self._handles.get(connection)
        if handle is not None:
            found.append(self._connection_offer(connection, handle))
        started = self._started(dispatch)
        if started is not None:
            found.append(self._send_offer(started))
        return found

    def do(self, act: str, connection: str, dispatch: int | None) -> Done:
        """Do one act; what the program raises becomes text.

        Args:
            act: what to do, see :class:`Offer`.
            connection: id of the connection.
            dispatch: number of the dispatch.

        Raises:
            SignalVizError: the act cannot be done; the sentence says why.
        """
        try:
            if act == "send":
                return self._send(self._recorded(dispatch))
            handle = self._handles.get(connection)
            if handle is None:
                raise LostError("this connection is no longer known")  # noqa: TRY301 (answered below)
            if act == "disconnect":
                return self._disconnect(handle)
            return self._reconnect(handle)
        except LostError as lost:
            raise SignalVizError(f"It cannot be done: {lost}.") from None

    def is_awaited(self, dispatch: int | None) -> bool:
        """Whether sending again is to be awaited: see :meth:`send_awaited`.

        Args:
            dispatch: number of the dispatch.
        """
        started = self._started(dispatch)
        return started is not None and started.method not in SYNC

    async def send_awaited(self, dispatch: int | None) -> Done:
        """Send again and await it; what the program raises becomes text.

        Args:
            dispatch: number of the dispatch.

        Raises:
            SignalVizError: it cannot be sent; the sentence says why.
        """
        try:
            started = self._recorded(dispatch)
            send = self._again(started)
        except LostError as lost:
            raise SignalVizError(f"It cannot be done: {lost}.") from None
        try:
            await send()
        except (Exception, KeyboardInterrupt) as raised:  # noqa: BLE001 - told, not raised
            return _said(started.method, raised)
        return Done(f"{started.method}() returned.")

    def _disconnect(self, handle: Handle) -> Done:
        signal, name = self._signal(handle), handle.connection.receiver
        receiver, sender = handle.receiver(), handle.sender()
        uid = handle.dispatch_uid()
        try:
            done = signal.disconnect(receiver, sender=sender, dispatch_uid=uid)
        except Exception as raised:  # noqa: BLE001  # the learner's to see
            return _said("disconnect", raised)
        if not done:
            return Done(f"disconnect() returned False: {name} was not connected.")
        return Done(f"disconnect() returned True: {name} is disconnected.")

    def _reconnect(self, handle: Handle) -> Done:
        signal, known = self._signal(handle), handle.connection
        receiver, sender = handle.receiver(), handle.sender()
        uid = handle.dispatch_uid()
        before = {item.id for item in self._trace.connections()}
        try:
            signal.connect(receiver, sender=sender, weak=known.weak, dispatch_uid=uid)
        except Exception as raised:  # noqa: BLE001  # the learner's to see
            return _said("connect", raised)
        self._trace.advance()
        self._handles.learn()
        for item in self._trace.connections():
            if item.id not in before and item.receiver == known.receiver:
                return Done(
                    f"{known.receiver} is connected again, as the last.", item.id
                )
        return Done(
            f"connect() changed nothing: {known.receiver} was connected already."
        )

    def _send(self, started: DispatchStarted) -> Done:
        if started.method not in SYNC:
            raise LostError(f"{started.method}() must be awaited")
        send = self._again(started)
        try:
            send()
        except (Exception, KeyboardInterrupt) as raised:  # noqa: BLE001 - told, not raised
            return _said(started.method, raised)
        return Done(f"{started.method}() returned.")

    def _again(self, started: DispatchStarted) -> Callable[[], Any]:
        """Return the send, with the sender and the arguments that it had."""
        signal, again = self._sendable(started)
        named = {
            name: argument_of(again, name, text)
            for name, text in started.arguments.items()
        }
        return partial(
            getattr(signal, started.method), sender=sender_of(again), **named
        )

    def _connection_offer(self, name: str, handle: Handle) -> Offer:
        known, line = handle.connection, _Line()
        connected = self._handles.connected(name)
        signal = line.part(lambda: self._signal(handle), self._label(known.signal))
        parts = [line.part(handle.receiver, known.receiver)]
        if known.sender is not None:
            parts.append(f"sender={line.part(handle.sender, known.sender)}")
        if not connected and not known.weak:
            parts.append("weak=False")
        if known.dispatch_uid is not None:
            uid = line.text_part(
                lambda: repr(handle.dispatch_uid()), known.dispatch_uid
            )
            parts.append(f"dispatch_uid={uid}")
        method = "disconnect" if connected else "connect"
        return Offer(
            "disconnect" if connected else "reconnect",
            line.text(f"{signal}.{method}({', '.join(parts)})"),
            line.why,
            line.whole,
        )

    def _send_offer(self, started: DispatchStarted) -> Offer:
        line, label = _Line(), self._label(started.signal)
        again = self._trace.again(started.dispatch)
        line.part(lambda: self._sendable(started)[0], label)
        found = self._trace.signal(started.signal)
        signal = label if found is None else line.name(found, label)
        sender = started.sender.label
        parts = [f"sender={line.part(lambda: sender_of(_known(again)), sender)}"]
        for name, text in started.arguments.items():
            value = line.text_part(partial(_value, line, again, name, text), text)
            parts.append(f"{name}={value}")
        wait = "" if started.method in SYNC else "await "
        call = f"{wait}{signal}.{started.method}({', '.join(parts)})"
        return Offer("send", line.text(call), line.why, line.whole)

    def _started(self, dispatch: int | None) -> DispatchStarted | None:
        if dispatch is None:
            return None
        for event in reversed(self._trace.events):
            if isinstance(event, DispatchStarted) and event.dispatch == dispatch:
                return event
        return None

    def _recorded(self, dispatch: int | None) -> DispatchStarted:
        started = self._started(dispatch)
        if started is None:
            raise LostError("this dispatch is no longer in the recording")
        return started

    def _label(self, signal: str) -> str:
        signals = self._trace.snapshot.signals
        return next((item.name for item in signals if item.id == signal), "signal")

    def _signal(self, handle: Handle) -> Any:
        if not self._trace.running:
            raise LostError("this picture is closed")
        signal = handle.signal()
        if signal is None:
            raise LostError("the signal has been collected")
        return signal

    def _sendable(self, started: DispatchStarted) -> tuple[Any, Again]:
        """Return the signal and what it was sent with, where it may be sent again."""
        if not self._trace.running:
            raise LostError("this picture is closed")
        if started.method not in SYNC and not self._awaits():
            raise LostError(
                f"{started.method}() must be awaited, and no event loop runs here: "
                "put the line into a cell"
            )
        signal = self._trace.signal(started.signal)
        if signal is None:
            raise LostError("the signal has been collected")
        again = _known(self._trace.again(started.dispatch))
        if not again.complete:
            raise LostError("it was sent with too many arguments")
        return signal, again


class _Line(Lines):
    """A line whose parts may be lost; the first reason is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.why: str | None = None

    def part(self, find: Callable[[], object], label: str) -> str:
        """Return an expression for what ``find`` returns."""
        return self.text_part(lambda: self.name(find(), label), label)

    def text_part(self, write: Callable[[], str], label: str) -> str:
        """Return what ``write`` returns, or a placeholder where something is lost."""
        try:
            return write()
        except LostError as lost:
            self.why = self.why or str(lost)
            return self.placeholder(label)


def _known(again: Again | None) -> Again:
    if again is None:
        raise LostError("what it was sent with is no longer known")
    return again


def _value(lines: Lines, again: Again | None, name: str, text: str) -> str:
    again = _known(again)
    found = argument_of(again, name, text)
    if name not in again.objects or again.objects[name] is set:
        return text
    if again.objects[name] is frozenset:
        return f"frozenset({text})" if found else text
    return lines.name(found, text)


def _said(what: str, raised: BaseException) -> Done:
    error = naming.error(raised)
    message = f": {error.message}" if error.message else ""
    return Done(f"{what}() raised {error.type}{message}")

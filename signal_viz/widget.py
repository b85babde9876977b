"""The live picture of one or more signals, for JupyterLab and its kin."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Any

import traitlets

from signal_viz import live
from signal_viz.answers import Answers
from signal_viz.bundle import built, packed
from signal_viz.events import Connected, DispatchStarted, Event, event_to_json
from signal_viz.lessons import lessons
from signal_viz.picture import Picture
from signal_viz.recording import Recording
from signal_viz.scenes import Scenes
from signal_viz.shown import Shown, live_outputs
from signal_viz.trace import Trace

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self


LATEST = 500
"""Events that a page gets when it opens or reloads; while it is open it gets all."""
PIECE = 1_000
"""Events of one message at most: the page stays smooth."""
BITE = 100
"""Receiver calls told at once while a cell runs: 2 ms that it waits at most."""
QUESTION = (
    "Predict: which receivers will run, in which order, and how does the send end?"
)


class Flow(Shown):
    """A recording in a page: its picture, and what plays it.

    Whoever makes one sets ``_recorded`` first: ipywidgets asks early.
    """

    _esm, _packed = packed(*built("widget"))

    packed = traitlets.Bytes(_packed).tag(sync=True)
    recording = traitlets.Dict().tag(sync=True)
    layouts = traitlets.Dict().tag(sync=True)
    closed = traitlets.Bool(default_value=False).tag(sync=True)
    recorded = traitlets.Bool(default_value=False).tag(sync=True)
    # {"after": n}: what the first dispatch after event n does is hidden until the
    # page adds an "answer".
    prediction = traitlets.Dict().tag(sync=True)
    lessons = traitlets.Dict().tag(sync=True)

    _recorded: Recording

    def __init__(self, **traits: object) -> None:
        self._answers = Answers(self._recorded, live.awaits)
        super().__init__(lessons=lessons(), **traits)
        self.on_msg(self._received)

    def picture(self) -> Picture:
        """Return the picture as it is now, to save or to print."""
        return Picture(self._recorded.snapshot, self._recorded.events)

    def _settle(self, count: int | None = None) -> None:
        """Put the events into traits: a page that opens or reloads needs them.

        Args:
            count: about how many of the latest; ``None``: all.
        """
        recording = self._recorded if count is None else tail(self._recorded, count)
        scenes = Scenes(recording.snapshot)
        for event in recording.events:
            scenes.step(event)
        with self.hold_sync():
            self.layouts = scenes.new()
            self.recording = recording.to_json()

    def _received(self, _widget: object, content: Any, _buffers: object) -> None:
        """Take a message of the page, or of a stranger."""
        if type(content) is dict and type(content.get("kind")) is str:
            self._asked(content)

    def _asked(self, content: dict[Any, Any]) -> None:
        if self._answers.acts(content):
            live.on_main_thread(partial(self._reply, content))
        else:
            self._reply(content)

    def _reply(self, content: dict[Any, Any]) -> None:
        # No lock is held: a receiver may run long, and the page must see it run.
        if live.awaits() and self._answers.is_awaited(content):
            live.start(self._reply_awaited(content))
            return
        answer = self._answers.answer(content)
        if answer is not None:
            self._answer(answer)

    async def _reply_awaited(self, content: dict[Any, Any]) -> None:
        self._answer(await self._answers.answer_awaited(content))

    def _answer(self, answer: dict[str, Any]) -> None:
        self.send(answer)

    def __repr__(self) -> str:
        return self.picture().to_text()

    def _still(self) -> dict[str, str]:
        return self.picture().to_bundle()


class SignalFlow(Flow):
    """A picture of sender, signal and receivers that lights up while a cell runs.

    Make one with :func:`watch`. It is live until :meth:`close`.

    Args:
        signals: one or more Django signals.
        senders: if given, only what these senders send is shown.
        predict: ask for a prediction of the first dispatch, as :meth:`predict`.

    Raises:
        SignalVizError: one of ``signals`` is no Django signal.
    """

    def __init__(
        self,
        *signals: object,
        senders: Iterable[object] | None = None,
        predict: bool = False,
    ) -> None:
        self._bell = live.Bell(self)
        self._lock = threading.RLock()
        # Before the widget: on bad input there is nothing to take back.
        self._trace = Trace(*signals, senders=senders, wake=self._bell.ring)
        self._recorded = self._trace
        self._sent = -1
        self._late = False  # a cell has ended, and the traits do not know it yet
        self._scenes = Scenes(self._trace.snapshot)
        super().__init__()
        self._settle(LATEST)
        if predict:
            self.predict()

    @property
    def trace(self) -> Trace:
        """The recording behind the picture."""
        return self._trace

    def close(self) -> None:
        """Stop watching. The signals are as they were; the picture stays."""
        if "_trace" not in vars(self):
            return  # ipywidgets closes each widget that goes, a refused one too
        self._trace.stop()
        self._settle(LATEST)
        live.hide(self)
        self.closed = True

    def picture(self) -> Picture:
        """Return the picture as it is now, to save or to print."""
        self._trace.refresh()
        return super().picture()

    def predict(self) -> Self:
        """Ask who will run in the next dispatch, in which order, and how it ends.

        The page hides what that dispatch does until somebody has committed to an
        answer; then it plays, and the two are compared. Where there is no front
        end, the words ask the question until the dispatch has happened.

        Returns:
            The picture itself, to be the last line of a cell.
        """
        events = self._trace.events
        self.prediction = {"after": events[-1].sequence if events else -1}
        return self

    def _asks(self) -> bool:
        """Whether the dispatch that it asks about is still to come."""
        after = self.prediction.get("after")
        return type(after) is int and not any(
            isinstance(event, DispatchStarted) and event.sequence > after
            for event in self._trace.events
        )

    def __repr__(self) -> str:
        words = super().__repr__()
        return f"{QUESTION}\n{words}" if self._asks() else words

    def deliver(self) -> None:
        """Send what is new to the page."""
        with self._lock:
            self._bell.heard()
            at_once = not live.pumps()
            calls = BITE if live.busy() else PIECE // 2
            self._trace.advance(None if at_once else calls)
            new = self._trace.since(self._sent)
            piece = new if at_once else new[:PIECE]
            if piece:
                self._tell(piece)
            if len(piece) < len(new) or self._trace.waiting:
                self._bell.ring()
            elif self._late:
                if self._behind:
                    self._settle(LATEST)
                self._late = False

    def _tell(self, new: list[Event]) -> None:
        for event in new:
            self._scenes.step(event)
        if any(isinstance(event, Connected) for event in new):
            # While they are there: a cell may disconnect them at once.
            self._answers.learn()
        self._sent = new[-1].sequence
        self.send(
            {
                "kind": "events",
                "events": [event_to_json(event) for event in new],
                "layouts": self._scenes.new(),
            }
        )

    def settle(self) -> None:
        """Bring the page in step at the end of a cell.

        The cell does not wait for much news: the page gets it by and by.
        """
        self._trace.refresh()
        self._late = True
        if self._lock.acquire(blocking=not live.pumps()):
            try:
                self._settle_now()
            finally:
                self._lock.release()
        else:
            self._bell.ring()  # the pump delivers just now, and will again

    def _settle_now(self) -> None:
        if live.pumps() and self._trace.waiting > PIECE:
            self._bell.ring()
        else:
            self.deliver()
        if not self._trace.running:
            # Somebody else has stopped the watching: sv.reset(), say.
            self.close()

    @property
    def _behind(self) -> bool:
        kept = self.recording.get("events", [])
        return bool(self._sent >= 0 and (not kept or kept[-1]["seq"] < self._sent))

    def _asked(self, content: dict[Any, Any]) -> None:
        if content.get("kind") == "resync":
            with self._lock:
                self._settle(LATEST)
                self.send({"kind": "recording", "recording": self.recording})
        super()._asked(content)

    def _answer(self, answer: dict[str, Any]) -> None:
        # First what an act has done, then what came of it.
        self.settle()
        super()._answer(answer)

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        if live_outputs():
            live.show(self)
            self.settle()
        bundle, metadata = super()._repr_mimebundle_()
        return bundle | {"text/plain": repr(self)}, metadata


def watch(
    *signals: object,
    senders: Iterable[object] | None = None,
    predict: bool = False,
) -> SignalFlow:
    """Return a live picture of ``signals``; show it as the last line of a cell.

    A dispatcher that you wrote yourself is drawn, too, if it has the shape of Django's:

    * an attribute ``receivers``, a list of ``((receiver key, id(sender)), reference)``;
      the reference is the receiver or a weak reference to it;
    * ``connect(receiver, ...)`` and ``send(sender, **named)``, and if you like
      ``disconnect`` and ``send_robust``;
    * ``_live_receivers(sender)``, which ``send`` asks for the list of those to call;
    * for a ``send_robust``: ``_log_robust_failure(receiver, error)``, to which it tells
      what it has caught.

    Args:
        signals: one or more Django signals, or dispatchers of your own.
        senders: if given, only what these senders send is shown.
        predict: hide what the first dispatch does until somebody has predicted it.

    Returns:
        A widget that is live until ``close()`` is called on it. Watching a signal
        changes nothing about it.

    Raises:
        SignalVizError: one of ``signals`` is no Django signal, or one of
            ``senders`` is a model of a cell that has no table yet.
    """
    return SignalFlow(*signals, senders=senders, predict=predict)


def tail(recording: Recording, count: int) -> Recording:
    """Return the latest events, from the beginning of a dispatch on.

    Args:
        recording: what to shorten.
        count: about how many events to keep; the newest root dispatch is kept
            whole, however long it is.
    """
    events = recording.events
    if len(events) <= count:
        return Recording(recording.snapshot, events)
    roots = [
        index
        for index, event in enumerate(events)
        if isinstance(event, DispatchStarted) and event.parent is None
    ]
    enough = len(events) - count
    begin = next((index for index in roots if index >= enough), None)
    if begin is None:
        begin = roots[-1] if roots else enough
    return Recording(recording.snapshot_after(begin), events[begin:])

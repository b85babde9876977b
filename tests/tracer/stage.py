"""Everything that a generated program needs: signals, senders, receivers, a journal."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import weakref
from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.tracer.acting import LANGUAGE, Acting
from tests.tracer.actors import KINDS, Role
from tests.tracer.audience import Audience
from tests.tracer.journal import Noted, Places, in_threads
from tests.tracer.listing import Listing
from tests.tracer.sending import NOBODY, Sending
from tests.tracer.steps import (
    SENDERS,
    SIGNALS,
    Ask,
    Collect,
    Connect,
    Disconnect,
    Drop,
    LetGo,
    Raise,
    Send,
    SetContext,
    Stop,
    Together,
    Watch,
)

if TYPE_CHECKING:
    from tests.tracer.journal import Call, Entry
    from tests.tracer.steps import Play, Step
    from tests.tracer.world import World


class Panic(BaseException):
    """An error that no ``except Exception`` catches."""


ERRORS: dict[str, type[BaseException]] = {
    "Exception": ValueError,
    "CancelledError": asyncio.CancelledError,
    "BaseException": Panic,
    "KeyboardInterrupt": KeyboardInterrupt,
}


class Seller:
    """A sender that lives for ever."""


class Nobody:
    """A sender that never sends."""


class Token:
    """An argument or a response, known by its name."""

    def __init__(self, name: str) -> None:
        self.name = name


class Stage:
    """Where a program is played.

    Args:
        world: the world of this run, bare or watched.
        play: the program.
    """

    def __init__(self, world: World, play: Play) -> None:
        self.world = world
        self.play = play
        self.step = 0
        self.quiet = False
        self.journal: list[Entry] = []
        self.places = Places()
        self.signals = [world.signal(watched=False) for _ in range(SIGNALS)]
        self.listing = Listing(self.signals)
        self.audience = Audience(self)
        self.attended: set[str] = set()
        self.sending = Sending(self)
        self.senders: list[Any] = [None, Seller]
        self.roles: list[Role | None] = []
        self._tokens: dict[str, weakref.ref[Token]] = {}
        self._begin = 0
        self._hasty = any(
            isinstance(step, Together) and step.beside == "connects"
            for step in play.steps
        )
        self._dropped: list[Drop] = []
        self._counts: Counter[object] = Counter()
        self._lives: list[weakref.ref[Any]] = []
        self._bodies: dict[str, weakref.ref[Any]] = {}
        self._cast()

    def _cast(self) -> None:
        """Make senders and receivers, all at once: no address is used again."""
        self.listing.introduce_sender("Seller", Seller)
        self.listing.introduce_sender(NOBODY, Nobody)
        self.world.name(Seller=Seller)
        for number in range(2, SENDERS):
            shop = type(f"Shop{number}", (), {})()
            self.senders.append(shop)
            self.listing.introduce_sender(self.sender_name(number), shop)
            self._follow(f"shop {number}", shop, sender=self.sender_name(number))
        acting = Acting(self)
        for number, actor in enumerate(self.play.actors):
            act = acting.act(number, actor)
            self._hire(KINDS[actor.kind].make(f"actor{number}", act))
        self._hire(KINDS["function"].make(f"actor{len(self.roles)}", dict))

    def _hire(self, role: Role) -> None:
        number = len(self.roles)
        self.roles.append(role)
        self.listing.introduce(number, role.receiver())
        self._follow(f"actor {number}", role.body, actor=number)

    def _follow(
        self, name: str, body: Any, *, actor: int = -1, sender: str = ""
    ) -> None:
        """Name somebody, and write down when they die."""

        def died(_: object) -> None:
            self.note(*self.listing.deaths(self.step, actor=actor, sender=sender))

        self._lives.append(weakref.ref(body, died))
        self._bodies[name] = weakref.ref(body)
        self.world.follow(**{name: body})

    def leave(self) -> None:
        """Let go of everybody."""
        self.roles.clear()
        self.senders.clear()

    def sender_name(self, number: int) -> str:
        """Return the name of a sender; one that was let go is a ``Seller`` now."""
        if self.senders[number] is Seller:
            return "Seller"
        return f"Shop{number} instance" if number else ""

    def perform(self, number: int, step: Step) -> list[Entry]:
        """Do one step and return what happened."""
        self.step, self._begin = number, len(self.journal)
        self.do(step)
        self.world.settle()
        for drop in self._dropped:
            self._let_go(drop)
        self._dropped.clear()
        return self.entries()

    def entries(self) -> list[Entry]:
        """Return what has happened in this step."""
        return self.journal[self._begin :]

    def note(self, *entries: Entry) -> None:
        """Write down what happened."""
        self.journal.extend(entries)

    def tell(self, what: str, told: Any, dispatch: str = "") -> None:
        """Write down something that the program saw, in a dispatch or outside."""
        self.note(Noted(self.step, dispatch, what, self.label(told)))

    def count(self, what: object) -> int:
        """Return how often this was counted before."""
        self._counts[what] += 1
        return self._counts[what] - 1

    def token(self, name: str) -> Token:
        """Return a new object that is known by its name and its identity."""
        token = Token(name)
        self._tokens[name] = weakref.ref(token)
        return token

    def label(self, value: Any) -> Any:
        """Return a value with every object in it replaced by its name."""
        if type(value) is Token:
            return value.name if self._tokens[value.name]() is value else "a copy"
        if type(value) in (list, tuple):
            return [type(value).__name__, *map(self.label, value)]
        for number, signal in enumerate(self.signals):
            if value is signal:
                return f"signal {number}"
        name = self.world.labels.of(value)
        known = self._bodies.get(f"{name}")
        # What has died may have left its address to something else.
        return name if known is None or known() is value else type(value).__name__

    def do(self, step: Step, call: Call | None = None) -> None:
        """Do what needs no event loop, inside a receiver or outside of all."""
        match step:
            case Send() if call is not None:
                self.sending.nest(step, call)
            case Send():
                self.sending.root(step, f"{self.step}")
            case Raise(error) if call is not None:
                self._raise(error, call)
            case SetContext():
                LANGUAGE.set(f"{call}")
            case Together():
                self.sending.together(step)
            case _ if not self.quiet:
                self._change(step, "" if call is None else call.dispatch)

    def _raise(self, error: str, call: Call) -> None:
        # It ends an event loop, so it is raised only where there is none.
        if error == "KeyboardInterrupt" and not self.sending.loopless(call):
            error = "BaseException"
        raise ERRORS[error](f"actor {call.actor}")

    def _change(self, step: Step, dispatch: str) -> None:
        """Do what changes something for everybody."""
        match step:
            case Connect() | Disconnect():
                self.register(step, dispatch)
            case Ask(signal, sender):
                if sender or not self.play.caching:  # a cache cannot hold None
                    found = self.signals[signal].has_listeners(self.senders[sender])
                    self.tell("has listeners", found, dispatch)
            case Drop() if dispatch and in_threads(self.entries()):
                # Another thread may hold it for a moment: nobody knows how long.
                self._dropped.append(step)
            case Drop():
                self._let_go(step)
            case Collect():
                gc.collect()
            case Watch() | Stop() | LetGo():
                self.audience.do(step, inside=bool(dispatch))

    def _let_go(self, drop: Drop) -> None:
        if drop.what == "actor":
            self.roles[drop.number] = None
        else:
            self.senders[drop.number] = Seller

    def register(self, step: Connect | Disconnect, dispatch: str = "") -> None:
        """Connect or disconnect an actor, if it is still there."""
        role = self.roles[step.actor]
        if role is None:
            return
        signal, sender = self.signals[step.signal], self.senders[step.sender]
        named = {"sender": sender, "dispatch_uid": step.uid or None}
        if isinstance(step, Connect):
            result = signal.connect(role.receiver(), weak=step.weak, **named)
        else:
            result = signal.disconnect(role.receiver(), **named)
        del role
        self.note(*self.listing.news(self.step, step.signal))
        self.tell(f"{step}", result, dispatch)

    def beside(self) -> None:
        """Connect and disconnect somebody whom no send reaches."""
        last = len(self.roles) - 1
        receiver = self.roles[last].receiver()  # type: ignore[union-attr]
        for signal in (0, 1, 0):
            self.signals[signal].connect(receiver, sender=Nobody)
            self.note(*self.listing.news(self.step, signal))
            self.signals[signal].disconnect(receiver, sender=Nobody)
            self.note(*self.listing.news(self.step, signal))

    def state(self) -> list[Any]:
        """Return how the signals, their receivers and the context are now."""
        signals = [
            [
                [f"{item}" for item in self.listing.of(number)],
                len(signal.receivers),
                signal._dead_receivers,
                # Who connects while others send empties it at any moment.
                "?" if self._hasty else len(signal.sender_receivers_cache),
                sorted(vars(signal)),
            ]
            for number, signal in enumerate(self.signals)
        ]
        context = [LANGUAGE.get("-"), len(contextvars.copy_context())]
        tokens = [name for name, token in self._tokens.items() if token() is not None]
        return [signals, self.world.alive(), sorted(tokens), context]

"""The steps of a generated program, as data, and how to draw them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.tracer.actors import KINDS

SENDS = ("send", "send_robust", "asend", "asend_robust")
ERRORS = ("Exception", "CancelledError", "BaseException", "KeyboardInterrupt")

ACTORS = 4
SIGNALS = 2
SENDERS = 4
"""No sender at all, a class, and two instances that can be collected."""

_actor = st.integers(0, ACTORS - 1)
# Most of them meet: else most programs would be of receivers that nobody calls.
_signal = st.sampled_from([0, 0, 0, 1])
_sender = st.sampled_from([1, 1, 2, 3, 0])
_filter = st.sampled_from([0, 0, 0, 1, 2, 3])


@dataclass(frozen=True)
class Connect:
    """Connect an actor to a signal."""

    actor: int
    signal: int = 0
    sender: int = 0
    uid: str = ""
    weak: bool = True


@dataclass(frozen=True)
class Disconnect:
    """Disconnect an actor from a signal."""

    actor: int
    signal: int = 0
    sender: int = 0
    uid: str = ""


@dataclass(frozen=True)
class Send:
    """Send a signal in one of the four ways.

    Args:
        method: one of :data:`SENDS`.
        signal: which signal.
        sender: which sender.
        caught: an error that leaves it is caught, where a receiver sends.
        cancelled: the task is cancelled while a receiver waits, where nobody sends.
        elsewhere: in a thread of its own, where nobody sends.
    """

    method: str
    signal: int = 0
    sender: int = 0
    caught: bool = False
    cancelled: bool = False
    elsewhere: bool = False


@dataclass(frozen=True)
class Drop:
    """Let go of the last reference to an actor or to a sender."""

    what: str
    number: int


@dataclass(frozen=True)
class Collect:
    """Let the garbage collector run."""


@dataclass(frozen=True)
class Ask:
    """Ask the signal whether it has listeners."""

    signal: int = 0
    sender: int = 0


@dataclass(frozen=True)
class Watch:
    """Start a watcher, of dispatches of one sender or of all."""

    signals: tuple[int, ...] = (0,)
    sender: int | None = None
    elsewhere: bool = False


@dataclass(frozen=True)
class Stop:
    """Stop a watcher."""

    which: int = 0
    elsewhere: bool = False


@dataclass(frozen=True)
class LetGo:
    """Drop a watcher without stopping it."""

    which: int = 0


@dataclass(frozen=True)
class Raise:
    """Raise, inside a receiver."""

    error: str


@dataclass(frozen=True)
class SetContext:
    """Set a context variable, inside a receiver."""


@dataclass(frozen=True)
class Wait:
    """Wait, inside an async receiver: for ever where the send is to be cancelled."""


@dataclass(frozen=True)
class Together:
    """Send in several threads at once, while another one is at the signal as well."""

    sends: tuple[Send, ...]
    beside: str = ""


Step = (
    Connect
    | Disconnect
    | Send
    | Drop
    | Collect
    | Ask
    | Watch
    | Stop
    | LetGo
    | Raise
    | SetContext
    | Wait
    | Together
)


@dataclass(frozen=True)
class Actor:
    """A receiver and what it does whenever it is called.

    Args:
        kind: what sort of callable it is, see :mod:`tests.tracer.actors`.
        deeds: what it does.
        answer: what it returns: nothing, a number, text or an object.
    """

    kind: str
    deeds: tuple[Step, ...] = ()
    answer: str = "nothing"


@dataclass(frozen=True)
class Play:
    """A whole program.

    Args:
        actors: the receivers, :data:`ACTORS` of them.
        watchers: who watches from the beginning, where anybody watches at all.
        connects: who is connected first.
        more: what is done after that, one after the other.
        caching: ``use_caching`` of the signals.
        looking: whether somebody looks at the recordings after every step.
    """

    actors: tuple[Actor, ...]
    watchers: tuple[Watch, ...]
    connects: tuple[Connect, ...]
    more: tuple[Step, ...]
    caching: bool = False
    looking: bool = False

    @property
    def steps(self) -> tuple[Step, ...]:
        """All that is done."""
        return (*self.connects, *self.more)


def _mostly(
    often: st.SearchStrategy[Any], seldom: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    """Draw from ``often`` as often as from all of ``seldom`` together."""
    return st.booleans().flatmap(lambda other: seldom if other else often)


_uids = st.sampled_from(["", "", "x"])
_elsewhere = st.sampled_from([False, False, True])
_connect = st.builds(Connect, _actor, _signal, _filter, _uids, st.booleans())
_disconnect = st.builds(Disconnect, _actor, _signal, _filter, _uids)
_nested = st.builds(
    Send, st.sampled_from(SENDS), _signal, _sender, caught=st.booleans()
)
_send = st.builds(
    Send,
    st.sampled_from(SENDS),
    _signal,
    _sender,
    cancelled=st.booleans(),
    elsewhere=_elsewhere,
)
_drop = st.builds(Drop, st.just("actor"), _actor) | st.builds(
    Drop, st.just("sender"), st.integers(2, SENDERS - 1)
)
_watch = st.builds(
    Watch,
    st.sampled_from([(0,), (1,), (0, 1)]),
    st.sampled_from([None, None, None, *range(SENDERS)]),
    _elsewhere,
)
_ask = st.builds(Ask, _signal, _sender)
_which = st.integers(0, 2)
_stop = st.builds(Stop, _which, _elsewhere)
_let_go = st.builds(LetGo, _which)
_together = st.builds(
    Together,
    st.lists(_nested, min_size=2, max_size=3).map(tuple),
    st.sampled_from(["", "connects", "watches"]),
)
_raise = st.builds(Raise, st.sampled_from(["Exception", "Exception", *ERRORS]))
_deed = _mostly(
    _mostly(_nested, _raise),
    st.one_of(
        st.builds(SetContext),
        st.builds(Wait),
        _ask,
        _connect,
        _disconnect,
        _drop,
        _watch,
        _stop,
        _let_go,
    ),
)
_actors = st.builds(
    Actor,
    st.sampled_from(sorted(KINDS)),
    st.lists(_deed, max_size=3).map(tuple),
    st.sampled_from(["nothing", "number", "text", "object"]),
)
_step = _mostly(
    _send,
    st.one_of(
        _together,
        _connect,
        _disconnect,
        _drop,
        st.builds(Collect),
        _ask,
        _watch,
        _stop,
        _let_go,
    ),
)

PLAYS = st.builds(
    Play,
    st.lists(_actors, min_size=ACTORS, max_size=ACTORS).map(tuple),
    st.lists(_watch, min_size=1, max_size=2).map(tuple),
    st.lists(_connect, min_size=3, max_size=8).map(tuple),
    st.lists(_step, min_size=3, max_size=12).map(tuple),
    st.booleans(),
    st.booleans(),
)
"""Programs: first some connections, then anything."""

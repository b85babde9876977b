"""Exercise 11.2: write an experiment that tells two worlds apart."""

from __future__ import annotations

import weakref
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import called, observe, returned

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.exercise.evidence import Evidence

WANTED = "second_wins should connect two receivers with one dispatch_uid, and send."


_FURTHER = ("sender", "weak", "dispatch_uid")


@dataclass
class Noted:
    """A signal, and what somebody has connected to it.

    Args:
        signal: the signal.
        names: the ``dispatch_uid`` of each ``connect``.
        receivers: weak references, so that nobody lives longer than without a check.
        again: how often a receiver came that was there already.
    """

    signal: Any
    names: list[Any] = field(default_factory=list)
    receivers: list[Callable[[], Any]] = field(default_factory=list)
    again: list[bool] = field(default_factory=list)

    def note(self, receiver: Any, name: Any) -> None:
        """Note that ``receiver`` is being connected."""
        self.names.append(name)
        self.again.append(any(one() == receiver for one in self.receivers))
        is_method = hasattr(receiver, "__self__") and hasattr(receiver, "__func__")
        weak: Any = weakref.WeakMethod if is_method else weakref.ref
        # Django itself refuses what allows no weak reference, unless it is told not to.
        with suppress(TypeError):
            self.receivers.append(weak(receiver))


def _noted(signal: Any, *, last_wins: bool) -> Noted:
    """Let ``signal`` note what is connected.

    Args:
        signal: a new signal.
        last_wins: let it work as the colleague believes.
    """
    noted, connect = Noted(signal), signal.connect

    # As many further arguments as Django takes, by name or by position.
    def connect_and_note(receiver: Any, *args: Any, **kwargs: Any) -> None:
        given = {**dict(zip(_FURTHER, args, strict=False)), **kwargs}
        uid = given.get("dispatch_uid")
        noted.note(receiver, uid)
        if last_wins and uid:
            signal.disconnect(sender=given.get("sender"), dispatch_uid=uid)
        connect(receiver, *args, **kwargs)

    signal.connect = connect_and_note
    return noted


def write_an_experiment(evidence: Evidence) -> str:
    """Run the experiment with Django's signal and with one that works otherwise."""
    second_wins, signal_class = evidence.given("second_wins"), evidence.given("Signal")
    found = [
        _run(second_wins, _noted(signal_class(), last_wins=last_wins))
        for last_wins in (False, True)
    ]
    if found == [True, False]:
        raise NotYet(
            "It says True where the first one is called, else False.",
            wanted="True should mean that the second receiver was called.",
            hint="Which of the two does your last line look for?",
            more="Give the receivers different answers, and look for the second's.",
        )
    if found != [False, True]:
        raise NotYet(
            f"Two signals that work differently, and both times it says {found[0]}.",
            wanted="It should tell Django's signal from one in which the second wins.",
            hint="It says the same, whatever happens. What could come out otherwise?",
            more="Do not count the calls: look at who was called.",
        )
    return "With Django's signal it says False, with the colleague's it says True."


def _run(second_wins: Any, noted: Noted) -> bool:
    results: list[Any] = []

    def act() -> None:
        try:
            results.extend(returned(lambda: second_wins(noted.signal)))
        except Exception as error:  # noqa: BLE001 (the learner's code may raise anything)
            results.append(error)

    sent = observe(act, noted.signal)
    _judge_connections(noted, results[0])
    if isinstance(results[0], Exception):
        error = naming.error(results[0])
        raise NotYet(
            f"second_wins raised {error.type}: {error.message[:60]}.",
            wanted="It should return True or False.",
            hint="Try it in a cell of its own: second_wins(Signal()).",
            more="Both receivers must take any argument by name: **kwargs.",
        )
    if not sent:
        raise NotYet(
            "Two receivers were connected, and the signal was not sent.",
            wanted=WANTED,
            hint="Before a send, nobody is called. So what did you look at?",
            more="signal.send(sender=None) returns who was called, with the answers.",
        )
    if not any(called(dispatch) for dispatch in sent):
        raise NotYet(
            "Two receivers were connected, and the send called nobody.",
            wanted=WANTED,
            hint="A signal holds its receivers weakly. Who holds yours until the send?",
            more="A function with a name of its own lives as long as its name.",
        )
    if results[0] is None:
        raise NotYet(
            f"second_wins {'printed something and ' * results[1]}returned None.",
            wanted="It should return True or False.",
            hint="What you found must come back to whoever asks: return it.",
            more="return True if the second one was called, else False.",
        )
    if type(results[0]) is not bool:
        raise NotYet(
            f"second_wins returned {naming.describe(results[0])}.",
            wanted="It should return True or False.",
            hint="Turn what you found into a yes or a no.",
            more='For example: "second" in answers',
        )
    return bool(results[0])


def _judge_connections(noted: Noted, result: Any) -> None:
    names = noted.names
    if not names and result is None:
        raise NotStarted(
            "second_wins connects nobody.",
            wanted=WANTED,
            hint="Begin with two small functions inside it, and connect both.",
            more="signal.connect(first, dispatch_uid=...), and the same for second.",
        )
    if not names:
        raise NotYet(
            "Nobody was connected to the signal that second_wins was given.",
            wanted=WANTED,
            hint="It is given a signal in its brackets. Which one do you connect to?",
            more="signal.connect(...), and no other signal in between.",
        )
    if any(not name for name in names):
        raise NotYet(
            f"{len(names)} receivers were connected, not all of them with a name.",
            wanted=WANTED,
            hint="Without a dispatch_uid the sentence is not put to the test.",
            more='connect() takes it as an argument: dispatch_uid="mail"',
        )
    if len(names) != 2 or names[0] != names[1]:  # noqa: PLR2004 (first and second)
        raise NotYet(
            f"{len(names)} receivers were connected, with {_different(names)}.",
            wanted=WANTED,
            hint="The sentence speaks of one name for both.",
            more="Two lines with connect(), and the same dispatch_uid in both.",
        )
    if any(noted.again):
        raise NotYet(
            "One and the same receiver was connected two times.",
            wanted=WANTED,
            hint="How could you tell which one was called? Take two functions.",
            more="Let one of them return 1, and the other one 2.",
        )


def _different(names: list[Any]) -> str:
    different = len({naming.describe(name) for name in names})
    return "one name" if different == 1 else f"{different} names"

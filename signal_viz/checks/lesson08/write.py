"""Exercise 08.1: read the list of a signal, and leave it as it is."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence

WANTED = "living should return the living receivers, in the order of the list."


class Counter:
    """Counts the mails; its method is a receiver."""

    def __init__(self, heard: list[str]) -> None:
        self.heard = heard

    def thank(self, **_: object) -> None:
        """Note that somebody called."""
        self.heard.append("a method")


def write_who_is_alive(evidence: Evidence) -> str:
    """Let ``living`` read a list with every kind of entry."""
    living, signal = evidence.given("living"), evidence.given("Signal")()
    heard: list[str] = []
    counter = Counter(heard)

    def pack(**_: object) -> None:
        heard.append("a function")

    def gone(**_: object) -> None:
        heard.append("a dead one")

    def hold_on(**_: object) -> None:
        heard.append("a strong one")

    signal.connect(pack, sender=Counter)
    signal.connect(gone)
    signal.connect(counter.thank)
    signal.connect(hold_on, weak=False)
    del gone
    before = list(signal.receivers)
    found = _living(living, signal)
    _judge_calls(heard)
    _judge_list(before, list(signal.receivers))
    _judge_found(found, [pack, counter.thank, hold_on])
    _judge_other_shape(living, signal, found)
    return "It found 3 of 4 receivers alive, called none, and changed nothing."


def _living(living: Any, signal: Any) -> Any:
    """Return what the learner's function finds; tell what its loop may trip over."""
    try:
        return living(signal)
    except (ValueError, AttributeError) as raised:
        error = naming.error(raised)
        if "unpack" not in error.message and "__self__" not in error.message:
            raise
        parts = len(signal.receivers[0])
        raise NotYet(
            f"An entry had {parts} parts, and living stopped: {error.message[:60]}.",
            wanted="It should work with the entries of Django 5.2 and of 6.x.",
            hint="They have three or four parts. Which two stand first in both?",
            more="Take entry[0] and entry[1]; leave the rest alone.",
        ) from None


def _judge_other_shape(living: Any, signal: Any, found: Any) -> None:
    """Let ``living`` read the same list as the other Djangos write it."""
    short = [(*entry[:2], entry[-1]) for entry in signal.receivers]
    long = [(*entry[:2], None, entry[-1]) for entry in signal.receivers]
    for entries in (short, long):
        signal.receivers = entries
        if _living(living, signal) != found:
            raise NotYet(
                f"With entries of {len(entries[0])} parts living found others.",
                wanted="It should work with the entries of Django 5.2 and of 6.x.",
                hint="They have three or four parts. Which two stand first in both?",
                more="Take entry[0] and entry[1]; leave the rest alone.",
            )


def _judge_calls(heard: list[str]) -> None:
    if heard == ["a strong one"]:
        raise NotYet(
            "living called a receiver: the one that was connected with weak=False.",
            wanted="It should call nobody.",
            hint="An entry made with weak=False holds the receiver itself.",
            more="isinstance(entry[1], weakref.ref) tells a reference from a receiver.",
        )
    if heard:
        raise NotYet(
            f"living called {len(heard)} receivers.",
            wanted="It should call nobody.",
            hint="To send is to call. Look at signal.receivers instead.",
            more="Go through the list with a for loop, and look at each entry[1].",
        )


def _judge_list(before: list[Any], after: list[Any]) -> None:
    if after != before:
        raise NotYet(
            f"The list had {len(before)} entries before, and {len(after)} after it.",
            wanted="It should leave the list as it is, with its dead entries.",
            hint="Django's own methods throw the dead entries away.",
            more="Only signal.receivers shows them. Read it with a for loop.",
        )


def _judge_found(found: Any, wanted: list[Any]) -> None:
    if found is None or found is ...:
        raise NotStarted(
            "living returned nothing.",
            wanted=WANTED,
            hint="Go through signal.receivers, and collect what you find in a new list.",
            more="entry[1] is the reference. Do not forget to return the list.",
        )
    if not isinstance(found, list | tuple):
        raise NotYet(
            f"living returned {naming.describe(found)}.",
            wanted=WANTED,
            hint="Collect them in a list, and return that.",
            more="A tuple is as good as a list.",
        )
    if any(isinstance(item, weakref.ReferenceType) for item in found):
        raise NotYet(
            "living returned references.",
            wanted=WANTED,
            hint="A reference is not the receiver: it is the way to it. Call it.",
            more="reference() gives the receiver, or None if it is dead.",
        )
    if any(type(item) is tuple for item in found):
        raise NotYet(
            "living returned keys.",
            wanted=WANTED,
            hint="The key, the first part of an entry, says nothing about life.",
            more="The second part is the reference: entry[1].",
        )
    if any(isinstance(item, str) for item in found):
        raise NotYet(
            "living returned texts.",
            wanted=WANTED,
            hint="A name is not the receiver. Where is the receiver itself?",
            more="The second part of an entry leads to it: entry[1].",
        )
    if any(item is None for item in found):
        raise NotYet(
            f"living returned {len(found)} things, and one of them is None.",
            wanted=WANTED,
            hint="What does the reference of a dead receiver give?",
            more="Leave out what is None.",
        )
    _judge_who(list(found), wanted)


def _judge_who(found: list[Any], wanted: list[Any]) -> None:
    if found == wanted:
        return
    if found == wanted[:-1]:
        raise NotYet(
            "living left out the receiver that was connected with weak=False.",
            wanted=WANTED,
            hint="Not every entry holds a weak reference.",
            more="With weak=False the second part of an entry is the receiver itself.",
        )
    if found and not any(one in found for one in wanted):
        raise NotYet(
            f"living found {len(found)} receivers, none of this signal.",
            wanted=WANTED,
            hint="Whose list do you read? living gets a signal in its brackets.",
            more="signal.receivers, not the list of one signal that you know.",
        )
    raise NotYet(
        f"living found {len(found)} of {len(wanted)} living receivers.",
        wanted=WANTED,
        hint="Look at every entry, whatever sender it hears.",
        more="One entry after the other: for entry in signal.receivers.",
    )

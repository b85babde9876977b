"""Exercise 09.2: plain and async receivers under ``send()``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz import events
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.registry import registry
from signal_viz.sandbox import in_thread
from signal_viz.trace import trace

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence

ALL = 4
ASYNC = ("call_courier", "update_search_index")


def predict_who_begins_and_ends(evidence: Evidence) -> str:
    """Send once in a thread, and hold the three answers against it."""
    begins = evidence.names("begins", "a list of four names")
    ends = evidence.names("ends", "a list of four names")
    threads = evidence.number("threads", "a number")
    signal, sender = evidence.given("order_paid"), evidence.given("Checkout")
    listed = [item.receiver for item in registry(signal)]
    if len(listed) != ALL:
        raise NotStarted(
            f"{len(listed)} receivers are connected.",
            wanted="The four receivers of this exercise should be connected.",
            hint="Run the cells of this exercise again, from its heading.",
            more="sv.reset() in another exercise disconnects everything.",
        )
    began, ended, places = _happened(signal, sender)
    for name, answer in (("begins", begins), ("ends", ends)):
        _need_all(name, answer, listed)
    _judge_begins(begins, began, listed)
    _judge_ends(ends, ended)
    _judge_threads(threads, places)
    return "All four begin, end and run where you said."


def _happened(signal: Any, sender: Any) -> tuple[list[str], list[str], int]:
    """Return who began, who ended, and in how many threads."""
    with trace(signal) as recording:
        in_thread(signal.send, sender=sender)
    names = {item.id: item.receiver for item in recording.snapshot.connections}
    ended = [
        names[event.connection]
        for event in recording.events
        if isinstance(event, events.ReceiverReturned)
    ]
    calls = recording.dispatches[0].calls
    began = [call.receiver for call in calls]
    return began, ended, len({call.thread for call in calls})


def _need_all(name: str, answer: list[str], listed: list[str]) -> None:
    if sorted(answer) != sorted(listed):
        raise NotYet(
            f"{name} has {len(answer)} names; four receivers run.",
            wanted=f"{name} should hold each of the four names once.",
            hint="Each of the four has its place. Copy their names, without brackets.",
            more=f"They are {', '.join(sorted(listed))}.",
        )


def _judge_begins(begins: list[str], began: list[str], listed: list[str]) -> None:
    if begins == began:
        return
    if begins == listed:
        raise NotYet(
            "begins is in the order of connect.",
            wanted="begins should be in the order in which they begin.",
            hint="Two kinds of receivers. Which two need somebody to await them?",
            more="send() calls all of one kind first.",
        )
    if set(begins[:2]) == set(ASYNC):
        raise NotYet(
            "In begins, the async ones come first.",
            wanted="begins should be in the order in which they begin.",
            hint="Is it send() or asend() here? What is the first thing it can do?",
            more="A plain function calls plain receivers first.",
        )
    raise NotYet(
        f"begins has {begins[0]} in the first place; {began[0]} begins first.",
        wanted="begins should be in the order in which they begin.",
        hint="Within each kind, the order of connect counts.",
        more="First the plain ones, then the async ones.",
    )


def _judge_ends(ends: list[str], ended: list[str]) -> None:
    if ends == ended:
        return
    if ends[:2] == ended[:2]:
        raise NotYet(
            f"begins is right. In ends, {ends[2]} comes before {ends[3]}.",
            wanted="ends should be in the order in which they end.",
            hint="Which of the two async ones waits longer? Who waits for whom?",
            more="They wait together. Look at the numbers in sleep().",
        )
    raise NotYet(
        f"begins is right. In ends, {ends[0]} is the first.",
        wanted="ends should be in the order in which they end.",
        hint="Does a plain receiver wait for the one before it? And async ones?",
        more="Plain ones never overlap.",
    )


def _judge_threads(threads: int, places: int) -> None:
    if threads < places:
        raise NotYet(
            f"begins and ends are right. They do not all run in {threads} thread.",
            wanted="threads should count the threads in which the four run.",
            hint="Where is the loop that awaits the async ones?",
            more="send() in a thread without a loop needs a loop somewhere else.",
        )
    if threads > places:
        raise NotYet(
            f"begins and ends are right. There are fewer than {threads} threads.",
            wanted="threads should count the threads in which the four run.",
            hint="Does each receiver have a thread of its own? What is a loop for?",
            more="All async ones share a loop, and a loop is one thread.",
        )

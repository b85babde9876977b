"""Exercise 09.4: one async receiver that gives nobody else a turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz import events
from signal_viz.exercise import loop
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.trace import trace

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence

ALL = 3


def explain_a_blocked_loop(evidence: Evidence) -> str:
    """Let it happen again, and hold four answers against the recording."""
    blocker = evidence.name("blocker", "one name")
    began_late = evidence.name("began_late", "one name")
    woke_late = evidence.name("woke_late", "one name")
    threads = evidence.number("threads", "a number")
    story, names, places = _happened(
        evidence.given("order_paid"), evidence.given("Checkout")
    )
    for name in (blocker, began_late, woke_late):
        if name not in names:
            raise NotYet(
                f"No receiver has the name {name[:40]!r}.",
                wanted="Each name should be the name of a receiver.",
                hint="Copy the name from a card of the picture.",
                more=f"They are {', '.join(names)}.",
            )
    _judge_names(blocker, began_late, woke_late, story)
    _judge_threads(threads, places)
    return f"{blocker} kept the loop for itself, and both others paid for it."


def _happened(signal: Any, sender: Any) -> tuple[list[tuple[str, str]], list[str], int]:
    """Return who began and ended, in order; the receivers; and how many threads."""
    with trace(signal) as recording:
        loop.run(lambda: signal.asend(sender=sender))
    names = {item.id: item.receiver for item in recording.snapshot.connections}
    if len(names) != ALL:
        raise NotStarted(
            f"{len(names)} receivers are connected.",
            wanted="The three receivers of this exercise should be connected.",
            hint="Run the cells of this exercise again, from its heading.",
            more="sv.reset() in another exercise disconnects everything.",
        )
    kinds = {events.ReceiverStarted: "begins", events.ReceiverReturned: "ends"}
    story = [
        (names[event.connection], kinds[type(event)])
        for event in recording.events
        if isinstance(event, events.ReceiverStarted | events.ReceiverReturned)
    ]
    calls = recording.dispatches[0].calls
    return story, list(names.values()), len({call.thread for call in calls})


def _judge_names(
    blocker: str, began_late: str, woke_late: str, story: list[tuple[str, str]]
) -> None:
    start = story.index((blocker, "begins"))
    if story[start + 1] != (blocker, "ends") or len({who for who, _ in story}) != ALL:
        raise NotYet(
            f"While {blocker} waited, another one had a turn.",
            wanted="blocker should name who gives nobody else a turn.",
            hint="Look at the lines. "
            "Who ends right after it has begun, with nobody between?",
            more="time.sleep() waits without await.",
        )
    if story.index((began_late, "begins")) < start + 1:
        raise NotYet(
            f"{began_late} began before {blocker} had ended.",
            wanted="began_late should name who could not begin.",
            hint=f"Look at the lines with begins, below {blocker}. "
            "Who is the last to begin?",
            more="In the picture in real time, its bar begins late.",
        )
    if woke_late == blocker or story.index((woke_late, "begins")) > start:
        raise NotYet(
            f"{woke_late} was not waiting while {blocker} worked.",
            wanted="woke_late should name who had waited long enough.",
            hint="Who had begun to wait before the blocker began?",
            more="It waits 0.1 seconds, and the blocker takes 0.3.",
        )


def _judge_threads(threads: int, places: int) -> None:
    if threads >= ALL:
        raise NotYet(
            f"The names are right. There are fewer than {threads} threads.",
            wanted="threads should count the threads in which the three run.",
            hint="If each had a thread of its own, could one block the others?",
            more="A loop is one thread.",
        )
    if threads != places:
        raise NotYet(
            f"The names are right. They do not run in {threads} threads.",
            wanted="threads should count the threads in which the three run.",
            hint="Is one of the three a plain receiver? Only those need another thread.",
            more="Async receivers under asend() run where the loop runs.",
        )

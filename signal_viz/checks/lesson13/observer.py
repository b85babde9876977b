"""Exercise 13.1: a list of observers that does what Django's does."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from signal_viz import naming
from signal_viz.exercise.errors import NotStarted, NotYet

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.exercise.evidence import Evidence

MANY = 50
"""So many come out of a set in the order in which they went in by no chance."""


def write_the_list(evidence: Evidence) -> str:
    """Attach, detach and notify, and look at the calls."""
    make = evidence.given("News")
    _judge_calls(make)
    _judge_order(make)
    _judge_twice(make)
    _judge_detach(make)
    _judge_leaving(make)
    return "All are called once, in order, nobody is skipped, and answers come back."


def _run(action: Callable[[], Any], doing: str) -> Any:
    """Return what the learner's method returns.

    Raises:
        NotYet: it raised.
    """
    try:
        return action()
    except Exception as raised:  # noqa: BLE001 (the learner's code may raise anything)
        error = naming.error(raised)
        raise NotYet(
            f"{doing} raised {error.type}: {error.message[:60]}.",
            wanted="It should run to its end.",
            hint=_hint_for(error.type, doing),
            more="Try that one line in a cell of its own.",
        ) from None


def _hint_for(kind: str, doing: str) -> str:
    if "detach" in doing:
        return "Is the observer on the list at all? Ask before you take it off."
    if kind == "TypeError":
        return "An observer takes everything by name. Do you hand it on with **?"
    return "Which of your lines is that? The last line of the error says it."


def _judge_calls(make: Any) -> None:
    heard: list[Any] = []

    def observer(**news: Any) -> str:
        heard.append(news)
        return "read"

    one = make()
    _run(lambda: one.attach(observer), "attach()")
    back = _run(lambda: one.notify(item="Emma"), "notify()")
    if not heard and isinstance(back, Iterator):
        raise NotYet(
            f"notify() has called nobody, and returned {naming.describe(back)}.",
            wanted="notify() should call all, and return the list of their answers.",
            hint="It calls nobody until somebody asks for an answer. What makes a list?",
            more="Square brackets instead of round ones; append instead of yield.",
        )
    if not heard:
        raise NotStarted(
            "notify() has called nobody.",
            wanted="notify() should call every observer that is attached.",
            hint="Keep the observers in a list, and walk over it in notify.",
            more="The lesson begins with such a class, of ten lines.",
        )
    if heard[0] != {"item": "Emma"}:
        raise NotYet(
            f"notify(item='Emma') called the observer with {naming.describe(heard[0])}.",
            wanted="An observer should get exactly what notify() got.",
            hint="Hand on what came in, under the same names, and nothing else.",
            more="observer(**news) does that.",
        )
    if isinstance(back, list | tuple | dict | set) and back and back != ["read"]:
        raise NotYet(
            f"One observer answered 'read', and notify() returned "
            f"{naming.describe(back)}.",
            wanted="notify() should return the list of the answers.",
            hint="A list, and in it the answers alone. What else is in yours?",
            more="[observer(**news) for observer in ...] has one answer for each.",
        )
    if back != ["read"]:
        raise NotYet(
            f"One observer answered 'read', and notify() returned "
            f"{naming.describe(back)}.",
            wanted="notify() should return the list of the answers.",
            hint="What an observer returns must be kept before the next one is called.",
            more="A list comprehension calls them all, and keeps every answer.",
        )


def _judge_order(make: Any) -> None:
    one = make()
    observers = [lambda n=n, **_: n for n in range(MANY)]
    for observer in observers:
        _run(partial(one.attach, observer), "attach()")
    back = _run(one.notify, "notify()")
    if len(back) != MANY:
        raise NotYet(
            f"{MANY} observers were attached to a new News, and {len(back)} called.",
            wanted="Those should be called that were attached to this one.",
            hint="Where is the list made? Two News must not share one.",
            more="self.observers = [], in __init__, makes a list for each.",
        )
    if back != list(range(MANY)):
        raise NotYet(
            f"{MANY} observers were attached, and called in another order.",
            wanted="They should be called in the order of attach().",
            hint="Which of list, set and dict keep the order in which things came in?",
            more="A set does not, and reversed() turns a list round.",
        )


def _judge_twice(make: Any) -> None:
    def observer(**_: Any) -> str:
        return "read"

    one = make()
    for _ in range(2):
        _run(lambda: one.attach(observer), "attach() for the second time")
    calls = len(_run(one.notify, "notify()"))
    if calls != 1:
        raise NotYet(
            f"An observer was attached twice, and called {calls} times.",
            wanted="It should be called once.",
            hint="Before you put it on the list: is it there?",
            more="`in` asks a list that question.",
        )


def _judge_detach(make: Any) -> None:
    def observer(**_: Any) -> str:
        return "read"

    one = make()
    _run(lambda: one.detach(observer), "detach() of a stranger")
    _run(lambda: one.attach(observer), "attach()")
    _run(lambda: one.detach(observer), "detach()")
    if _run(one.notify, "notify()"):
        raise NotYet(
            "An observer was detached, and called all the same.",
            wanted="After detach() it should not be called any more.",
            hint="Does detach take it off the list that notify walks over?",
            more="A list has a method remove().",
        )


def _judge_leaving(make: Any) -> None:
    one, called = make(), []

    def leaves(**_: Any) -> None:
        called.append("leaves")
        one.detach(leaves)

    def stays(**_: Any) -> None:
        called.append("stays")

    for observer in (leaves, stays):
        _run(partial(one.attach, observer), "attach()")
    _run(one.notify, "notify() with an observer that leaves")
    if called != ["leaves", "stays"]:
        raise NotYet(
            "The first observer left during the round, and the second was not called.",
            wanted="Nobody should be skipped.",
            hint="The list becomes shorter under your loop. Over what could it walk?",
            more="A copy does not change. tuple(...) makes one.",
        )

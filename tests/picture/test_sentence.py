"""The one sentence below a picture."""

from __future__ import annotations

import pytest

from signal_viz.naming import Error, Sender
from signal_viz.sentence import called
from tests.picture.story import VALUE_ERROR, Story, stopped, three


def group(*names: str, method: str = "asend") -> tuple[Story, int, list[str]]:
    """Return a story in which async receivers have all started."""
    story = Story("order_paid")
    receivers = [story.has(name, is_async=True) for name in names]
    dispatch = story.start(method=method)
    for receiver in receivers:
        story.call(dispatch, receiver)
    return story, dispatch, receivers


def test_it_says_who_sends_while_no_receiver_runs() -> None:
    story, *_ = three()
    story.start()

    assert story.state().sentence == "Order sends post_save"


def test_it_names_the_receiver_that_runs() -> None:
    story, first, *_ = three()
    story.call(story.start(), first)

    assert story.state().sentence == "reserve_stock is running"


def test_it_names_the_innermost_receiver_of_a_nested_dispatch() -> None:
    story, first, second, _ = three()
    root = story.start()
    story.call(root, first)
    story.call(story.start(parent=root, parent_connection=first), second)

    assert story.state().sentence == "charge_card is running"


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["fetch"], "fetch is awaiting"),
        (["fetch", "ping"], "fetch and ping are awaiting"),
        (["fetch", "ping", "mail"], "3 receivers are awaiting"),
    ],
)
def test_it_names_async_receivers_together(names: list[str], sentence: str) -> None:
    story, *_ = group(*names)

    assert story.state().sentence == sentence


def test_it_counts_the_receivers_that_ran() -> None:
    story, first, second, third = three()
    story.run(first, second, third)
    assert story.state().sentence == "3 receivers ran"

    story.run(first)
    assert story.state().sentence == "1 receiver ran"


def test_it_says_where_an_exception_went() -> None:
    assert stopped().state().sentence == (
        "charge_card raised ValueError: the exception left send()"
    )


def test_it_says_that_send_robust_caught_it() -> None:
    story, first, second, _ = three()
    dispatch = story.start(method="send_robust")
    story.call(dispatch, first)
    story.raised(dispatch, first)
    story.call(dispatch, second)
    story.returned(dispatch, second)
    story.end(dispatch)

    assert story.state().sentence == (
        "2 receivers ran, 1 raised: send_robust() caught it"
    )


def test_several_are_caught_as_them() -> None:
    story, dispatch, receivers = group("a", "b", method="asend_robust")
    for receiver in receivers:
        story.raised(dispatch, receiver)
    story.end(dispatch)

    assert story.state().sentence == (
        "2 receivers ran, 2 raised: asend_robust() caught them"
    )


def test_it_tells_an_exception_group_from_the_exception_in_it() -> None:
    story, dispatch, (only,) = group("fetch")
    story.raised(dispatch, only)
    story.end(dispatch, Error("ExceptionGroup"))

    assert story.state().sentence == (
        "fetch raised ValueError: ExceptionGroup left asend()"
    )


def test_several_that_raised_are_counted() -> None:
    story, dispatch, receivers = group("fetch", "ping")
    for receiver in receivers:
        story.raised(dispatch, receiver)
    story.end(dispatch, Error("ExceptionGroup"))

    assert story.state().sentence == "2 receivers raised: ExceptionGroup left asend()"


def test_an_exception_that_no_receiver_raised_has_no_receiver() -> None:
    story, *_ = three()
    story.end(story.start(), Error("KeyboardInterrupt"))

    assert story.state().sentence == "KeyboardInterrupt left send()"


def test_it_says_that_nobody_listened() -> None:
    story = Story()
    story.run()

    assert story.state().sentence == "nobody listened"


def test_it_says_that_all_listen_to_others() -> None:
    story = Story()
    greet = story.has("greet", sender="Customer")
    thank = story.has("thank", sender="Customer")
    dispatch = story.start(Sender("Invoice", "model"))
    story.skip(dispatch, greet)
    story.skip(dispatch, thank)
    story.end(dispatch)

    assert story.state().sentence == "no receiver ran: 2 listen to another sender"


def test_it_counts_nested_dispatches() -> None:
    story, first, second, _ = three()
    root = story.start()
    story.call(root, first)
    for _ in range(2):
        story.run(second, parent=root, parent_connection=first)
    story.returned(root, first)
    story.end(root)

    assert story.state().sentence == "1 receiver ran, 2 nested dispatches"


def test_it_says_who_is_still_running_after_the_end() -> None:
    story, dispatch, (first, _) = group("fails", "slow")
    story.raised(dispatch, first)
    story.end(dispatch, VALUE_ERROR)

    assert story.state().sentence == (
        "fails raised ValueError: the exception left asend(); slow is still running"
    )


@pytest.mark.parametrize(
    ("count", "title"), [(1, "s1"), (6, "s1, s2, s3, s4, s5, s6"), (7, "7 signals")]
)
def test_a_title_names_few_signals_and_counts_many(count: int, title: str) -> None:
    assert called([f"s{number}" for number in range(1, count + 1)]) == title

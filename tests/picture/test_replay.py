"""From a recording to the state of its picture."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from signal_viz.naming import Error, Sender
from signal_viz.replay import Replay
from tests.picture.story import ORDER, VALUE_ERROR, Story, stopped, three

if TYPE_CHECKING:
    from signal_viz.state import State


def states(found: State) -> dict[str, str]:
    return {card.connection.receiver: card.state for card in found.cards}


def numbers(found: State) -> dict[str, int | None]:
    return {card.connection.receiver: card.number for card in found.cards}


# At rest


def test_before_the_first_send_everything_is_connected() -> None:
    story, *_ = three()

    found = story.state()

    assert set(states(found).values()) == {"connected"}
    assert list(numbers(found).values()) == [1, 2, 3]
    assert found.dispatch is None
    assert found.sentence == "waiting for a send"


def test_async_receivers_stand_after_the_sync_ones_because_django_calls_them_later() -> (
    None
):
    story = Story()
    story.has("fetch", is_async=True)
    story.has("log")
    story.has("ping", is_async=True)

    assert numbers(story.state()) == {"log": 1, "fetch": 2, "ping": 3}


def test_each_signal_counts_its_own_receivers() -> None:
    story = Story("post_save", "order_paid")
    story.has("ship", "s2")
    story.has("log", "s1")

    assert numbers(story.state()) == {"log": 1, "ship": 1}


# One dispatch


def test_while_a_receiver_runs_the_next_ones_wait() -> None:
    story, first, second, _ = three()
    dispatch = story.start()
    story.call(dispatch, first)
    story.returned(dispatch, first)
    story.call(dispatch, second)

    assert states(story.state()) == {
        "reserve_stock": "returned",
        "charge_card": "running",
        "update_index": "connected",
    }


def test_an_exception_that_stops_send_leaves_the_rest_not_reached() -> None:
    found = stopped().state()

    assert states(found) == {
        "reserve_stock": "returned",
        "charge_card": "raised",
        "update_index": "not_reached",
    }
    assert found.dispatch
    assert found.dispatch.status == "raised"
    assert [card.word for card in found.cards] == [
        "returned",
        "ValueError",
        "not reached",
    ]


def test_a_receiver_of_another_sender_is_filtered_and_keeps_its_number() -> None:
    story = Story()
    greet = story.has("greet", sender="Customer")
    log = story.has("log")
    dispatch = story.start()
    story.skip(dispatch, greet)
    story.call(dispatch, log)

    found = story.state()

    assert states(found) == {"greet": "filtered", "log": "running"}
    assert numbers(found) == {"greet": 1, "log": 2}
    assert found.cards[0].word == "other sender"


def test_the_responses_come_when_send_returns() -> None:
    story, first, *_ = three()
    dispatch = story.start()
    story.call(dispatch, first)
    story.returned(dispatch, first)
    assert story.state().cards[0].to_json()["response"] is None

    story.end(dispatch, responses={first: "'reserved'"})

    assert story.state().cards[0].to_json()["response"] == "'reserved'"
    assert story.state().calls[0].response == "'reserved'"


def test_a_new_dispatch_clears_what_the_last_one_left() -> None:
    story = stopped()
    story.start()

    found = story.state()

    assert set(states(found).values()) == {"connected"}
    assert found.calls == ()
    assert found.dispatches == 2


# Connections that come and go


def test_a_receiver_connected_between_dispatches_comes_at_its_place() -> None:
    story, *_ = three()
    story.connect("early", 1)
    story.connect("late", 4)

    assert list(states(story.state())) == [
        "reserve_stock",
        "early",
        "charge_card",
        "update_index",
        "late",
    ]


def test_a_receiver_disconnected_between_dispatches_leaves_at_once() -> None:
    story, first, *_ = three()
    story.disconnect(first)

    assert numbers(story.state()) == {"charge_card": 1, "update_index": 2}


def test_a_receiver_disconnected_during_a_dispatch_stays_to_its_end() -> None:
    story, first, second, _third = three()
    dispatch = story.start()
    story.call(dispatch, first)
    story.disconnect(first)
    story.disconnect(second)

    during = story.state()
    story.end(dispatch)

    assert states(during) == {
        "reserve_stock": "running",
        "charge_card": "disconnected",
        "update_index": "connected",
    }
    assert list(numbers(during).values()) == [1, 2, 3]
    assert list(states(story.state())) == ["update_index"]


def test_a_place_in_the_list_does_not_count_what_is_leaving() -> None:
    story, first, *_ = three()
    dispatch = story.start()
    story.disconnect(first)
    story.connect("newcomer", 1)
    story.end(dispatch)

    assert list(states(story.state())) == ["charge_card", "newcomer", "update_index"]


def test_a_collected_receiver_is_a_ghost_without_a_number_until_the_next_send() -> None:
    story, first, *_ = three()
    story.collect(first)
    ghost = story.state()
    story.start()

    assert states(ghost)["reserve_stock"] == "collected"
    assert numbers(ghost) == {
        "reserve_stock": None,
        "charge_card": 1,
        "update_index": 2,
    }
    assert "reserve_stock" not in states(story.state())


def test_a_receiver_that_dies_after_its_call_shows_the_call_until_the_end() -> None:
    story, first, *_ = three()
    dispatch = story.start()
    story.call(dispatch, first)
    story.returned(dispatch, first)
    story.collect(first)
    during = story.state()
    story.end(dispatch)

    assert states(during)["reserve_stock"] == "returned"
    assert states(story.state())["reserve_stock"] == "collected"


def test_a_receiver_that_was_dead_already_is_a_ghost_from_the_start() -> None:
    story = Story()
    story.has("(collected)", alive=False)

    assert states(story.state()) == {"(collected)": "collected"}


# Nested dispatches


def test_a_nested_dispatch_belongs_to_the_picture_of_its_root() -> None:
    story = Story("post_save", "order_paid")
    charge = story.has("charge_card")
    ship = story.has("ship", "s2")
    root = story.start()
    story.call(root, charge)
    inner = story.start(signal="s2", parent=root, parent_connection=charge, depth=1)
    story.call(inner, ship)

    found = story.state()

    assert found.dispatch
    assert found.dispatch.id == root
    assert [item.id for item in found.nested] == [inner]
    assert states(found) == {"charge_card": "running", "ship": "running"}
    assert [call.depth for call in found.calls] == [0, 1]
    assert found.dispatches == 1


def test_a_receiver_inside_itself_is_running_until_its_outer_call_ends() -> None:
    story = Story()
    save = story.has("save_again")
    outer = story.start()
    story.call(outer, save)
    inner = story.start(parent=outer, parent_connection=save, depth=1)
    story.call(inner, save)
    story.raised(inner, save)
    story.end(inner, VALUE_ERROR)

    assert states(story.state()) == {"save_again": "running"}
    assert story.state().cards[0].dispatch == outer

    story.returned(outer, save)
    story.end(outer)

    assert states(story.state()) == {"save_again": "returned"}


def test_a_dispatch_whose_parent_is_not_recorded_is_a_root_of_depth_0() -> None:
    story, first, *_ = three()
    dispatch = story.start(parent=77, parent_connection="c77", depth=3)
    story.call(dispatch, first)

    found = story.state()

    assert found.dispatch
    assert found.dispatch.depth == 0
    assert found.calls[0].depth == 0


def test_what_another_thread_goes_on_with_stays_out_of_the_picture() -> None:
    story, first, second, _ = three()
    old = story.start(thread="worker 1")
    story.call(old, first)
    new = story.start(thread="worker 2")
    inner = story.start(parent=old, parent_connection=first, depth=1)
    story.call(inner, second)
    innermost = story.start(parent=inner, parent_connection=second, depth=2)
    story.end(innermost)
    story.end(inner)
    story.returned(old, first)
    story.end(old)

    found = story.state()

    assert found.dispatch
    assert found.dispatch.id == new
    assert found.dispatch.status == "running"
    assert found.calls == ()
    assert set(states(found).values()) == {"connected"}


# Async


def test_an_async_receiver_awaits() -> None:
    story = Story()
    fetch = story.has("fetch", is_async=True)
    story.call(story.start(method="asend"), fetch)

    assert states(story.state()) == {"fetch": "awaiting"}


def test_an_async_sibling_may_return_after_the_exception_left() -> None:
    story = Story()
    fails = story.has("fails", is_async=True)
    slow = story.has("slow", is_async=True)
    dispatch = story.start(method="asend")
    story.call(dispatch, fails)
    story.call(dispatch, slow)
    story.raised(dispatch, fails)
    story.end(dispatch, VALUE_ERROR)
    assert states(story.state()) == {"fails": "raised", "slow": "awaiting"}

    story.returned(dispatch, slow)

    assert states(story.state()) == {"fails": "raised", "slow": "returned"}


# Senders


def test_without_a_filter_and_a_send_anybody_may_be_the_sender() -> None:
    story, *_ = three()

    assert [sender.to_json() for sender in story.state().senders] == [
        {"id": "sender:", "label": "any sender", "kind": "any", "active": False}
    ]


def test_senders_are_those_listened_to_and_those_that_send() -> None:
    story = Story()
    story.has("greet", sender="Customer", sender_kind="model")
    story.has("log")
    story.start(ORDER)

    assert [
        (sender.label, sender.kind, sender.active) for sender in story.state().senders
    ] == [("Customer", "model", False), ("Order", "model", True)]


def test_a_sender_that_is_none_is_not_any_sender() -> None:
    story, *_ = three()
    story.start(Sender("None", "none"))

    assert [sender.id for sender in story.state().senders] == ["sender:None"]


# Whatever comes


def test_events_that_fit_nothing_change_nothing() -> None:
    story, first, *_ = three()
    before = story.state().to_json()
    story.returned(9, first)
    story.raised(9, first)
    story.skip(9, first)
    story.not_reached(9, first)
    story.call(9, first)
    story.end(9)
    story.disconnect("c99")
    story.collect("c99")
    story.connect("unknown signal", 0, "s9")

    assert story.state().to_json() == before


def test_a_gap_in_a_bounded_recording_starts_over() -> None:
    story, first, second, _ = three()
    story.call(story.start(), first)
    left = [item for item in story.snapshot.connections if item.id == second]
    story.drop(1200, left)

    found = story.state()

    assert states(found) == {"charge_card": "connected"}
    assert found.dispatch is None
    assert found.dispatches == 1201
    assert found.sentence == "1200 dispatches were left out here"


@pytest.mark.parametrize("error", [VALUE_ERROR, Error("KeyError")])
def test_errors_are_told_as_they_were_recorded(error: Error) -> None:
    story, first, *_ = three()
    dispatch = story.start()
    story.call(dispatch, first)
    story.raised(dispatch, first, error)

    card = story.state().cards[0]

    assert card.call
    assert card.call.error == error
    assert card.word == error.type


def test_ten_times_the_events_take_about_ten_times_as_long() -> None:
    story, first, second, third = three()
    for _ in range(2000):
        story.run(first, second, third)

    def seconds(count: int) -> float:
        best = 60.0
        for _ in range(3):
            begun = time.perf_counter()
            replay = Replay(story.snapshot)
            for event in story.events[:count]:
                replay.step(event)
            best = min(best, time.perf_counter() - begun)
        return best

    # A quadratic replay would take a hundred times as long.
    assert seconds(16_000) < 40 * seconds(1_600)


def test_a_snapshot_of_many_connections_is_taken_in_no_time() -> None:
    story = Story()
    for number in range(5000):
        story.has(f"receiver_{number}")

    begun = time.perf_counter()
    found = story.state()

    assert len(found.cards) == 5000
    # A look at every earlier connection for each would take seconds.
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize(("position", "order"), [(-3, "bac"), (1, "abc"), (99, "acb")])
def test_any_place_in_the_list_is_a_place(position: int, order: str) -> None:
    story = Story()
    story.has("a")
    story.has("c")
    story.connect("b", position)

    assert "".join(states(story.state())) == order

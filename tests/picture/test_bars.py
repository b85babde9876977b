"""The bars in the time lanes of a static picture."""

from __future__ import annotations

from signal_viz.svg.bars import bars
from tests.picture.story import Story, three


def spans(story: Story, *, times: bool = False) -> list[tuple[float, float]]:
    """Return where each bar begins and ends, in order of start."""
    return [
        (round(bar.start, 3), round(bar.end, 3))
        for bar in bars(story.state(), times=times)
    ]


def test_each_call_is_one_step_after_the_other() -> None:
    story, first, second, third = three()
    story.run(first, second, third)

    assert spans(story) == [(0, 0.333), (0.333, 0.667), (0.667, 1)]


def test_steps_do_not_tell_how_long_it_took() -> None:
    quick, slow = three(), three()
    for (story, first, second, _), took in ((quick, 1000), (slow, 90_000_000)):
        dispatch = story.start()
        story.call(dispatch, first)
        story.returned(dispatch, first, took)
        story.call(dispatch, second)
        story.returned(dispatch, second)
        story.end(dispatch)

    assert spans(quick[0]) == spans(slow[0])


def test_a_nested_call_lies_within_the_call_that_sent_it() -> None:
    story, first, second, _ = three()
    root = story.start()
    story.call(root, first)
    story.run(second, parent=root, parent_connection=first)
    story.returned(root, first)
    story.end(root)

    outer, inner = bars(story.state())

    assert outer.start < inner.start < inner.end < outer.end
    assert (outer.depth, inner.depth) == (0, 1)


def test_async_calls_overlap() -> None:
    story = Story()
    first = story.has("fetch", is_async=True)
    second = story.has("ping", is_async=True)
    dispatch = story.start(method="asend")
    story.call(dispatch, first)
    story.call(dispatch, second)
    story.returned(dispatch, first)
    story.returned(dispatch, second)

    assert spans(story) == [(0, 0.667), (0.333, 1)]


def test_a_call_that_runs_reaches_to_the_right_end() -> None:
    story, first, second, _ = three()
    dispatch = story.start()
    story.call(dispatch, first)
    story.returned(dispatch, first)
    story.call(dispatch, second)

    assert spans(story) == [(0, 0.5), (0.5, 1)]


def test_a_receiver_that_begins_when_the_one_before_ends_comes_after_it() -> None:
    story, first, second, _ = three()
    dispatch = story.start()
    story.call(dispatch, first)
    story.returned(dispatch, first)
    story.now -= 1000
    story.call(dispatch, second)

    assert spans(story) == [(0, 0.5), (0.5, 1)]


def test_real_time_is_true_to_the_clock() -> None:
    story, first, second, _ = three()
    dispatch = story.start()
    story.call(dispatch, first)
    story.returned(dispatch, first, took=6000)
    story.call(dispatch, second)
    story.returned(dispatch, second, took=1000)
    story.end(dispatch)

    # The send began at 1 µs; calls at 2 and 9, ends at 8 and 10, its end at 11.
    assert spans(story, times=True) == [(0.1, 0.7), (0.8, 0.9)]


def test_before_the_first_call_there_is_no_bar() -> None:
    story, *_ = three()
    story.start()

    assert spans(story) == []
    assert spans(story, times=True) == []

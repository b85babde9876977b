"""The static picture: valid, safe, the same in every run, readable by everyone."""

from __future__ import annotations

import re
from typing import Literal, get_args
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signal_viz.naming import Error, Sender
from signal_viz.state import CardState, word
from signal_viz.svg import paint, to_svg
from signal_viz.text import to_text
from tests.picture.story import VALUE_ERROR, Story, star, stopped, three

SVG = "{http://www.w3.org/2000/svg}"
Scheme = Literal["light", "dark"]


def parsed(picture: str) -> ET.Element:
    return ET.fromstring(picture)  # noqa: S314 - our own text


def texts(picture: str) -> list[str]:
    return [item.text or "" for item in parsed(picture).iter(f"{SVG}text")]


def drawn(story: Story, *, times: bool = False) -> str:
    return to_svg(story.state(), times=times)


# What it shows


def test_it_shows_sender_signal_receivers_and_how_it_ended() -> None:
    shown = texts(drawn(stopped()))

    for text in (
        "Order",
        "model",
        "post_save",
        "3 receivers",
        "reserve_stock",
        "notebook:3 · weak",
        "returned",
        "ValueError",
        "not reached",
        "dispatch 1 · send()",
        "charge_card raised ValueError: the exception left send()",
    ):
        assert text in shown
    assert [text for text in shown if text.isdigit()] == ["1", "2", "3"]


def test_it_says_it_all_in_words_as_well() -> None:
    story = stopped()
    root = parsed(drawn(story))
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")

    assert root.get("role") == "img"
    assert title is not None
    assert description is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == (
        "post_save: charge_card raised ValueError: the exception left send()"
    )
    assert description.text == to_text(story.state())


def test_without_receivers_it_says_so() -> None:
    assert "no receivers" in texts(drawn(Story()))
    assert "no receivers" not in texts(drawn(star(1)))


def test_of_several_signals_the_one_without_receivers_says_so() -> None:
    story = Story("post_save", "order_paid")
    story.has("greet")

    assert texts(drawn(story)).count("no receivers") == 1


def test_lanes_come_with_the_first_dispatch() -> None:
    story, *_ = three()
    assert "order of calls" not in texts(drawn(story))

    story.start()

    assert "order of calls" in texts(drawn(story))


def test_async_receivers_of_one_dispatch_share_a_bracket() -> None:
    story = Story()
    receivers = [story.has(name, is_async=True) for name in ("fetch", "ping")]
    dispatch = story.start(method="asend")
    story.call(dispatch, receivers[0])
    assert "these run together" not in drawn(story)

    story.call(dispatch, receivers[1])

    assert "these run together" in drawn(story)


def test_a_name_too_long_for_its_card_is_whole_in_the_tooltip() -> None:
    story = Story()
    name = "a_" + "very_" * 12 + "long_name"
    story.has(name)
    picture = drawn(story)

    assert name not in texts(picture)
    assert any(
        (title.text or "").startswith(name)
        for title in parsed(picture).iter(f"{SVG}title")
    )


def test_an_error_type_is_as_long_as_the_name_leaves_room() -> None:
    short, long = Story(), Story()
    error = Error("ImproperlyConfigured")
    for story, name in ((short, "pay"), (long, "x" * 32)):
        receiver = story.has(name, where="shop.py:12", sender="Some other model")
        dispatch = story.start()
        story.call(dispatch, receiver)
        story.raised(dispatch, receiver, error)

    assert "ImproperlyConfigured" in texts(drawn(short))
    assert any(re.fullmatch(r"Impro\w*…", text) for text in texts(drawn(long)))


def test_an_edge_tells_how_the_first_dispatch_of_its_sender_ended() -> None:
    story = Story()
    save = story.has("save_again")
    root = story.start()
    story.call(root, save)
    inner = story.start(parent=root, parent_connection=save)
    story.end(inner, VALUE_ERROR)
    story.returned(root, save)
    story.end(root)

    lines = re.findall(r'<path d="[^"]+" fill="none" class="(\w+)"', drawn(story))

    # From below to above: the call and the send returned, the nested send raised.
    assert lines[:3] == ["returned", "returned", "raised"]


# Durations


def test_without_times_the_clock_leaves_no_trace() -> None:
    pictures = set()
    for took in (2000, 306_000_000):
        story, first, second, _ = three()
        dispatch = story.start()
        story.call(dispatch, first)
        story.returned(dispatch, first, took)
        story.call(dispatch, second)
        story.returned(dispatch, second, 5000)
        story.end(dispatch)
        pictures.add(drawn(story))

    assert len(pictures) == 1


def test_with_times_true_durations_are_printed() -> None:
    story, first, *_ = three()
    dispatch = story.start()
    story.call(dispatch, first)
    story.returned(dispatch, first, took=4_200_000)
    story.end(dispatch)

    shown = texts(drawn(story, times=True))

    assert "4.2 ms" in shown
    assert "real time" in shown
    assert "1 receiver ran, in 4.2 ms" in shown


# Four channels


@pytest.mark.parametrize("channel", [word, lambda state: paint.LINES[state]])
def test_states_differ_without_colour(channel: object) -> None:
    assert callable(channel)
    states: tuple[CardState, ...] = get_args(CardState)
    seen = {(channel(state), paint.sign(0, 0, state)) for state in states}

    assert len(seen) == len(states)


def test_only_states_have_colour() -> None:
    at_rest = parsed(drawn(star(3)))
    colours = {
        item.get(name, "none") for item in at_rest.iter() for name in ("fill", "stroke")
    } - {"none"}

    for colour in colours:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        assert max(red, green, blue) - min(red, green, blue) < 32, colour


def colour(role: str, name: str, scheme: Scheme) -> str:
    found = {item: (light, dark) for item, light, dark in paint.ROLES[role]}[name]
    return found[scheme == "dark"]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "page"),
        ("mute", "page"),
        ("ink", "card"),
        ("mute", "card"),
        ("ink", "runningcard"),
        ("mute", "runningcard"),
        ("ink", "raisedcard"),
        ("mute", "raisedcard"),
        ("hubink", "hub"),
        ("hubmute", "hub"),
        ("hubink", "runningfill"),
        ("runningfill", "runningcard"),
        ("returnedfill", "returnedcard"),
        ("raisedfill", "raisedcard"),
    ],
)
def test_text_can_be_read(text: str, ground: str, scheme: Scheme) -> None:
    assert contrast(colour(text, "fill", scheme), colour(ground, "fill", scheme)) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("line", ["edge", "running", "returned", "raised"])
def test_lines_can_be_seen(line: str, scheme: Scheme) -> None:
    assert contrast(colour(line, "stroke", scheme), colour("page", "fill", scheme)) >= 3


# On a page with others


def test_dark_colours_are_for_this_picture_alone() -> None:
    picture = drawn(stopped())
    name = parsed(picture).get("id")
    (sheet,) = re.findall(r"<style>(.*)</style>", picture)

    assert sheet.startswith("@media (prefers-color-scheme:dark){")
    selectors = re.findall(r"([^{}]+)\{[^{}]*\}", sheet.partition("{")[2])
    assert selectors
    assert all(selector.startswith(f"#{name} .") for selector in selectors)


def test_every_colour_on_the_page_has_a_dark_one() -> None:
    picture = drawn(stopped())
    (sheet,) = re.findall(r"<style>(.*)</style>", picture)
    used = {item.get("class") for item in parsed(picture).iter()} - {None}

    assert used
    assert all(f".{role}{{" in sheet for role in used)
    coloured = [
        item
        for item in parsed(picture).iter()
        if "#" in (item.get("fill", "") + item.get("stroke", ""))
    ]
    assert all(item.get("class") for item in coloured)


def test_different_pictures_have_different_ids_and_the_same_one_the_same() -> None:
    names = [parsed(drawn(story)).get("id") for story in (star(1), star(2), star(1))]

    assert names[0] == names[2] != names[1]


def test_pictures_with_the_same_words_have_different_ids_as_well() -> None:
    here, there = Story(), Story()
    here.has("ship", where="notebook:3")
    there.has("ship", where="notebook:4")

    assert to_text(here.state()) == to_text(there.state())
    assert parsed(drawn(here)).get("id") != parsed(drawn(there)).get("id")


def test_it_fits_a_narrower_place() -> None:
    root = parsed(drawn(stopped()))

    assert root.get("style") == "max-width:100%;height:auto"
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"


def test_a_usual_picture_needs_no_more_than_700_pixels() -> None:
    assert float(parsed(drawn(stopped())).get("width", "0")) <= 700


def test_nothing_is_loaded_and_nothing_runs() -> None:
    picture = drawn(stopped())

    assert not re.search(r"<script|<foreignObject|href|url\(|@import|\son\w+=", picture)
    assert picture.count("http") == 1  # the name of SVG itself


# Size


def test_a_picture_of_five_receivers_is_small() -> None:
    assert len(drawn(star(5))) < 10_000


def test_a_thousand_receivers_make_a_picture_of_bounded_size() -> None:
    story = star(1000)
    story.run(*(item.id for item in story.snapshot.connections))

    assert len(drawn(story)) < 40_000
    assert "1,000 receivers" in texts(drawn(story))
    assert "1000 receivers" in texts(drawn(story))
    assert "1000 returned" in texts(drawn(story))


def test_a_thousand_nested_dispatches_make_a_picture_of_bounded_size() -> None:
    story, first, second, _ = three()
    root = story.start()
    story.call(root, first)
    for number in range(1000):
        sender = Sender(f"Model{number}", "model")
        story.run(second, sender=sender, parent=root, parent_connection=first)

    assert len(drawn(story)) < 120_000


# Whatever the names

anything = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("<>&\"'\x00\x1b\x85\u202e\ud800\udfff\ufffe\uffff]]>🦊"),
    ),
    max_size=100,
)


@given(anything, anything, anything, anything)
def test_whatever_the_names_it_is_valid(
    signal: str, receiver: str, sender: str, error: str
) -> None:
    story = Story(signal)
    connection = story.has(
        receiver, where=receiver, sender=sender, sender_kind=error, dispatch_uid=error
    )
    dispatch = story.start(Sender(sender, error))
    story.call(dispatch, connection)
    story.raised(dispatch, connection, Error(error, error))
    story.end(dispatch, Error(error, error))

    picture = drawn(story, times=True)

    parsed(picture)
    assert picture.encode()
    assert not set(picture) & set("\x00\x1b\x85\u202e\ufffe\uffff")


def test_markup_in_a_name_is_text() -> None:
    name = "</text><script>alert(1)</script>"
    story = Story(name)
    story.has(name)

    root = parsed(drawn(story))

    assert not list(root.iter(f"{SVG}script"))
    assert name in [item.text for item in root.iter(f"{SVG}text")]


def test_a_name_of_ten_million_characters_is_drawn_at_once() -> None:
    story = Story("n" * 10_000_000)
    story.has("r" * 10_000_000, where="w" * 10_000_000)

    assert len(drawn(story)) < 10_000

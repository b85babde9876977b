"""The page of the bookshop is what the lesson records, played by today's front end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from signal_viz.recording import Recording
from tests.browser.widget_page import Recorder
from tools import docs
from tools.source import ROOT, Source, read

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text("utf-8")
LESSON = read(ROOT / "course" / f"{docs.LESSON}.py")


def recording(*names: str, nanoseconds: int = 1) -> Recording:
    made = Recorder(names).start().begin(1).returned(1, nanoseconds).end()
    return Recording(made.snapshot, made.events)


@pytest.fixture
def played() -> Recording:
    return docs.played(docs.PAGE.read_text("utf-8"))


def test_it_plays_what_the_lesson_records_on_any_version(played: Recording) -> None:
    assert docs.timeless(played) == docs.timeless(docs.recorded(LESSON))


def test_it_has_the_front_end_of_today(played: Recording) -> None:
    same = docs.PAGE.read_text("utf-8") == docs.written(played)

    # After a change of signal_viz/static/: two pages of 100 kB tell nobody what to do.
    assert same, "run: python3 course.py build 14"


def test_it_says_what_it_plays() -> None:
    text = docs.PAGE.read_text("utf-8")

    assert f"<h1>{docs.TITLE}</h1>\n<p>{docs.ABOUT}</p>" in text
    assert f"[{docs.TITLE}](docs/bookshop.html)" in README


def test_it_shows_the_whole_shop(played: Recording) -> None:
    sent = {dispatch.signal for dispatch in played.dispatches}
    states = {call.state for dispatch in played.dispatches for call in dispatch.calls}

    assert sent == {signal.name for signal in played.snapshot.signals}
    assert states == {"returned", "raised", "not_reached"}


def test_readme_and_lesson_lead_to_it() -> None:
    assert "](docs/bookshop.html)" in README
    assert any("](../docs/bookshop.html)" in cell.text for cell in LESSON.cells)


def test_new_times_alone_make_no_new_page() -> None:
    old, new = recording("charge_card"), recording("charge_card", nanoseconds=2)

    assert old.events != new.events
    assert docs.kept(old, new) is old


def test_anything_else_does() -> None:
    old, new = recording("charge_card"), recording("reserve_stock")

    assert docs.kept(old, new) is new


def test_only_the_capstone_makes_it() -> None:
    assert docs.pages(replace(LESSON, name="09-numbers")) == {}
    assert docs.pages(replace(LESSON, sheet=True)) == {}


def test_a_page_that_is_not_there_is_made_and_then_kept(tmp_path: Path) -> None:
    text = "# %%\nimport signal_viz as sv\nfrom django.dispatch import Signal\n"
    text += "paid = Signal()\nday = sv.watch(paid)\nanswers = paid.send(sender=None)\n"
    path = tmp_path / f"{docs.LESSON}.py"
    path.write_text(text, "utf-8")
    lesson: Source = read(path)
    target = tmp_path / "shop.html"

    first = docs.pages(lesson, target)
    target.write_text(first[target], "utf-8")

    assert [sent.signal for sent in docs.played(first[target]).dispatches] == ["paid"]
    assert docs.pages(lesson, target) == first


def test_what_plays_nothing_is_refused_in_one_sentence() -> None:
    with pytest.raises(ValueError, match="delete it and build it again"):
        docs.played("<p>nothing</p>")

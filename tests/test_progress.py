"""The learner's progress is kept, outside the checkout, whatever happens."""

from __future__ import annotations

import json
import os
import threading
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from signal_viz.exercise import catalogue, journal
from signal_viz.exercise.catalogue import Exercise, Lesson
from signal_viz.exercise.journal import NOT_YET, PASSED, Entry
from signal_viz.progress import Progress, progress

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's own home folder, and nothing else set."""
    for name in ("SIGNAL_VIZ_PROGRESS", "XDG_DATA_HOME", "JPY_SESSION_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(journal, "_unsaved", [])
    monkeypatch.setattr("sys.platform", "linux")
    return tmp_path


def lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def test_it_lives_in_the_users_data_folder(home: Path) -> None:
    journal.record(Entry("01.1", PASSED))

    assert journal.place() == home / ".local/share/signal-viz/progress.jsonl"
    assert progress().status("01.1") == PASSED


def test_the_data_folder_of_the_desktop_is_respected(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    assert journal.place() == home / "data/signal-viz/progress.jsonl"

    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert journal.place() == home / ".local/share/signal-viz/progress.jsonl"


@pytest.mark.parametrize(
    ("platform", "folder"),
    [
        ("darwin", "Library/Application Support/signal-viz"),
        ("win32", "AppData/signal-viz"),
    ],
)
def test_each_system_has_its_own_folder(
    home: Path, monkeypatch: pytest.MonkeyPatch, platform: str, folder: str
) -> None:
    monkeypatch.setenv("LOCALAPPDATA", str(home / "AppData"))
    monkeypatch.setattr("sys.platform", platform)

    assert journal.place() == home / folder / "progress.jsonl"


@pytest.mark.usefixtures("home")
def test_solved_once_is_solved() -> None:
    journal.record(Entry("01.1", PASSED))
    journal.record(Entry("01.1", NOT_YET, "a later try"))

    assert progress().status("01.1") == PASSED


def test_checking_again_and_again_adds_nothing(home: Path) -> None:
    for _ in range(5):
        journal.record(Entry("01.1", NOT_YET, "a hint"))

    assert len(lines(home / ".local/share/signal-viz/progress.jsonl")) == 1


def test_a_damaged_line_costs_only_itself(home: Path) -> None:
    journal.record(Entry("01.1", PASSED))
    path = home / ".local/share/signal-viz/progress.jsonl"
    with path.open("ab") as file:
        file.write(b'{"exercise": "01.2", "sta\n\xff\xfe\n[]\n7\n')
        file.write(b'{"exercise": "01.2", "status": "eaten", "message": ""}\n')
    journal.record(Entry("01.3", PASSED))

    assert set(progress().entries) == {"01.1", "01.3"}


def test_two_notebooks_at_the_same_moment_lose_nothing(home: Path) -> None:
    numbers = [f"{lesson:02}.{number}" for lesson in range(4) for number in range(25)]
    threads = [
        threading.Thread(target=journal.record, args=(Entry(number, PASSED),))
        for number in numbers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(progress().entries) == set(numbers)
    path = home / ".local/share/signal-viz/progress.jsonl"
    assert all(json.loads(line) for line in lines(path))


@pytest.mark.usefixtures("home")
def test_where_nothing_can_be_written_it_lasts_for_the_session(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SIGNAL_VIZ_PROGRESS", f"{os.devnull}/progress.jsonl")

    journal.record(Entry("01.1", PASSED))

    assert progress().status("01.1") == PASSED
    assert "not on disk" in repr(progress())


def test_a_user_without_a_home_can_learn(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr("pathlib.Path.home", no_home)

    journal.record(Entry("01.1", PASSED))

    assert progress().status("01.1") == PASSED
    assert not list(home.rglob("*"))


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SIGNAL_VIZ_PROGRESS", "off"),
        ("JPY_SESSION_NAME", "/course/notebooks/solutions/01-the-big-picture.ipynb"),
    ],
)
def test_solutions_and_tests_leave_no_trace(
    home: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)

    journal.record(Entry("01.1", PASSED))

    assert progress().entries == {}
    assert not list(home.rglob("*"))


def test_it_shows_every_exercise_by_lesson() -> None:
    shown = repr(
        Progress({"01.1": Entry("01.1", PASSED), "01.3": Entry("01.3", NOT_YET)})
    ).splitlines()

    assert "01 The big picture: 1 of 4" in shown
    assert "  ✓ 01.1 Write a receiver" in shown
    assert "  – 01.2 Who is called?" in shown
    assert "  ✕ 01.3 The silent audit log" in shown


NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


class Seen(HTMLParser):
    """What a page shows of some HTML: its tags, its links, its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data


def test_in_a_notebook_it_is_a_table_that_says_each_state_in_words() -> None:
    shown = Progress(
        {"01.1": Entry("01.1", PASSED), "01.3": Entry("01.3", NOT_YET)}
    )._repr_html_()

    seen = Seen(shown)
    assert "caption" in seen.tags
    assert shown.count('<th scope="col"') == 3
    assert shown.count('<th scope="row"') == len(catalogue.lessons())
    assert "1 of " in seen.words
    assert "✓ passed: 01.1 Write a receiver" in seen.words
    assert "– not started: 01.2 Who is called?" in seen.words
    assert "✕ not yet: 01.3 The silent audit log" in seen.words
    # In the colours of the page, light or dark.
    assert "color" not in shown
    assert "background" not in shown


def test_what_is_half_done_lies_open() -> None:
    def lying_open(*numbers: str) -> int:
        entries = {number: Entry(number, PASSED) for number in numbers}
        return Progress(entries)._repr_html_().count("<details open>")

    assert lying_open() == 0
    assert lying_open("01.1") == 1
    assert lying_open("01.1", "01.2", "01.3", "01.4") == 0


def test_its_links_lead_to_lessons_and_to_the_learners_cells(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(NOTEBOOKS)
    links = Seen(Progress({})._repr_html_()).links
    assert "01-the-big-picture.ipynb" in links
    assert "exercises/01-the-big-picture.ipynb#cell-id=answer-01-1" in links

    monkeypatch.chdir(NOTEBOOKS / "exercises")
    links = Seen(Progress({})._repr_html_()).links
    assert "../exercises/01-the-big-picture.ipynb#cell-id=answer-01-1" in links

    monkeypatch.chdir(tmp_path)
    assert Seen(Progress({})._repr_html_()).links == []


def nothing(_evidence: Evidence) -> str:
    return ""


def test_no_text_becomes_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = '<img src=x onerror="alert(1)"> & <b>'
    lesson = Lesson("01", hostile, (Exercise("01.1", hostile, nothing),))
    monkeypatch.setattr(catalogue, "lessons", lambda: [lesson])
    monkeypatch.chdir(NOTEBOOKS)

    seen = Seen(Progress({}, saved=False)._repr_html_())

    assert seen.words.count(hostile) == 2
    assert "img" not in seen.tags
    assert "b" not in seen.tags
    assert "not on disk" in seen.words

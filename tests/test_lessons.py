"""Links from the picture to the lessons that are at hand."""

from __future__ import annotations

from pathlib import Path

from signal_viz.lessons import LESSONS, lessons

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def test_every_lesson_there_is_can_be_linked_to() -> None:
    names = sorted(path.name for path in NOTEBOOKS.glob("[0-9][0-9]-*.ipynb"))

    assert list(LESSONS.values()) == names
    assert all(name.startswith(number) for number, name in LESSONS.items())
    assert lessons(NOTEBOOKS) == LESSONS


def test_a_link_is_relative_to_the_notebook_that_has_it() -> None:
    found = lessons(NOTEBOOKS / "exercises")

    assert found == {number: f"../{name}" for number, name in LESSONS.items()}


def test_there_is_no_link_to_what_is_not_there(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b" / "c"
    inner.mkdir(parents=True)
    assert lessons(inner) == {}

    (inner / LESSONS["01"]).touch()
    assert lessons(inner) == {}

    (inner / LESSONS["00"]).touch()
    assert lessons(inner) == {number: LESSONS[number] for number in ("00", "01")}

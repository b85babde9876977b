"""Right answers pass, wrong ones get a hint that fits, untouched ones are told so."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from signal_viz.exercise import catalogue, journal, runner
from tools.notebook import empty, notebook, solved, v4
from tools.source import sources

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.exercise.journal import Entry
    from tools.source import Gap, Source

FEWEST_WRONG = 3
SHEETS = {source.name: source for source in sources() if source.sheet}
GAPS = {gap.number: (sheet, gap) for sheet in SHEETS.values() for gap in sheet.gaps}
WRONGS = [
    (number, place) for number in GAPS for place in range(len(GAPS[number][1].wrongs))
]

exercise = pytest.mark.parametrize("number", GAPS)


@functools.cache
def rounds(name: str, kind: str) -> list[dict[str, Entry]]:
    """Run a sheet once for each answer of one kind, all its gaps filled at once.

    The exercises of a sheet stand alone, so one round tries one answer of each. All
    rounds have one kernel, as a learner has who tries again; its names are forgotten
    between them, so that no answer helps the next one.
    """
    sheet = SHEETS[name]
    answers = {gap.number: _answers(gap, kind) for gap in sheet.gaps}
    count = max(map(len, answers.values()))
    book = v4.new_notebook()
    with tempfile.TemporaryDirectory() as folder:
        journals = [Path(folder) / f"{place}.jsonl" for place in range(count)]
        for place, path in enumerate(journals):
            start = (
                f"%reset -f\nimport os\nos.environ['SIGNAL_VIZ_PROGRESS'] = r'{path}'"
            )
            book.cells.append(v4.new_code_cell(start))
            book.cells += notebook(sheet, _fill(answers, place)).cells
        runner.run(book, Path.cwd() / f"{name}.ipynb")
        return [journal.latest(path) for path in journals]


def _answers(gap: Gap, kind: str) -> list[str]:
    if kind == "wrong":
        return [wrong.answer for wrong in gap.wrongs]
    if kind == "alternative":
        return list(gap.alternatives)
    return [solved(gap) if kind == "solved" else empty(gap)]


def _fill(answers: dict[str, list[str]], place: int) -> Callable[[Gap], str]:
    return lambda gap: answers[gap.number][place % len(answers[gap.number])]


def entry(number: str, kind: str, place: int = 0) -> Entry:
    sheet: Source = GAPS[number][0]
    return rounds(sheet.name, kind)[place][number]


def hint(found: Entry) -> str:
    """Return the hint in what a check said."""
    (line,) = [
        line for line in found.message.splitlines() if line.startswith("  Hint:")
    ]
    return line


def test_every_exercise_of_the_course_has_a_gap() -> None:
    numbers = [one.number for item in catalogue.lessons() for one in item.exercises]

    # Lesson 00 has its exercise on its own page, to show how checks work.
    assert [number for number in numbers if number not in GAPS] == ["00.1"]


@exercise
def test_the_solution_passes(number: str) -> None:
    assert entry(number, "solved").status == journal.PASSED


@pytest.mark.slow
@pytest.mark.one_end
@exercise
def test_another_right_answer_passes(number: str) -> None:
    alternatives = GAPS[number][1].alternatives

    assert alternatives
    for place in range(len(alternatives)):
        assert entry(number, "alternative", place).status == journal.PASSED


@exercise
def test_an_untouched_exercise_is_told_from_a_wrong_one(number: str) -> None:
    found = entry(number, "empty")

    assert found.status == journal.NOT_STARTED
    assert hint(found)


@pytest.mark.one_end
@pytest.mark.parametrize(("number", "place"), WRONGS)
def test_a_wrong_answer_gets_the_hint_that_fits(number: str, place: int) -> None:
    found = entry(number, "wrong", place)

    assert found.status == journal.NOT_YET
    assert GAPS[number][1].wrongs[place].hint in hint(found)


@pytest.mark.one_end
@exercise
def test_different_mistakes_get_different_hints(number: str) -> None:
    wrongs = GAPS[number][1].wrongs
    hints = {hint(entry(number, "wrong", place)) for place in range(len(wrongs))}

    assert len(hints) == len(wrongs) >= FEWEST_WRONG


@pytest.mark.one_end
@exercise
def test_what_a_check_says_is_short_and_never_the_solution(number: str) -> None:
    _, gap = GAPS[number]
    found = [entry(number, "empty")]
    found += [entry(number, "wrong", place) for place in range(len(gap.wrongs))]
    for one in found:
        lines = one.message.splitlines()
        assert len(lines) == 5
        assert max(map(len, lines)) <= 160
        assert not [line for line in gap.solutions[0].splitlines() if line in lines]

"""The table of claims leads to sections that exist, and that run something."""

from __future__ import annotations

import functools
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from tools.source import COURSE, headings, label_of

if TYPE_CHECKING:
    from pathlib import Path

TABLE = COURSE / "claims.md"
VERDICTS = {"true", "false", "outdated", "imprecise", "advice"}
# Labels under which nothing is shown, only asked or left to the learner.
ASKED = {"Predict", "Try", "Exercise", "Recall"}


@dataclass(frozen=True)
class Claim:
    """One line of the table.

    Args:
        number: its number.
        text: what is said.
        verdict: what the experiment says to that.
        notebook: where the experiment is.
        section: the heading above its cells.
    """

    number: int
    text: str
    verdict: str
    notebook: Path
    section: str


def claims() -> list[Claim]:
    """Return every line of the table, in its order."""
    found = []
    for line in TABLE.read_text("utf-8").splitlines():
        if re.match(r"\| \d", line):
            number, text, verdict, link, section = line.strip("| ").split(" | ")
            path = re.fullmatch(r"\[\d\d\]\((\S+)\)", link)
            assert path, line
            notebook = (COURSE / path[1]).resolve()
            found.append(Claim(int(number), text, verdict, notebook, section))
    return found


CLAIMS = claims()
MYTHS = "11-myth-busters.ipynb"
JUDGED = [claim for claim in CLAIMS if claim.notebook.name == MYTHS]
each = pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: str(claim.number))


@functools.cache
def sections(path: Path) -> tuple[tuple[str, list[Any]], ...]:
    """Return each heading of a notebook with the cells from it on, in order."""
    found: list[tuple[str, list[Any]]] = [("", [])]
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            found.extend((text, []) for _, text in headings(cell.source))
        found[-1][1].append(cell)
    return tuple(found)


def cells_of(claim: Claim) -> list[Any]:
    """Return the cells of the one section that settles ``claim``."""
    found = [cells for text, cells in sections(claim.notebook) if text == claim.section]
    assert len(found) == 1, f"{claim.notebook.name}: {claim.section}"
    return found[0]


def test_every_number_is_there_once_and_none_is_missing() -> None:
    numbers = [claim.number for claim in CLAIMS]

    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == 53


def test_nothing_is_said_twice_in_the_same_words() -> None:
    counts = Counter(claim.text for claim in CLAIMS)

    assert [text for text, times in counts.items() if times > 1] == []


@each
def test_a_claim_is_short_and_has_a_verdict(claim: Claim) -> None:
    assert re.fullmatch(r"[A-Z`(].{9,88}[.]", claim.text)
    assert claim.verdict in VERDICTS


@each
def test_the_section_of_a_claim_runs_something_and_shows_it(claim: Claim) -> None:
    code = [cell for cell in cells_of(claim) if cell.cell_type == "code"]

    outputs = [output for cell in code for output in cell.outputs]
    assert outputs
    assert all(cell.execution_count for cell in code)
    assert "error" not in [output.output_type for output in outputs]


@each
def test_the_section_of_a_claim_answers_and_does_not_ask(claim: Claim) -> None:
    assert label_of(claim.section) not in {None, *ASKED}


@pytest.mark.parametrize("claim", JUDGED, ids=lambda claim: str(claim.number))
def test_the_lesson_about_myths_comes_to_the_same_verdict(claim: Claim) -> None:
    said = " ".join(c.source for c in cells_of(claim) if c.cell_type == "markdown")

    assert claim.verdict in re.findall(
        r"\w+", " ".join(re.findall(r"\*\*(.+?)\*\*", said))
    )


def test_the_lesson_about_myths_judges_what_is_not_simply_true() -> None:
    wrong = [one for one in CLAIMS if one.verdict in ("false", "outdated", "imprecise")]

    assert len([one for one in wrong if one in JUDGED]) > len(wrong) / 2


@pytest.mark.parametrize("verdict", sorted(VERDICTS))
def test_each_verdict_is_explained(verdict: str) -> None:
    assert f"\n| {verdict} | " in TABLE.read_text("utf-8")

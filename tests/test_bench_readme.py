"""The README quotes the benchmark: the same rows and columns, whatever the numbers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools.bench import dispatch, readme, sends
from tools.bench.__main__ import main
from tools.bench.dispatch import WORKS
from tools.bench.instead import comparison
from tools.bench.instead.measure import WORKS as COMPARED
from tools.bench.instead.tool import TOOLS
from tools.bench.paired import Paired

if TYPE_CHECKING:
    from tools.bench.instead.comparison import Answer
    from tools.bench.loop import Answer as Loop

COST = Paired(bare=2e-6, extra=1e-6, ratio=1.5, collecting=(0.0, 0.25))
LOOP: Loop = {"memory": 7_400_000, "blocks": 9, "kept": 20_001, "dropped": 5}
ENDS = ["Python 3.11, Django 5.2", "Python 3.13, Django 6.1"]


def made_up() -> str:
    """Return a block of costs that nobody measured."""
    answers: dict[str, Answer] = {
        name: {"times": {work.title: (1.0, 2.0) for work in COMPARED}} for name in TOOLS
    }
    return readme.block(dict.fromkeys(WORKS, COST), answers, LOOP)


def blocks() -> dict[str, str]:
    """Return what stands between the marks of the README, by the versions."""
    text = readme.README.read_text("utf-8")
    found = re.findall(rf"<!-- bench: (P.*?) -->(.*?){readme.END}", text, re.DOTALL)
    return dict(found)


def outline(block: str) -> list[list[str]]:
    """Return the heads of the tables, and the first cell of each other row."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in block.splitlines()
        if line.startswith("|")
    ]
    rules = [number for number, row in enumerate(rows) if row[0] == "---"]
    return [row if n + 1 in rules else row[:1] for n, row in enumerate(rows)]


def test_the_readme_has_both_ends_of_what_is_supported() -> None:
    assert list(blocks()) == ENDS


@pytest.mark.parametrize("end", ENDS)
def test_the_readme_has_the_rows_and_columns_of_the_benchmark(end: str) -> None:
    block = blocks()[end]

    assert outline(block) == outline(made_up())
    assert re.search(rf"\*\*{re.escape(end).replace(',', '.*,')}", block)
    assert "A loop of 1,000,000 sends to one receiver took " in block


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    page = tmp_path / "README.md"
    page.write_text(
        f"before\n{readme.mark('here')}\nold\n{readme.END}\n"
        f"{readme.mark('Python 2, Django 1')}\nother\n{readme.END}\nafter\n",
        "utf-8",
    )
    monkeypatch.setattr(readme, "versions", lambda: "here")
    return page


def test_a_run_replaces_the_block_of_its_versions_alone(page: Path) -> None:
    text = readme.replaced(page.read_text("utf-8"), "new")

    assert text == page.read_text("utf-8").replace("old", "new")


def test_what_was_measured_is_written(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "measured", lambda: {WORKS[0]: COST})
    monkeypatch.setattr(comparison, "asked", lambda: {"print": {"missing": "w"}})
    monkeypatch.setattr(sends, "asked", lambda each: dict.fromkeys(each, LOOP))

    readme.write(page)

    text = page.read_text("utf-8")
    assert "| send | 1.50x |" in text
    assert "print in each receiver: not measured: w" in text
    assert "took 7.4 MB at most, kept 20,001 events" in text
    assert "old" not in text
    assert "other" in text


def test_versions_without_a_block_are_told_before_anything_is_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(readme, "versions", lambda: "Python 9, Django 9")
    monkeypatch.setattr(dispatch, "measured", lambda: pytest.fail("measured"))

    assert main(["--readme"]) == 1

    assert capsys.readouterr().err == (
        f"README.md has no block for Python 9, Django 9; it has: {'; '.join(ENDS)}.\n"
    )


def test_where_the_system_does_not_tell_memory_is_counted_in_blocks() -> None:
    block = readme.block({}, {}, {**LOOP, "memory": None})

    assert "took 9 blocks of Python's memory at most" in block


def test_a_loop_that_was_not_measured_is_told() -> None:
    block = readme.block({}, {}, {"missing": "why"})

    assert block.endswith("A loop of 1,000,000 sends: not measured: why")

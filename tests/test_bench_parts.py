"""Each part of the benchmark measures what it says, and can be run alone."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.dispatch import Signal

import signal_viz as sv
from signal_viz.tracer import is_watched
from tools.bench import dispatch, growth, loop, sends, skipped, steady, traced, watchers
from tools.bench import unwatched as left
from tools.bench.__main__ import main
from tools.bench.case import Case, Work
from tools.bench.paired import Paired
from tools.bench.parts import PARTS, Part
from tools.bench.tables import Table

QUICK: dict[str, Any] = {"rounds": 1, "turn": 1e-5}
FEW = [Work("send", 2), Work("asend", 2)]
SMALL: dict[str, Callable[[], Table]] = {
    "dispatch": lambda: dispatch.formatted(dispatch.measured(FEW, **QUICK)),
    "steady": lambda: steady.table([Work("send", 2000)], **QUICK),
    "unwatched": lambda: left.table(**QUICK),
    "skipped": lambda: skipped.table([0, 3], **QUICK),
    "growth": lambda: growth.table(FEW, **QUICK),
    "watchers": lambda: watchers.table([1, 3], **QUICK),
    "sends": lambda: sends.formatted({100: loop.measured(100)}),
}
COST = Paired(bare=2e-6, extra=1e-6, ratio=1.5, collecting=(0.0, 0.25))


@pytest.mark.parametrize("name", SMALL)
def test_a_part_is_a_table_with_a_cell_in_every_column(name: str) -> None:
    table = SMALL[name]()

    assert table.rows
    assert {len(row) for row in table.rows} == {len(table.head)}
    assert all(cell for row in table.rows for cell in row)
    assert table.title in table.text()


def cells(table: Table, column: str) -> list[str]:
    """Return one column of a table."""
    return [row[list(table.head).index(column)] for row in table.rows]


@pytest.mark.parametrize(("ratio", "holds"), [(1.5, "yes"), (1.51, "no")])
def test_a_row_says_whether_its_budget_holds(ratio: float, holds: str) -> None:
    table = dispatch.formatted({Work("send", 10): COST._replace(ratio=ratio)})

    assert cells(table, "budget") == ["1.50x"]
    assert cells(table, "holds") == [holds]


def test_there_is_no_budget_for_one_receiver() -> None:
    table = dispatch.formatted({Work("asend", 1): COST._replace(ratio=9)})

    assert cells(table, "budget") == cells(table, "holds") == ["-"]


def test_every_send_is_measured_at_every_size_of_the_budget() -> None:
    for method in ("send", "send_robust", "asend", "asend_robust"):
        for size in (10, 100, 1000):
            assert Work(method, size) in dispatch.WORKS


def test_the_summary_has_a_row_for_each_way_to_send() -> None:
    table = dispatch.summary(dict.fromkeys(dispatch.WORKS, COST))

    ways = ["send", "send_robust", "asend", "asend_robust", "send as post_save"]
    assert [row[0] for row in table.rows] == ways
    assert list(table.head) == ["receivers", "1", "10", "100", "1,000"]


@pytest.mark.parametrize("method", ["send", "send_robust", "asend", "asend_robust"])
def test_a_case_sends_as_it_says(method: str) -> None:
    case = Case(Work(method, 2, "named"))
    with asyncio.Runner() as runner, sv.trace(case.signal) as recording:
        case.loop(runner)(3)

    assert [item.method for item in recording.dispatches] == [method] * 3
    assert {len(item.calls) for item in recording.dispatches} == {2}
    for item in recording.dispatches:
        assert list(item.arguments) == [
            "instance",
            "created",
            "update_fields",
            "raw",
            "using",
        ]


def test_a_traced_case_is_watched_in_its_turns_only() -> None:
    case = Case(Work("send", 1))
    watched = []
    case.signal.connect(
        heard := lambda **_: watched.append(is_watched(case.signal)), weak=True
    )
    with asyncio.Runner() as runner:
        traced.cost(case, runner, most=1, before=5, **QUICK)

    # Bare and watched to warm up, then a turn each; five more before each watched.
    assert watched == [False, *[True] * 6, False, *[True] * 6]
    assert heard is not None


def test_a_signal_that_was_watched_has_djangos_own_code() -> None:
    signal = Signal()
    assert left.own(signal, "send")

    with sv.trace(signal):
        assert not left.own(signal, "send")

    assert left.own(signal, "send")


def test_receivers_of_other_senders_are_connected_and_skipped() -> None:
    case = Case(skipped.WORK)
    kept = skipped.connect_others(case.signal, 3)

    with asyncio.Runner() as runner, sv.trace(case.signal) as recording:
        case.loop(runner)(1)

    states = [call.state for call in recording.dispatches[0].calls]
    assert states.count("returned") == skipped.WORK.size
    kinds = [event.kind for event in recording.events]
    assert kinds.count("receiver_skipped") == len(kept) == 3


def test_what_a_record_holds_is_more_with_more_receivers() -> None:
    with asyncio.Runner() as runner:
        few, many = (
            growth.held(Case(Work("send", size)), runner) for size in (10, 1000)
        )

    assert 0 < few < many


def test_a_loop_tells_what_the_recording_kept_and_left_out() -> None:
    answer = loop.measured(8_000)

    # Four events a send; at most 20,000 are kept, and one tells of the others.
    assert answer["kept"] == 20_001
    assert answer["kept"] - 1 + answer["dropped"] == 4 * 8_000
    assert answer["ends"]
    assert answer["blocks"] > 0


def test_a_system_that_does_not_tell_the_memory_has_a_dash() -> None:
    answer = loop.measured(100)
    answer["memory"] = None

    assert cells(sends.formatted({100: answer}), "memory") == ["-"]


def test_a_loop_that_was_not_measured_keeps_its_row_and_says_why() -> None:
    table = sends.formatted({1_000: {"missing": "why"}})

    assert table.rows[0] == ["1,000", *["-"] * (len(table.head) - 1)]
    assert table.text().endswith("1,000 sends: not measured: why")


def test_the_loop_is_a_process_of_its_own() -> None:
    answer = sends.asked([200])[200]

    assert answer["kept"] == 800


def made_up(title: str) -> Part:
    return Part("made up", lambda: Table(title, ("a", "b"), [["c", "1"]]))


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(PARTS):
        monkeypatch.delitem(PARTS, name)
    monkeypatch.setitem(PARTS, "first", made_up("The first"))
    monkeypatch.setitem(PARTS, "second", made_up("The second"))


@pytest.mark.usefixtures("parts")
def test_a_part_can_be_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["second"]) == 0

    shown = capsys.readouterr().out
    assert "The second" in shown
    assert "The first" not in shown


@pytest.mark.usefixtures("parts")
def test_without_a_name_all_parts_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0

    shown = capsys.readouterr().out
    assert shown.index("The first") < shown.index("The second")


@pytest.mark.usefixtures("parts")
def test_tables_can_be_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--markdown", "first"]) == 0

    assert "The first\n\n| a | b |\n| --- | --: |\n| c | 1 |" in capsys.readouterr().out


def test_a_part_that_is_not_there_is_told_with_those_that_are() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.bench", "speed"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "there is no part 'speed'; there are notebook, picture" in done.stderr

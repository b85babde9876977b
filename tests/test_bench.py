"""The benchmark compares tools fairly, whatever it finds installed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest
from django.dispatch import Signal

from tools.bench import child
from tools.bench.case import Case, Work
from tools.bench.instead import monitoring, ours, printing, settrace
from tools.bench.instead.comparison import Answer, formatted
from tools.bench.instead.measure import WORKS, measured
from tools.bench.instead.patches import Patches
from tools.bench.instead.tool import Watched


def rows(text: str) -> dict[str, str]:
    """Return each line of a table by its first column."""
    lines = text.splitlines()
    (start,) = [number for number, line in enumerate(lines) if line.startswith("---")]
    width = len(lines[start].split()[0])
    inside = [line for line in lines[start + 1 :] if "not measured" not in line]
    return {line[:width].strip(): line[width:] for line in inside}


def every(bare: float, ratio: float) -> Answer:
    return {"times": {work.title: (bare, ratio) for work in WORKS}}


def test_each_tool_is_a_multiple_of_bare_django_in_its_own_process() -> None:
    answers = {"signal_viz": every(2e-6, 1.5), "print": every(4e-6, 10)}

    found = rows(formatted(answers).text())
    assert found["Signal Viz trace"].split() == ["1.50x"] * len(WORKS)
    assert found["print in each receiver"].split() == ["10.00x"] * len(WORKS)


def test_bare_django_is_the_middle_of_all_processes() -> None:
    answers = {
        "print": every(9e-6, 1),
        "sentry": every(1e-6, 1),
        "orbit": every(2e-6, 1),
    }

    cells = rows(formatted(answers).text())["bare Django"].split("  ")

    assert {cell.strip() for cell in cells if cell.strip()} == {"2.00 us"}


def test_a_work_that_a_tool_does_not_record_is_a_dash() -> None:
    sync = [work.title for work in WORKS if not work.is_async]

    text = formatted({"sentry": {"times": dict.fromkeys(sync, (1.0, 2.0))}}).text()

    cells = rows(text)["Sentry signal spans"].split()
    assert cells == ["2.00x"] * len(sync) + ["-"] * (len(WORKS) - len(sync))


def test_a_tool_that_is_not_there_keeps_its_row_and_says_why() -> None:
    text = formatted({"orbit": {"missing": "No module named 'orbit'"}}).text()

    assert rows(text)["django-orbit"].split() == ["-"] * len(WORKS)
    assert text.endswith("django-orbit: not measured: No module named 'orbit'")


def test_a_process_says_in_one_line_what_cannot_be_imported() -> None:
    code = (
        "import sys; sys.modules['viztracer'] = None;"
        "from tools.bench.instead.__main__ import main; main('viztracer')"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=child.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "viztracer" in json.loads(done.stdout)["missing"]
    assert done.stderr == ""


@pytest.mark.parametrize(
    "work", [Work("send", 3), Work("send", 3, "busy"), Work("asend", 3)]
)
def test_a_print_in_each_receiver_tells_of_each_call(work: Work) -> None:
    ((title, costs),) = measured(
        printing.make(), asend=True, works=[work], rounds=1, turn=1e-5
    ).items()

    assert title == work.title
    assert costs.bare > 0
    assert costs.ratio > 0


def test_bare_and_watched_take_turns_and_the_tool_is_off_for_bare() -> None:
    turns = []

    @contextmanager
    def watching(case: Case) -> Iterator[Watched]:
        turns.append("on")
        yield Watched(case, lambda: 1)
        turns.append("off")

    measured(watching, asend=True, works=[Work("send", 1)], rounds=3, turn=1e-5)

    assert turns == ["on", "off"] * 5  # first to see that it records, and to warm up


def test_a_tool_that_records_nothing_has_no_time() -> None:
    @contextmanager
    def watching(case: Case) -> Iterator[Watched]:
        yield Watched(case, lambda: 0)

    with pytest.raises(RuntimeError, match="recorded nothing of send 1"):
        measured(watching, asend=True, works=[Work("send", 1)], rounds=1, turn=1e-5)


def test_async_work_is_left_out_for_a_tool_that_does_not_know_it() -> None:
    works = [Work("send", 1), Work("asend", 1)]

    found = measured(printing.make(), asend=False, works=works, rounds=1, turn=1e-5)

    assert list(found) == ["send 1"]


HERE = [ours, settrace]
if sys.version_info >= (3, 12):
    HERE.append(monitoring)


@pytest.mark.parametrize("recorder", HERE)
@pytest.mark.parametrize("method", ["send", "asend"])
def test_the_recorders_of_this_checkout_record_and_leave_nothing(
    recorder: ModuleType, method: str
) -> None:
    watching = recorder.make()
    before = dict(vars(Signal)), sys.gettrace()

    assert measured(watching, asend=True, works=[Work(method, 3)], rounds=1, turn=1e-5)

    assert (dict(vars(Signal)), sys.gettrace()) == before


def test_a_python_without_monitoring_is_told_which_one_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(sys, "monitoring", raising=False)

    with pytest.raises(ImportError, match=r"needs Python 3\.12"):
        monitoring.make()


def test_patches_of_django_are_in_place_only_when_asked_for() -> None:
    own = Signal.send

    def replaced(*_: object, **__: object) -> list[object]:
        return []

    patches = Patches(lambda: setattr(Signal, "send", replaced))

    assert Signal.send is own
    with patches.active():
        assert vars(Signal)["send"] is replaced
    assert Signal.send is own


def test_a_tool_that_patches_nothing_is_refused() -> None:
    with pytest.raises(RuntimeError, match="did not patch"):
        Patches(lambda: None)

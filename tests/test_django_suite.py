"""Django's own tests, bare and watched, are compared one by one."""

from __future__ import annotations

import sys
import tarfile
from pathlib import Path

import pytest

from course import CourseError, Environment
from tools.django_suite import __main__ as program
from tools.django_suite.errors import SuiteError
from tools.django_suite.faults import FAULTS, UNNOTICED
from tools.django_suite.results import Comparison, Difference, suite_of
from tools.django_suite.run import Run, run
from tools.django_suite.source import django_source

SEND, CONNECT = "dispatch.tests.T.test_send", "dispatch.tests.T.test_connect"
SAVE = "signals.tests.T.test_save"
GOOD = {SEND: ["passed"], CONNECT: ["passed"], SAVE: ["passed"]}


def watched(outcomes: dict[str, list[str]], dispatches: int = 9) -> Run:
    return Run(outcomes, {SEND: "AssertionError('1 != 2')"}, 3, dispatches)


def wrong(bare: dict[str, list[str]], seen: Run, *suites: str) -> list[str]:
    return program.verdict(Run(bare, {}, 0, 0), seen, list(suites))


def test_equal_runs_have_no_difference() -> None:
    comparison = Comparison(GOOD, dict(reversed(GOOD.items())))

    assert comparison.differences == []
    assert wrong(GOOD, watched(GOOD), "dispatch", "signals") == []


@pytest.mark.parametrize("outcome", ["failure", "error", "unexpected success"])
def test_a_test_that_fails_only_watched_is_a_new_failure(outcome: str) -> None:
    comparison = Comparison(GOOD, GOOD | {SEND: [outcome]})

    assert comparison.new_failures == [Difference(SEND, "passed", outcome)]
    assert comparison.differences == comparison.new_failures


def test_the_line_on_a_new_failure_says_how_it_failed() -> None:
    (line,) = wrong(GOOD, watched(GOOD | {SEND: ["failure"]}))

    assert line == f"{SEND}: passed bare, failure watched AssertionError('1 != 2')"


def test_a_test_that_fails_in_both_runs_is_named_and_is_no_difference() -> None:
    bad = GOOD | {SEND: ["error"]}

    assert Comparison(bad, bad).bad_anyway == [SEND]
    assert wrong(bad, watched(bad)) == []


@pytest.mark.parametrize(
    "other",
    [
        GOOD | {SEND: ["skipped"]},
        {SEND: ["passed"], CONNECT: ["passed"]},
        GOOD | {"dispatch.tests.T.test_new": ["passed"]},
        GOOD | {SEND: ["passed", "passed"]},
    ],
    ids=["skipped", "lost", "added", "twice"],
)
def test_other_differences_count_as_well(other: dict[str, list[str]]) -> None:
    assert Comparison(GOOD, other).new_failures == []
    assert len(Comparison(GOOD, other).differences) == 1
    assert len(wrong(GOOD, watched(other))) == 1


def test_a_failure_that_watching_hides_is_a_difference() -> None:
    bare = GOOD | {SEND: ["failure"]}

    assert wrong(bare, watched(GOOD)) != []


def test_a_subtest_that_fails_beside_one_that_passes_is_seen() -> None:
    bare, seen = {SEND: ["passed", "passed"]}, {SEND: ["passed", "failure"]}

    assert len(Comparison(bare, seen).new_failures) == 1


def test_subtests_are_compared_in_their_order() -> None:
    bare, seen = {SEND: ["passed", "skipped"]}, {SEND: ["skipped", "passed"]}

    assert len(Comparison(bare, seen).differences) == 1


def test_a_run_that_watched_nothing_proves_nothing() -> None:
    assert wrong(GOOD, watched(GOOD, dispatches=0)) != []


def test_a_suite_without_tests_proves_nothing() -> None:
    assert wrong(GOOD, watched(GOOD), "dispatch", "delete") == ["delete: did not run"]


@pytest.mark.parametrize(
    "test",
    [
        SEND,
        "setUpClass (dispatch.tests.T)",
        "tearDownModule (dispatch.tests)",
    ],
)
def test_each_test_belongs_to_a_folder(test: str) -> None:
    assert suite_of(test) == "dispatch"


def test_the_table_has_a_line_for_each_suite_and_one_for_all() -> None:
    comparison = Comparison(GOOD, GOOD | {SAVE: ["error"]})

    rows = program.table(comparison, ["dispatch"]).splitlines()[1:]

    assert [row.split() for row in rows] == [
        ["dispatch", "2", "2", "0", "0"],
        ["signals", "1", "1", "1", "1"],
        ["all", "3", "3", "1", "1"],
    ]


def test_a_suite_that_django_does_not_have_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "tests" / "dispatch").mkdir(parents=True)

    assert program.available(tmp_path, ["dispatch", "tasks"]) == ["dispatch"]
    with pytest.raises(SuiteError, match="no tests dispach"):
        program.available(tmp_path, ["dispach"])


# pip is replaced by a small program below: no test of these needs the network.

PIP = """
import pathlib, shutil, sys
shutil.copy({archive!r}, sys.argv[sys.argv.index("--dest") + 1])
"""
OFFLINE = """
import sys
print("WARNING: Retrying after connection broken by 'NewConnectionError(...)'")
sys.exit("ERROR: No matching distribution found")
"""


def pretend(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> None:
    (folder / "pip.py").write_text(text)
    command = [sys.executable, str(folder / "pip.py")]
    monkeypatch.setattr(Environment, "pip", lambda _: command)


def pack(folder: Path, *files: str) -> str:
    archive = folder / "django-9.9.tar.gz"
    for name in files:
        (folder / "django-9.9" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "django-9.9" / name).touch()
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(folder / "django-9.9", "django-9.9")
    return str(archive)


def test_the_source_is_fetched_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pretend(
        monkeypatch, tmp_path, PIP.format(archive=pack(tmp_path, "tests/runtests.py"))
    )
    cache = tmp_path / "cache"

    fetched = django_source("9.9", cache)
    pretend(monkeypatch, tmp_path, OFFLINE)

    assert (fetched / "tests" / "runtests.py").is_file()
    assert django_source("9.9", cache) == fetched
    assert [path.name for path in cache.iterdir()] == ["9.9"]


def test_two_processes_may_fetch_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    archive = pack(tmp_path, "tests/runtests.py")
    other = tmp_path / "cache" / "9.9" / "tests"
    pip = f"import os; os.makedirs({str(other)!r}); open({str(other)!r} + '/runtests.py', 'w')"
    pretend(monkeypatch, tmp_path, pip + PIP.format(archive=archive))

    assert django_source("9.9", tmp_path / "cache") == other.parent


def test_no_network_is_said_in_one_line_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pretend(monkeypatch, tmp_path, OFFLINE)

    with pytest.raises(SuiteError, match=r"Django 9\.9: no network") as caught:
        django_source("9.9", tmp_path / "cache")

    assert "\n" not in str(caught.value)
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_source_without_tests_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pretend(monkeypatch, tmp_path, PIP.format(archive=pack(tmp_path, "README")))

    with pytest.raises(SuiteError, match="delete it"):
        django_source("9.9", tmp_path / "cache")


def test_a_machine_without_pip_is_told_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def no_pip(_: Environment) -> list[str]:
        raise CourseError("there is no pip: install it")

    monkeypatch.setattr(Environment, "pip", no_pip)

    with pytest.raises(SuiteError, match="no pip"):
        django_source("9.9", tmp_path)


# From here on Django's real tests run.


@pytest.fixture(scope="module")
def source() -> Path:
    try:
        return django_source()
    except SuiteError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def bare(source: Path) -> Run:
    return run(source, ["dispatch", "signals"], watch=False)


@pytest.mark.slow
@pytest.mark.version_skip
@pytest.mark.parametrize("fault", sorted(FAULTS.keys() - UNNOTICED))
def test_django_s_tests_notice_a_careless_tracer(
    source: Path, bare: Run, fault: str
) -> None:
    seen = run(source, ["dispatch", "signals"], watch=True, seed=fault)

    assert Comparison(bare.outcomes, seen.outcomes).new_failures != []


@pytest.mark.slow
@pytest.mark.version_skip
def test_django_s_tests_do_not_notice_ours(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert source.is_dir()

    assert program.main(["dispatch", "signals"]) == 0

    assert "The same tests, the same results." in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.version_skip
def test_a_fault_makes_the_exit_status_bad(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert source.is_dir()

    assert program.main(["dispatch", "--seed", "disconnect"]) == 1

    assert "test_values_returned_by_disconnection: passed bare, failure watched" in (
        capsys.readouterr().out
    )


@pytest.mark.slow
@pytest.mark.version_skip
def test_tests_that_break_off_are_no_result(source: Path) -> None:
    with pytest.raises(SuiteError, match="broke off"):
        run(source, ["--no-such-option"], watch=False)

"""course.py turns each verb into the right command, and each trouble into a line."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import course
from course import VERBS, Environment, main

SOURCE = Path(course.__file__)


class StartedError(Exception):
    """Stands for the program that course.py becomes."""

    def __init__(self, _program: str, command: list[str], environ: object) -> None:
        self.arguments = command[1:]
        self.environ = environ


@pytest.fixture(autouse=True)
def nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def execve(program: str, command: list[str], environ: object) -> None:
        raise StartedError(program, command, environ)

    monkeypatch.setattr(Environment, "prepare", lambda _self, _extras: None)
    monkeypatch.setattr(os, "execve", execve)
    monkeypatch.chdir(SOURCE.parent)


def started(*arguments: str) -> list[str]:
    with pytest.raises(StartedError) as caught:
        main(list(arguments))
    return caught.value.arguments


def test_no_verb_opens_the_first_notebook() -> None:
    command = started()

    assert command[:2] == ["-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={SOURCE.parent}" in command
    assert f"--LabApp.default_url=/lab/tree/{course.FIRST_NOTEBOOK}" in command


def test_further_arguments_reach_jupyterlab() -> None:
    assert started("--no-browser", "--port", "9999")[-2:] == ["--port", "9999"]


@pytest.mark.parametrize(("uid", "expected"), [(0, True), (1000, False)])
def test_only_root_is_allowed_to_be_root(
    monkeypatch: pytest.MonkeyPatch, uid: int, expected: bool
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: uid)

    assert ("--allow-root" in started()) is expected


def test_the_tests_of_one_notebook_stay_in_one_process() -> None:
    command = started("test", "tests/test_launcher.py", "-x")

    assert command[:2] == ["-m", "pytest"]
    assert command[command.index("--dist") + 1] == "loadscope"
    assert command[-2:] == ["tests/test_launcher.py", "-x"]


def test_django_s_own_tests_are_a_program_of_their_own() -> None:
    command = started("test", "--django", "dispatch")

    assert command == ["-m", "tools.django_suite", "dispatch"]


def test_files_are_meant_from_the_current_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "mine.ipynb").touch()
    monkeypatch.chdir(tmp_path)

    assert started("check", "mine.ipynb") == [
        "-m",
        "signal_viz.exercise",
        str(tmp_path / "mine.ipynb"),
    ]


def test_what_is_too_long_for_a_name_is_no_file() -> None:
    expression = " or ".join(f"test_{number}" for number in range(1000))

    assert started("test", "-k", expression)[-1] == expression


@pytest.mark.parametrize("joined", [True, False])
def test_a_table_is_written_to_the_current_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, joined: bool
) -> None:
    (tmp_path / "class").mkdir()
    monkeypatch.chdir(tmp_path)
    option = ["--csv=table.csv"] if joined else ["--csv", "table.csv"]

    command = started("check", "class", *option)

    assert command[2] == str(tmp_path / "class")
    assert "=".join(command[3:]) == f"--csv={tmp_path / 'table.csv'}"


def test_lint_runs_everything_and_fails_if_one_part_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        ran.append(command[2:])
        return subprocess.CompletedProcess(command, len(ran) == 2)

    monkeypatch.setattr(subprocess, "run", run)

    assert main(["lint"]) == 1
    assert ran == [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]]


def test_an_unknown_verb_is_answered_with_the_list(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["tset"]) == 2

    (line,) = capsys.readouterr().out.splitlines()
    assert "'tset'" in line
    assert all(verb in line for verb in VERBS)


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_names_every_verb(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([flag]) == 0

    told = capsys.readouterr().out
    assert all(f"course.py {verb}" in told for verb in VERBS)
    assert all(verb.summary in told for verb in VERBS.values())


@pytest.mark.parametrize("value", ["", "other env", "/opt/env"])
def test_a_variable_names_the_folder_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    seen = []
    monkeypatch.setenv("SIGNAL_VIZ_VENV", value)
    monkeypatch.setattr(
        Environment, "prepare", lambda self, _extras: seen.append(self.path)
    )

    started("check")

    assert seen == [SOURCE.parent / (value or ".venv")]


def test_ctrl_c_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_self: Environment, _extras: set[str]) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Environment, "prepare", interrupted)

    assert main(["check"]) == 130
    assert capsys.readouterr().out.strip().startswith("course.py: stopped")


def test_a_folder_that_cannot_be_written_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(_self: Environment, _extras: set[str]) -> None:
        raise PermissionError(13, "Permission denied", "/opt/course/.venv")

    monkeypatch.setattr(Environment, "prepare", refused)

    assert main(["check"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "/opt/course/.venv" in line
    assert "SIGNAL_VIZ_VENV" in line


class TestPip:
    def choose(self, monkeypatch: pytest.MonkeyPatch, works: str) -> list[str]:
        monkeypatch.setattr(
            course, "succeeds", lambda command, _environ: works in command
        )
        return Environment(Path("/opt/env")).pip()

    def test_an_outer_pip_fills_the_environment(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        command = self.choose(monkeypatch, "pip")

        assert command == [
            sys.executable,
            "-m",
            "pip",
            "--python",
            "/opt/env/bin/python",
        ]

    def test_without_one_it_is_put_into_the_environment(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        command = self.choose(monkeypatch, "ensurepip")

        assert command == ["/opt/env/bin/python", "-m", "pip"]

    def test_without_any_the_package_to_install_is_named(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with pytest.raises(course.CourseError, match="apt install python3-pip"):
            self.choose(monkeypatch, "nothing works")


REFUSED = """\
WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(
ERROR: Could not find a version that satisfies the requirement x (from versions: none)
ERROR: No matching distribution found for x
"""
NO_INDEX = """\
ERROR: Could not find a version that satisfies the requirement x (from versions: none)
ERROR: No matching distribution found for x
"""
FULL_DISK = """\
ERROR: Could not install packages due to an OSError: No space left on device

[notice] A new release of pip is available
"""


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        (REFUSED, "no network.*NewConnectionError"),
        (NO_INDEX, "PIP_NO_INDEX"),
        (FULL_DISK, "pip failed: ERROR: .*No space left"),
        ("Killed\n", "pip failed: Killed"),
        ("", "pip failed: it said nothing"),
    ],
)
def test_why_pip_failed_is_one_sentence(output: str, reason: str) -> None:
    sentence = course.why_pip_failed(output.splitlines(keepends=True))

    assert re.search(reason, sentence)
    assert "\n" not in sentence


def test_old_pythons_can_read_the_file() -> None:
    # 3.7 is the oldest grammar that the parser still knows.
    ast.parse(SOURCE.read_text("utf-8"), feature_version=(3, 7))


def test_an_old_python_gets_one_line() -> None:
    code = (
        "import runpy, sys; sys.version_info = (3, 9, 18, 'final', 0);"
        f"runpy.run_path({str(SOURCE)!r}, run_name='__main__')"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "Python 3.9" in line
    assert "3.11 or newer" in line

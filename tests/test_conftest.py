"""Where every tool has been installed, no test may skip in silence."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

EXAMPLE = """
import pytest

def test_runs():
    pass

def test_skips():
    pytest.skip("no Chromium here")

@pytest.mark.skip(reason="no Node here")
def test_is_marked():
    pass

@pytest.mark.version_skip
def test_skips_on_a_version():
    pytest.skip("Django 6 only")

@pytest.mark.xfail
def test_fails_as_expected():
    assert False
"""
WHOLE_FILE = """
import pytest

pytest.importorskip("a_tool_that_nobody_has", reason="no such tool here")

def test_never_runs():
    pass
"""


def run_pytest(folder: Path, *arguments: str, **variables: str) -> str:
    """Run the examples with the conftest.py of this project; return the report."""
    shutil.copy(ROOT / "conftest.py", folder)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n  slow\n  version_skip\n")
    (folder / "test_example.py").write_text(EXAMPLE)
    (folder / "test_whole_file.py").write_text(WHOLE_FILE)
    environ = {**os.environ, "SIGNAL_VIZ_NO_SKIPS": "", **variables}
    command = [sys.executable, "-m", "pytest", "-p", "no:asyncio", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, check=False
    )
    return done.stdout


def test_skips_are_skips_by_default(tmp_path: Path) -> None:
    report = run_pytest(tmp_path)

    assert "1 passed, 4 skipped, 1 xfailed" in report


@pytest.mark.parametrize("arguments", [(), ("-n", "1")], ids=["alone", "workers"])
def test_skips_fail_where_every_tool_is_there(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    options = ["--continue-on-collection-errors", *arguments]
    report = run_pytest(tmp_path, *options, SIGNAL_VIZ_NO_SKIPS="1")

    assert "1 failed, 1 passed, 1 skipped, 1 xfailed, 2 errors" in report
    for reason in ("no Chromium here", "no Node here", "no such tool here"):
        assert reason in report


def test_the_kernels_of_notebooks_alone_are_static(tmp_path: Path) -> None:
    cell = (
        '{"cell_type": "code", "id": "a", "metadata": {}, "execution_count": 1,'
        '"outputs": [{"output_type": "stream", "name": "stdout", "text": "1\\n"}],'
        '"source": "import os; print(os.environ[\'SIGNAL_VIZ_STATIC\'])"}'
    )
    (tmp_path / "one.ipynb").write_text(
        f'{{"cells": [{cell}], "metadata": {{}}, "nbformat": 4, "nbformat_minor": 5}}'
    )
    (tmp_path / "test_two.py").write_text(
        "import os\ndef test_two(): assert 'SIGNAL_VIZ_STATIC' not in os.environ"
    )
    shutil.copy(ROOT / "conftest.py", tmp_path)
    environ = dict(os.environ)
    environ.pop("SIGNAL_VIZ_STATIC", None)
    command = [sys.executable, "-m", "pytest", "-p", "no:asyncio", "-p", "no:xdist"]

    done = subprocess.run(
        [*command, "--nbval", "--nbval-current-env"],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "2 passed" in done.stdout


def test_files_that_take_long_come_first_and_keep_their_order(tmp_path: Path) -> None:
    for name, mark in {"a": "", "b": "@pytest.mark.slow\n", "c": ""}.items():
        (tmp_path / f"test_{name}.py").write_text(
            f"import pytest\ndef test_one(): ...\n{mark}def test_two(): ...\n"
        )

    report = run_pytest(tmp_path, "--collect-only", "-q", "--ignore=test_example.py")

    assert re.findall(r"(test_[abc]\.py::\w+)", report) == [
        f"test_{name}.py::{test}"
        for name in ("b", "a", "c")
        for test in ("test_one", "test_two")
    ]

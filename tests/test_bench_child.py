"""A process that does not answer is told in the table, it does not end the run."""

from __future__ import annotations

import subprocess

import pytest

from tools.bench import child
from tools.bench.child import read
from tools.bench.instead import comparison


def test_what_a_tool_prints_before_the_answer_is_no_answer() -> None:
    assert read(0, 'Hello!\n{"missing": "why"}\n') == {"missing": "why"}


@pytest.mark.parametrize(("code", "output"), [(1, '{"times": {}}\n'), (0, "")])
def test_a_process_without_an_answer_is_told(code: int, output: str) -> None:
    assert read(code, output) == {"missing": f"its process ended with status {code}"}


def test_a_process_that_never_answers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(command: list[str], **_: object) -> None:
        raise subprocess.TimeoutExpired(command, child.LONGEST)

    monkeypatch.setattr(subprocess, "run", never)

    assert "no answer within 300 s" in comparison.table().text()

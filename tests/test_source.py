"""The source of a receiver, read without running it."""

from __future__ import annotations

import contextlib
import functools
import linecache
import types
from typing import TYPE_CHECKING, Any

import pytest

from signal_viz.source import LINE_LENGTH, MOST_LINES, Source, source
from tests.hostile import TRIPPED, hostile, hostile_class

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def plain(**_: object) -> None:
    """Do nothing."""


class Callable:
    """Something to be called."""

    def __init__(self) -> None:
        self.made = True

    def __call__(self, **_: object) -> None:
        """Do nothing."""

    def method(self, **_: object) -> int:
        return 1 if self.made else 2


@contextlib.contextmanager
def nothing() -> Iterator[None]:
    yield


def made(text: str, name: str) -> Any:
    """Return the function ``f`` of a text that Python read from the file ``name``."""
    space: dict[str, Any] = {}
    exec(compile(text, name, "exec"), space)  # noqa: S102
    return space["f"]


@pytest.fixture
def cell() -> Iterator[str]:
    """Return the name of a cell that IPython remembers."""
    name = "/run/ipykernel_1/23.py"
    yield name
    linecache.cache.pop(name, None)


def remember(name: str, text: str) -> Any:
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    return made(text, name)


@pytest.mark.parametrize(
    ("receiver", "first"),
    [
        (plain, "def plain(**_: object) -> None:"),
        (functools.partial(plain, x=1), "def plain(**_: object) -> None:"),
        (Callable().method, "def method(self, **_: object) -> int:"),
        (Callable(), "def __call__(self, **_: object) -> None:"),
        (Callable, "def __init__(self) -> None:"),
        (nothing()(plain), "def plain(**_: object) -> None:"),
    ],
    ids=["function", "partial", "method", "object", "class", "decorated"],
)
def test_the_source_is_what_somebody_wrote_to_be_called(
    receiver: Any, first: str
) -> None:
    found = source(receiver)

    assert found is not None
    assert found.lines[0] == first


def test_the_source_of_a_cell_is_known_without_a_file(cell: str) -> None:
    receiver = remember(cell, "x = 1\n\ndef f(**kwargs):\n\treturn x\ny = 2\n")

    assert source(receiver) == Source(3, ("def f(**kwargs):", "    return x"))


def test_what_was_not_written_in_python_has_no_source() -> None:
    assert source(len) is None
    assert source(print) is None
    assert source(int) is None


def test_a_long_source_is_shortened_and_says_by_how_much(cell: str) -> None:
    body = "".join(f"    x{line} = '{'y' * 300}'\n" for line in range(100))
    found = source(remember(cell, "def f():\n" + body))

    assert found is not None
    assert len(found.lines) == MOST_LINES
    assert found.more == 101 - MOST_LINES
    assert max(map(len, found.lines)) == LINE_LENGTH


def test_no_line_holds_what_no_one_can_see(cell: str) -> None:
    found = source(remember(cell, "def f():\n    return '\u202eevil\u2066'\n"))

    assert found is not None
    assert found.lines[1] == "    return '·evil·'"


def test_a_file_that_was_changed_has_no_source(tmp_path: Path) -> None:
    file = tmp_path / "shop.py"
    receiver = made("def f():\n    pass\n", str(file))
    file.write_text("def f(:\n   '''\n", "utf-8")
    assert source(receiver) is None
    file.write_text("", "utf-8")
    linecache.checkcache(str(file))
    assert source(receiver) is None


@pytest.mark.parametrize("name", ["/dev/zero", "<string>", "", "shop.py"])
def test_only_pythons_own_files_are_read(name: str) -> None:
    assert source(made("def f():\n    pass\n", name)) is None


def test_no_code_of_a_receiver_runs() -> None:
    TRIPPED.clear()
    for receiver in (hostile(), hostile_class(), types.MethodType(hostile(), 1)):
        source(receiver)
    assert TRIPPED == []

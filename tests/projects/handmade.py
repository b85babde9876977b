"""What somebody read in the packages' source, and where a connect stands in it."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = Path(__file__).with_name("receivers.txt")
_EXCUSES = "not connected"
_CONNECT = re.compile(r"\.connect\(|^@receiver\(")


class Connected(NamedTuple):
    """One receiver of the list."""

    signal: str
    receiver: str
    sender: str
    held: str


def _sections() -> Iterator[tuple[str, list[str]]]:
    """Yield each line that is indented: what stands above it, and its parts."""
    head = ""
    for line in FILE.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith(" "):
            yield head, line.strip().split(" | ")
        else:
            head = line


def listed() -> list[Connected]:
    """Return the receivers, signal by signal."""
    return [
        Connected(head, *parts[:3]) for head, parts in _sections() if head != _EXCUSES
    ]


def places() -> set[str]:
    """Return the places of the connects that are listed: ``"wagtail/apps.py:7"``."""
    return {parts[3] for head, parts in _sections() if head != _EXCUSES}


def excused() -> set[str]:
    """Return the places that connect nothing here."""
    return {parts[0] for head, parts in _sections() if head == _EXCUSES}


def connects(package: str) -> Iterator[str]:
    """Yield the places where an installed package seems to connect a receiver.

    Its tests and migrations are left out.
    """
    spec = find_spec(package)
    assert spec is not None
    for folder in map(Path, spec.submodule_search_locations or ()):
        for file in sorted(folder.rglob("*.py")):
            path = file.relative_to(folder.parent)
            if {"test", "tests", "test.py", "migrations"} & set(path.parts):
                continue
            lines = file.read_text("utf-8").splitlines()
            for number, line in enumerate(lines, 1):
                if _CONNECT.search(line):
                    yield f"{path.as_posix()}:{number}"

"""Reads the table of facts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("table.md")
_TEST = re.compile(r"`(test_\w+::test_\w+)`")


@dataclass(frozen=True)
class Fact:
    """One line of the table.

    Args:
        name: its short name, unique.
        subject: the heading under which it stands.
        claim: what is true.
        tests: ``"file::test"`` of each test that reads it from a recording.
        reason: why no dispatch can show it; ``""`` where tests do.
    """

    name: str
    subject: str
    claim: str
    tests: tuple[str, ...]
    reason: str


def facts() -> list[Fact]:
    """Return every line of the table, in its order."""
    found, subject = [], ""
    for line in TABLE.read_text("utf-8").splitlines():
        if line.startswith("## "):
            subject = line.removeprefix("## ")
        elif line.startswith("| ") and not line.startswith("| fact |"):
            name, claim, proof = line.strip("| ").split(" | ")
            tests = tuple(_TEST.findall(proof))
            reason = _TEST.sub("", proof).strip(", ")
            found.append(Fact(name, subject, claim, tests, reason))
    return found

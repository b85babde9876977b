"""What a check has found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one connection.

    Args:
        id: ``"signal_viz.W001"``; what ``SILENCED_SYSTEM_CHECKS`` names.
        says: what is wrong, in one sentence.
        hint: what to do.
    """

    id: str
    says: str
    hint: str

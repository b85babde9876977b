"""What is written into the queue, for those who want to look."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from celery.signals import after_task_publish
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Note:
    """One task that was put into the queue.

    Args:
        task: name of the task.
        values: what it will be called with, those by name last.
        later: whether a worker must wait before it may begin.
        atomic: whether a transaction was open.
    """

    task: str
    values: tuple[Any, ...]
    later: bool
    atomic: bool


@contextmanager
def notes() -> Iterator[list[Note]]:
    """Collect the notes that are written while the ``with`` block runs."""
    written: list[Note] = []

    def note(sender: str, body: Any, headers: dict[str, Any], **_: object) -> None:
        values = (*body[0], *body[1].values())
        later = bool(headers.get("eta"))
        written.append(Note(sender, values, later, connection.in_atomic_block))

    after_task_publish.connect(note)
    try:
        yield written
    finally:
        after_task_publish.disconnect(note)

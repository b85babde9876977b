"""Count what is asked of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable


def count_queries(action: Callable[[], object]) -> int:
    """Do something, and return how many queries it made in this thread.

    Raises:
        Exception: whatever ``action`` raises.
    """
    count = 0

    def note(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*arguments)

    with connection.execute_wrapper(note):
        action()
    return count

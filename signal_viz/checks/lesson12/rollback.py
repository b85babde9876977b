"""Do something in a transaction that is rolled back, or is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def roll_back(transaction: Any, action: Callable[[], object]) -> None:
    """Run ``action`` in a transaction, and undo it.

    Args:
        transaction: Django's module of that name.
        action: what to do.

    Raises:
        Exception: whatever ``action`` raises.
    """
    with transaction.atomic():
        action()
        transaction.set_rollback(True)


def commit(transaction: Any, action: Callable[[], object]) -> None:
    """Run ``action`` in a transaction, and keep it.

    Args:
        transaction: Django's module of that name.
        action: what to do.

    Raises:
        Exception: whatever ``action`` raises.
    """
    with transaction.atomic():
        action()

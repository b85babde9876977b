"""The database errors that learners meet, each with what to do about it."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from django.db import OperationalError

from signal_viz import naming
from signal_viz.errors import SignalVizError
from signal_viz.sandbox import definitions

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db import models

PATIENCE = 2.0
"""How long a query waits for another connection to let go of a table, in s."""
_PAUSE = 0.01

_NO_TABLE = re.compile(r"no such table: (?:main\.)?(\w+)")
_NO_COLUMN = re.compile(
    r"table (?P<t1>\w+) has no column named (?P<c1>\w+)"
    r"|no such column: (?P<t2>\w+)\.(?P<c2>\w+)"
)


class TableError(SignalVizError, OperationalError):
    """A table is missing, older than its model, or in use.

    It is Django's ``OperationalError`` too, so that code that catches that one,
    or ``DatabaseError``, goes on working.
    """


def execute_and_explain(
    execute: Callable[..., Any],
    sql: str,
    params: Any,
    many: bool,  # noqa: FBT001 (Django's signature)
    context: Any,
) -> Any:
    """Run one statement and turn the errors that have a cure into ``TableError``.

    Args:
        execute: runs the statement.
        sql: the statement.
        params: its parameters.
        many: whether it runs once for each item of ``params``.
        context: Django's ``{"connection": ..., "cursor": ...}``.

    Returns:
        What ``execute`` returns.

    Raises:
        TableError: the statement failed for a reason that is known here.
        OperationalError: it failed for another one.

    This is the signature of Django's execute wrappers ("Database instrumentation"
    in its documentation).
    """
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            return execute(sql, params, many, context)
        except OperationalError as error:
            # Repeating a statement that ran for some of its items would run it
            # twice for these.
            if not many and _held_elsewhere(error) and time.monotonic() < give_up:
                time.sleep(_PAUSE)
                continue
            sentence = _explanation(error)
            if sentence is None:
                raise
            raise TableError(sentence) from error


def _code(error: OperationalError) -> str:
    return getattr(error.__cause__, "sqlite_errorname", "")


def _held_elsewhere(error: OperationalError) -> bool:
    """Whether waiting may help.

    SQLite's own timeout does not work between connections that share a cache
    ("SQLite Shared-Cache Mode", section 2.2, in its documentation).
    """
    return _code(error) == "SQLITE_LOCKED_SHAREDCACHE"


def _explanation(error: OperationalError) -> str | None:
    text = str(error)
    if missing := _NO_TABLE.search(text):
        model = definitions.by_table(missing[1])
        if model is not None:
            name = naming.class_name(model)
            return f"{name} has no table: run sv.create_tables({name}) first."
    if unknown := _NO_COLUMN.search(text):
        model = definitions.by_table(unknown["t1"] or unknown["t2"])
        if model is not None and _has_column(model, unknown["c1"] or unknown["c2"]):
            name = naming.class_name(model)
            return (
                f"The table of {name} is older than its class: "
                f"run sv.create_tables({name}) again."
            )
    if _code(error).startswith("SQLITE_LOCKED"):
        return (
            "The table is in use by another connection with an open transaction or a "
            "half-read query: end that first (async ORM and threads have a "
            "connection of their own), or run sv.reset()."
        )
    return None


def _has_column(model: type[models.Model], column: str) -> bool:
    return any(field.column == column for field in model._meta.local_fields)

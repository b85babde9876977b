"""The database wrapper that Django uses in a notebook."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3 import base as sqlite

from signal_viz.sandbox.memory.shared import DATABASE
from signal_viz.sandbox.memory.trouble import execute_and_explain


class DatabaseWrapper(sqlite.DatabaseWrapper):
    """A connection to the shared database of one thread or one async context.

    It differs from Django's in three ways: it follows when the database is swapped
    for an empty one, ``close()`` closes, and the errors that learners meet say what
    to do.
    """

    def __init__(self, settings_dict: dict[str, Any], alias: str = "default") -> None:
        super().__init__(settings_dict, alias)
        self._uri = ""
        self.execute_wrappers.append(execute_and_explain)

    def get_connection_params(self) -> dict[str, Any]:
        """Return what ``sqlite3.connect`` gets: the database as it is now."""
        self._uri = DATABASE.uri
        return {**super().get_connection_params(), "database": self._uri}

    def ensure_connection(self) -> None:
        """Connect, also when the database was swapped since the last query.

        A transaction that was open at that moment, in another thread, ends on the
        database on which it began.
        """
        swapped = self._uri != DATABASE.uri
        if self.connection is not None and swapped and not self.in_atomic_block:
            self.leave()
        super().ensure_connection()

    def leave(self) -> None:
        """Drop the connection with its transaction, callbacks and query log.

        Unlike ``close()`` this works in any state, even inside an atomic block
        that was never left.
        """
        if self.connection is not None:
            self.connection.close()
            self.connection = None
        self.closed_in_transaction = False
        self.queries_log.clear()

    def close(self) -> None:
        """Close the connection. The data stays: the anchor holds the database.

        Django ignores this call for a database in memory, because there it would
        lose the data.
        """
        BaseDatabaseWrapper.close(self)

    def __del__(self) -> None:
        # A thread ends without a word. Python 3.13 warns of what is left open.
        if self.connection is not None:
            self.connection.close()

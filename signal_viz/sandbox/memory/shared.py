"""The one in-memory database that all connections of the process share."""

from __future__ import annotations

import sqlite3


class SharedMemory:
    """A database that lives in memory and can be swapped for an empty one.

    SQLite drops an in-memory database when its last connection is closed, and
    Django's connections come and go with threads and tasks. So one connection
    that nobody uses, the anchor, keeps it alive.
    """

    def __init__(self) -> None:
        self._number = 0
        self._anchor: sqlite3.Connection | None = None

    @property
    def uri(self) -> str:
        """What SQLite is asked to open. Another database has another one."""
        # cache=shared: without it each connection gets a database of its own.
        return f"file:signal_viz_{self._number}?mode=memory&cache=shared"

    def renew(self) -> None:
        """Start an empty database; the old one goes when its last user has gone.

        Dropping the tables instead would need every lock on them, and a cell that
        was interrupted inside a transaction may hold some.
        """
        self._number += 1
        anchor = sqlite3.connect(self.uri, uri=True, check_same_thread=False)
        if self._anchor is not None:
            self._anchor.close()
        self._anchor = anchor


DATABASE = SharedMemory()

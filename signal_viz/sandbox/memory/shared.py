"""The one database that all connections of the process share."""

from __future__ import annotations

import atexit
import sqlite3
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp


class SharedMemory:
    """A database that lives in memory and can be swapped for an empty one.

    SQLite drops an in-memory database when its last connection is closed, and
    Django's connections come and go with threads and tasks. So one connection
    that nobody uses, the anchor, keeps it alive.

    In memory a reader waits for a writer's transaction. Where it must not, as on
    a database server, the database lives in a temporary file for a while.
    """

    def __init__(self) -> None:
        self._number = 0
        self._anchor: sqlite3.Connection | None = None
        self._folder: Path | None = None

    @property
    def uri(self) -> str:
        """What SQLite is asked to open. Another database has another one."""
        if self._folder is not None:
            return (self._folder / "shop.sqlite3").as_uri()
        # cache=shared: without it each connection gets a database of its own.
        return f"file:signal_viz_{self._number}?mode=memory&cache=shared"

    def renew(self, *, on_disk: bool = False) -> None:
        """Start an empty database; the old one goes when its last user has gone.

        Dropping the tables instead would need every lock on them, and a cell that
        was interrupted inside a transaction may hold some.

        Args:
            on_disk: put it into a temporary file.
        """
        old_anchor, old_folder = self._anchor, self._folder
        self._number += 1
        self._folder = Path(mkdtemp(prefix="signal-viz-")) if on_disk else None
        self._anchor = sqlite3.connect(self.uri, uri=True, check_same_thread=False)
        if on_disk:
            # Readers need not wait for a writer, nor it for them.
            self._anchor.execute("PRAGMA journal_mode=WAL").close()
        _drop(old_anchor, old_folder)

    def drop(self) -> None:
        """Remove the temporary file, if there is one, as Python ends."""
        _drop(self._anchor, self._folder)


def _drop(anchor: sqlite3.Connection | None, folder: Path | None) -> None:
    if anchor is not None:
        anchor.close()
    if folder is not None:
        # Windows does not remove what another thread has open, and need not: the
        # folder is among the temporary ones.
        rmtree(folder, ignore_errors=True)


DATABASE = SharedMemory()
atexit.register(DATABASE.drop)

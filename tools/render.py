"""Run a notebook and keep its outputs, the same on every machine."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from signal_viz.exercise import kernel
from tools.source import SourceError

TIMEOUT = 60
"""Seconds for one cell: far more than any needs, so that a hang ends."""
VARIES = "nbval-ignore-output"
"""nbval does not compare the outputs of a cell with this tag."""


def run(book: Any, name: str, folder: Path | None = None) -> None:
    """Run ``book`` in a fresh kernel; its cells get their outputs and counts.

    Args:
        book: a notebook; it is changed.
        name: what to call it in an error.
        folder: where its cells run; an empty one if none is given.

    What a cell with the tag of :data:`VARIES` shows depends on the machine. It is not
    kept, so that the file is the same everywhere.

    Raises:
        SourceError: a cell raised that is not tagged ``raises-exception``.
    """
    from nbclient.exceptions import CellExecutionError  # noqa: PLC0415 (slow)

    with tempfile.TemporaryDirectory() as scratch:
        client = kernel.client(book, folder or Path(scratch), TIMEOUT)
        try:
            with kernel.started(client, "off"):
                for index, cell in enumerate(book.cells):
                    client.execute_cell(cell, index)
        except CellExecutionError as error:
            raise SourceError(f"{name} does not run to its end.\n{error}") from None
    for cell in book.cells:
        if VARIES in cell.metadata.get("tags", ()):
            cell.outputs = []

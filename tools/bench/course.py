"""How long the notebooks of the course run: each, and all of them on two cores.

``python -m tools.bench.course NOTEBOOK`` runs one, and prints what was measured.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

import nbformat
from nbclient.exceptions import CellExecutionError

from signal_viz.exercise import kernel
from tools.bench import tables
from tools.bench.tables import Table
from tools.build import NOTEBOOKS
from tools.render import TIMEOUT
from tools.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

CORES = 2
EACH = 10
"""Seconds that one notebook may take."""
ALL = 180
"""Seconds that all of them may take on two cores."""


class Run(NamedTuple):
    """How one notebook ran."""

    seconds: float
    """From the start of its kernel to the end of its last cell."""
    slowest: float
    """Of which its slowest cell took so many."""
    missing: str = ""
    """Why it was not measured."""


def table() -> Table:
    """Run every lesson and every solution in a fresh kernel, two at a time."""
    paths = [*sorted(NOTEBOOKS.glob("*.ipynb")), *sorted(NOTEBOOKS.glob("s*/*.ipynb"))]
    begun = perf_counter()
    with ThreadPoolExecutor(CORES) as pool:
        runs = list(pool.map(asked, paths))
    names = [path.relative_to(NOTEBOOKS).with_suffix("").as_posix() for path in paths]
    return formatted(names, runs, perf_counter() - begun)


def asked(path: Path) -> Run:
    """Measure one notebook in a process of its own: clients share their loops."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.bench.course", str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Run(*json.loads(done.stdout))


def measured(path: Path) -> Run:
    """Run one notebook; its file stays as it is."""
    book: Any = nbformat.read(path, as_version=4)
    cells = []
    with tempfile.TemporaryDirectory() as folder:
        client = kernel.client(book, Path(folder), TIMEOUT)
        begun = perf_counter()
        try:
            with kernel.started(client, "off"):
                for index, cell in enumerate(book.cells):
                    start = perf_counter()
                    client.execute_cell(cell, index)
                    cells.append(perf_counter() - start)
                seconds = perf_counter() - begun
        except CellExecutionError as error:
            return Run(0, 0, f"{error.ename}: {error.evalue}")
    return Run(seconds, max(cells))


def formatted(names: Sequence[str], runs: Sequence[Run], whole: float) -> Table:
    """Return the table of what was measured."""
    rows = [
        [name, "-", "-", "-"]
        if run.missing
        else [
            name,
            f"{run.seconds:.1f} s",
            f"{run.slowest:.1f} s",
            tables.word(yes=run.seconds <= EACH),
        ]
        for name, run in zip(names, runs, strict=True)
    ]
    rows.append(
        [
            f"all, {CORES} at a time",
            f"{whole:.0f} s",
            "-",
            tables.word(yes=whole <= ALL),
        ]
    )
    return Table(
        f"The notebooks of the course, each in a fresh kernel.\n"
        f"Budget: {EACH} s each, {ALL} s for all on {CORES} cores.",
        ("notebook", "time", "slowest cell", "holds"),
        rows,
        [
            f"{name}: not measured: {run.missing}"
            for name, run in zip(names, runs, strict=True)
            if run.missing
        ],
    )


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]))))

"""How long a learner waits: the first cell, the first picture."""

from __future__ import annotations

import statistics
from time import perf_counter

from jupyter_client.manager import KernelManager, start_new_kernel

from tools.bench import tables
from tools.bench.tables import Table

ROUNDS = 3
FIRST_CELL = "import signal_viz as sv\nsv.configure(debug=False)"
FIRST_PICTURE = """
from django.db.models.signals import post_save
def reserve_stock(**kwargs): ...
post_save.connect(reserve_stock)
sv.watch(post_save)
"""


def table() -> Table:
    """Return what a fresh kernel needs for the first cell and the first picture."""
    first_cells, pictures = zip(*(_fresh() for _ in range(ROUNDS)), strict=True)
    rows = [
        [
            "first cell (import and configure)",
            "1 s",
            tables.milliseconds(statistics.median(first_cells)),
        ],
        [
            "kernel start to first picture",
            "2 s",
            tables.milliseconds(statistics.median(pictures)),
        ],
    ]
    return Table("A fresh kernel", ("", "budget", "median"), rows)


def _fresh() -> tuple[float, float]:
    begun = perf_counter()
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        cell = perf_counter()
        _run(client, FIRST_CELL)
        first = perf_counter() - cell
        _run(client, FIRST_PICTURE)
        return first, perf_counter() - begun
    finally:
        client.stop_channels()
        _stop(manager)


def _run(client: object, source: str) -> None:
    reply = client.execute_interactive(  # type: ignore[attr-defined]
        source, timeout=60, output_hook=lambda _: None
    )
    if reply["content"]["status"] != "ok":
        raise RuntimeError(reply["content"]["evalue"])


def _stop(manager: KernelManager) -> None:
    manager.shutdown_kernel(now=True)

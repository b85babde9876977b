"""Experiments with models and with ``DEBUG``: in a kernel, traced, read back as data.

Django can be set up once in a process, so an experiment that needs a database or
another ``DEBUG`` runs as the cell of a notebook. Its recording comes back as JSON.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from textwrap import dedent, indent
from typing import TYPE_CHECKING, Any

from signal_viz.recording import Recording, from_json

if TYPE_CHECKING:
    from tests.sandbox.kernel import Kernel

_FIRST_CELL = """
# As %reset -f does, ten times as fast.
for name in [*globals()]:
    if name not in ("In", "Out", "get_ipython") and not name.startswith("_"):
        del globals()[name]
import asyncio, contextlib, gc, json, threading, weakref
from asgiref.sync import sync_to_async
from django.db import connection, models, transaction
from django.db.models.signals import (
    m2m_changed, post_delete, post_init, post_save, pre_delete, pre_init, pre_save
)
from django.dispatch import Signal, receiver
import signal_viz as sv
from signal_viz.tracer import is_watched

sv.configure(debug={debug}, quiet=True)
seen = []

def looks(*signals):
    return [
        (type(each), sorted(vars(each)), is_watched(each), weakref.getweakrefcount(each))
        for each in signals
    ]
"""

_TRACED = """
untouched = looks({signals})
with sv.trace({signals}) as recording:
{source}
assert looks({signals}) == untouched
print(json.dumps([recording.to_json(), seen]))
"""


@dataclass
class Lab:
    """A clean Django in memory.

    Args:
        kernel: where its cells run. They have a list ``seen``.
        seen: what the last traced cell put there.
    """

    kernel: Kernel
    seen: list[Any] = field(default_factory=list)

    def start(self, *, debug: bool) -> None:
        """Begin anew, as after a restart of the kernel."""
        self.run(_FIRST_CELL.format(debug=debug))

    def run(self, source: str) -> None:
        """Run a cell that is no part of the recording, and must print nothing."""
        assert self.kernel.run(source) == ""

    def trace(self, signals: str, source: str) -> Recording:
        """Run a cell while signals are watched, and return the recording.

        The signals must look afterwards as they did before.

        Args:
            signals: their names, with commas.
            source: the cell.
        """
        cell = _TRACED.format(signals=signals, source=indent(dedent(source), "    "))
        recording, self.seen = json.loads(self.kernel.run(cell))
        return from_json(recording)

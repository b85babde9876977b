"""What a page of a real JupyterLab sees while a cell runs."""

from __future__ import annotations

import contextlib
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.browser.chromium import launched
from tests.browser.lab import Lab, Notebook

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
WATCH = (Path(__file__).parent / "watch.js").read_text("utf-8")

SHOP = """\
import json, time
import signal_viz as sv
from django.dispatch import Signal

starts = []
def receivers(work, *names):
    def make(name):
        def receiver(**_):
            starts.append([name, time.time() * 1000])
            work()
        receiver.__name__ = receiver.__qualname__ = name
        return receiver
    return [make(name) for name in names]

def watched(name, *kept):
    signal = Signal()
    for receiver in kept:
        signal.connect(receiver)
    return signal

def rest(): time.sleep(0.1)
def work():
    until = time.perf_counter() + 0.1
    while time.perf_counter() < until: sum(range(100))
"""

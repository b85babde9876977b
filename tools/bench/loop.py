"""Send so many times while one trace records; the answer is one line of JSON.

A process of its own (``python -m tools.bench.loop SENDS``): its memory holds nothing
else that could grow or shrink meanwhile.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from pathlib import Path
from typing import TypedDict

from django.dispatch import Signal

from signal_viz.trace import trace
from tools.bench.case import Order, idle
from tools.bench.paired import CLOCK

LOOKS = 100
"""How often the memory is looked at, at equal distances."""


class Answer(TypedDict, total=False):
    """What one loop found; seconds and bytes."""

    sending: float
    """Seconds of one send."""
    memory: int | None
    """The most bytes that the process had over what it began with, ``None`` where
    the system does not tell."""
    blocks: int
    """Blocks of memory that Python has at the end of the loop over the beginning."""
    made: int
    """Events that were made when somebody looked."""
    reading: float
    """Seconds of making one."""
    kept: int
    """Events in the recording."""
    dropped: int
    """Events that were left out of it."""
    ends: bool
    """Whether the first dispatch and the last one are in it."""
    missing: str
    """Why there is nothing else."""


def measured(sends: int) -> Answer:
    """Send ``sends`` times to one receiver, then read the recording."""
    signal, receiver = Signal(), idle()
    signal.connect(receiver)
    signal.send(sender=Order)
    gc.collect()
    memory, blocks = _memory(), sys.getallocatedblocks()
    most, seconds = memory, 0.0
    with trace(signal) as recording:
        send = signal.send
        for turn in range(LOOKS):
            begun = CLOCK()
            for _ in range(sends * turn // LOOKS, sends * (turn + 1) // LOOKS):
                send(sender=Order)
            seconds += CLOCK() - begun
            most = max(most, _memory())
        gc.collect()
        held = sys.getallocatedblocks() - blocks
        begun = CLOCK()
        made = len(recording.advance())
        reading = CLOCK() - begun
        numbers = [dispatch.number for dispatch in recording.dispatches]
        return {
            "sending": seconds / sends,
            "memory": most - memory if memory else None,
            "blocks": held,
            "made": made,
            "reading": reading / made,
            "kept": len(recording.events),
            "dropped": recording.dropped,
            "ends": numbers[0] == 1 and numbers[-1] == sends,
        }


def _memory() -> int:
    """Return the bytes of this process in memory, 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except FileNotFoundError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))

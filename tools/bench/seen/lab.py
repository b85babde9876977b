"""What a page of a real JupyterLab sees while cells run."""

from __future__ import annotations

import contextlib
import json
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.browser.chromium import launched
from tests.browser.lab import Lab, Notebook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[3]
WATCH = (Path(__file__).parent / "watch.js").read_text("utf-8")

SHOP = """\
import json, time
from pathlib import Path
import signal_viz as sv
from django.dispatch import Signal

starts, kept = [], []
def make(work, *names):
    signal = Signal()
    for name in names:
        def receiver(_name=name, **_):
            starts.append([_name, time.time() * 1000])
            tell(_name)
            work()
        receiver.__name__ = receiver.__qualname__ = name
        kept.append(receiver)
        signal.connect(receiver)
    return signal

def nothing(*_): pass
tell = nothing
def rest(): time.sleep(0.1)
def work(seconds=0.1):
    until = time.thread_time() + seconds
    while time.thread_time() < until: sum(range(10))
def write(value): Path("told.json").write_text(json.dumps(value))
NAMES = "reserve_stock", "charge_card", "write_log"
"""
SENDS = 1_250
"""Dispatches that make 10,000 events, with three receivers."""


class Room(NamedTuple):
    """A JupyterLab and a browser to look at it."""

    lab: Lab
    browser: Browser

    @contextlib.contextmanager
    def notebook(self, name: str, cells: list[str]) -> Iterator[Notebook]:
        """Open a notebook of these cells in a fresh profile, with its watcher."""
        with self.browser.new_context(viewport=VIEWPORT) as context:
            self.lab.guard(context)
            context.add_init_script(WATCH)
            opened = Notebook(self.lab, context.new_page())
            opened.open(self.lab.write(f"{name}.ipynb", cells))
            yield opened
            opened.close()

    def told(self) -> Any:
        """Return what the last cell has written."""
        return json.loads((self.lab.folder / "told.json").read_text("utf-8"))


VIEWPORT: Any = {"width": 1280, "height": 900}


@contextlib.contextmanager
def room() -> Iterator[Room]:
    """Start a browser and a JupyterLab, and stop both at the end.

    Raises:
        NoBrowserError: there is no browser.
    """
    with launched() as browser, tempfile.TemporaryDirectory() as folder:
        lab = Lab(ROOT, Path(folder), sys.executable)
        try:
            yield Room(lab, browser)
        finally:
            lab.stop()


BARE = """\
import anywidget

class Bare(anywidget.AnyWidget):
    _esm = \"\"\"
    export default { render({ model, el }) {
      const name = document.createElement("b");
      const card = document.createElement("p");
      name.className = "sv-name";
      card.append(name);
      el.append(card);
      model.on("msg:custom", (told) => {
        name.textContent = told;
        card.dataset.state = "ended";
        card.dataset.state = "running";
      });
    } }
    \"\"\"

bare = Bare()
BARE_NAMES = "first_told", "second_told", "third_told"
def tell(name):
    if name in BARE_NAMES: bare.send(name)
bare
"""
"""The least that anything can take: one word of the receiver itself, one text."""

TURNS = """\
for _ in range({rounds}):
    for each in signal, told:
        each.send(sender=None)
        time.sleep(0.3)
write(starts)
"""


class Latencies(NamedTuple):
    """Times from a receiver's start to the frame that shows it, in ms, sorted."""

    shown: list[float]
    """Of our picture."""
    bare: list[float]
    """Of a widget that does nothing else, told by the receiver: what is left is
    JupyterLab, the browser and this machine."""


def latencies(place: Room, doing: str, rounds: int = 15) -> Latencies:
    """Measure when a person sees that a receiver runs, ours and a bare one in turns.

    Args:
        place: where to look.
        doing: ``"rest"``: the receivers sleep. ``"work"``: they keep Python busy.
        rounds: dispatches with three receivers each.
    """
    watch = (
        f"signal, told = make({doing}, *NAMES), make({doing}, *BARE_NAMES)\n"
        "sv.watch(signal)"
    )
    cells = [SHOP, BARE, watch, TURNS.format(rounds=rounds)]
    with place.notebook(f"latency-{doing}", cells) as notebook:
        for index in range(3):
            notebook.run(index)
        notebook.picture(2).wait()
        notebook.page.wait_for_timeout(1000)
        notebook.run(3)
        painted = notebook.page.evaluate("seen.painted")
    found = Latencies([], [])
    for name, start in place.told():
        # The two clocks agree to a millisecond.
        ends = [end for seen, end in painted if seen == name and end >= start - 1]
        late = min(ends, default=float("inf")) - start
        (found.bare if name.endswith("_told") else found.shown).append(late)
    return Latencies(sorted(found.shown), sorted(found.bare))


class Crowd(NamedTuple):
    """What 10,000 events in one cell did."""

    longest: float
    """The longest task of the page in ms, from the first news on: what JupyterLab did
    before, to run the cell, is its own. 0 where none took 50 ms."""
    events: int
    """Events that the kernel recorded."""
    lost: int
    """Those that the page did not get."""
    shown: float
    """Seconds of the processor that the cell took with a picture."""
    hidden: float
    """The same with a recording that nobody looks at."""


CROWD = """\
shown, hidden = make({work}, *NAMES), make({work}, *NAMES)
flow, other = sv.watch(shown), sv.watch(hidden)
display(flow)
kind, begun, took = "", 0, {{}}
def begin(*_):
    global begun
    # Of the whole kernel: its threads take turns, so the cell waits for all of it.
    begun = time.process_time()
def end(*_): took.setdefault(kind, []).append(time.process_time() - begun)
events = get_ipython().events
events.register("pre_run_cell", begin)
# After ours: what is done at the end of a cell counts.
events.register("post_run_cell", end)
"""


def crowd(place: Room, work: str = "nothing", rounds: int = 7) -> Crowd:
    """Send 10,000 events in one cell, with and without a picture, in turns.

    Args:
        place: where to look.
        work: what each receiver does: an expression of the notebook.
        rounds: how often; times are medians.
    """
    cells = [SHOP, CROWD.format(work=work)]
    for kind in ("shown", "hidden"):
        loop = f"for _ in range({SENDS}): {kind}.send(sender=None)"
        cells.append(f"kind = {kind!r}\n{loop}")
    cells.append("kind = ''\nwrite([took, flow.trace.events[-1].sequence])")
    with place.notebook("crowd", cells) as notebook:
        for index in (0, 1):
            notebook.run(index)
        picture = notebook.picture(1).wait()
        notebook.page.wait_for_timeout(1000)
        since = notebook.page.evaluate("performance.now()")
        notebook.run(2)
        picture.wait_for_dispatch(SENDS)
        notebook.page.wait_for_timeout(1000)
        tasks, heard = notebook.page.evaluate("[seen.tasks, seen.heard]")
        got = notebook.page.evaluate("seen.events.size")
        notebook.run(4)
        newest = place.told()[1]
        for index in (3, 2) * (rounds - 1) + (3, 4):
            notebook.run(index)
            notebook.page.wait_for_timeout(2000)  # what it left behind is done
    took = place.told()[0]
    return Crowd(
        _longest(tasks, min(time for time in heard if time >= since)),
        newest + 1,
        newest + 1 - got,
        statistics.median(took["shown"]),
        statistics.median(took["hidden"]),
    )


def _longest(tasks: list[list[float]], since: float) -> float:
    """Return the longest of ``tasks``, each a start and a length, not over by then."""
    return max((long for start, long in tasks if start + long >= since), default=0.0)


class Many(NamedTuple):
    """What many pictures on one page took."""

    drawn: int
    seconds: float
    """From the run of their cell to the last picture."""
    megabytes: float
    """JavaScript memory that they took."""


def many(place: Room, count: int = 50) -> Many:
    """Show many pictures on one page, each of a signal of its own."""
    show = f"for _ in range({count}): display(sv.watch(make(nothing, *NAMES)))"
    with place.notebook("many", [SHOP, show]) as notebook:
        notebook.run(0)
        before = _memory(notebook)
        begun = perf_counter()
        notebook.run(1, wait=False)
        pictures = notebook.cell(1).locator(".sv")
        pictures.nth(count - 1).locator(".sv-card").last.wait_for()
        seconds = perf_counter() - begun
        drawn = pictures.filter(has=notebook.page.locator(".sv-card")).count()
        return Many(drawn, seconds, (_memory(notebook) - before) / 1e6)


def saved(place: Room, count: int = 10) -> int:
    """Return the bytes of a saved notebook with so many pictures of a dispatch."""
    cells = [
        f"signal = make(nothing, *NAMES)\nflow = sv.watch(signal)\n_ = {SEND}\nflow"
    ]
    with place.notebook("saved", [SHOP, *cells * count]) as notebook:
        for index in range(count + 1):
            notebook.run(index)
        notebook.picture(count).wait()
        notebook.save()
        return (place.lab.folder / "saved.ipynb").stat().st_size


SEND = "signal.send(sender=None)"


def _memory(notebook: Notebook) -> float:
    """Return the bytes of JavaScript memory of a page, after a collection."""
    session = notebook.page.context.new_cdp_session(notebook.page)
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"])

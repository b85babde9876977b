"""What a plain page needs to draw a recording, without a kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.browser.widget_page import Recorder, WidgetPage

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SIZES = (1, 12, 40, 1_000)
"""Receivers of one signal."""

_DRAW = """async (recording) => {
  const tasks = [];
  const observer = new PerformanceObserver((list) =>
    tasks.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ type: "longtask" });
  clear();
  // Nothing else is in the task that is measured.
  await new Promise((done) => setTimeout(done, 100));
  model.set("recording", recording);
  const begun = performance.now();
  const close = draw("one");
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  const took = performance.now() - begun;
  await new Promise((done) => setTimeout(done, 400));
  observer.disconnect();
  close();
  return [took, Math.max(0, ...tasks)];
}"""


class Drawn(NamedTuple):
    """What it took to draw a picture for the first time, in ms."""

    painted: float
    longest: float
    """The longest task; 0 where none took 50 ms."""


def drawn(browser: Browser, size: int, rounds: int = 3) -> Drawn:
    """Draw a dispatch to so many receivers; return the median of some rounds."""
    recorder = Recorder([f"receiver_{number}" for number in range(size)]).start()
    for number in range(1, size + 1):
        recorder.begin(number).returned(number)
    recording = recorder.end().recording()
    page = WidgetPage(browser).open(Recorder(["receiver"]).recording())
    found = [page.page.evaluate(_DRAW, recording) for _ in range(rounds)]
    page.close()
    painted, longest = (
        sorted(times)[rounds // 2] for times in zip(*found, strict=True)
    )
    return Drawn(painted, longest)

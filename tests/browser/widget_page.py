"""A plain page that holds the widget with a model of its own: no JupyterLab."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from signal_viz.events import (
    Connected,
    DispatchEnded,
    DispatchStarted,
    Event,
    ReceiverNotReached,
    ReceiverRaised,
    ReceiverReturned,
    ReceiverStarted,
    event_to_json,
)
from signal_viz.naming import Error, Sender
from signal_viz.registry import Connection, SignalInfo, Snapshot
from signal_viz.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Route

    Open = Callable[..., "WidgetPage"]
    """Opens the widget on a recording, as wide as asked for."""

STATIC = Path(__file__).resolve().parents[2] / "signal_viz" / "static"
ADDRESS = "http://widget.test"
_HTML = """<!doctype html><html><head><meta charset="utf-8"><title>widget</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/BUNDLE.css"></head>
<body><div id="one"></div><div id="two"></div></body></html>"""
# anywidget's side of the contract, no more than that.
_MODEL = """async ([bundle, state]) => {
  const { default: widget } = await import(`/${bundle}.js`);
  const listeners = new Map();
  const of = (name) => listeners.get(name) ?? listeners.set(name, new Set()).get(name);
  const model = {
    sent: [],
    get: (name) => state[name],
    on: (name, listener) => void of(name).add(listener),
    off: (name, listener) => void of(name).delete(listener),
    send: (content) => void model.sent.push(content),
    set(name, value) {
      state[name] = value;
      for (const listener of [...of(`change:${name}`)]) listener();
    },
    save_changes: () => void (model.saved = { ...state }),
    message(content) {
      for (const listener of [...of("msg:custom")]) listener(content);
    },
    listening: () => [...listeners.values()].reduce((sum, set) => sum + set.size, 0),
  };
  window.model = model;
  window.forget = widget.initialize?.({ model });
  window.draw = (id) => widget.render({ model, el: document.getElementById(id) });
  window.clear = window.draw("one");
}"""


class Recorder:
    """Writes a recording, one event after the other.

    Args:
        names: of the receivers; their connections are ``c1``, ``c2`` …
        signal: name of the signal.
    """

    def __init__(self, names: Iterable[str], signal: str = "post_save") -> None:
        found = tuple(
            connection(number, name) for number, name in enumerate(names, start=1)
        )
        self.snapshot = Snapshot((SignalInfo("s1", signal),), found)
        self.events: list[Event] = []
        self._time = 0

    def add(self, kind: type[Event], after_ns: int = 1000, **fields: Any) -> Self:
        """Add an event that came ``after_ns`` nanoseconds after the last."""
        self._time += after_ns
        self.events.append(
            kind(sequence=len(self.events), time_ns=self._time, **fields)
        )
        return self

    def start(self, dispatch: int = 1, label: str = "Order") -> Self:
        """Begin a dispatch."""
        sender = Sender(label, "model")
        return self.add(DispatchStarted, dispatch=dispatch, signal="s1", sender=sender)

    def begin(self, number: int, dispatch: int = 1) -> Self:
        """Call a receiver."""
        return self.add(ReceiverStarted, dispatch=dispatch, connection=f"c{number}")

    def returned(self, number: int, ns: int = 5000, dispatch: int = 1) -> Self:
        """Let a receiver return after ``ns`` nanoseconds."""
        return self.add(
            ReceiverReturned,
            ns,
            dispatch=dispatch,
            connection=f"c{number}",
            duration_ns=ns,
        )

    def raised(self, number: int, error: str, dispatch: int = 1) -> Self:
        """Let a receiver raise."""
        return self.add(
            ReceiverRaised,
            dispatch=dispatch,
            connection=f"c{number}",
            duration_ns=1000,
            error=Error(error),
        )

    def not_reached(self, number: int, dispatch: int = 1) -> Self:
        """Tell of a receiver that was not reached."""
        return self.add(ReceiverNotReached, dispatch=dispatch, connection=f"c{number}")

    def end(self, dispatch: int = 1, error: str | None = None) -> Self:
        """End a dispatch."""
        what = Error(error) if error else None
        return self.add(
            DispatchEnded, dispatch=dispatch, duration_ns=self._time, error=what
        )

    def connected(self, number: int, name: str) -> Self:
        """Connect one more receiver, after the others."""
        new = connection(number, name)
        return self.add(Connected, connection=new, position=number - 1)

    def json(self, first: int = 0, end: int | None = None) -> list[dict[str, Any]]:
        """Return some of the events."""
        return [event_to_json(event) for event in self.events[first:end]]

    def recording(self, end: int | None = None) -> dict[str, Any]:
        """Return the recording as the trait holds it."""
        return {
            "schema": 1,
            "snapshot": self.snapshot.to_json(),
            "events": self.json(0, end),
            "dropped": 0,
        }


def connection(number: int, name: str) -> Connection:
    """Return a connection ``c<number>`` of the signal ``s1``."""
    where = f"notebook:{number}"
    return Connection(id=f"c{number}", signal="s1", receiver=name, where=where)


class WidgetPage:
    """A page with the widget; it fails on complaints and on requests elsewhere.

    Args:
        browser: the browser to open it in.
        width: of the widget's frame, in pixels.
        context: further options of the browser's context.
    """

    bundle = "widget"
    """Name of the front end's script and styles."""

    def __init__(self, browser: Browser, width: int = 700, **context: Any) -> None:
        self._context = browser.new_context(
            viewport={"width": width, "height": 800}, **context
        )
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        self._context.route("**/*", self._answer)
        self.page: Page = self._context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self._complain(str(error)))

    def open(self, recording: object, **traits: object) -> Self:
        """Draw a recording."""
        state = {"layouts": {}, "closed": False, "version": VERSION} | traits
        return self.draw(state | {"recording": recording})

    def draw(self, state: dict[str, Any]) -> Self:
        """Draw a model with these traits."""
        self.page.goto(ADDRESS)
        self.page.evaluate(_MODEL, [self.bundle, state])
        return self

    def close(self) -> None:
        """Close the page, and see that it had nothing to complain of."""
        self._context.close()
        assert self.complaints == []
        assert self.foreign == []

    def send(self, events: list[dict[str, Any]]) -> None:
        """Send events as a running cell does."""
        message = {"kind": "events", "events": events, "layouts": {}}
        self.page.evaluate("message => model.message(message)", message)

    @property
    def root(self) -> Locator:
        """The first picture."""
        return self.page.locator("#one > .sv")

    def states(self, place: str = "one") -> dict[str, str]:
        """Return the states of the cards by the receivers' names, in order."""
        found: dict[str, str] = self.page.locator(f"#{place} .sv-card").evaluate_all(
            """cards => Object.fromEntries(cards.filter(card => !card.ariaHidden)
            .map(card => [card.querySelector(".sv-name").textContent,
              card.dataset.state]))"""
        )
        return found

    def text(self, part: str, place: str = "one") -> str:
        """Return the text of a part: ``sentence``, ``badge``, ``spoken`` …"""
        return self.page.locator(f"#{place} .sv-{part}").inner_text()

    def spoken_step(self) -> str:
        """Return what the scrubber says."""
        range_ = self.root.get_by_label("step of the dispatch")
        return range_.get_attribute("aria-valuetext") or ""

    def box(self, selector: str) -> dict[str, float]:
        """Return where something is, in pixels of the page."""
        found = self.root.locator(selector).bounding_box()
        assert found is not None
        return dict(found)  # type: ignore[arg-type]  # a TypedDict of floats

    def settle(self) -> None:
        """Wait until nothing moves any more."""
        self.page.wait_for_timeout(650)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._complain(message.text)

    def _complain(self, text: str) -> None:
        self.complaints.append(text)

    def _answer(self, route: Route) -> None:
        parts = urlsplit(route.request.url)
        file = STATIC / parts.path.lstrip("/")
        if f"{parts.scheme}://{parts.netloc}" != ADDRESS:
            self.foreign.append(route.request.url)
            route.abort()
        elif parts.path == "/":
            html = _HTML.replace("BUNDLE", self.bundle)
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        else:
            kind = "text/css" if file.suffix == ".css" else "text/javascript"
            route.fulfill(body=file.read_bytes(), content_type=kind)

"""A recording as a plain page: whole, closed to the network, safe with any text."""

from __future__ import annotations

import base64
import json
import re
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import signal_viz as sv
from signal_viz import page
from signal_viz.events import Dropped, ReceiverRaised
from signal_viz.naming import Error
from signal_viz.recording import Recording, from_json
from signal_viz.registry import Connection, SignalInfo, Snapshot
from tests.browser.widget_page import Recorder

STATIC = Path(page.__file__).parent / "static"
if TYPE_CHECKING:
    from collections.abc import Sequence

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]></svg><img src=x onerror=alert(1)>",
    "line\u2028separator\u2029end",
    "half \ud800 character",
    "{braces} %s \\u003c",
]


class Elements(HTMLParser):
    """What a browser finds in a page: its elements, and the text in them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self._inside = ""
        self.feed(text)

    def handle_starttag(
        self, tag: str, attrs: Sequence[tuple[str, str | None]]
    ) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = str(dict(attrs).get("id") or tag)

    def handle_endtag(self, tag: str) -> None:
        del tag
        self._inside = ""

    def handle_data(self, data: str) -> None:
        self.texts[self._inside] = self.texts.get(self._inside, "") + data

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def recording_of(names: list[str]) -> Recording:
    """Return a recording in which every text is one of ``names``."""
    snapshot = Snapshot(
        (SignalInfo("s1", names[0]),),
        tuple(
            Connection(
                id=f"c{number}",
                signal="s1",
                receiver=name,
                where=name,
                sender=name,
                dispatch_uid=name,
            )
            for number, name in enumerate(names, start=1)
        ),
    )
    made = Recorder(())
    made.start(label=names[0])
    for number, name in enumerate(names, start=1):
        made.begin(number).raised(number, name)
    made.end(error=names[0])
    return Recording(snapshot, made.events)


@pytest.fixture
def recording() -> Recording:
    made = Recorder(("reserve_stock", "charge_card")).start()
    made.begin(1).returned(1).begin(2).raised(2, "ValueError").end(error="ValueError")
    return Recording(made.snapshot, made.events)


def state_of(found: Elements) -> dict[str, Any]:
    state: dict[str, Any] = json.loads(found.texts["recording"])
    return state


def test_it_holds_the_whole_recording(recording: Recording) -> None:
    state = state_of(Elements(page.html(recording)))

    held = from_json(state["recording"])
    assert held.snapshot == recording.snapshot
    assert held.events == recording.events
    assert state["version"] == sv.__version__
    assert state["layouts"]


def test_without_scripts_it_still_has_title_picture_and_words(
    recording: Recording,
) -> None:
    found = Elements(page.html(recording))

    assert found.texts["title"] == "A recording of post_save"
    (image,) = found.attributes("img")
    assert "charge_card raised ValueError: the" in str(image["alt"])
    assert str(image["src"]).startswith("data:image/svg+xml;base64,")
    assert "✕ charge_card     raised ValueError" in found.texts["pre"]


def test_it_holds_the_front_end_as_it_is_built(recording: Recording) -> None:
    text = page.html(recording)

    bundle = (STATIC / "widget.js").read_text("utf-8")
    body, _, last = bundle.rstrip().rpartition("\n")
    assert last == "export default SignalViz.default;"
    assert body in text
    assert last not in text
    assert (STATIC / "widget.css").read_text("utf-8") in text


def test_its_policy_allows_this_script_and_these_styles_alone(
    recording: Recording,
) -> None:
    found = Elements(page.html(recording))
    policies = [item["content"] for item in found.attributes("meta") if len(item) == 2]
    policy = next(str(item) for item in policies if "default-src" in str(item))

    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    for name, kind in (("script-src", "script"), ("style-src", "style")):
        digest = base64.b64encode(sha256(found.texts[kind].encode()).digest()).decode()
        assert rules.pop(name) == f"'sha256-{digest}'"
    assert rules == {
        "default-src": "'none'",
        "img-src": "data: blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_it_names_no_address(recording: Recording) -> None:
    found = re.findall(r"(?:https?:)?//[\w.]+[^\s\"'`)<]*", page.html(recording))

    assert set(found) <= {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("name", ["widget.js", "page.js", "widget.css"])
def test_nothing_of_the_front_end_ends_its_own_element(name: str) -> None:
    text = (STATIC / name).read_text("utf-8").lower()

    assert not re.search(r"</(script|style)|<!--", text)


def test_no_text_of_a_stranger_becomes_markup(recording: Recording) -> None:
    harmless = [tag for tag, _ in Elements(page.html(recording)).tags]

    text = page.html(recording_of(HOSTILE))

    found = Elements(text)
    assert [tag for tag, _ in found.tags] == harmless
    assert not {"\u2028", "\u2029"} & set(found.texts["recording"])
    kept = state_of(found)["recording"]["snapshot"]["connections"]
    assert [item["receiver"] for item in kept] == HOSTILE


def test_it_is_the_same_page_every_time(recording: Recording) -> None:
    assert page.html(recording) == page.html(recording)


def test_save_writes_it(recording: Recording, tmp_path: Path) -> None:
    recording.save(tmp_path / "run.HTML")

    text = (tmp_path / "run.HTML").read_text("utf-8")
    assert text == page.html(recording)


def test_even_half_characters_can_be_saved(tmp_path: Path) -> None:
    recording = recording_of(HOSTILE)
    recording.save(tmp_path / "run.html")

    found = Elements((tmp_path / "run.html").read_text("utf-8"))
    assert from_json(state_of(found)["recording"]).events == recording.events


def test_another_suffix_is_refused_in_one_sentence(
    recording: Recording, tmp_path: Path
) -> None:
    for name in ("run.svg", "run", "html"):
        with pytest.raises(sv.SignalVizError, match=r"end its name in .json or in"):
            recording.save(tmp_path / name)
        assert not (tmp_path / name).exists()


def test_what_was_left_out_is_told() -> None:
    made = Recorder(("reserve_stock",)).start().begin(1).returned(1).end()
    made.add(Dropped, events=1200, dispatches=300, snapshot=made.snapshot)
    text = page.html(Recording(made.snapshot, made.events))

    assert "1 dispatch, 1,200 events left out, recorded with" in text


def test_an_error_message_that_is_hostile_stays_text() -> None:
    made = Recorder(("reserve_stock",)).start().begin(1)
    error = Error("ValueError", HOSTILE[0])
    made.add(ReceiverRaised, dispatch=1, connection="c1", duration_ns=1000, error=error)
    made.end(error="ValueError")

    found = Elements(page.html(Recording(made.snapshot, made.events)))

    assert len(found.attributes("script")) == 2
    state = state_of(found)["recording"]["events"]
    assert state[2]["error"]["message"] == HOSTILE[0]

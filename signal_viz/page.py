"""A recording as a plain page: it plays with no kernel and no network.

The page holds the front end as it is built, the recording as JSON, the static
picture and the words. Nothing in it can be taken for markup, and its content
security policy lets it run this one script and fetch nothing.
"""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

from signal_viz import bundle, image
from signal_viz.picture import Picture
from signal_viz.scenes import Scenes
from signal_viz.sentence import called
from signal_viz.version import VERSION

if TYPE_CHECKING:
    from signal_viz.recording import Recording

_EXPORT = "export default SignalViz.default;"
"""The last line of the bundle, for those who import it."""

_STYLE = """
:root { color-scheme: light dark; }
body {
  max-width: 1200px; margin: 0 auto; padding: 16px;
  background: Canvas; color: CanvasText;
  font: 15px/1.5 system-ui, sans-serif;
}
/* Of the page itself; the picture has its own. */
h1 { margin: 0; font-size: 20px; overflow-wrap: anywhere; }
main > p { margin: 4px 0 12px; }
main > details { margin: 12px 0; }
main > details pre { overflow: auto; }
main > details summary { width: fit-content; cursor: pointer; }
#picture > img { max-width: 100%; height: auto; }
"""

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Signal Viz {version}">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{about}</p>
<div id="picture">{still}</div>
<details><summary>In words</summary>
<pre tabindex="0" role="region" aria-label="In words">{words}</pre></details>
</main>
<script type="application/json" id="recording">{data}</script>
<script>{script}</script>
</body>
</html>
"""


def html(
    recording: Recording, *, title: str | None = None, about: str | None = None
) -> str:
    """Return a page that plays ``recording``, whole and in one piece.

    Args:
        recording: what to play.
        title: of the page; names the signals by itself.
        about: one sentence below it; counts the dispatches by itself.

    Returns:
        HTML that asks for nothing else. It needs a browser of the last three
        years; an older one, or one without scripts, shows the last moment as a
        picture and in words.
    """
    picture = Picture(recording.snapshot, recording.events)
    words = picture.to_text()
    source, styles = bundle.built("widget")
    style = _STYLE + styles
    # One script: the widget, no module any more, and what starts it in this page.
    script = source.rstrip().removesuffix(_EXPORT) + bundle.script("page")
    names = called([signal.name for signal in recording.snapshot.signals])
    return _PAGE.format(
        policy=_policy(script, style),
        version=VERSION,
        title=escape(title or f"A recording of {names}"),
        about=escape(about or _about(recording)),
        style=style,
        still=image.to_html(picture.to_svg(times=True), words),
        words=escape(words),
        data=_data(recording),
        script=script,
    )


def _policy(script: str, style: str) -> str:
    """Allow this script, this style sheet and pictures made here; nothing else."""
    return (
        f"default-src 'none'; script-src {_digest(script)}; "
        f"style-src {_digest(style)}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    digest = base64.b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def _about(recording: Recording) -> str:
    sent = sum(dispatch.parent is None for dispatch in recording.dispatches)
    many = "1 dispatch" if sent == 1 else f"{sent:,} dispatches"
    left = f", {recording.dropped:,} events left out" if recording.dropped else ""
    return f"{many}{left}, recorded with Signal Viz {VERSION}."


def _data(recording: Recording) -> str:
    """Return what the widget's traits hold, as JSON that no parser takes for HTML."""
    scenes = Scenes(recording.snapshot)
    for event in recording.events:
        scenes.step(event)
    state = {
        "recording": recording.to_json(),
        "layouts": scenes.new(),
        "recorded": True,
        "version": VERSION,
    }
    # ASCII: no line separator that a script would stumble over, no half characters.
    text = json.dumps(state, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text

"""Colours, fonts and elements of the static picture.

The light colours are attributes of the elements, so that a viewer which drops
style sheets still shows the picture; the dark ones are in a style sheet that
the reader's colour scheme turns on. Colour means state and nothing else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from signal_viz.naming import clip
from signal_viz.placement import number

if TYPE_CHECKING:
    from signal_viz.placement import Box
    from signal_viz.state import CardState

MONO = "ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace"
SANS = "system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif"

ROLES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "page": (("fill", "#ffffff", "#1f2124"), ("stroke", "#d5d9df", "#44484f")),
    "ink": (("fill", "#1d2127", "#f1f2f4"),),
    "mute": (("fill", "#59616e", "#b0b6bf"),),
    "card": (("fill", "#ffffff", "#26282c"), ("stroke", "#aeb6c1", "#646a74")),
    "hub": (("fill", "#2b303b", "#d7dde6"),),
    "hubink": (("fill", "#ffffff", "#15181d"),),
    "hubmute": (("fill", "#cdd4df", "#414954"),),
    "edge": (("stroke", "#858e9c", "#7f8691"),),
    "tip": (("fill", "#858e9c", "#7f8691"),),
    "track": (("fill", "#eceef2", "#383a3f"),),
    "running": (("stroke", "#7b3fe4", "#b79bff"),),
    "returned": (("stroke", "#006d77", "#39d0c8"),),
    "raised": (("stroke", "#b33b00", "#ff8a57"),),
    "runningfill": (("fill", "#7b3fe4", "#b79bff"),),
    "returnedfill": (("fill", "#006d77", "#39d0c8"),),
    "raisedfill": (("fill", "#b33b00", "#ff8a57"),),
    "runningcard": (("fill", "#f3edfe", "#2d2640"), ("stroke", "#7b3fe4", "#b79bff")),
    "returnedcard": (("fill", "#ffffff", "#26282c"), ("stroke", "#006d77", "#39d0c8")),
    "raisedcard": (("fill", "#fff0e8", "#3b2018"), ("stroke", "#b33b00", "#ff8a57")),
}
"""Each role's attributes: name, light colour, dark colour."""

TONES: dict[CardState, str] = {
    "running": "running",
    "awaiting": "running",
    "returned": "returned",
    "raised": "raised",
}
"""States that have a colour of their own; the others stay grey."""

LINES: dict[CardState, tuple[float, str]] = {
    "connected": (1.25, ""),
    "running": (2, "7 4"),
    "awaiting": (2, "2 4"),
    "returned": (1.25, ""),
    "raised": (2.5, ""),
    "not_reached": (1.25, "5 4"),
    "filtered": (1.25, "1.5 4"),
    "collected": (1.25, "1.5 4"),
    "disconnected": (1.25, "9 4 2 4"),
}
"""Line width and dashes of each state, for the edge and for the card."""

_SIGNS: dict[CardState, str] = {
    "returned": "M-4.5 .5 L-1.5 3.5 L4.5-3.5",
    "raised": "M-3.5-3.5 L3.5 3.5 M-3.5 3.5 L3.5-3.5",
    "not_reached": "M-3.5 0 H3.5",
    "filtered": "M-3.5 0 H3.5",
    "disconnected": "M-4.5 0 H-1.5 M1.5 0 H4.5",
}
_RINGS: dict[CardState, str] = {
    "awaiting": ' stroke-width="2"',
    "collected": ' stroke-width="1.5" stroke-dasharray="1.8 1.6"',
}


def paint(role: str) -> str:
    """Return the class and the light colours of ``role`` as attributes."""
    colours = " ".join(f'{name}="{light}"' for name, light, _ in ROLES[role])
    return f'class="{role}" {colours}'


def style(prefix: str, body: str) -> str:
    """Return the style sheet: the dark colours of the roles that occur.

    Args:
        prefix: id of the picture; a rule for one picture touches no other.
        body: the elements of the picture.
    """
    roles = set(re.findall(r' class="(\w+)" ', body))
    rules = "".join(
        f"#{prefix} .{role}{{"
        + ";".join(f"{name}:{dark}" for name, _, dark in colours)
        + "}"
        for role, colours in ROLES.items()
        if role in roles
    )
    return f"<style>@media (prefers-color-scheme:dark){{{rules}}}</style>"


def words(
    x: float,
    y: float,
    content: str,
    role: str,
    *,
    size: int = 11,
    anchor: str = "",
    weight: int = 0,
    mono: bool = False,
) -> str:
    """Return a line of text; ``y`` is its base line."""
    extra = f' text-anchor="{anchor}"' if anchor else ""
    extra += f' font-weight="{weight}"' if weight else ""
    extra += f' font-family="{MONO}"' if mono else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{size}"{extra} '
        f"{paint(role)}>{escape(clip(content, 400))}</text>"
    )


def box(place: Box, radius: float, role: str, extra: str = "") -> str:
    """Return a rectangle with round corners."""
    x, y, w, h = map(number, (place.x, place.y, place.w, place.h))
    return (
        f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{number(radius)}" '
        f"{paint(role)}{extra}/>"
    )


def dashes(state: CardState) -> str:
    """Return the line style of ``state`` as attributes."""
    width, pattern = LINES[state]
    dashed = f' stroke-dasharray="{pattern}"' if pattern else ""
    return f' stroke-width="{width:g}"{dashed}'


def sign(x: float, y: float, state: CardState) -> str:
    """Return the sign of ``state`` round a point: ● ○ ✓ ✕ – or nothing.

    It is drawn, not written: fonts differ in these characters.
    """
    tone = TONES.get(state)
    at = f'transform="translate({number(x)} {number(y)})"'
    role = paint(tone or "edge")
    if state == "running":
        return f'<circle {at} r="4.5" {paint("runningfill")}/>'
    if state in _RINGS:
        return f'<circle {at} r="3.8" fill="none" {role}{_RINGS[state]}/>'
    if state in _SIGNS:
        return (
            f'<path {at} d="{_SIGNS[state]}" fill="none" {role} stroke-width="1.75" '
            'stroke-linecap="round" stroke-linejoin="round"/>'
        )
    return ""


def titled(title: str, *parts: str) -> str:
    """Return a group with a tooltip, which holds what did not fit on it."""
    return f"<g><title>{escape(clip(title, 400))}</title>{''.join(parts)}</g>"

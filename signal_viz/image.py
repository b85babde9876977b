"""The static picture as an ``<img>``, which every page shows.

JupyterLab shows an inline SVG only in a notebook that it trusts, and a notebook
that came from somewhere else is not trusted: the learner would see words where
the author saw a picture. An image is always shown, as nothing in it can run.
"""

from __future__ import annotations

import base64
from html import escape


def to_html(svg: str, words: str) -> str:
    """Return an ``<img>`` that holds the whole picture.

    Args:
        svg: the picture.
        words: what it shows, in words, for those who cannot see it.
    """
    data = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    # One line: a screen reader reads it as one sentence after the other.
    alt = escape("; ".join(line.strip() for line in words.splitlines()))
    return f'<img alt="{alt}" src="data:image/svg+xml;base64,{data}">'

"""Packs the front end: Jupyter sends it to the page again for every widget."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json

_UNPACK = """\
const name = Symbol.for("signal-viz @DIGEST@");
const unpack = async () => {
  const bytes = Uint8Array.from(atob(@PACKED@), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const source = await new Response(stream).text();
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    return (await import(address)).default;
  } finally {
    URL.revokeObjectURL(address);
  }
};
const failed = (error) => ({
  render({ el }) {
    const card = document.createElement("p");
    card.setAttribute("role", "alert");
    card.textContent =
      "Signal Viz could not start in this page (" + error + "). " +
      "Reload the page, or open the notebook in a browser of the last three years. " +
      "The picture in words: print(repr(flow)).";
    el.append(card);
  },
});
export default await (globalThis[name] ??= unpack().catch(failed));
"""


def packed(source: str) -> str:
    """Return an ES module that holds another one compressed.

    A page unpacks it once, however many widgets bring it along. Where a page cannot
    unpack it, the widget is a card that says so.

    Args:
        source: an ES module with a default export.
    """
    data = source.encode()
    compressed = gzip.compress(data, 9, mtime=0)
    return _UNPACK.replace("@DIGEST@", hashlib.sha256(data).hexdigest()).replace(
        "@PACKED@", json.dumps(base64.b64encode(compressed).decode())
    )

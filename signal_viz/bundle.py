"""Packs the front end: Jupyter sends it to the page again for every widget."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

from signal_viz.errors import SignalVizError

_START = """\
const name = Symbol.for("signal-viz @DIGEST@");
const id = "signal-viz-@DIGEST@";
const unpacked = async (packed) => {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return (await new Response(stream).text()).split("\\0");
};
const dress = (place, styles) => {
  const root = place.getRootNode();
  const home = root instanceof ShadowRoot ? root : document.head;
  if ([...home.children].some((child) => child.id === id)) return;
  const sheet = document.createElement("style");
  sheet.id = id;
  sheet.textContent = styles;
  home.append(sheet);
};
const unpack = async (packed) => {
  const [styles, source] = await unpacked(packed);
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    const widget = (await import(address)).default;
    return {
      ...widget,
      render(context) {
        dress(context.el, styles);
        return widget.render(context);
      },
    };
  } finally {
    URL.revokeObjectURL(address);
  }
};
const failed = (error) => ({
  render({ el }) {
    const card = document.createElement("div");
    card.setAttribute("role", "alert");
    card.style = "padding: 0 16px; border: 1px solid GrayText; border-radius: 10px";
    for (const text of [
      "Signal Viz could not start in this page.",
      String(error),
      "Reload the page, or open the notebook in a browser of the last three years. " +
        "The picture in words: print(repr(flow)).",
    ]) {
      const line = document.createElement("p");
      line.textContent = text;
      card.append(line);
    }
    card.firstChild.style.fontWeight = "bold";
    el.append(card);
  },
});
const start = ({ model }) => (globalThis[name] ??= unpack(model.get("packed")).catch(failed));
export default {
  initialize: async (context) => (await start(context)).initialize?.(context),
  render: async (context) => (await start(context)).render(context),
};
"""


_BUILT = Path(__file__).parent / "static"


def script(name: str) -> str:
    """Return the script of a part of the front end, as it was built."""
    return _read(f"{name}.js")


def built(name: str) -> tuple[str, str]:
    """Return script and styles of a part of the front end, as they were built."""
    return script(name), _read(f"{name}.css")


def _read(name: str) -> str:
    try:
        return (_BUILT / name).read_text("utf-8")
    except OSError:
        raise SignalVizError(
            f"signal_viz/static/{name} is missing, which draws pictures in a page: "
            "install Signal Viz again, or clone it again."
        ) from None


def packed(source: str, styles: str) -> tuple[str, bytes]:
    """Return an ES module for ``_esm`` and what it unpacks: the front end, compressed.

    The second is for a trait of the name ``packed``, which travels as bytes: as text it
    would be a quarter longer. A page unpacks it once, however many widgets bring it
    along, and gets the styles once, also where a widget is drawn in a shadow root of
    its own. Where a page cannot unpack it, the widget is a card that says so.

    Args:
        source: an ES module whose default export is a widget.
        styles: CSS that it needs.
    """
    text = f"{styles}\0{source}".encode()
    module = _START.replace("@DIGEST@", hashlib.sha256(text).hexdigest())
    # Less memory for its blocks (8 is usual) makes them shorter, and here it all shorter.
    press = zlib.compressobj(level=9, memLevel=7)
    return module, press.compress(text) + press.flush()

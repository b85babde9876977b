"""Packs the front end: Jupyter sends it to the page again for every widget."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import string

_DIGITS = (
    string.digits
    + string.ascii_uppercase
    + string.ascii_lowercase
    + "!#$%&()*+-;<=>?@^_`{|}~"
)
"""The digits of ``base64.b85encode``, in order."""
_UNPACK = """\
const name = Symbol.for("signal-viz @DIGEST@");
const id = "signal-viz-@DIGEST@";
const digits = @DIGITS@;
const unpacked = async (packed) => {
  const bytes = new Uint8Array(Math.ceil(packed.length / 5) * 4);
  for (let i = 0; i < packed.length; i += 5) {
    let number = 0;
    for (let j = i; j < i + 5; j += 1) {
      number = number * 85 + (packed[j] ? digits.indexOf(packed[j]) : 84);
    }
    new DataView(bytes.buffer).setUint32((i / 5) * 4, number);
  }
  const exact = bytes.subarray(0, Math.floor((packed.length * 4) / 5));
  const stream = new Blob([exact]).stream().pipeThrough(new DecompressionStream("gzip"));
  return (await new Response(stream).text()).split("\0");
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
const unpack = async () => {
  const [source, styles] = await unpacked(@PACKED@);
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


def packed(source: str, styles: str) -> str:
    """Return an ES module that holds another one compressed, and its styles.

    A page unpacks it once, however many widgets bring it along, and gets the styles
    once, also where a widget is drawn in a shadow root of its own. Where a page cannot
    unpack it, the widget is a card that says so.

    Args:
        source: an ES module with a default export.
        styles: CSS that it needs.
    """
    text = f"{source}\0{styles}".encode()
    # Base 85: a sixteenth shorter than base 64. JSON, by which it travels, and a script
    # in a page take all its characters as they are.
    data = base64.b85encode(gzip.compress(text, 9, mtime=0)).decode()
    return (
        _UNPACK.replace("@DIGEST@", hashlib.sha256(text).hexdigest())
        .replace("@DIGITS@", json.dumps(_DIGITS))
        .replace("@PACKED@", json.dumps(data))
    )

import { s } from "./dom.js";
/** @import {CardState} from "./types.js" */

/**
 * Glyphs of the states, drawn and not typed: fonts differ. Strokes in a box of
 * 16 by 16; "fill" in front marks a filled shape.
 *
 * @type {Record<CardState, string>}
 */
const STATES = {
  connected: "",
  running: "fill M8 3.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9Z",
  awaiting: "M4.5 3h7M4.5 13h7M5.5 3c0 3.6 5 3.6 5 10M10.5 3c0 3.6-5 3.6-5 10",
  returned: "M3 8.6l3.4 3.4L13 4.6",
  raised: "M3.8 3.8l8.4 8.4M12.2 3.8l-8.4 8.4",
  not_reached: "M4 8h8",
  filtered: "M8 2.8a5.2 5.2 0 1 0 0 10.4a5.2 5.2 0 1 0 0-10.4M4.4 11.6l7.2-7.2",
  collected: "M8 3a5 5 0 0 1 2 .4M13 8a5 5 0 0 1-.8 2.7M8 13a5 5 0 0 1-2-.4M3 8a5 5 0 0 1 .8-2.7",
  disconnected: "M2.5 8h3.2M10.3 8h3.2M7.2 4.6l1.6 6.8",
};

const BUTTONS = {
  first: "M4 3.5v9M12.5 3.8L6.8 8l5.7 4.2",
  back: "M10 3.8L5 8l5 4.2",
  play: "fill M5 3v10l8-5Z",
  pause: "fill M4.5 3h2.6v10H4.5ZM8.9 3h2.6v10H8.9Z",
  forward: "M6 3.8L11 8l-5 4.2",
  last: "M12 3.5v9M3.5 3.8L9.2 8l-5.7 4.2",
  warning: "M8 2.2L14.5 13.5H1.5ZM8 6.5v3.4M8 11.6v.4",
};

/** @param {string} path */
function icon(path) {
  const filled = path.startsWith("fill ");
  return s(
    "svg",
    { class: "sv-icon", viewBox: "0 0 16 16", "aria-hidden": "true" },
    s("path", { d: filled ? path.slice(5) : path, class: filled ? "sv-fill" : null }),
  );
}

/** @param {CardState} state */
export function glyph(state) {
  return icon(STATES[state] ?? "");
}

/** @param {keyof typeof BUTTONS} name */
export function buttonIcon(name) {
  return icon(BUTTONS[name]);
}

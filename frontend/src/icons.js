import { s } from "./dom.js";

/**
 * Glyphs of states and buttons, drawn and not typed: fonts differ. Strokes in a
 * box of 16 by 16; "!" in front marks a filled shape.
 *
 * @type {Record<string, string>}
 */
const PATHS = {
  running: "!M8 3.5a4.5 4.5 0 1 0 .1 0Z",
  awaiting: "M4.5 3h7M4.5 13h7M5.5 3c0 4 5 4 5 10M10.5 3c0 4-5 4-5 10",
  returned: "M3 8.6l3.4 3.4L13 4.6",
  raised: "M4 4l8 8M12 4l-8 8",
  not_reached: "M4 8h8",
  filtered: "M8 3a5 5 0 1 0 .1 0M4.5 11.5l7-7",
  collected: "M8 3a5 5 0 0 1 2 .4M13 8a5 5 0 0 1-.8 2.7M8 13a5 5 0 0 1-2-.4M3 8a5 5 0 0 1 .8-2.7",
  disconnected: "M2.5 8h3M10.5 8h3M7 4.5l2 7",

  send: "M4 3v5a2 2 0 0 0 2 2h6M9.5 7.5l2.5 2.5l-2.5 2.5",

  first: "M4 4v8M12 4L7 8l5 4",
  back: "M10 4L5 8l5 4",
  play: "!M5 3v10l8-5Z",
  pause: "!M4.5 3h2.6v10H4.5ZM8.9 3h2.6v10H8.9Z",
  forward: "M6 4l5 4l-5 4",
  last: "M12 4v8M4 4l5 4l-5 4",
  warning: "M8 2l6.5 11.5h-13ZM8 6.5v3.4M8 11.6v.4",
};

/** @param {string} name of a state or a button; others have no glyph */
export function icon(name) {
  const path = PATHS[name] ?? "";
  const filled = path.startsWith("!");
  return s(
    "svg",
    { class: "sv-icon", viewBox: "0 0 16 16", "aria-hidden": "true" },
    s("path", { d: path.slice(filled ? 1 : 0), class: filled && "sv-solid" }),
  );
}

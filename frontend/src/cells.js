import { s, set } from "./dom.js";
/** @import {Card, CardState} from "./types.js" */

/**
 * The sign of each state in a cell, in hundredths of its side: SVG path data
 * that begins with a move from the corner of the cell.
 *
 * @type {Record<CardState, string>}
 */
const SIGNS = {
  connected: "46 50h8",
  running: "28 50a22 22 0 1 0 44 0a22 22 0 1 0 -44 0z",
  awaiting: "32 28h36l-36 44h36z",
  returned: "27 53l16 17l30 -38",
  raised: "30 30l40 40m0 -40l-40 40",
  not_reached: "28 50h44",
  filtered: "32 68l36 -36",
  collected: "28 50h10m24 0h10",
  disconnected: "28 62l18 0m8 -24l18 0",
};

/**
 * The cells of a matrix, as two paths for each state that occurs: a thousand
 * receivers cost the page as little as nine.
 *
 * @param {Pick<Card, "state">[]} cards in order of calling
 * @param {number} size of a cell, pixels
 * @param {number} across how many cells stand side by side
 * @returns {Map<CardState, {frames: string, signs: string}>} SVG path data
 */
export function cellPaths(cards, size, across) {
  /** @type {Map<CardState, {frames: string, signs: string}>} */
  const found = new Map();
  const side = size - 2;
  const signs = new Map(Object.entries(SIGNS).map(([state, sign]) => [state, scaled(sign, size)]));
  cards.forEach(({ state }, place) => {
    const [x, y] = [(place % across) * size, Math.floor(place / across) * size];
    const paths = found.get(state) ?? { frames: "", signs: "" };
    found.set(state, paths);
    paths.frames += `M${x + 1} ${y + 1}h${side}v${side}h${-side}z`;
    paths.signs += `M${x} ${y}m${signs.get(state)}`;
  });
  return found;
}

/** A drawing of receivers, one cell each. */
export function createCells() {
  const element = s("svg", { class: "sv-cells", "aria-hidden": "true" });
  /** @type {Map<CardState, {frames: Element, signs: Element}>} */
  const layers = new Map();
  let known = "";
  return {
    element,

    /**
     * @param {Card[]} cards
     * @param {number} size of a cell, pixels
     * @param {number} across how many cells stand side by side
     */
    show(cards, size, across) {
      const now = [size, across, ...cards.map((card) => card.state)].join();
      if (now === known) return;
      known = now;
      const { length } = cards;
      const [width, height] = [size * Math.min(length, across), size * Math.ceil(length / across)];
      set(element, { width, height, "data-small": size < 16 });
      const paths = cellPaths(cards, size, across);
      for (const state of new Set([...layers.keys(), ...paths.keys()])) {
        const layer = layers.get(state) ?? createLayer(state);
        layers.set(state, layer);
        set(layer.frames, { d: paths.get(state)?.frames ?? "" });
        set(layer.signs, { d: paths.get(state)?.signs ?? "" });
      }
    },
  };

  /** @param {CardState} state */
  function createLayer(state) {
    const [frames, signs] = [s("path", { class: "sv-frames" }), s("path", { class: "sv-signs" })];
    element.append(s("g", { "data-state": state }, frames, signs));
    return { frames, signs };
  }
}

/**
 * @param {string} sign
 * @param {number} size
 */
function scaled(sign, size) {
  // The two flags of an arc are no lengths: they stand as "0 1 0" after the radii.
  return sign
    .split(" 0 1 0 ")
    .map((part) => part.replace(/-?\d+/g, (number) => String((Number(number) * size) / 100)))
    .join(" 0 1 0 ");
}

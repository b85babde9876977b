/** @import {Box} from "./types.js" */

/**
 * An edge as a list of numbers, x and y in turn: a start, then three points for
 * each cubic curve.
 *
 * @typedef {number[]} Curve
 */

/** Names are at most as tall as this; of cards that are taller, edges meet the first lines. */
const TALL = 48;
const HEAD = 44;

/** @param {Box} box */
function level({ y, h }) {
  return y + (h > TALL ? HEAD : h) / 2;
}

/**
 * Below the first lines of a card, once it has grown so far.
 * @param {Box} card
 */
function sending({ x, y, h }) {
  return [x, y + Math.min(HEAD + 9, Math.max(h * 0.8, h - 9))];
}

/**
 * From the right side of a box to the left side of another.
 *
 * @param {Box} from
 * @param {Box} to
 * @returns {Curve}
 */
export function forward(from, to) {
  const [x0, y0] = [from.x + from.w, level(from)];
  const [x1, y1] = [to.x, level(to)];
  const middle = (x0 + x1) / 2;
  return [x0, y0, middle, y0, middle, y1, x1, y1];
}

/**
 * From a card back to a signal left of it: out of its lower left, and into the
 * signal from above or below, clear of the edges that lead to the card.
 *
 * @param {Box} card
 * @param {Box} signal
 * @returns {Curve}
 */
export function back(card, signal) {
  const [x0, y0] = sending(card);
  const below = y0 > signal.y + signal.h / 2;
  const [x1, y1] = [signal.x + signal.w / 2, below ? signal.y + signal.h : signal.y];
  return [x0, y0, x0 - 44, y0, x1, y1 + (below ? 44 : -44), x1, y1];
}

/**
 * From a card up along the margin to a signal above.
 *
 * @param {Box} card
 * @param {Box} signal
 * @param {number} top it goes to the right here, below the signals
 * @returns {Curve}
 */
export function climb(card, signal, top) {
  const [x0, y0] = sending(card);
  const x = x0 - 8;
  // There the round end of the signal begins.
  const [x1, y1] = [signal.x + 5, signal.y + signal.h * 0.8];
  const up = x1 - 22;
  return [
    ...[x0, y0, x, y0, x, y0, x, y0 - 12],
    ...[x, y0 - 12, x, top + 8, x, top + 8],
    ...[x, top, x, top, x + 8, top],
    ...[x + 8, top, up - 8, top, up - 8, top],
    ...[up, top, up, top, up, top - 8],
    ...[up, (top + y1) / 2 - 4, up, y1, x1, y1],
  ];
}

/**
 * From below another box, or from a point of the margin, down and into a card.
 *
 * @param {number} x of the margin
 * @param {number} x0
 * @param {number} y0
 * @param {Box} card
 * @param {number} [low] it turns to the margin below this, where nothing is in its way
 * @returns {Curve}
 */
export function branch(x, x0, y0, card, low = y0) {
  const y1 = level(card);
  const knee = y1 - 12;
  const turn = Math.max(y0, low);
  const start = x0 === x ? y0 : turn + 22;
  return [
    ...[x0, y0, x0, y0, x0, turn, x0, turn],
    ...[x0, turn + 14, x, start - 14, x, start],
    ...[x, (start + knee) / 2, x, (start + knee) / 2, x, knee],
    ...[x, y1, x + 4, y1, card.x, y1],
  ];
}

/**
 * Out of the right side of a box, round what stands below it, and into a card.
 *
 * @param {Box} from
 * @param {number} right it goes down here
 * @param {number} low it goes back to the left here
 * @param {number} x of the margin
 * @param {Box} card
 * @returns {Curve}
 */
export function around(from, right, low, x, card) {
  const [x0, y0] = [from.x + from.w, level(from)];
  return [
    ...[x0, y0, right, y0, right, y0, right, y0 + 8],
    ...[right, y0 + 8, right, low - 8, right, low - 8],
    ...[right, low, right, low, right - 8, low],
    ...[right - 8, low, x + 8, low, x + 8, low],
    ...[x, low, x, low, x, low + 8],
    ...branch(x, x, low + 8, card).slice(2),
  ];
}

/**
 * @param {Curve} curve
 * @returns {string} SVG path data
 */
export function write([x, y, ...rest]) {
  return `M${round(x)} ${round(y)}C${rest.map(round).join(" ")}`;
}

/**
 * The head of an arrow at the end of a curve, as SVG path data.
 *
 * @param {Curve} curve
 * @param {number} size
 */
export function arrow(curve, size) {
  const [cx, cy, x, y] = curve.slice(-4);
  const long = Math.hypot(x - cx, y - cy) || 1;
  const [dx, dy] = [((x - cx) / long) * size, ((y - cy) / long) * size];
  const points = [x, y, x - dx - dy / 2, y - dy + dx / 2, x - dx + dy / 2, y - dy - dx / 2];
  return `M${points.map(round).join(" ")}Z`;
}

/** @param {number} value */
export function round(value) {
  return Math.round(value * 10) / 10;
}

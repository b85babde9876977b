/**
 * How much room a text takes, in cells of a monospace font, and how to shorten
 * it: the same as `signal_viz/measure.py`, so that both find the same layout.
 */

const ELLIPSIS = "…";

/** First and last code point of what takes two cells. */
const WIDE = [
  [0x1100, 0x115f],
  [0x2e80, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];

/** @param {string} text */
export function cells(text) {
  if (/^[\0-\x7f]*$/.test(text)) return text.length;
  let sum = 0;
  for (const character of text) sum += cellsOf(character);
  return sum;
}

/** @param {string} character */
function cellsOf(character) {
  const code = character.codePointAt(0) ?? 0;
  return WIDE.some(([first, last]) => first <= code && code <= last) ? 2 : 1;
}

const NARROW = new Set(" !'()*,-./:;I[\\]fijlrt|\xb7");
const CAPITAL = new Set("#&+<=>ABCDEFGHJKLNOPQRSTUVXYZ^w~");
const BROAD = new Set("%@MWm");

/**
 * The most pixels that `text` takes in a proportional font.
 *
 * @param {string} text
 * @param {number} size height of the font, pixels
 */
export function proseWidth(text, size) {
  let sum = 0;
  for (const character of text) sum += hundredths(character);
  return Math.ceil((size * sum) / 100);
}

/** @param {string} character */
function hundredths(character) {
  if (NARROW.has(character)) return 42;
  if (BROAD.has(character) || character > "\x7f") return 100 * cellsOf(character);
  return CAPITAL.has(character) ? 84 : 64;
}

/**
 * `text`, or its beginning and its end with "…" between.
 * @param {string} text
 * @param {number} limit most cells of the result
 */
export function shorten(text, limit) {
  if (cells(text) <= limit) return text;
  const characters = [...text];
  const room = limit - 1;
  const head = take(characters, Math.floor((room + 1) / 2));
  const tail = take(characters.reverse(), Math.floor(room / 2));
  return head.join("") + ELLIPSIS + tail.reverse().join("");
}

/**
 * As many of the first characters as fit into `room` cells.
 * @param {string[]} characters
 * @param {number} room
 */
function take(characters, room) {
  let left = room;
  let end = 0;
  while (end < characters.length && (left -= cellsOf(characters[end])) >= 0) end += 1;
  return characters.slice(0, end);
}

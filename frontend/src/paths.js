/**
 * Edges as lists of numbers: a start, then three points for each cubic curve,
 * x and y in turn. So they can be moved, and melted into each other.
 *
 * @typedef {number[]} Curve
 */

/**
 * Read SVG path data made of one M and any number of C.
 *
 * @param {string} data
 * @returns {Curve | null} null where it is anything else
 */
export function parse(data) {
  if (!/^[MC\d\s.,e+-]*$/.test(data)) return null;
  const numbers = (data.match(/-?\d+(\.\d+)?(e[+-]?\d+)?/g) ?? []).map(Number);
  return numbers.length >= 8 && numbers.length % 6 === 2 ? numbers : null;
}

/**
 * @param {Curve} curve
 * @returns {string} SVG path data
 */
export function write(curve) {
  const text = curve.map((value) => Math.round(value * 100) / 100);
  let data = `M${text[0]} ${text[1]}`;
  for (let i = 2; i < text.length; i += 6) data += `C${text.slice(i, i + 6).join(" ")}`;
  return data;
}

/**
 * The curve with every point moved.
 * @param {Curve} curve
 * @param {(x: number) => number} x
 * @param {(y: number) => number} y
 */
export function moved(curve, x, y) {
  return curve.map((value, index) => (index % 2 ? y(value) : x(value)));
}

/**
 * The curve with its ends somewhere else; the bend next to an end moves with it.
 *
 * @param {Curve} curve
 * @param {[number, number]} start
 * @param {[number, number]} end
 */
export function attached(curve, start, end) {
  const copy = curve.slice();
  const n = copy.length;
  for (const axis of [0, 1]) {
    copy[2 + axis] += start[axis] - copy[axis];
    copy[axis] = start[axis];
    copy[n - 4 + axis] += end[axis] - copy[n - 2 + axis];
    copy[n - 2 + axis] = end[axis];
  }
  return copy;
}

/**
 * A point of the way from one curve to the other.
 *
 * @param {Curve} from
 * @param {Curve} to
 * @param {number} part 0 to 1
 */
export function between(from, to, part) {
  const start = split(from, to.length);
  const end = split(to, from.length);
  return end.map((value, index) => start[index] + (value - start[index]) * part);
}

/**
 * The same curve in more pieces, so that it has at least `length` numbers.
 * @param {Curve} curve
 * @param {number} length
 */
function split(curve, length) {
  let result = curve;
  while (result.length < length) {
    const at = result.length - 8;
    result = [...result.slice(0, at), ...halved(result.slice(at))];
  }
  return result;
}

/** @param {Curve} piece one cubic curve */
function halved(piece) {
  /** @type {Curve} */
  const out = [];
  for (const axis of [0, 1]) {
    const [a, b, c, d] = [piece[axis], piece[2 + axis], piece[4 + axis], piece[6 + axis]];
    const [ab, bc, cd] = [(a + b) / 2, (b + c) / 2, (c + d) / 2];
    const [abc, bcd] = [(ab + bc) / 2, (bc + cd) / 2];
    [a, ab, abc, (abc + bcd) / 2, bcd, cd, d].forEach((value, i) => (out[2 * i + axis] = value));
  }
  return out;
}

/**
 * The head of an arrow at the end of a curve, as SVG path data.
 * @param {Curve} curve
 * @param {number} size
 */
export function arrow(curve, size) {
  const [cx, cy, x, y] = curve.slice(-4);
  const long = Math.hypot(x - cx, y - cy) || 1;
  const [dx, dy] = [((x - cx) / long) * size, ((y - cy) / long) * size];
  return write3(x, y, x - dx - dy * 0.5, y - dy + dx * 0.5, x - dx + dy * 0.5, y - dy - dx * 0.5);
}

/** @param {number[]} values three points */
function write3(...values) {
  const [a, b, c, d, e, f] = values.map((value) => Math.round(value * 100) / 100);
  return `M${a} ${b}L${c} ${d}L${e} ${f}Z`;
}

/**
 * @import {Graph, Node} from "./graph.js"
 * @import {Box, Layout} from "./types.js"
 */

const GAPS = [48, 72];
const ROW_GAP = 10;
const MARGIN = 6;

/**
 * A plain layout in three columns, for a structure that Python has not laid out.
 *
 * @param {Graph} graph
 * @returns {Layout}
 */
export function columns({ senders, signals, cards, sends, calls, nested }) {
  const all = [senders, signals, cards];
  const height = Math.max(...all.map(heightOf)) + 2 * MARGIN;
  /** @type {Record<string, Box>} */
  const nodes = {};
  let x = MARGIN;
  all.forEach((column, number) => {
    const wide = Math.max(0, ...column.map((node) => node.width));
    let y = (height - heightOf(column)) / 2;
    for (const node of column) {
      nodes[node.id] = { x: x + (wide - node.width) / 2, y, w: node.width, h: node.height };
      y += node.height + ROW_GAP;
    }
    x += wide + (GAPS[number] ?? 0);
  });
  /** @type {Record<string, string>} */
  const edges = {};
  for (const [from, to] of [...sends, ...calls]) {
    edges[`${from}->${to}`] = curve(nodes[from], nodes[to]);
  }
  for (const [from, to] of nested) edges[`${from}->${to}`] = back(nodes[from], nodes[to]);
  return { key: "", width: x + MARGIN, height, nodes, edges };
}

/** @param {Node[]} column */
function heightOf(column) {
  return column.reduce((sum, node) => sum + node.height + ROW_GAP, -ROW_GAP);
}

/**
 * From the right side of a box to the left side of another.
 * @param {Box} from
 * @param {Box} to
 */
export function curve(from, to) {
  const [x0, y0] = [from.x + from.w, from.y + from.h / 2];
  const [x1, y1] = [to.x, to.y + to.h / 2];
  const bend = Math.max(16, (x1 - x0) / 2);
  return `M${x0} ${y0}C${x0 + bend} ${y0} ${x1 - bend} ${y1} ${x1} ${y1}`;
}

/**
 * From the left side of a box back to the right side of another: below the
 * edges that lead to the box.
 * @param {Box} from
 * @param {Box} to
 */
function back(from, to) {
  const [x0, y0] = [from.x, from.y + from.h * 0.8];
  const [x1, y1] = [to.x + to.w, to.y + to.h * 0.7];
  const bend = Math.max(16, (x0 - x1) / 2);
  return `M${x0} ${y0}C${x0 - bend} ${y0} ${x1 + bend} ${y1} ${x1} ${y1}`;
}

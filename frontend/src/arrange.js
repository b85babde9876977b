import { columns, curve } from "./columns.js";
import { attached, moved, parse } from "./paths.js";
/**
 * @import {Graph} from "./graph.js"
 * @import {Curve} from "./paths.js"
 * @import {Box, Layout} from "./types.js"
 */

/**
 * Where everything stands, in pixels of the page.
 *
 * @typedef {object} Arrangement
 * @property {boolean} wide lanes stand beside the cards; else below each card
 * @property {number} height
 * @property {Record<string, Box>} nodes
 * @property {Record<string, Curve>} edges by "from->to"
 * @property {{x: number, w: number}} lanes
 * @property {number} laneY from the top of a card to the top of its lane
 */

/** Height of a lane; `widget.css` has the same. */
export const LANE = 20;

const LEAST_CARD = 178;
const LEAST_LANES = 132;
const MOST_LANES = 460;
const LANES_GAP = 20;
/** Least and most room between sender and signal, and between signal and cards. */
const GAPS = [
  { least: 34, most: 84 },
  { least: 46, most: 150 },
];
const RAIL = 26;
const ROW_GAP = 14;

/**
 * Fit a layout into a width: boxes keep their height and rows, the gaps between
 * the columns give way, then the cards; below a certain width the cards go
 * under each other with their lanes below them.
 *
 * @param {Graph} graph
 * @param {Layout | undefined} known Python's layout of this graph
 * @param {number} width
 * @param {{top: number, height: number} | null} view the visible part, where
 *   the picture is too tall to be seen at once
 * @returns {Arrangement}
 */
export function arrange(graph, known, width, view) {
  const layout = known ?? columns(graph);
  const least =
    widest(graph.senders) + GAPS[0].least + widest(graph.signals) + GAPS[1].least;
  const room = width - least - LEAST_CARD - LANES_GAP - LEAST_LANES;
  return room >= 0 ? wide(graph, layout, width, view) : narrow(graph, width);
}

/** @param {{width: number}[]} nodes */
function widest(nodes) {
  return Math.max(0, ...nodes.map((node) => node.width));
}

/**
 * @param {Graph} graph
 * @param {Layout} layout
 * @param {number} width
 * @param {{top: number, height: number} | null} view
 * @returns {Arrangement}
 */
function wide(graph, layout, width, view) {
  const groups = [graph.senders, graph.signals, graph.cards];
  const from = groups.map((group) => extent(group.map((node) => layout.nodes[node.id])));
  const [senders, signals, cards] = groups.map(widest);

  let spare = width - senders - signals - GAPS[0].least - GAPS[1].least - LANES_GAP;
  let lanes = clamp(width * 0.3, LEAST_LANES, spare - LEAST_CARD);
  spare -= lanes;
  const card = clamp(cards || LEAST_CARD, LEAST_CARD, spare);
  spare -= card;
  const gap0 = Math.min(GAPS[0].most, GAPS[0].least + spare * 0.35);
  const gap1 = Math.min(GAPS[1].most, GAPS[1].least + spare * 0.65);
  spare -= gap0 - GAPS[0].least + gap1 - GAPS[1].least;
  lanes = Math.min(MOST_LANES, lanes + spare);

  const x1 = senders + gap0;
  const x2 = x1 + signals + gap1;
  const to = [
    { a: 0, b: senders },
    { a: x1, b: x1 + signals },
    { a: x2, b: x2 + card },
  ];
  const x = mapping(from, to);
  /** @type {Record<string, Box>} */
  const nodes = {};
  groups.forEach((group, number) => {
    for (const node of group) {
      const box = layout.nodes[node.id];
      nodes[node.id] =
        number === 2 ? { ...box, x: x2, w: card } : { ...box, x: x(box.x), w: node.width };
    }
  });
  if (view) centre([...graph.senders, ...graph.signals].map((node) => nodes[node.id]), view);
  /** @type {Record<string, Curve>} */
  const edges = {};
  for (const [one, two] of [...graph.sends, ...graph.calls, ...graph.nested]) {
    const id = `${one}->${two}`;
    const known = view ? null : parse(layout.edges[id] ?? "");
    const line = known && moved(known, x, (y) => y);
    edges[id] = line ? snapped(line, nodes[one], nodes[two]) : plain(nodes[one], nodes[two]);
  }
  return {
    wide: true,
    height: layout.height,
    nodes,
    edges,
    lanes: { x: x2 + card + LANES_GAP, w: lanes },
    laneY: ((graph.cards[0]?.height ?? LANE) - LANE) / 2,
  };
}

/**
 * @param {Box[]} boxes
 * @returns {{a: number, b: number}} from the left of them to the right
 */
function extent(boxes) {
  const a = Math.min(...boxes.map((box) => box.x));
  return boxes.length ? { a, b: Math.max(...boxes.map((box) => box.x + box.w)) } : { a: 0, b: 0 };
}

/**
 * A function that takes each extent to its new place, and what is between to between.
 *
 * @param {{a: number, b: number}[]} from
 * @param {{a: number, b: number}[]} to
 */
function mapping(from, to) {
  const before = from.flatMap(({ a, b }) => [a, b]);
  const after = to.flatMap(({ a, b }) => [a, b]);
  return (/** @type {number} */ x) => {
    let i = 0;
    while (i < before.length - 2 && x > before[i + 1]) i += 1;
    const part = (x - before[i]) / (before[i + 1] - before[i] || 1);
    return after[i] + (after[i + 1] - after[i]) * part;
  };
}

/**
 * Move boxes so that their middle is the middle of what is seen.
 * @param {Box[]} boxes
 * @param {{top: number, height: number}} view
 */
function centre(boxes, view) {
  const top = Math.min(...boxes.map((box) => box.y));
  const bottom = Math.max(...boxes.map((box) => box.y + box.h));
  const by = view.top + view.height / 2 - (top + bottom) / 2;
  for (const box of boxes) box.y += by;
}

/**
 * A curve with its ends on the sides of its boxes.
 * @param {Curve} line
 * @param {Box} one
 * @param {Box} two
 */
function snapped(line, one, two) {
  const forward = one.x < two.x;
  const start = forward ? one.x + one.w : one.x;
  const end = forward ? two.x : two.x + two.w;
  return attached(line, [start, line[1]], [end, line[line.length - 1]]);
}

/**
 * @param {Box} one
 * @param {Box} two
 * @returns {Curve}
 */
function plain(one, two) {
  const forward = one.x < two.x;
  const line = parse(forward ? curve(one, two) : curve(two, one)) ?? [];
  if (forward) return line;
  const points = [];
  for (let i = line.length - 2; i >= 0; i -= 2) points.push(line[i], line[i + 1]);
  return points;
}

/**
 * Senders and signals on top, the cards below each other.
 *
 * @param {Graph} graph
 * @param {number} width
 * @returns {Arrangement}
 */
function narrow(graph, width) {
  /** @type {Record<string, Box>} */
  const nodes = {};
  const most = (width - GAPS[0].least) / 2;
  const left = Math.min(most, widest(graph.senders));
  const right = Math.min(width - left - GAPS[0].least, widest(graph.signals));
  const top = Math.max(
    stack(nodes, graph.senders, 0, left),
    stack(nodes, graph.signals, width - right, right),
  );
  let y = top + RAIL;
  for (const card of graph.cards) {
    nodes[card.id] = { x: RAIL, y, w: width - RAIL, h: card.height };
    y += card.height + LANE + ROW_GAP;
  }
  /** @type {Record<string, Curve>} */
  const edges = {};
  for (const [one, two] of graph.sends) edges[`${one}->${two}`] = plain(nodes[one], nodes[two]);
  for (const [one, two] of graph.calls) {
    edges[`${one}->${two}`] = rail(nodes[one], nodes[two], top, graph.signals.length);
  }
  for (const [one, two] of graph.nested) {
    edges[`${one}->${two}`] = rail(nodes[two], nodes[one], top, 1, 12).reverse();
    swap(edges[`${one}->${two}`]);
  }
  return {
    wide: false,
    height: Math.max(top, y - ROW_GAP) + 8,
    nodes,
    edges,
    lanes: { x: RAIL, w: width - RAIL },
    laneY: (graph.cards[0]?.height ?? 0) + 4,
  };
}

/**
 * Put nodes under each other.
 *
 * @param {Record<string, Box>} nodes
 * @param {{id: string, width: number, height: number}[]} column
 * @param {number} x
 * @param {number} w
 * @returns {number} where they end
 */
function stack(nodes, column, x, w) {
  let y = 4;
  for (const node of column) {
    const own = Math.min(w, node.width);
    nodes[node.id] = { x: x + (w - own) / 2, y, w: own, h: node.height };
    y += node.height + ROW_GAP;
  }
  return y - ROW_GAP;
}

/**
 * From below a signal to the left margin, down, and into a card.
 *
 * @param {Box} signal
 * @param {Box} card
 * @param {number} top where the rail begins
 * @param {number} signals
 * @param {number} [lower] pixels below the middle of the card
 * @returns {Curve}
 */
function rail(signal, card, top, signals, lower = 0) {
  const x = signals > 1 ? 6 + Math.min(10, signal.y / 12) : 10;
  const [sx, sy] = [signal.x + signal.w / 2, signal.y + signal.h];
  const cy = card.y + card.h / 2 + lower;
  const knee = Math.max(top + RAIL, cy - 12);
  const middle = (knee + top + RAIL) / 2;
  return [
    ...[sx, sy, sx, top + 18, x, top + 4, x, top + RAIL],
    ...[x, middle, x, middle, x, knee],
    ...[x, cy, x + 4, cy, card.x, cy],
  ];
}

/**
 * Turn pairs of y and x into pairs of x and y.
 * @param {Curve} line
 */
function swap(line) {
  for (let i = 0; i < line.length; i += 2) [line[i], line[i + 1]] = [line[i + 1], line[i]];
}

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
function clamp(value, least, most) {
  return Math.max(least, Math.min(most, value));
}

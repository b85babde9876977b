import { back, branch, forward } from "./paths.js";
/**
 * @import {Graph, Node} from "./graph.js"
 * @import {Curve} from "./paths.js"
 * @import {Box, Layout} from "./types.js"
 */

/** @typedef {{from: string, to: string, curve: Curve}} Edge */

/**
 * Where everything stands, in pixels of the page.
 *
 * @typedef {object} Arrangement
 * @property {boolean} wide lanes stand beside the cards; else below each card
 * @property {number} pitch from one card to the next
 * @property {number} height
 * @property {Record<string, Box>} nodes
 * @property {(boxes: Record<string, Box>) => Edge[]} edges between boxes that may
 *   still be on their way
 * @property {{x: number, w: number, y: number}} lanes y from the top of a card
 */

/** Height of a lane; `widget.css` has the same. */
export const LANE = 20;

const ROW_GAP = 12;
const LANES_GAP = 16;
/** Least and most pixels of what gives way when the page is narrow. */
const CARD = [180, 340];
/** A card as wide as this shows the word of its state and the first facts. */
const COMFORT = 246;
const LANES = [128, 460];
const SEND = [30, 84];
const CALL = [46, 150];
/** Margin left of the cards for the edges, where these stand below the signals. */
const RAIL = 28;

/**
 * Fit a graph into a width. Python's layout says in which row each node stands;
 * across, everything has the room that there is: first the names of the
 * receivers, then the lanes, then the edges. Where that is too little, the
 * cards go below the signals, and their lanes below them.
 *
 * @param {Graph} graph
 * @param {Layout | undefined} layout
 * @param {number} width pixels
 * @param {number} names pixels that the longest name of a receiver needs in a card
 * @param {number | null} middle where senders and signals stand, in a picture that
 *   is too tall to be seen at once
 * @returns {Arrangement}
 */
export function arrange(graph, layout, width, names, middle) {
  const left = widest(graph.senders);
  const hubs = widest(graph.signals);
  const room = width - left - hubs - LANES_GAP;
  if (room < CARD[0] + LANES[0] + SEND[0] + CALL[0]) return narrow(graph, width);

  let spare = room - LANES[0] - SEND[0] - CALL[0];
  const card = Math.min(spare, Math.max(COMFORT, names), CARD[1]);
  spare -= card;
  const [wider, rest] = share(spare, 0.25, widest(graph.cards) - card);
  const [lanes, more] = share(rest, 0.5, LANES[1] - LANES[0]);
  const [send, last] = share(more, 0.35, SEND[1] - SEND[0]);
  const [call, unused] = share(last, 1, CALL[1] - CALL[0]);
  const hubX = left + SEND[0] + send;
  const cardX = hubX + hubs + CALL[0] + call;
  const cardW = card + wider;

  /** @type {Record<string, Box>} */
  const nodes = {};
  const columns = [
    { column: graph.senders, x: 0, w: left },
    { column: graph.signals, x: hubX, w: hubs },
    { column: graph.cards, x: cardX, w: cardW },
  ];
  const height = layout?.height ?? Math.max(...columns.map(({ column }) => tall(column)));
  for (const { column, x, w } of columns) {
    let y = (height - tall(column)) / 2;
    for (const node of column) {
      const own = column === graph.cards ? w : node.width;
      const top = layout?.nodes[node.id]?.y ?? y;
      nodes[node.id] = { x: x + (w - own) / 2, y: top + 2, w: own, h: node.height };
      y += node.height + ROW_GAP;
    }
    if (middle !== null && column !== graph.cards) {
      for (const { id } of column) nodes[id].y += middle - height / 2;
    }
  }
  const h = graph.cards[0]?.height ?? LANE;
  return {
    wide: true,
    pitch: h + ROW_GAP,
    height: height + 4,
    nodes,
    edges: (boxes) => draw(graph, boxes, (_, from, to) => forward(from, to)),
    lanes: {
      x: cardX + cardW + LANES_GAP,
      w: LANES[0] + lanes + unused,
      y: (h - LANE) / 2,
    },
  };
}

/**
 * Senders and signals on top, the cards below each other.
 *
 * @param {Graph} graph
 * @param {number} width
 * @returns {Arrangement}
 */
function narrow(graph, width) {
  const { senders, signals, cards } = graph;
  /** @type {Record<string, Box>} */
  const nodes = {};
  const left = Math.min(widest(senders), (width - SEND[0]) / 2);
  const hubX = left + Math.min(SEND[1], Math.max(SEND[0], width - left - widest(signals)));
  const top = Math.max(tall(senders), tall(signals));
  const stacks = [
    { column: senders, x: 0, w: left },
    { column: signals, x: hubX, w: width - hubX },
  ];
  for (const { column, x, w } of stacks) {
    let y = (top - tall(column)) / 2 + 2;
    for (const node of column) {
      nodes[node.id] = { x, y, w: Math.min(w, node.width), h: node.height };
      y += node.height + ROW_GAP;
    }
  }
  const h = cards[0]?.height ?? 0;
  const pitch = h + LANE + ROW_GAP + 4;
  cards.forEach(({ id }, number) => {
    nodes[id] = { x: RAIL, y: top + RAIL + number * pitch, w: width - RAIL, h };
  });
  return {
    wide: false,
    pitch,
    height: top + RAIL + cards.length * pitch,
    nodes,
    edges: (boxes) => {
      // Each edge goes on from the card before: no two lie on each other.
      /** @type {Map<Box, Box>} */
      const before = new Map();
      return draw(graph, boxes, (number, from, to) => {
        const x = Math.max(3, 12 - 5 * number);
        const last = before.get(from);
        before.set(from, to);
        return last
          ? branch(x, x, last.y + h / 2 - 12, to)
          : branch(x, from.x + 24, from.y + from.h, to);
      });
    },
    lanes: { x: RAIL, w: width - RAIL, y: h + 4 },
  };
}

/**
 * @param {Graph} graph
 * @param {Record<string, Box>} boxes
 * @param {(signal: number, from: Box, to: Box) => Curve} call draws the edge to a card
 * @returns {Edge[]}
 */
function draw({ signals, sends, calls, nested }, boxes, call) {
  const numbers = new Map(signals.map(({ id }, number) => [id, number]));
  const edge = (/** @type {[string, string]} */ [from, to], /** @type {typeof forward} */ path) => ({
    from,
    to,
    curve: path(boxes[from], boxes[to]),
  });
  return [
    ...sends.map((pair) => edge(pair, forward)),
    ...calls.map((pair) => edge(pair, (a, b) => call(numbers.get(pair[0]) ?? 0, a, b))),
    ...nested.map((pair) => edge(pair, back)),
  ];
}

/** @param {Node[]} column */
function widest(column) {
  return Math.max(0, ...column.map((node) => node.width));
}

/** @param {Node[]} column */
function tall(column) {
  return column.reduce((sum, node) => sum + node.height + ROW_GAP, -ROW_GAP);
}

/**
 * @param {number} spare
 * @param {number} part
 * @param {number} most
 * @returns {[number, number]} a part of what is to spare, and what is left
 */
function share(spare, part, most) {
  const given = Math.max(0, Math.min(spare * part, most));
  return [given, spare - given];
}

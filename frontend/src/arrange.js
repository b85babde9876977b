import { GAP, columns } from "./columns.js";
import { INNER } from "./graph.js";
import { around, back, branch, climb, forward } from "./paths.js";
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
 * @property {[number, number]} columns pixels of the widest sender and signal so far
 * @property {number} pitch from one card to the next
 * @property {number} height
 * @property {Record<string, Box>} nodes
 * @property {(boxes: Record<string, Box>) => Edge[]} edges between boxes that may
 *   still be on their way
 * @property {{x: number, w: number}} lanes
 * @property {number} card pixels of a card's width
 * @property {(box: Box) => number} lane top of the lane of a card
 * @property {(box: Box, row: number) => number} inner top of the lane of a row inside
 *   a card
 * @property {(boxes: Record<string, Box>) => Bracket[]} brackets round async receivers
 */

/** @typedef {{x: number, top: number, bottom: number}} Bracket */

/** Height of a lane; `widget.css` has the same. */
export const LANE = 20;
/** Height of the lane of a row inside a card; on a narrow page it is a line below it. */
const THIN = 8;

const LANES_GAP = 16;
/** The lanes stand further off where a bracket comes before them. */
const BRACKET = 14;
/** Height of the two lines of a card, and of what is above the cells of a matrix. */
const HEAD = 44;
/** Between the cells of a matrix and its border. */
const INSET = 8;
/** Sizes of a cell, in pixels, and the height up to which they are chosen. */
const SIZES = [22, 16, 12, 10];
const MOST_MATRIX = 560;
/** Least and most pixels of what gives way when the page is narrow; a matrix takes more. */
const CARD = [180, 340, 620];
/** A card as wide as this shows the word of its state and the first facts. */
const COMFORT = 246;
/** Lanes as wide as the second of these show most; up to the last they get what is left. */
const LANES = [128, 240, 460];
const SEND = [30, 84];
/** Edges get so much before the lanes and the facts get more than they need. */
const AIR = 44;
const CALL = [46, 150];
/** Pixels from the way of one signal to that of the next, and how many have one of their own. */
const WAY = 5;
const WAYS = 4;
/** Margin left of the cards for the edges, where these stand below the signals. */
const RAIL = 28;

/**
 * Fit a graph into a width. Python's layout says in which row each node stands;
 * across, everything has the room that there is: first the names of the
 * receivers, then the lanes, then what else the cards tell, then the edges. Where that is too little, the
 * cards go below the signals, and their lanes below them.
 *
 * @param {Graph} graph
 * @param {Layout | undefined} layout
 * @param {number} width pixels
 * @param {[number, number]} room pixels that a card needs for the longest name of a
 *   receiver, and takes for all facts of each
 * @param {number | null} middle where senders and signals stand, in a picture that
 *   is too tall to be seen at once
 * @param {[number, number]} [least] pixels that the columns of the senders and the
 *   signals have had: they do not shrink, or all that is right of them would move
 * @returns {Arrangement}
 */
export function arrange(graph, layout, width, [names, facts], middle, least = [0, 0]) {
  const left = Math.max(least[0], widest(graph.senders));
  const hubs = Math.max(least[1], widest(graph.signals));
  const beside = LANES_GAP + (graph.together.length && BRACKET);
  const free = width - left - hubs - beside;
  if (free < CARD[0] + LANES[0] + SEND[0] + CALL[0]) return narrow(graph, width, least);

  let spare = free - LANES[0] - SEND[0] - CALL[0];
  const cells = graph.cards.some((node) => node.cells);
  const card = Math.min(spare, Math.max(COMFORT, names, cells ? spare * 0.9 : 0), CARD[cells ? 2 : 1]);
  spare -= card;
  const [air, most] = share(spare, 0.25, AIR);
  const [first, rest] = share(most, 0.5, LANES[1] - LANES[0]);
  const [wider, others] = share(rest, 0.85, facts - card);
  const [then, more] = share(others, 0.5, LANES[2] - LANES[1]);
  const [send, last] = share(more + air, 0.35, SEND[1] - SEND[0]);
  const [call, unused] = share(last, 1, CALL[1] - CALL[0]);
  const hubX = left + SEND[0] + send;
  const cardX = hubX + hubs + CALL[0] + call;
  const cardW = card + wider;

  const sized = { ...graph, cards: graph.cards.map((node) => tall(node, cardW)) };
  const plain = middle === null && sized.cards.every(({ height }) => height === HEAD);
  const { tops, height } = columns(sized, middle);
  /** @type {Record<string, Box>} */
  const nodes = {};
  for (const { column, x, w } of [
    { column: sized.senders, x: 0, w: left },
    { column: sized.signals, x: hubX, w: hubs },
    { column: sized.cards, x: cardX, w: cardW },
  ]) {
    for (const { id, width, height: h } of column) {
      const own = column === sized.cards ? w : width;
      const y = ((plain && layout?.nodes[id]?.y) || tops[id]) + 2;
      nodes[id] = { x: x + (w - own) / 2, y, w: own, h };
    }
  }
  const x = cardX + cardW + beside;
  return {
    wide: true,
    columns: [left, hubs],
    pitch: HEAD + GAP,
    height: ((plain && layout?.height) || height) + 4,
    nodes,
    edges: (boxes) => draw(graph, boxes, (_, from, to) => forward(from, to), back),
    lanes: { x, w: LANES[0] + first + then + unused },
    card: cardW,
    lane: ({ y }) => y + (HEAD - LANE) / 2,
    inner: ({ y }, row) => y + HEAD + row * INNER + (INNER - THIN) / 2,
    brackets: (boxes) => graph.together.map((pair) => bracket(pair, boxes, 0)),
  };
}

/**
 * Senders and signals on top, the cards below each other.
 *
 * @param {Graph} graph
 * @param {number} width
 * @param {[number, number]} least see `arrange`
 * @returns {Arrangement}
 */
function narrow(graph, width, least) {
  const { senders, signals, cards } = graph;
  /** @type {Record<string, Box>} */
  const nodes = {};
  const left = Math.max(least[0], Math.min(widest(senders), (width - SEND[0]) / 2));
  // Of several signals, each has its way right of those below it.
  const ways = signals.length > 1 ? Math.min(signals.length, WAYS) : 0;
  const free = width - left - widest(signals) - ways * WAY;
  const hubX = left + Math.min(SEND[1], Math.max(SEND[0], free));
  const hubW = Math.min(widest(signals), width - hubX - ways * WAY);
  const top = Math.max(stack(senders), stack(signals));
  const stacks = [
    { column: senders, x: 0, w: left },
    { column: signals, x: hubX, w: hubW },
  ];
  for (const { column, x, w } of stacks) {
    let y = (top - stack(column)) / 2 + 2;
    for (const node of column) {
      nodes[node.id] = { x, y, w: Math.min(w, node.width), h: node.height };
      y += node.height + GAP;
    }
  }
  const w = width - RAIL - (graph.together.length && BRACKET);
  let y = top + RAIL;
  for (const node of cards) {
    const { height: h } = tall(node, w);
    nodes[node.id] = { x: RAIL, y, w, h };
    y += h + LANE + GAP + 4;
  }
  return {
    wide: false,
    columns: [left, 0],
    pitch: HEAD + LANE + GAP + 4,
    height: y,
    nodes,
    edges: (boxes) => {
      // Each edge goes on from the card before: no two lie on each other.
      /** @type {Map<Box, Box>} */
      const before = new Map();
      const call = (/** @type {number} */ number, /** @type {Box} */ from, /** @type {Box} */ to) => {
        const x = Math.max(3, 12 - 5 * number);
        const last = before.get(from);
        before.set(from, to);
        if (last) return branch(x, x, last.y + HEAD / 2 - 12, to);
        if (!ways) return branch(x, from.x + 24, from.y + from.h, to, top);
        const way = Math.max(0, ways - 1 - number);
        return around(from, hubX + hubW + (way + 1) * WAY - 1, top + 12 + way * 3, x, to);
      };
      return draw(graph, boxes, call, (from, to) => climb(from, to, top + 6));
    },
    lanes: { x: RAIL, w },
    card: w,
    lane: ({ y, h }) => y + h + 4,
    inner: ({ y }, row) => y + HEAD + (row + 1) * INNER - 3,
    brackets: (boxes) => graph.together.map((pair) => bracket(pair, boxes, LANE)),
  };
}

/**
 * The cells of a matrix: as large as they can be where all of them are seen.
 *
 * @param {number} count
 * @param {number} width of its card, pixels
 */
export function matrix(count, width) {
  const fits = SIZES.map((size) => {
    const across = Math.max(1, Math.floor((width - 2 * INSET - 3) / size));
    return { size, across, height: HEAD + Math.ceil(count / across) * size + INSET };
  });
  return fits.find(({ height }) => height <= MOST_MATRIX) ?? fits[fits.length - 1];
}

/**
 * A matrix is as tall as its cells need.
 *
 * @param {Node} node
 * @param {number} width pixels
 * @returns {Node}
 */
function tall(node, width) {
  return node.cells ? { ...node, height: matrix(node.cells, width).height } : node;
}

/**
 * @param {[string, string]} pair first and last card
 * @param {Record<string, Box>} boxes
 * @param {number} more pixels below the last one
 * @returns {Bracket}
 */
function bracket([first, last], boxes, more) {
  const [{ x, w, y }, end] = [boxes[first], boxes[last]];
  return { x: x + w + 4, top: y + 6, bottom: end.y + end.h + more - 6 };
}

/**
 * @param {Graph} graph
 * @param {Record<string, Box>} boxes
 * @param {(signal: number, from: Box, to: Box) => Curve} call draws the edge to a card
 * @param {(from: Box, to: Box) => Curve} send draws the edge from a card to a signal
 * @returns {Edge[]}
 */
function draw({ signals, sends, calls, nested }, boxes, call, send) {
  const numbers = new Map(signals.map(({ id }, number) => [id, number]));
  const edge = (/** @type {[string, string]} */ [from, to], /** @type {typeof forward} */ path) => ({
    from,
    to,
    curve: path(boxes[from], boxes[to]),
  });
  return [
    ...sends.map((pair) => edge(pair, forward)),
    ...calls.map((pair) => edge(pair, (a, b) => call(numbers.get(pair[0]) ?? 0, a, b))),
    ...nested.map((pair) => edge(pair, send)),
  ];
}

/** @param {Node[]} column */
function widest(column) {
  return Math.max(0, ...column.map((node) => node.width));
}

/** @param {Node[]} column */
function stack(column) {
  return column.reduce((sum, node) => sum + node.height + GAP, -GAP);
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

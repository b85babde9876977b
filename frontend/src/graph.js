import { cells, proseWidth, shorten } from "./measure.js";
import { senderId, sendersBySignal } from "./replay.js";
import { facts } from "./words.js";
/** @import {Card, State} from "./types.js" */

/**
 * The sizes of `signal_viz/graph.py`, in pixels and in characters.
 */
export const SENDER_CELLS = 20;
export const SIGNAL_CELLS = 26;
export const RECEIVER_CELLS = 32;
const NAME_CELL = 8;
const SENDER_HEIGHT = 44;
const SIGNAL_HEIGHT = 48;
const CARD_HEIGHT = 44;
const DETAIL_SIZE = 11;
const WORD_ROOM = 100;
const CARD_LEFT = 38;
const CARD_RIGHT = 10;
const CARD_WIDTH = 208;
/** Right of the name, for the glyph alone. */
const GLYPH_ROOM = 34;

/**
 * @typedef {{id: string, width: number, height: number}} Node
 *
 * Nodes by column, in order from the top, and edges as pairs of node ids.
 * @typedef {object} Graph
 * @property {Node[]} senders
 * @property {Node[]} signals
 * @property {Node[]} cards
 * @property {[string, string][]} sends sender to signal
 * @property {[string, string][]} calls signal to connection
 * @property {[string, string][]} nested connection to a signal its receiver sent
 */

/**
 * The nodes and edges of a picture: its structure, not what happened.
 * @param {State} state
 * @returns {Graph}
 */
export function graph(state) {
  const width = cardWidth(state.connections);
  return {
    senders: state.senders.map((sender) => ({
      id: sender.id,
      width: nameWidth(sender.label, SENDER_CELLS, 72, 24),
      height: SENDER_HEIGHT,
    })),
    signals: state.signals.map((signal) => ({
      id: `signal:${signal.id}`,
      width: nameWidth(signal.name, SIGNAL_CELLS, 104, 36),
      height: SIGNAL_HEIGHT,
    })),
    cards: state.connections.map(({ id }) => ({ id, width, height: CARD_HEIGHT })),
    sends: sends(state),
    calls: state.connections.map((card) => pair(`signal:${card.signal}`, card.id)),
    nested: nested(state),
  };
}

/**
 * Pixels that a card needs so that the longest name is not cut.
 * @param {State} state
 */
export function nameRoom({ connections }) {
  const names = connections.map((card) => cells(shorten(card.receiver, RECEIVER_CELLS)));
  return CARD_LEFT + NAME_CELL * Math.max(0, ...names) + GLYPH_ROOM;
}

/**
 * The text under which Python has stored the layout of this structure; the same
 * as `signal_viz.graph.structure_key`.
 * @param {Graph} graph
 */
export function structureKey({ senders, signals, cards, sends, calls, nested }) {
  /** @type {Map<string, number>} */
  const numbers = new Map();
  for (const column of [senders, signals, cards]) {
    column.forEach((node, number) => numbers.set(node.id, number));
  }
  const number = (/** @type {string} */ id) => numbers.get(id);
  return JSON.stringify([
    senders.map((node) => [node.id, node.width]),
    signals.map((node) => [node.id, node.width]),
    cards.length ? cards[0].width : 0,
    calls.map(([signal, card]) => [card, number(signal)]),
    sends.map((pair) => pair.map(number)),
    nested.map((pair) => pair.map(number)),
  ]);
}

/**
 * @param {string} text
 * @param {number} limit
 * @param {number} least
 * @param {number} padding
 */
function nameWidth(text, limit, least, padding) {
  return Math.max(least, NAME_CELL * cells(shorten(text, limit)) + padding);
}

/** @param {Card[]} cards */
function cardWidth(cards) {
  let widest = 0;
  let longest = 0;
  for (const card of cards) {
    widest = Math.max(widest, cells(shorten(card.receiver, RECEIVER_CELLS)));
    longest = Math.max(longest, proseWidth(facts(card).join(" · "), DETAIL_SIZE));
  }
  // A long muted line does not make the cards wider than a long name does.
  longest = Math.min(longest, NAME_CELL * RECEIVER_CELLS);
  const room = Math.max(NAME_CELL * widest + WORD_ROOM, longest);
  return Math.max(CARD_WIDTH, CARD_LEFT + room + CARD_RIGHT);
}

/**
 * @param {State} state
 * @returns {[string, string][]}
 */
function sends({ signals, connections, dispatch, nested }) {
  const tree = dispatch ? [dispatch, ...nested] : [];
  return [...sendersBySignal(signals, connections, tree)].flatMap(([signal, labels]) =>
    [...labels].map((label) => pair(senderId(label), `signal:${signal}`)),
  );
}

/**
 * @param {State} state
 * @returns {[string, string][]}
 */
function nested(state) {
  const ids = new Set([...state.connections, ...state.signals].map((item) => item.id));
  /** @type {Map<string, [string, string]>} */
  const pairs = new Map();
  for (const { parent_connection: card, signal } of state.nested) {
    if (card === null || !ids.has(card) || !ids.has(signal)) continue;
    pairs.set(`${card} ${signal}`, pair(card, `signal:${signal}`));
  }
  return [...pairs.values()];
}

/**
 * @param {string} from
 * @param {string} to
 * @returns {[string, string]}
 */
function pair(from, to) {
  return [from, to];
}

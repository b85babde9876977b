import { cells, proseWidth, shorten } from "./measure.js";
import { cast } from "./senders.js";
import { sorted } from "./sorted.js";
import { facts } from "./words.js";
/**
 * @import {Group} from "./fold.js"
 * @import {Row} from "./nest.js"
 * @import {Cast} from "./senders.js"
 * @import {Card, SenderState, State} from "./types.js"
 */

/**
 * The sizes of `signal_viz/graph.py`, in pixels and in characters.
 */
export const SENDER_CELLS = 20;
export const SIGNAL_CELLS = 26;
export const RECEIVER_CELLS = 32;
/** Of a name for which the page has room. */
const MOST_CELLS = 64;
const NAME_CELL = 8;
const SENDER_HEIGHT = 44;
/** A group of senders also tells who of them sent. */
const GROUP_WIDTH = 128;
const SIGNAL_HEIGHT = 48;
const CARD_HEIGHT = 44;
export const DETAIL_SIZE = 11;
const WORD_ROOM = 100;
export const CARD_LEFT = 38;
export const CARD_RIGHT = 10;
const CARD_WIDTH = 208;
/** Right of the name, for the glyph alone, and for the sign of an async receiver. */
const GLYPH_ROOM = 34;
const ASYNC_ROOM = 48;
/** Left of the name of a group, for two numbers. */
export const NUMBERS_ROOM = 10;
/** Right of it is a cell for each of its receivers, in pixels. */
export const CELL = 12;
/** For how often a receiver was called; kept from the first time on, so that nothing moves. */
const COUNT_ROOM = 110;
/** For what became of the receivers of a group. */
const GROUP_FACTS = 250;
/** Height of a row inside a card; `nest.css` has the same. */
export const INNER = 18;

/**
 * `cells` is how many receivers a matrix shows: its height follows from its width.
 * @typedef {{id: string, width: number, height: number, cells?: number}} Node
 *
 * Nodes by column, in order from the top, and edges as pairs of node ids.
 * @typedef {object} Graph
 * @property {Node[]} senders
 * @property {Node[]} signals
 * @property {Node[]} cards
 * @property {[string, string][]} sends sender to signal
 * @property {[string, string][]} calls signal to connection
 * @property {[string, string][]} nested connection to a signal its receiver sent
 * @property {[string, string][]} together first and last card of async receivers
 *   that one dispatch awaits together
 */

/**
 * The nodes and edges of a picture: its structure, not what happened.
 *
 * @param {State} state
 * @param {(Card | Group)[]} [shown] its receivers, some of them folded
 * @param {Map<string, Row[]>} [rows] inside the cards of receivers that sent
 * @param {Cast} [who] its senders, some of them folded
 * @returns {Graph}
 */
export function graph(state, shown = state.connections, rows = new Map(), who = cast(state)) {
  const cards = shown.flatMap((item) => ("cards" in item ? [] : [item]));
  const width = cardWidth(cards);
  return {
    senders: who.senders.map((sender) => ({
      id: sender.id,
      // Wide enough for those in it, so that nothing moves when it opens.
      width: "senders" in sender ? Math.max(GROUP_WIDTH, ...sender.senders.map(senderWidth)) : senderWidth(sender),
      height: SENDER_HEIGHT,
    })),
    signals: state.signals.map((signal) => ({
      id: `signal:${signal.id}`,
      width: nameWidth(signal.name, SIGNAL_CELLS, 104, 36),
      height: SIGNAL_HEIGHT,
    })),
    cards: shown.map((item) => {
      const inner = rows.get(item.id)?.length ?? 0;
      const height = CARD_HEIGHT + (inner && inner * INNER + 6);
      const matrix = "cards" in item && item.kind === "matrix";
      return { id: item.id, width, height, ...(matrix && { cells: item.cards.length }) };
    }),
    sends: who.sends,
    calls: shown.map((item) => pair(`signal:${item.signal}`, item.id)),
    nested: nested(state, shown),
    together: together(cards),
  };
}

/**
 * Pixels that a card needs so that the longest name is not cut.
 * @param {(Card | Group)[]} shown
 */
export function nameRoom(shown) {
  const rooms = shown.map((item) =>
    "cards" in item
      ? NAME_CELL * cells(shorten(item.name, RECEIVER_CELLS)) + NUMBERS_ROOM +
        (item.kind === "fold" ? CELL * item.cards.length + 8 : 0)
      : NAME_CELL * cells(shorten(item.receiver, RECEIVER_CELLS)) + (item.is_async ? ASYNC_ROOM : 0),
  );
  return CARD_LEFT + Math.max(0, ...rooms) + GLYPH_ROOM;
}

/**
 * How much of a receiver's name is shown: more where there is room.
 *
 * @param {Card} card
 * @param {number} width pixels
 */
export function nameCells(card, width) {
  const room = width - CARD_LEFT - signsRoom(card);
  return Math.max(RECEIVER_CELLS, Math.floor(room / NAME_CELL));
}

/**
 * Pixels that a card takes, where they are to be had, so that no fact is left out and
 * no name is cut.
 *
 * @param {(Card | Group)[]} shown
 */
export function factRoom(shown) {
  // What a group tells changes: its room does not.
  const beside = COUNT_ROOM + WORD_ROOM + CARD_RIGHT;
  const rooms = shown.map((item) => {
    if ("cards" in item) return GROUP_FACTS + beside;
    const name = NAME_CELL * Math.min(cells(item.receiver), MOST_CELLS) + signsRoom(item);
    return Math.max(factsWidth(item) + beside, name);
  });
  return CARD_LEFT + Math.max(beside, ...rooms);
}

/**
 * What stands right of the name of a receiver.
 * @param {Card} card
 */
function signsRoom({ is_async }) {
  return GLYPH_ROOM + (is_async ? ASYNC_ROOM : 0);
}

/**
 * Neighbouring async receivers of one signal: a dispatch awaits them together.
 * @param {Card[]} cards
 */
function together(cards) {
  const late = cards.filter(({ is_async, number }) => is_async && number !== null);
  return [...sorted(late, (card) => card.signal).values()].flatMap((own) =>
    own.length > 1 ? [pair(own[0].id, own[own.length - 1].id)] : [],
  );
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

/** @param {Card} card */
function factsWidth(card) {
  return proseWidth(facts(card).join(" · "), DETAIL_SIZE);
}

/** @param {Card[]} cards */
function cardWidth(cards) {
  let widest = 0;
  let longest = 0;
  for (const card of cards) {
    widest = Math.max(widest, cells(shorten(card.receiver, RECEIVER_CELLS)));
    longest = Math.max(longest, factsWidth(card));
  }
  // A long muted line does not make the cards wider than a long name does.
  longest = Math.min(longest, NAME_CELL * RECEIVER_CELLS);
  const room = Math.max(NAME_CELL * widest + WORD_ROOM, longest);
  return Math.max(CARD_WIDTH, CARD_LEFT + room + CARD_RIGHT);
}

/** @param {SenderState} sender */
function senderWidth({ label }) {
  return nameWidth(label, SENDER_CELLS, 72, 24);
}

/**
 * @param {State} state
 * @param {(Card | Group)[]} shown
 * @returns {[string, string][]}
 */
function nested(state, shown) {
  const ids = holders(shown);
  const signals = new Set(state.signals.map((item) => item.id));
  /** @type {Map<string, [string, string]>} */
  const pairs = new Map();
  for (const { parent_connection, signal } of state.nested) {
    const card = ids.get(parent_connection ?? "");
    if (card === undefined || !signals.has(signal)) continue;
    pairs.set(`${card} ${signal}`, pair(card, `signal:${signal}`));
  }
  return [...pairs.values()];
}

/**
 * Which card stands for each receiver: its own, or that of its closed group.
 *
 * @param {(Card | Group)[]} shown
 * @returns {Map<string, string>} ids of cards by ids of connections
 */
export function holders(shown) {
  return new Map(
    shown.flatMap((item) =>
      "cards" in item
        ? item.open ? [] : item.cards.map(({ id }) => pair(id, item.id))
        : [pair(item.id, item.id)],
    ),
  );
}

/**
 * @param {string} from
 * @param {string} to
 * @returns {[string, string]}
 */
function pair(from, to) {
  return [from, to];
}

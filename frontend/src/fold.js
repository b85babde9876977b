import { sorted } from "./sorted.js";
/** @import {Card, CardState, State} from "./types.js" */

/** With more receivers than this in a picture, they fold by module. */
export const MOST_CARDS = 12;
/** With more than this, the receivers of a signal are the cells of a matrix. */
export const MOST_FOLDED = 40;

/**
 * Several receivers in the place of one.
 *
 * @typedef {object} Group
 * @property {string} id no id of a connection begins like it
 * @property {"fold" | "matrix"} kind
 * @property {string} name of the module, or how many there are
 * @property {string} signal
 * @property {string} numbers in the order of calling: "3–9", or "3…9" with gaps
 * @property {Card[]} cards
 * @property {boolean} open its receivers are shown below it
 * @property {CardState} state the one that matters most
 * @property {string} word
 * @property {string[]} facts the most telling first
 */

/**
 * What is shown of the receivers: each of them while there are few; folded by
 * the module that they are written in, from 13 on; as a matrix from 41 of one signal
 * on. The same as `signal_viz.fold.fold`.
 *
 * @param {Pick<State, "signals" | "connections">} state
 * @param {Set<string>} open ids of the groups that somebody has opened
 * @returns {(Card | Group)[]} in order of calling, signal by signal
 */
export function fold({ signals, connections }, open) {
  const all = connections.length;
  if (all <= MOST_CARDS) return connections;
  return signals.flatMap(({ id }) => {
    const cards = connections.filter((card) => card.signal === id);
    if (cards.length > MOST_FOLDED) {
      return [group("matrix", `matrix:${id}`, `${cards.length} receivers`, cards, false)];
    }
    return modules(cards).flatMap(([name, part, own]) => {
      if (own.length === 1) return own;
      const key = `fold:${id}:${part}:${name}`;
      const opened = open.has(key);
      return [group("fold", key, name, own, opened), ...(opened ? own : [])];
    });
  });
}

/**
 * The cards by module; by its first part where that leaves too many modules. A
 * large module falls into parts.
 *
 * @param {Card[]} cards
 * @returns {[name: string, part: number, cards: Card[]][]}
 */
function modules(cards) {
  const fine = sorted(cards, moduleOf);
  const coarse = () => sorted(cards, (card) => moduleOf(card).split(".")[0]);
  const found = fine.size > MOST_CARDS ? coarse() : fine;
  return [...found].flatMap(([name, own]) => {
    const parts = Math.ceil(own.length / MOST_CARDS);
    const size = Math.ceil(own.length / parts);
    return Array.from({ length: parts }, (_, part) => {
      /** @type {[string, number, Card[]]} */
      const item = [name, part, own.slice(part * size, (part + 1) * size)];
      return item;
    });
  });
}

/** @param {Card} card */
function moduleOf({ where }) {
  return where.replace(/:\d+$/, "") || "elsewhere";
}

/**
 * What is going on comes first, then what went wrong, then the rest.
 * @type {[CardState, string][]}
 */
const ORDER = [
  ["running", "running"],
  ["awaiting", "awaiting"],
  ["raised", "raised"],
  ["not_reached", "not reached"],
  ["disconnected", "disconnected"],
  ["collected", "collected"],
  ["returned", "returned"],
  ["filtered", "other sender"],
  ["connected", "connected"],
];
/** Of these, one is named. */
const NAMED = 3;

/**
 * @param {Group["kind"]} kind
 * @param {string} id
 * @param {string} name
 * @param {Card[]} cards
 * @param {boolean} open
 * @returns {Group}
 */
function group(kind, id, name, cards, open) {
  const found = ORDER.flatMap(([state, word], rank) => {
    const own = cards.filter((card) => card.state === state);
    return own.length ? [{ state, word, rank, own }] : [];
  });
  const [{ state, word, own, rank }] = found;
  const several = own.length === 1 ? "" : ` and ${own.length - 1} more`;
  const is = state === "raised" ? "" : several ? " are" : " is";
  const facts = rank < NAMED ? [`${own[0].receiver}${several}${is} ${word}`] : [];
  if (kind === "fold") facts.push(`${cards.length} receivers`);
  const rest = rank < NAMED ? found.slice(1) : found;
  if (kind === "matrix" || found.length > 1) {
    facts.push(...rest.map((item) => `${item.own.length} ${item.word}`));
  }
  return {
    ...{ id, kind, name, cards, open, state, facts },
    signal: cards[0].signal,
    numbers: numbers(cards),
    word: wordOf(state, word, own.length, cards.length),
  };
}

/**
 * @param {CardState} state
 * @param {string} word
 * @param {number} count of those in this state
 * @param {number} all
 */
function wordOf(state, word, count, all) {
  if (state === "connected") return "";
  if (count === all) return `all ${word}`;
  return count === 1 ? word : `${count} ${word}`;
}

/** @param {Card[]} cards */
function numbers(cards) {
  const all = cards.flatMap((card) => card.number ?? []);
  if (all.length < 2) return all.join("");
  const [first, last] = [all[0], all[all.length - 1]];
  return `${first}${last - first === all.length - 1 ? "–" : "…"}${last}`;
}

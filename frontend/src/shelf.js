/**
 * @import {Call, Card, CardState, Connection, Snapshot} from "./types.js"
 */

/**
 * A connection while it is in the picture.
 *
 * @typedef {object} Entry
 * @property {Connection} connection
 * @property {boolean} collected
 * @property {boolean} leaving
 * @property {Call[]} open calls that have not ended
 * @property {Call | null} last the newest call that has ended
 * @property {{state: "filtered" | "not_reached", dispatch: number} | null} mark
 */

/**
 * The connections of a picture while it is replayed, and the cards that they become.
 *
 * @typedef {ReturnType<typeof createShelf>} Shelf
 * @param {Snapshot} snapshot what is connected at first
 */
export function createShelf({ signals, connections }) {
  /** @type {Map<string, Entry[]>} */
  const lists = new Map(signals.map((signal) => [signal.id, []]));
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  for (const connection of connections) insert(connection, Infinity);
  return {
    signals,
    insert,
    removeLeaving,
    cards,

    /** @param {string} id of a connection */
    get: (id) => entries.get(id),

    /** A new root dispatch begins: what the last one left is cleared away. */
    clear() {
      for (const entry of entries.values()) {
        entry.open = [];
        entry.last = entry.mark = null;
        entry.leaving ||= entry.collected;
      }
      removeLeaving();
    },

    /**
     * What is connected now, as a snapshot that a recording may begin with.
     * @returns {Snapshot}
     */
    snapshot: () => ({
      signals,
      connections: [...lists.values()].flatMap((list) =>
        list.map(({ connection, collected }) => ({ ...connection, alive: !collected })),
      ),
    }),
  };

  /**
   * @param {Connection} connection
   * @param {number} position
   */
  function insert(connection, position) {
    const list = lists.get(connection.signal);
    if (!list || entries.has(connection.id)) return;
    /** @type {Entry} */
    const entry = {
      connection,
      collected: !connection.alive,
      leaving: false,
      open: [],
      last: null,
      mark: null,
    };
    entries.set(connection.id, entry);
    // `position` counts what Django has in its list; ghosts and cards that are
    // leaving are not in it any more.
    const before =
      position < list.length
        ? list.filter((other) => !other.collected && !other.leaving)[position]
        : undefined;
    if (before) list.splice(list.indexOf(before), 0, entry);
    else list.push(entry);
  }

  function removeLeaving() {
    for (const [signal, list] of lists) lists.set(signal, list.filter((entry) => !entry.leaving));
    for (const [id, entry] of entries) if (entry.leaving) entries.delete(id);
  }

  /**
   * @param {boolean} running whether the root dispatch is running
   * @returns {Card[]}
   */
  function cards(running) {
    return [...lists.values()].flatMap((list) => {
      let number = 0;
      // Django calls the async receivers after the sync ones.
      return [false, true].flatMap((late) =>
        list
          .filter(({ connection }) => connection.is_async === late)
          .map((entry) => {
            const { state: shown, ...rest } = look(entry, running);
            return cardOf(entry.connection, shown === "collected" ? null : ++number, shown, rest);
          }),
      );
    });
  }
}

/**
 * @param {Entry} entry
 * @param {boolean} running
 * @returns {{state: CardState, call?: Call, dispatch?: number}}
 */
function look({ open, last, mark, collected, leaving }, running) {
  if (collected && !running) return { state: "collected" };
  const call = open.at(-1) ?? last;
  if (call) return { state: call.state, call, dispatch: call.dispatch };
  if (mark) return mark;
  if (collected) return { state: "collected" };
  return { state: leaving ? "disconnected" : "connected" };
}

/** @type {Partial<Record<CardState, string>>} */
const WORDS = { connected: "", not_reached: "not reached", filtered: "other sender" };

/**
 * @param {Connection} connection
 * @param {number | null} number
 * @param {CardState} state
 * @param {{call?: Call, dispatch?: number}} cause what gave it its state
 * @returns {Card}
 */
function cardOf({ alive: _alive, ...connection }, number, state, { call, dispatch }) {
  const error = call?.error ?? null;
  return {
    sender_kind: null,
    ...connection,
    number,
    state,
    word: state === "raised" && error ? error.type : (WORDS[state] ?? state),
    error,
    duration_ns: call?.duration_ns ?? null,
    response: call?.response ?? null,
    depth: call?.depth ?? 0,
    dispatch: dispatch ?? null,
  };
}

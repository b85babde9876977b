import { createReplay } from "./replay.js";
/**
 * @import {End} from "./heat.js"
 * @import {FlowEvent, Snapshot, State} from "./types.js"
 */

/**
 * A recording, and what the picture shows at its end.
 *
 * @typedef {object} Tape
 * @property {Snapshot} snapshot what was connected before the first event
 * @property {FlowEvent[]} events
 * @property {number[]} roots index of the first event of each root dispatch
 * @property {(End | null)[]} ends how each root dispatch ended; null while it runs
 * @property {Map<string, string>} names of receivers and signals by their id, also
 *   of those that have left
 * @property {Map<string, number[]>} called places in `events` where each was called
 * @property {Map<string, number[]>} raised and where it raised
 * @property {State} latest
 * @property {number} last number of the newest event; -1 before the first
 * @property {(events: FlowEvent[]) => void} push takes the events that come next
 */

/**
 * @param {Snapshot} snapshot
 * @param {FlowEvent[]} events
 * @returns {Tape}
 */
export function createTape(snapshot, events) {
  const replay = createReplay(snapshot);
  /** Places in `ends` by the numbers of the dispatches. @type {Map<number, number>} */
  const open = new Map();
  /** @type {Tape} */
  const tape = {
    snapshot,
    events: [],
    roots: [],
    ends: [],
    names: new Map(),
    called: new Map(),
    raised: new Map(),
    latest: replay.state(),
    last: -1,
    push,
  };
  name(snapshot);
  push(events);
  return tape;

  /** @param {FlowEvent[]} events */
  function push(events) {
    for (const event of events) {
      if (replay.step(event)) {
        tape.roots.push(tape.events.length);
        tape.ends.push(null);
        if (event.kind === "dispatch_started") open.set(event.dispatch, tape.ends.length - 1);
      }
      if (event.kind === "dispatch_ended") {
        const root = open.get(event.dispatch);
        const { error, duration_ns: ns = 0 } = event;
        if (root !== undefined) tape.ends[root] = { raised: Boolean(error), ns };
        open.delete(event.dispatch);
      }
      if (event.kind === "receiver_started") add(tape.called, event.connection);
      if (event.kind === "receiver_raised") add(tape.raised, event.connection);
      if (event.kind === "connected") name({ signals: [], connections: [event.connection] });
      if (event.kind === "dropped") name(event.snapshot);
      tape.events.push(event);
      tape.last = event.seq;
    }
    tape.latest = replay.state();
  }

  /**
   * @param {Map<string, number[]>} places
   * @param {string} connection
   */
  function add(places, connection) {
    const own = places.get(connection);
    if (own) own.push(tape.events.length);
    else places.set(connection, [tape.events.length]);
  }

  /** @param {Snapshot} snapshot */
  function name({ signals, connections }) {
    for (const { id, name } of signals) tape.names.set(id, name);
    for (const { id, receiver } of connections) tape.names.set(id, receiver);
  }
}

/**
 * The same recording without its oldest dispatches, if there are more than
 * `most` events: then about half of `most` stay, and it is long until the next time.
 *
 * @param {Tape} tape
 * @param {number} most
 * @returns {Tape}
 */
export function shortened(tape, most) {
  const { events, roots } = tape;
  const cut = events.length > most && roots.find((index) => index >= events.length - most / 2);
  if (!cut) return tape;
  const replay = createReplay(tape.snapshot);
  for (const event of events.slice(0, cut)) replay.step(event);
  const short = createTape(replay.snapshot(), events.slice(cut));
  short.names = new Map([...tape.names, ...short.names]);
  return short;
}

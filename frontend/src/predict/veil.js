import { createReplay } from "../replay.js";
import { createTape } from "../tape.js";
/**
 * @import {Option, Outcome} from "./compare.js"
 * @import {Store} from "../store.js"
 * @import {Tape} from "../tape.js"
 * @import {State} from "../types.js"
 */

/**
 * The root dispatch that somebody is asked about: the first one after an event.
 *
 * @param {Tape} tape
 * @param {number} after number of that event
 * @returns {number} its place in `tape.roots`; -1 while it has not started
 */
export function asked(tape, after) {
  return tape.roots.findIndex((index) => tape.events[index].seq > after);
}

/**
 * The store as it looks while the outcome of a dispatch is hidden: it ends before
 * that dispatch. What is hidden is never drawn, spoken of or played.
 *
 * @param {Store} store
 * @returns {Store}
 */
export function veiled(store) {
  /** What is shown instead. @type {{whole: Tape, end: number, tape: Tape} | null} */
  let shown = null;
  return new Proxy(store, {
    get: (target, name) => (name === "tape" ? tape() : Reflect.get(target, name)),
  });

  function tape() {
    const { tape: whole, prediction } = store;
    const root = !prediction || prediction.answer ? -1 : asked(whole, prediction.after);
    if (root < 0) return whole;
    const end = whole.roots[root];
    if (shown?.whole !== whole || shown.end !== end) {
      shown = { whole, end, tape: createTape(whole.snapshot, whole.events.slice(0, end)) };
    }
    return shown.tape;
  }
}

/**
 * What is connected before an event, as options to choose from.
 *
 * @param {Tape} tape
 * @param {number} end how many events came before
 * @returns {Option[]}
 */
export function options(tape, end) {
  const cards = stateAt(tape, end).connections.filter(({ number }) => number !== null);
  const names = cards.map(({ receiver }) => receiver);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return cards.map(({ id, receiver, where }) => ({
    id,
    label: twice.has(receiver) ? `${receiver} (${where || id})` : receiver,
  }));
}

/**
 * @param {Tape} tape
 * @param {number} end
 * @returns {State}
 */
function stateAt(tape, end) {
  if (end >= tape.events.length) return tape.latest;
  const replay = createReplay(tape.snapshot);
  for (const event of tape.events.slice(0, end)) replay.step(event);
  return replay.state();
}

/**
 * What a root dispatch did, with all that was sent inside it.
 *
 * @param {Tape} tape
 * @param {number} root its place in `tape.roots`
 * @returns {{outcome: Outcome, end: number} | null} with the number of events after
 *   which it is known; null while it runs
 */
export function outcome({ events, roots }, root) {
  const first = roots[root];
  const start = events[first];
  const tree = new Set(["dispatch" in start ? start.dispatch : 0]);
  /** @type {Set<string>} */
  const ran = new Set();
  for (let index = first; index < (roots[root + 1] ?? events.length); index += 1) {
    const event = events[index];
    if (!("dispatch" in event)) continue;
    if (event.kind === "dispatch_started" && tree.has(event.parent ?? -1)) tree.add(event.dispatch);
    if (event.kind === "receiver_started" && tree.has(event.dispatch)) ran.add(event.connection);
    if (event.kind === "dispatch_ended" && "dispatch" in start && event.dispatch === start.dispatch) {
      const ending = event.error ? "raised" : "returned";
      const error = event.error?.type ?? null;
      return { outcome: { chosen: [...ran], ending, error, ran: true }, end: index + 1 };
    }
  }
  return null;
}

import { count } from "./sentence.js";
/**
 * @import {Tape} from "./tape.js"
 * @import {Card} from "./types.js"
 */

/**
 * How often receivers were called in a recording, up to a moment, in words.
 *
 * @param {Tape} tape
 * @param {number} index how many events have happened
 * @param {Pick<Card, "id">[]} cards
 * @returns {string} empty where none was called
 */
export function counted(tape, index, cards) {
  const called = times(tape.called, index, cards);
  const raised = times(tape.raised, index, cards);
  const text = called ? count(called, "call", "calls") : "";
  return raised ? `${text}, ${raised} raised` : text;
}

/**
 * @param {Map<string, number[]>} found places in the tape, by the id of the connection
 * @param {number} index
 * @param {Pick<Card, "id">[]} cards
 */
function times(found, index, cards) {
  let sum = 0;
  for (const { id } of cards) {
    const own = found.get(id) ?? [];
    // Most pictures are of the end.
    sum += (own.at(-1) ?? 0) < index ? own.length : own.filter((place) => place < index).length;
  }
  return sum;
}

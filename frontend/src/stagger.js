/** @import {FlowEvent} from "./types.js" */

/** Milliseconds between two fast receivers, so that their order is seen. */
export const BEAT = 70;
const LONGEST = 1000;
const TOO_MANY = 40;

/**
 * How far the live picture may go now. A receiver that really is running is
 * never kept waiting, and the picture never falls far behind.
 *
 * @param {FlowEvent[]} events of the recording
 * @param {number} shown how many of them the picture shows
 * @param {boolean} busy a receiver is running at the end of `events`
 * @returns {{to: number, wait: number}} show `to` events now and look again in
 *   `wait` milliseconds; 0 where nothing is left
 */
export function advance(events, shown, busy) {
  const end = events.length;
  if (busy || end - shown > TOO_MANY) return { to: end, wait: 0 };
  let calls = 0;
  let to = end;
  for (let index = shown; index < end; index += 1) {
    if (events[index].kind !== "receiver_started") continue;
    calls += 1;
    if (calls === 1) to = index + 1;
  }
  return { to, wait: to < end ? Math.min(BEAT, LONGEST / calls) : 0 };
}

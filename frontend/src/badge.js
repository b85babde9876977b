/**
 * @import {Picture} from "./playback.js"
 * @import {Closed} from "./store.js"
 */

/**
 * The short word beside the title: where in time the picture stands.
 *
 * @param {Picture} picture
 * @param {Closed} closed
 * @returns {{text: string, mode: "running" | "live" | "replay" | "closed"}}
 */
export function badge({ live, line, step, state }, closed) {
  if (!live && line) return { text: `replay ${step + 1} of ${line.steps.length}`, mode: "replay" };
  if (closed) return { text: closed, mode: "closed" };
  return { text: "live", mode: state.dispatch?.status === "running" ? "running" : "live" };
}

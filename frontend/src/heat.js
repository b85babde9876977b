/**
 * @import {Axis} from "./axis.js"
 * @import {Span} from "./timeline.js"
 */

/** As fine as many calls in one lane are drawn. */
const BINS = 160;
/** Of two outcomes in one place the later of these is seen. */
const RANKS = ["", "returned", "running", "raised"];

/**
 * Part of a lane in which calls have one outcome.
 * @typedef {{from: number, to: number, state: "returned" | "running" | "raised"}} Run
 */

/**
 * Many calls in one lane, as the few parts that they fill.
 *
 * @param {Span[]} spans
 * @param {Axis} axis
 * @returns {Run[]} from left to right; from and to are 0 to 1
 */
export function heat(spans, axis) {
  const bins = new Uint8Array(BINS);
  for (const { from, to, outcome } of spans) {
    const rank = RANKS.indexOf(outcome ?? "running");
    const first = Math.min(BINS - 1, Math.floor(axis.at[from] * BINS));
    const last = Math.max(first + 1, Math.round((to === null ? 1 : axis.at[to]) * BINS));
    for (let bin = first; bin < last; bin += 1) bins[bin] = Math.max(bins[bin], rank);
  }
  /** @type {Run[]} */
  const runs = [];
  for (let bin = 0, start = 0; bin < BINS; bin += 1) {
    if (bins[bin] === bins[bin + 1]) continue;
    const state = /** @type {Run["state"]} */ (RANKS[bins[bin]]);
    if (state) runs.push({ from: start / BINS, to: (bin + 1) / BINS, state });
    start = bin + 1;
  }
  return runs;
}

/**
 * Nanoseconds in which at least one of the calls was running.
 *
 * @param {Span[]} spans in order of start, all of them ended
 * @param {Pick<import("./timeline.js").Step, "t">[]} steps
 */
export function busy(spans, steps) {
  let [sum, reached] = [0, 0];
  for (const { to, duration } of spans) {
    const end = steps[to ?? 0].t;
    const start = Math.max(reached, end - (duration ?? 0));
    sum += Math.max(0, end - start);
    reached = Math.max(reached, end);
  }
  return sum;
}

/**
 * One column of the strip: some dispatches that followed each other.
 *
 * @typedef {object} Column
 * @property {number} first number of the root dispatch to go to: the first that
 *   raised, or the first
 * @property {number} from number of its first root dispatch
 * @property {number} to after its last one
 * @property {"returned" | "running" | "raised"} state
 * @property {number} height 0 to 1, logarithmic: how long the longest took
 */

/** An end of a root dispatch; null while it runs. @typedef {{raised: boolean, ns: number}} End */

/**
 * Many dispatches as a few columns.
 *
 * @param {(End | null)[]} ends of the root dispatches, in order
 * @param {number} most columns
 * @returns {Column[]}
 */
export function strip(ends, most) {
  const each = Math.ceil(ends.length / most);
  const longest = ends.reduce((most, end) => Math.max(most, end?.ns ?? 0), 1);
  /** @type {Column[]} */
  const columns = [];
  for (let from = 0; from < ends.length; from += each) {
    const own = ends.slice(from, from + each);
    const raised = own.findIndex((end) => end?.raised);
    const took = own.reduce((most, end) => Math.max(most, end?.ns ?? 0), 1);
    columns.push({
      ...{ from, to: from + own.length, first: from + Math.max(0, raised) },
      state: raised >= 0 ? "raised" : own.includes(null) ? "running" : "returned",
      height: 0.25 + 0.75 * (Math.log(took) / Math.log(Math.max(longest, 2))),
    });
  }
  return columns;
}

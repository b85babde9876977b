/** @import {Timeline, Step} from "./timeline.js" */

/**
 * Where the steps of a timeline stand on the time axis.
 *
 * @typedef {object} Axis
 * @property {number[]} at place of each step, 0 to 1, never falling
 * @property {number} now place of the present, 0 to 1: the last step, or later
 *   while a receiver is running
 * @property {number} length milliseconds that a replay at normal speed takes
 *
 * "slow": every call is long enough to be seen; "real": to scale.
 * @typedef {"slow" | "real"} Scale
 */

const SHORTEST = 260;
const LONGEST = 1200;
const MICROSECOND = 1e3;
const DECADES = 6;

/**
 * How long slow motion shows a call: 260 ms for a microsecond or less, 1,200 ms
 * for a second or more, logarithmic in between.
 *
 * @param {number} ns true duration, nanoseconds
 */
export function slowed(ns) {
  const part = Math.log10(Math.max(ns, 1) / MICROSECOND) / DECADES;
  return SHORTEST + (LONGEST - SHORTEST) * Math.min(1, Math.max(0, part));
}

/**
 * Lay the steps out on the axis.
 *
 * @param {Timeline} line
 * @param {Scale} scale
 * @param {number} elapsed nanoseconds from the start of the dispatch to now;
 *   only of use while it runs
 * @param {number} waiting receivers that are still to be called
 * @returns {Axis}
 */
export function axis(line, scale, elapsed, waiting) {
  return scale === "slow" ? slow(line, elapsed, waiting) : real(line, elapsed);
}

/**
 * @param {Timeline} line
 * @param {number} elapsed
 * @param {number} waiting
 * @returns {Axis}
 */
function slow(line, elapsed, waiting) {
  let place = 0;
  const places = line.steps.map((step, index) => {
    if (index) place += stretch(line.steps[index - 1], step);
    return place;
  });
  let now = place;
  let length = place;
  if (line.running) {
    const last = line.steps[line.steps.length - 1];
    const open = line.spans.some((span) => span.to === null);
    // The longest place is kept for a receiver that is running: its bar grows
    // inside it, and nothing else moves.
    if (open) now += slowed(line.t + elapsed - last.t);
    length += (open ? LONGEST : 0) + waiting * SHORTEST;
  }
  length ||= 1;
  return { at: places.map((item) => item / length), now: now / length, length };
}

/**
 * Milliseconds of slow motion from one step to the next. Only the end of a call
 * takes its time: the rest is the short pause in which the next one is called.
 *
 * @param {Step} before
 * @param {Step} step
 */
function stretch(before, step) {
  if (!step.inside) return 0;
  switch (step.kind) {
    case "receiver_returned":
    case "receiver_raised":
      return slowed(step.t - before.t);
    case "receiver_started":
      return before.kind === "receiver_started" ? 120 : 60;
    default:
      return 60;
  }
}

/**
 * @param {Timeline} line
 * @param {number} elapsed
 * @returns {Axis}
 */
function real(line, elapsed) {
  const inside = line.steps.filter((step) => step.inside);
  const last = inside[inside.length - 1].t - line.t;
  const { running } = line;
  // A round end, so that the axis does not shrink at every frame.
  const end = running ? roundUp(Math.max(last, elapsed) * 1.1) : Math.max(last, line.duration ?? 0);
  const whole = end || 1;
  let place = 0;
  const at = line.steps.map((step) => {
    if (step.inside) place = Math.max(place, (step.t - line.t) / whole);
    return Math.min(1, place);
  });
  // The end of the dispatch is the end of the axis.
  if (!running) for (let i = at.length - 1; i >= 0 && !line.steps[i].inside; i -= 1) at[i] = 1;
  const now = running ? Math.min(1, Math.max(last, elapsed) / whole) : 1;
  return { at, now, length: whole / 1e6 };
}

/**
 * The next of 1, 2, 5, 10, 20, 50 …
 * @param {number} value
 */
export function roundUp(value) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const digit = [1, 2, 5].find((item) => item * power >= value);
  return (digit ?? 10) * power;
}

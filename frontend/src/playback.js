import { axis } from "./axis.js";
import { createReplay } from "./replay.js";
import { advance } from "./stagger.js";
import { stepAt, timeline } from "./timeline.js";
/**
 * @import {Axis, Scale} from "./axis.js"
 * @import {Replay} from "./replay.js"
 * @import {Store} from "./store.js"
 * @import {Tape} from "./tape.js"
 * @import {Timeline} from "./timeline.js"
 * @import {State} from "./types.js"
 */

/**
 * What a view shows at one moment.
 *
 * @typedef {object} Picture
 * @property {State} state
 * @property {number} index how many events of the recording it shows
 * @property {Timeline | null} line of the shown root dispatch; null before the first
 * @property {Axis | null} axis
 * @property {number} step number of the step in `line`
 * @property {number} place on the axis, 0 to 1
 * @property {number} root number of the root dispatch in the tape; -1 before the first
 * @property {boolean} live follows what happens now
 * @property {boolean} playing
 *
 * A place in the recording that somebody went to.
 * @typedef {{root: number, step: number, place: number | null, playing: boolean}} Spot
 *
 * @typedef {ReturnType<typeof createPlayback>} Playback
 */

const EPSILON = 1e-9;

/**
 * Where one view stands in the recording: live at its end, or somewhere in it.
 *
 * @param {Store} store
 * @param {() => boolean} still nothing should move: show what is true at once
 * @param {() => number} clock milliseconds
 */
export function createPlayback(store, still, clock) {
  let { tape } = store;
  /** How many events the live picture shows. */
  let shown = tape.events.length;
  /** Null while live. @type {Spot | null} */
  let spot = null;
  /** @type {Scale} */
  let scale = "slow";
  let speed = 1;
  /** @type {{replay: Replay, index: number, tape: Tape} | null} */
  let cursor = null;
  /** @type {{tape: Tape, root: number, state: State} | null} */
  let final = null;
  /** The last timeline: most pictures are of the same dispatch as the one before. */
  let known = { tape, root: -1, end: -1, line: /** @type {Timeline | null} */ (null) };
  /** The last state that was asked for, for the same reason. */
  let past = { tape, index: -1, state: tape.latest };

  return {
    follow,
    picture,
    nameOf,
    move,
    ending,
    goto,
    leap: (/** @type {number} */ by) => goto(picture().root + by, Infinity),
    first: () => goto(picture().root, 0),
    last,
    seek,
    toggle,
    play,
    tick,
    setScale: (/** @type {Scale} */ value) => void (scale = value),
    setSpeed: (/** @type {number} */ value) => void (speed = value),
  };

  /**
   * Take in what the store has got.
   * @returns {number} look again in this many milliseconds; 0 when something new comes
   */
  function follow() {
    if (tape !== store.tape) {
      tape = store.tape;
      last();
      return 0;
    }
    if (spot) {
      const next = tape.roots[spot.root + 1];
      // A cell that is run now is what its author wants to see.
      if (spot.playing || next === undefined || next < shown) return 0;
      spot = null;
      shown = next;
    }
    const busy = still() || tape.latest.calls.some((call) => call.end === null);
    const { to, wait } = advance(tape.events, shown, busy);
    shown = to;
    return wait;
  }

  /** @returns {Picture} */
  function picture() {
    const live = !spot;
    const playing = spot?.playing ?? false;
    const root = spot?.root ?? tape.roots.findLastIndex((index) => index < shown);
    const line = lineOf(root);
    if (!line) {
      const state = stateAt(shown);
      return { state, index: shown, line, axis: null, step: 0, place: 1, root, live, playing };
    }
    const end = line.steps.length - 1;
    const step = spot ? Math.min(spot.step, end) : stepAt(line, shown);
    const index = spot ? line.steps[step].index : shown;
    const laid = axisOf(line);
    const reached = line.running ? laid.now : 1;
    const place = spot?.place ?? (live && step === end ? reached : laid.at[step]);
    return { state: stateAt(index), index, line, axis: laid, step, place, root, live, playing };
  }

  /** @param {number} root */
  function lineOf(root) {
    const first = tape.roots[root];
    if (first === undefined) return null;
    const end = tape.roots[root + 1] ?? tape.events.length;
    if (known.tape !== tape || known.root !== root || known.end !== end) {
      known = { tape, root, end, line: timeline(tape.events, first, end, nameOf) };
    }
    return known.line;
  }

  /** @param {string} id of a signal, or of a connection's receiver */
  function nameOf(id) {
    return tape.names.get(id) ?? id;
  }

  /** @param {Timeline} line */
  function axisOf(line) {
    const { latest, events } = tape;
    const since = events[events.length - 1].t - line.t;
    const elapsed = since + Math.max(0, clock() - store.heard) * 1e6;
    const waiting = latest.connections.filter(
      (card) => card.state === "connected" && card.signal === latest.dispatch?.signal,
    );
    return axis(line, scale, elapsed, waiting.length);
  }

  /** @param {number} index */
  function stateAt(index) {
    if (index >= tape.events.length) return tape.latest;
    if (past.tape === tape && past.index === index) return past.state;
    if (cursor?.tape !== tape || cursor.index > index) {
      cursor = { replay: createReplay(tape.snapshot), index: 0, tape };
    }
    while (cursor.index < index) cursor.replay.step(tape.events[cursor.index++]);
    past = { tape, index, state: cursor.replay.state() };
    return past.state;
  }

  /**
   * How the shown dispatch went in the end, as far as it has come.
   * @returns {State}
   */
  function ending() {
    const { root } = picture();
    const end = tape.roots[root + 1];
    if (end === undefined) return tape.latest;
    if (final?.tape !== tape || final.root !== root) {
      const replay = createReplay(tape.snapshot);
      for (const event of tape.events.slice(0, end)) replay.step(event);
      final = { tape, root, state: replay.state() };
    }
    return final.state;
  }

  // Going somewhere

  /** @param {1 | -1} by one step forward or back, on into the next dispatch */
  function move(by) {
    const { root, step, line } = picture();
    const next = step + by;
    if (next < 0) goto(root - 1, Infinity);
    else if (line && next >= line.steps.length) goto(root + 1, 0);
    else goto(root, next);
  }

  /** To the end of everything: live. */
  function last() {
    spot = null;
    shown = tape.events.length;
  }

  /** @param {number} place on the axis, 0 to 1 */
  function seek(place) {
    const { root, axis: laid } = picture();
    if (!laid) return;
    const step = Math.max(0, laid.at.findLastIndex((item) => item <= place + EPSILON));
    spot = { root, step, place, playing: false };
    shown = tape.events.length;
    if (place >= 1) settle();
  }

  /** Play from here, from the start where this is the end; or pause. */
  function toggle() {
    const { root, step, line, playing, live } = picture();
    if (!line) return;
    const end = live || step === line.steps.length - 1;
    const from = end ? { step: 0, place: 0 } : { step, place: spot?.place ?? null };
    shown = tape.events.length;
    spot = { root, ...from, playing: !playing };
  }

  /**
   * Play a root dispatch from its start.
   * @param {number} root its place in the tape's roots; others are ignored
   */
  function play(root) {
    if (!lineOf(root)) return;
    shown = tape.events.length;
    spot = { root, step: 0, place: 0, playing: true };
  }

  /**
   * Go on playing.
   * @param {number} passed milliseconds since the last time
   */
  function tick(passed) {
    const { axis: laid, place, playing } = picture();
    if (!spot || !laid || !playing) return;
    const { at, length } = laid;
    spot.place = Math.min(1, place + (passed * speed) / length);
    while (at[spot.step + 1] <= spot.place + EPSILON) spot.step += 1;
    if (spot.step < at.length - 1) return;
    spot.playing = false;
    settle();
  }

  /**
   * @param {number} root
   * @param {number} step beyond the last one: the last one
   */
  function goto(root, step) {
    const line = lineOf(root);
    if (!line) return;
    shown = tape.events.length;
    spot = { root, step: Math.min(step, line.steps.length - 1), place: null, playing: false };
    settle();
  }

  /** At the end of the recording the view is live again. */
  function settle() {
    const { index } = picture();
    if (index === tape.events.length) last();
  }
}

import { axis } from "./axis.js";
import { Replay } from "./replay.js";
import { advance } from "./stagger.js";
import { stepAt, timeline } from "./timeline.js";
/**
 * @import {Axis, Scale} from "./axis.js"
 * @import {Store} from "./store.js"
 * @import {Timeline} from "./timeline.js"
 * @import {FlowEvent, State} from "./types.js"
 */

/**
 * What a view shows at one moment.
 *
 * @typedef {object} Picture
 * @property {State} state
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
 */

const EPSILON = 1e-9;

/** Where one view stands in the recording: live at its end, or somewhere in it. */
export class Playback {
  /**
   * @param {Store} store
   * @param {() => boolean} still nothing should move: show what is true at once
   */
  constructor(store, still) {
    this.store = store;
    this.still = still;
    this.tape = store.tape;
    /** How many events the live picture shows. */
    this.shown = this.tape.events.length;
    /** @type {Spot | null} null while live */
    this.spot = null;
    /** @type {Scale} */
    this.scale = "slow";
    this.speed = 1;
    /** @type {{replay: Replay, index: number, tape: object} | null} */
    this.cursor = null;
  }

  /**
   * Take in what the store has got.
   * @returns {number} look again in this many milliseconds; 0 when something new comes
   */
  follow() {
    const { tape } = this.store;
    if (tape !== this.tape) {
      this.tape = tape;
      this.shown = tape.events.length;
      this.spot = null;
      return 0;
    }
    const { spot } = this;
    if (spot) {
      const next = tape.roots[spot.root + 1];
      // A cell that is run now is what its author wants to see.
      if (next === undefined || next < this.shown || spot.playing) return 0;
      this.spot = null;
      this.shown = next;
    }
    const busy = tape.latest.calls.some((call) => call.end === null);
    if (busy || this.still()) {
      this.shown = tape.events.length;
      return 0;
    }
    const { to, wait } = advance(tape.events, this.shown, false);
    this.shown = to;
    return wait;
  }

  /**
   * @param {number} now by the page's clock, milliseconds
   * @returns {Picture}
   */
  picture(now) {
    const { tape, spot } = this;
    const root = spot ? spot.root : tape.roots.findLastIndex((index) => index < this.shown);
    const line = this.#line(root);
    if (!line) {
      const state = this.#state(this.shown);
      return { state, line, axis: null, step: 0, place: 1, root, live: true, playing: false };
    }
    const step = spot ? Math.min(spot.step, line.steps.length - 1) : stepAt(line, this.shown);
    const state = this.#state(spot ? line.steps[step].index : this.shown);
    const laid = this.#axis(line, now);
    const live = spot === null;
    const place = spot ? (spot.place ?? laid.at[step]) : this.#livePlace(line, laid, step);
    return { state, line, axis: laid, step, place, root, live, playing: spot?.playing ?? false };
  }

  /**
   * @param {Timeline} line
   * @param {Axis} laid
   * @param {number} step
   */
  #livePlace(line, laid, step) {
    if (step < line.steps.length - 1) return laid.at[step];
    return line.running ? laid.now : 1;
  }

  /** @param {number} root */
  #line(root) {
    if (root < 0) return null;
    const { tape } = this;
    return timeline(
      tape.events,
      tape.roots[root],
      tape.end(root),
      (id) => tape.receivers.get(id) ?? id,
      (id) => tape.signals.get(id) ?? id,
    );
  }

  /**
   * @param {Timeline} line
   * @param {number} now
   */
  #axis(line, now) {
    const { latest, events } = this.tape;
    const newest = events[events.length - 1].t;
    const elapsed = newest - line.t + Math.max(0, now - this.store.heard) * 1e6;
    const waiting = latest.connections.filter(
      (card) => card.state === "connected" && card.signal === latest.dispatch?.signal,
    ).length;
    return axis(line, this.scale, elapsed, waiting);
  }

  /** @param {number} index */
  #state(index) {
    const { tape } = this;
    if (index >= tape.events.length) return tape.latest;
    if (!this.cursor || this.cursor.tape !== tape || this.cursor.index > index) {
      this.cursor = { replay: new Replay(tape.snapshot), index: 0, tape };
    }
    const { cursor } = this;
    for (; cursor.index < index; cursor.index += 1) cursor.replay.step(tape.events[cursor.index]);
    return cursor.replay.state();
  }

  // Going somewhere

  /** @param {1 | -1} by one step forward or back, on into the next dispatch */
  move(by) {
    const here = this.#here();
    if (!here) return;
    const step = here.step + by;
    if (step < 0) this.#goto(here.root - 1, Infinity);
    else if (step >= here.steps) this.#goto(here.root + 1, 0);
    else this.#goto(here.root, step);
  }

  /** @param {1 | -1} by one root dispatch forward or back, to its end */
  leap(by) {
    const here = this.#here();
    if (here) this.#goto(here.root + by, Infinity);
  }

  first() {
    const here = this.#here();
    if (here) this.#goto(here.root, 0);
  }

  /** To the end of everything: live. */
  last() {
    this.spot = null;
    this.shown = this.tape.events.length;
  }

  /** @param {number} place on the axis, 0 to 1 */
  seek(place) {
    const here = this.#here();
    const line = here && this.#line(here.root);
    if (!here || !line) return;
    const { at } = this.#axis(line, performance.now());
    const step = Math.max(0, at.findLastIndex((item) => item <= place + EPSILON));
    this.spot = { root: here.root, step, place, playing: false };
    this.shown = this.tape.events.length;
    if (place >= 1) this.#settle();
  }

  /** Play from here, from the start where this is the end; or pause. */
  toggle() {
    const here = this.#here();
    if (!here) return;
    if (this.spot?.playing) {
      this.spot.playing = false;
      return;
    }
    const step = this.spot && here.step < here.steps - 1 ? here.step : 0;
    const place = step === here.step ? (this.spot?.place ?? null) : null;
    this.shown = this.tape.events.length;
    this.spot = { root: here.root, step, place, playing: true };
  }

  /**
   * Go on playing.
   * @param {number} passed milliseconds since the last time
   */
  tick(passed) {
    const { spot } = this;
    const line = spot?.playing ? this.#line(spot.root) : null;
    if (!spot || !line) return;
    const { at, length } = this.#axis(line, performance.now());
    const place = (spot.place ?? at[spot.step]) + (passed * this.speed) / length;
    while (spot.step + 1 < at.length && at[spot.step + 1] <= place + EPSILON) spot.step += 1;
    spot.place = Math.min(1, place);
    if (spot.step < line.steps.length - 1) return;
    spot.playing = false;
    this.#settle();
  }

  #here() {
    const { root, step, line } = this.picture(performance.now());
    return line && { root, step, steps: line.steps.length };
  }

  /**
   * @param {number} root
   * @param {number} step
   */
  #goto(root, step) {
    if (root < 0 || root >= this.tape.roots.length) return;
    const steps = this.#line(root)?.steps.length ?? 0;
    this.shown = this.tape.events.length;
    this.spot = { root, step: Math.min(step, steps - 1), place: null, playing: false };
    this.#settle();
  }

  /** At the end of the recording the view is live again. */
  #settle() {
    const here = this.#here();
    if (!here || here.root < this.tape.roots.length - 1) return;
    if (here.step === here.steps - 1) this.last();
  }

  /**
   * Calls that began between two pictures, for their pulses.
   *
   * @param {number} from index of an event
   * @param {number} to
   * @returns {FlowEvent[]}
   */
  begun(from, to) {
    return this.tape.events
      .slice(from, to)
      .filter(({ kind }) => kind === "dispatch_started" || kind === "receiver_started");
  }
}

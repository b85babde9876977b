import { Replay } from "./replay.js";
/** @import {FlowEvent, Snapshot, State} from "./types.js" */

/** A recording without gaps, and what the picture shows at its end. */
export class Tape {
  /**
   * @param {Snapshot} snapshot what was connected before the first event
   * @param {FlowEvent[]} events
   */
  constructor(snapshot, events) {
    this.snapshot = snapshot;
    /** @type {FlowEvent[]} */
    this.events = [];
    /** Index of the first event of each root dispatch. @type {number[]} */
    this.roots = [];
    /** Names of receivers, also of those that have left. @type {Map<string, string>} */
    this.receivers = new Map();
    /** @type {Map<string, string>} */
    this.signals = new Map();
    this.replay = new Replay(snapshot);
    /** @type {State} */
    this.latest = this.replay.state();
    this.#name(snapshot);
    this.push(events);
  }

  /** Number of the newest event; -1 before the first. */
  get last() {
    return this.events.at(-1)?.seq ?? -1;
  }

  /** @param {FlowEvent[]} events those that come next */
  push(events) {
    for (const event of events) {
      const before = this.replay.root;
      this.replay.step(event);
      const root = this.replay.root;
      if (root && root.id !== before?.id) this.roots.push(this.events.length);
      if (event.kind === "connected") {
        this.receivers.set(event.connection.id, event.connection.receiver);
      } else if (event.kind === "dropped") this.#name(event.snapshot);
      this.events.push(event);
    }
    if (events.length) this.latest = this.replay.state();
  }

  /** @param {Snapshot} snapshot */
  #name({ signals, connections }) {
    for (const { id, name } of signals) this.signals.set(id, name);
    for (const { id, receiver } of connections) this.receivers.set(id, receiver);
  }

  /**
   * Index after the last event of a root dispatch.
   * @param {number} root number in `roots`
   */
  end(root) {
    return this.roots[root + 1] ?? this.events.length;
  }

  /**
   * The same recording without its oldest dispatches, if there are more than
   * `most` events; at least half of `most` stay.
   *
   * @param {number} most
   * @returns {Tape}
   */
  shortened(most) {
    if (this.events.length <= most) return this;
    const cut = this.roots.find((index) => index >= this.events.length - most / 2);
    if (!cut) return this;
    const replay = new Replay(this.snapshot);
    for (const event of this.events.slice(0, cut)) replay.step(event);
    const tape = new Tape(replay.snapshot(), this.events.slice(cut));
    for (const [id, name] of this.receivers) {
      if (!tape.receivers.has(id)) tape.receivers.set(id, name);
    }
    return tape;
  }
}

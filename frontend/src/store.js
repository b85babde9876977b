import { Tape } from "./tape.js";
/** @import {FlowEvent, Layout, Recording} from "./types.js" */

/** Version of the recording's JSON form that this front end reads. */
export const SCHEMA = 1;

/** More events than this are let go, the oldest dispatches first. */
const MOST = 20_000;

/**
 * All that one widget knows: its recording, merged from traits and messages.
 * Views look at it and are told when it changes; they change nothing here.
 */
export class Store {
  /** @param {() => void} resync asks Python for the recording, after a gap */
  constructor(resync) {
    this.resync = resync;
    /** @type {Set<() => void>} */
    this.listeners = new Set();
    /** Replaced as a whole where it cannot be continued. */
    this.tape = new Tape({ signals: [], connections: [] }, []);
    /** Events are missing in the tape: Python was asked for them. */
    this.gap = false;
    /** Events that were let go, here or in Python. */
    this.dropped = 0;
    /** @type {Record<string, Layout>} */
    this.layouts = {};
    this.closed = false;
    /** Why what Python sent could not be read, if so. @type {unknown} */
    this.failure = null;
    /** When the newest event came, by the page's clock. */
    this.heard = 0;
    /** Number of the last dispatch that was told to screen readers. */
    this.told = 0;
  }

  /**
   * Take the recording that Python has put into the traits. What is known
   * already stays: messages may have told more than an older recording.
   *
   * @param {Recording} recording
   */
  merge({ schema, snapshot, events, dropped = 0 }) {
    if (schema > SCHEMA) {
      throw new Error(
        `This recording has form ${schema}, and this page reads forms up to ${SCHEMA}.`,
      );
    }
    const { last } = this.tape;
    const newest = events.at(-1)?.seq ?? -1;
    if (this.tape.events.length && !this.gap && (events[0]?.seq ?? 0) <= last + 1) {
      this.#push(events.filter((event) => event.seq > last));
    } else if (this.gap || newest >= last) {
      const later = this.tape.events.filter((event) => event.seq > newest);
      this.tape = new Tape(snapshot, [...events, ...later]);
      this.gap = false;
      this.heard = performance.now();
      this.dropped = dropped;
      this.#letGo();
    }
    this.failure = null;
    this.#tell();
  }

  /**
   * Take events that a running cell has sent.
   *
   * @param {FlowEvent[]} events
   * @param {Record<string, Layout>} layouts
   */
  append(events, layouts) {
    Object.assign(this.layouts, layouts);
    const { last } = this.tape;
    const fresh = events.filter((event) => event.seq > last);
    // Where Python left events out it says so: no use in asking for them.
    const told = this.tape.events.at(-1)?.kind === "dropped" || fresh[0]?.kind === "dropped";
    if (fresh.length && last >= 0 && fresh[0].seq > last + 1 && !told) {
      // Go on with what there is, for the cell is still running; the recording
      // that Python sends in answer puts it right.
      this.gap = true;
      this.resync();
    }
    this.#push(fresh);
    this.#tell();
  }

  /** @param {Record<string, Layout>} layouts */
  addLayouts(layouts) {
    Object.assign(this.layouts, layouts);
    this.#tell();
  }

  /** @param {boolean} closed */
  setClosed(closed) {
    this.closed = closed;
    this.#tell();
  }

  /**
   * Read something from Python; where that fails, views tell why.
   * @param {() => void} work
   */
  attempt(work) {
    try {
      work();
    } catch (error) {
      this.failure = error;
      this.#tell();
    }
  }

  /**
   * @param {() => void} listener
   * @returns {() => void} stops it
   */
  subscribe(listener) {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** @param {FlowEvent[]} events */
  #push(events) {
    if (!events.length) return;
    this.heard = performance.now();
    this.tape.push(events);
    this.#letGo();
  }

  #letGo() {
    const before = this.tape.events.length;
    this.tape = this.tape.shortened(MOST);
    this.dropped += before - this.tape.events.length;
  }

  #tell() {
    for (const listener of [...this.listeners]) listener();
  }
}

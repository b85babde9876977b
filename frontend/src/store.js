import { createTape, shortened } from "./tape.js";
/**
 * @import {FlowEvent, Layout, Recording} from "./types.js"
 * @import {Answer} from "./predict/compare.js"
 * @import {Kernel} from "./kernel.js"
 * @import {Tape} from "./tape.js"
 */

/** Version of the recording's JSON form that this front end reads. */
export const SCHEMA = 1;

/** More events than this are let go, the oldest dispatches first. */
const MOST = 20_000;

/**
 * Why nothing new will come, in a word: the signals are no longer watched, or this
 * is a recording. Empty while there may be more.
 * @typedef {"" | "closed" | "recording"} Closed
 *
 * What the first dispatch after an event does is hidden until somebody has predicted it.
 * @typedef {{after: number, answer?: Answer}} Prediction
 *
 * All that one widget knows: its recording, merged from traits and messages.
 * Views look at it and are told when it changes; only `told` is theirs.
 *
 * @typedef {object} Store
 * @property {Tape} tape replaced as a whole where it cannot be continued
 * @property {number} dropped events that were let go, here or in Python
 * @property {Record<string, Layout>} layouts
 * @property {Closed} closed
 * @property {Prediction | null} prediction null: nothing is asked, nothing is hidden
 * @property {Kernel | null} kernel null where none was ever there
 * @property {Record<string, string>} lessons links to lessons by their number
 * @property {number} heard when the newest event came, by the page's clock
 * @property {number} told the last dispatch that screen readers were told of
 * @property {unknown} failure why what Python sent could not be read, or null
 * @property {(recording: Recording) => void} merge
 * @property {(events: FlowEvent[], layouts: Record<string, Layout>) => void} append
 * @property {(work: () => void) => void} change
 * @property {(trait: string, value: unknown) => void} tell tells Python, and all views
 * @property {(listener: () => void) => () => void} subscribe returns what ends it
 */

/**
 * @param {() => void} resync asks Python for the recording, after a gap
 * @param {Store["tell"]} [tell]
 * @returns {Store}
 */
export function createStore(resync, tell = () => {}) {
  /** @type {Set<() => void>} */
  const listeners = new Set();
  /** Events are missing in the tape: Python was asked for them. */
  let gap = false;
  /** @type {Store} */
  const store = {
    tape: createTape({ signals: [], connections: [] }, []),
    dropped: 0,
    layouts: {},
    closed: "",
    prediction: null,
    kernel: null,
    lessons: {},
    heard: 0,
    told: 0,
    failure: null,
    tell,

    /**
     * Take the recording that Python has put into the traits. What is known
     * already stays: messages may have told more than an older recording.
     */
    merge({ schema, snapshot, events, dropped = 0 }) {
      if (schema > SCHEMA) {
        throw new Error(
          `This recording has form ${schema}, and this page reads forms up to ${SCHEMA}.`,
        );
      }
      const { tape } = store;
      const newest = events.at(-1)?.seq ?? -1;
      if (tape.events.length && !gap && (events[0]?.seq ?? 0) <= tape.last + 1) {
        push(events.filter((event) => event.seq > tape.last));
      } else if (gap || newest >= tape.last) {
        const later = tape.events.filter((event) => event.seq > newest);
        store.tape = createTape(snapshot, events);
        store.dropped = dropped;
        gap = false;
        push(later);
      }
      store.failure = null;
    },

    /** Take events that a running cell has sent. */
    append(events, layouts) {
      Object.assign(store.layouts, layouts);
      const { last, events: known } = store.tape;
      const fresh = events.filter((event) => event.seq > last);
      // Where Python left events out it says so: no use in asking for them.
      const told = [known.at(-1), fresh[0]].some((event) => event?.kind === "dropped");
      if (last >= 0 && fresh[0]?.seq > last + 1 && !told) {
        // Go on with what there is, for the cell is still running; the
        // recording that Python sends in answer puts it right.
        gap = true;
        resync();
      }
      push(fresh);
    },

    /** Change something and tell the views; where that fails, they say why. */
    change(work) {
      try {
        work();
      } catch (error) {
        store.failure = error;
      }
      for (const listener of [...listeners]) listener();
    },

    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return store;

  /** @param {FlowEvent[]} events */
  function push(events) {
    store.heard = performance.now();
    store.tape.push(events);
    const all = store.tape.events.length;
    store.tape = shortened(store.tape, MOST);
    store.dropped += all - store.tape.events.length;
  }
}

import { sendersOf } from "./senders.js";
import { gap, sentence } from "./sentence.js";
import { createShelf } from "./shelf.js";
/**
 * @import {Entry, Shelf} from "./shelf.js"
 * @import {Call, CallError, CallState, Dispatch, DispatchEnded, DispatchStarted,
 *   FlowEvent, ReceiverRaised, ReceiverReturned, ReceiverStarted, Snapshot, State}
 *   from "./types.js"
 */

/** @typedef {ReturnType<typeof createReplay>} Replay */

/**
 * What the picture shows after `events`; pure, and the same as
 * `signal_viz.replay.state`: both are held to `tests/fixtures/state`.
 *
 * @param {Snapshot} snapshot
 * @param {Iterable<FlowEvent>} events
 * @returns {State}
 */
export function state(snapshot, events) {
  const replay = createReplay(snapshot);
  for (const event of events) replay.step(event);
  return replay.state();
}

/**
 * A replay takes events one by one; its state may be asked for at any time.
 * @param {Snapshot} snapshot what was connected before the first event
 */
export function createReplay(snapshot) {
  /** @type {Shelf} */
  let shelf;
  /** @type {Dispatch | null} */
  let root;
  /** @type {Map<number, Dispatch>} */
  let nested;
  /** @type {Map<string, Call>} */
  let calls;
  /**
   * Dispatches of other trees (another thread, an earlier task) that are still
   * open: what is nested in them is no root, and is left out.
   * @type {Set<number>}
   */
  let others;
  let dispatches = 0;
  /** Dispatches that a bounded recording left out just before. */
  let missing = 0;
  reset(snapshot);

  return {
    /**
     * Go on by one event. One that does not fit changes nothing.
     *
     * @param {FlowEvent} event
     * @returns {boolean} whether it began a new root dispatch
     */
    step(event) {
      const before = dispatches;
      const entry = "connection" in event ? shelf.get(String(event.connection)) : undefined;
      switch (event.kind) {
        case "receiver_started":
          started(event, entry);
          break;
        case "receiver_returned":
          finished(event, entry, "returned", null);
          break;
        case "receiver_raised":
          finished(event, entry, "raised", event.error);
          break;
        case "receiver_skipped":
        case "receiver_not_reached":
          if (entry && find(event.dispatch)) {
            const skipped = event.kind === "receiver_skipped";
            entry.mark = { state: skipped ? "filtered" : "not_reached", dispatch: event.dispatch };
          }
          break;
        case "dispatch_started":
          dispatchStarted(event);
          return dispatches > before;
        case "dispatch_ended":
          dispatchEnded(event);
          break;
        case "connected":
          shelf.insert(event.connection, event.position);
          break;
        case "disconnected":
          if (entry) entry.leaving = true;
          if (!running()) shelf.removeLeaving();
          break;
        case "collected":
          if (entry) entry.collected = true;
          break;
        case "dropped":
          reset(event.snapshot);
          dispatches += event.dispatches;
          missing = event.dispatches;
      }
      return false;
    },

    /** @returns {State} what the picture shows now */
    state() {
      const { signals } = shelf;
      const cards = shelf.cards(running());
      const inner = [...nested.values()];
      const all = [...calls.values()];
      const signal = signals.find((item) => item.id === root?.signal)?.name ?? "a signal";
      return {
        signals,
        senders: sendersOf(signals, cards, tree()),
        connections: cards,
        dispatch: root,
        nested: inner,
        calls: all,
        dispatches,
        sentence: root ? sentence(signal, root, inner, all, cards) : gap(missing),
      };
    },

    /**
     * What is connected now, as a snapshot that a recording may begin with.
     * @returns {Snapshot}
     */
    snapshot: () => shelf.snapshot(),
  };

  /** @param {Snapshot} snapshot */
  function reset(snapshot) {
    shelf = createShelf(snapshot);
    root = null;
    nested = new Map();
    calls = new Map();
    others = new Set();
  }

  function running() {
    return root?.status === "running";
  }

  // Dispatches

  /** @param {DispatchStarted} event */
  function dispatchStarted(event) {
    const above = find(event.parent);
    if (above) nested.set(event.dispatch, dispatchOf(event, above.depth + 1));
    else if (event.parent !== undefined && others.has(event.parent)) others.add(event.dispatch);
    else begin(event);
  }

  /**
   * Start a new root dispatch: what the last one left is cleared away.
   * @param {DispatchStarted} event
   */
  function begin(event) {
    shelf.clear();
    for (const item of tree()) if (item.status === "running") others.add(item.id);
    root = dispatchOf(event, 0);
    nested = new Map();
    calls = new Map();
    dispatches += 1;
  }

  /** @param {DispatchEnded} event */
  function dispatchEnded(event) {
    const dispatch = find(event.dispatch);
    if (!dispatch) {
      others.delete(event.dispatch);
      return;
    }
    for (const [connection, response] of Object.entries(event.responses ?? {})) {
      respond(callKey({ dispatch: dispatch.id, connection }), response);
    }
    const { error = null, duration_ns = 0 } = event;
    /** @type {Dispatch} */
    const ended = { ...dispatch, status: error ? "raised" : "returned", error, duration_ns };
    if (nested.has(ended.id)) nested.set(ended.id, ended);
    else {
      root = ended;
      shelf.removeLeaving();
    }
  }

  /** The root dispatch and those nested in it. */
  function tree() {
    return root ? [root, ...nested.values()] : [];
  }

  /**
   * A dispatch of the picture's tree by its number.
   * @param {number | undefined} number
   */
  function find(number) {
    if (number === undefined) return undefined;
    return root?.id === number ? root : nested.get(number);
  }

  // Calls

  /**
   * @param {ReceiverStarted} event
   * @param {Entry | undefined} entry
   */
  function started(event, entry) {
    const dispatch = find(event.dispatch);
    if (!dispatch) return;
    const { thread = "main", task = null } = event;
    /** @type {Call} */
    const call = {
      dispatch: event.dispatch,
      connection: event.connection,
      receiver: entry ? entry.connection.receiver : event.connection,
      state: entry?.connection.is_async ? "awaiting" : "running",
      start: event.t,
      end: null,
      depth: dispatch.depth,
      thread,
      task,
      duration_ns: null,
      response: null,
      error: null,
    };
    calls.set(callKey(event), call);
    entry?.open.push(call);
  }

  /**
   * @param {ReceiverReturned | ReceiverRaised} event
   * @param {Entry | undefined} entry
   * @param {CallState} outcome
   * @param {CallError | null} error
   */
  function finished(event, entry, outcome, error) {
    const key = callKey(event);
    const call = calls.get(key);
    if (!call || call.end !== null) return;
    const { t, duration_ns = 0 } = event;
    /** @type {Call} */
    const ended = { ...call, state: outcome, end: t, duration_ns, error };
    calls.set(key, ended);
    if (!entry) return;
    entry.open = entry.open.filter((item) => item !== call);
    entry.last = ended;
  }

  /**
   * Django hands the responses over at the end of the whole send.
   *
   * @param {string} key
   * @param {string} response
   */
  function respond(key, response) {
    const call = calls.get(key);
    if (call?.state !== "returned") return;
    const answered = { ...call, response };
    calls.set(key, answered);
    const entry = shelf.get(call.connection);
    if (entry?.last === call) entry.last = answered;
  }
}

/** @param {{dispatch: number, connection: string}} call */
function callKey({ dispatch, connection }) {
  return `${dispatch} ${connection}`;
}

/**
 * @param {DispatchStarted} event
 * @param {number} depth
 * @returns {Dispatch}
 */
function dispatchOf(event, depth) {
  const { kind: _kind, seq: _seq, dispatch: id, ...rest } = event;
  return {
    arguments: {},
    atomic: null,
    thread: "main",
    task: null,
    parent: null,
    parent_connection: null,
    ...rest,
    id,
    status: "running",
    error: null,
    duration_ns: null,
    depth,
  };
}

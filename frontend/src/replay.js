import { sendersOf } from "./senders.js";
import { gap, sentence } from "./sentence.js";
/**
 * @import {Call, CallError, CallState, Card, CardState, Connection, Dispatch,
 *   DispatchEnded, DispatchStarted, FlowEvent, ReceiverRaised, ReceiverReturned,
 *   ReceiverStarted, Signal, Snapshot, State} from "./types.js"
 */

/**
 * A connection while it is in the picture.
 *
 * @typedef {object} Entry
 * @property {Connection} connection
 * @property {boolean} collected
 * @property {boolean} leaving
 * @property {Call[]} open calls that have not ended
 * @property {Call | null} last the newest call that has ended
 * @property {{state: "filtered" | "not_reached", dispatch: number} | null} mark
 *
 * @typedef {ReturnType<typeof createReplay>} Replay
 */

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
  /** @type {Signal[]} */
  let signals;
  /** @type {Map<string, Entry[]>} */
  let lists;
  /** @type {Map<string, Entry>} */
  let entries;
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
      const entry = "connection" in event ? entries.get(String(event.connection)) : undefined;
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
          insert(event.connection, event.position);
          break;
        case "disconnected":
          if (entry) entry.leaving = true;
          if (!running()) removeLeaving();
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
      const cards = allCards();
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
    snapshot: () => ({
      signals,
      connections: [...lists.values()].flatMap((list) =>
        list.map(({ connection, collected }) => ({ ...connection, alive: !collected })),
      ),
    }),
  };

  /** @param {Snapshot} snapshot */
  function reset(snapshot) {
    signals = snapshot.signals;
    lists = new Map(signals.map((signal) => [signal.id, []]));
    entries = new Map();
    root = null;
    nested = new Map();
    calls = new Map();
    others = new Set();
    for (const connection of snapshot.connections) insert(connection, Infinity);
  }

  // Connections

  /**
   * @param {Connection} connection
   * @param {number} position
   */
  function insert(connection, position) {
    const list = lists.get(connection.signal);
    if (!list || entries.has(connection.id)) return;
    /** @type {Entry} */
    const entry = {
      connection,
      collected: !connection.alive,
      leaving: false,
      open: [],
      last: null,
      mark: null,
    };
    entries.set(connection.id, entry);
    // `position` counts what Django has in its list; ghosts and cards that are
    // leaving are not in it any more.
    const before =
      position < list.length
        ? list.filter((other) => !other.collected && !other.leaving)[position]
        : undefined;
    if (before) list.splice(list.indexOf(before), 0, entry);
    else list.push(entry);
  }

  function removeLeaving() {
    for (const [signal, list] of lists) lists.set(signal, list.filter((entry) => !entry.leaving));
    for (const [id, entry] of entries) if (entry.leaving) entries.delete(id);
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
    for (const entry of entries.values()) {
      entry.open = [];
      entry.last = entry.mark = null;
      entry.leaving ||= entry.collected;
    }
    removeLeaving();
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
      removeLeaving();
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
    const entry = entries.get(call.connection);
    if (entry?.last === call) entry.last = answered;
  }

  // What is shown

  /** @returns {Card[]} */
  function allCards() {
    return [...lists.values()].flatMap((list) => {
      let number = 0;
      // Django calls the async receivers after the sync ones.
      return [false, true].flatMap((late) =>
        list
          .filter(({ connection }) => connection.is_async === late)
          .map((entry) => {
            const { state: shown, ...rest } = look(entry);
            return cardOf(entry.connection, shown === "collected" ? null : ++number, shown, rest);
          }),
      );
    });
  }

  /**
   * @param {Entry} entry
   * @returns {{state: CardState, call?: Call, dispatch?: number}}
   */
  function look({ open, last, mark, collected, leaving }) {
    if (collected && !running()) return { state: "collected" };
    const call = open.at(-1) ?? last;
    if (call) return { state: call.state, call, dispatch: call.dispatch };
    if (mark) return mark;
    if (collected) return { state: "collected" };
    return { state: leaving ? "disconnected" : "connected" };
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

/** @type {Partial<Record<CardState, string>>} */
const WORDS = { connected: "", not_reached: "not reached", filtered: "other sender" };

/**
 * @param {Connection} connection
 * @param {number | null} number
 * @param {CardState} state
 * @param {{call?: Call, dispatch?: number}} cause what gave it its state
 * @returns {Card}
 */
function cardOf({ alive: _alive, ...connection }, number, state, { call, dispatch }) {
  const error = call?.error ?? null;
  return {
    sender_kind: null,
    ...connection,
    number,
    state,
    word: state === "raised" && error ? error.type : (WORDS[state] ?? state),
    error,
    duration_ns: call?.duration_ns ?? null,
    response: call?.response ?? null,
    depth: call?.depth ?? 0,
    dispatch: dispatch ?? null,
  };
}

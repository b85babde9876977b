import { gap, sentence } from "./sentence.js";
/**
 * @import {Call, CallError, CallState, Card, CardState, Connection, Dispatch,
 *   DispatchEnded, DispatchStarted, Dropped, FlowEvent, ReceiverRaised, ReceiverReturned, ReceiverStarted,
 *   SenderState, Signal, Snapshot, State} from "./types.js"
 */

/**
 * A connection while it is in the picture.
 *
 * @typedef {object} Entry
 * @property {Connection} connection
 * @property {boolean} collected
 * @property {boolean} leaving
 * @property {Call[]} open
 * @property {Call | null} last
 * @property {"filtered" | "not_reached" | null} mark
 * @property {number | null} markDispatch
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
  const replay = new Replay(snapshot);
  for (const event of events) replay.step(event);
  return replay.state();
}

/** Takes events one by one; `state` may be asked for at any time. */
export class Replay {
  /** @param {Snapshot} snapshot */
  constructor(snapshot) {
    /** @type {Signal[]} */
    this.signals = snapshot.signals;
    /** @type {Map<string, Entry[]>} */
    this.lists = new Map(this.signals.map((signal) => [signal.id, []]));
    /** @type {Map<string, Entry>} */
    this.entries = new Map();
    /** @type {Dispatch | null} */
    this.root = null;
    /** @type {Map<number, Dispatch>} */
    this.nested = new Map();
    /** @type {Map<string, Call>} */
    this.calls = new Map();
    /**
     * Dispatches of other trees (another thread, an earlier task) that are
     * still open: what is nested in them is no root, and is left out.
     * @type {Set<number>}
     */
    this.others = new Set();
    this.dispatches = 0;
    /** Dispatches that a bounded recording left out just before. */
    this.missing = 0;
    for (const connection of snapshot.connections) this.#insert(connection, null);
  }

  /**
   * Go on by one event. One that does not fit changes nothing.
   * @param {FlowEvent} event
   */
  step(event) {
    switch (event.kind) {
      case "receiver_started":
        return this.#started(event);
      case "receiver_returned":
        return this.#finish(event, "returned", null);
      case "receiver_raised":
        return this.#finish(event, "raised", event.error);
      case "receiver_skipped":
        return this.#mark(event.dispatch, event.connection, "filtered");
      case "receiver_not_reached":
        return this.#mark(event.dispatch, event.connection, "not_reached");
      case "dispatch_started":
        return this.#dispatchStarted(event);
      case "dispatch_ended":
        return this.#dispatchEnded(event);
      case "connected":
        return this.#insert(event.connection, event.position);
      case "disconnected":
        return this.#disconnected(event.connection);
      case "collected": {
        const entry = this.entries.get(event.connection);
        if (entry) entry.collected = true;
        return;
      }
      case "dropped":
        return this.#dropped(event);
    }
  }

  /** @returns {State} what the picture shows now */
  state() {
    const cards = this.#cards();
    const nested = [...this.nested.values()];
    const calls = [...this.calls.values()];
    const root = this.root;
    const signal = this.signals.find((item) => item.id === root?.signal)?.name ?? "a signal";
    return {
      signals: this.signals,
      senders: this.#senders(cards),
      connections: cards,
      dispatch: root,
      nested,
      calls,
      dispatches: this.dispatches,
      sentence: root ? sentence(signal, root, nested, calls, cards) : gap(this.missing),
    };
  }

  /**
   * What is connected now, as a snapshot that a recording may begin with.
   * Only between root dispatches does the picture that follows stay the same.
   * @returns {Snapshot}
   */
  snapshot() {
    /** @type {Connection[]} */
    const connections = [];
    for (const entries of this.lists.values()) {
      for (const { connection, collected } of entries) {
        connections.push({ ...connection, alive: !collected });
      }
    }
    return { signals: this.signals, connections };
  }

  // Connections

  /**
   * @param {Connection} connection
   * @param {number | null} position
   */
  #insert(connection, position) {
    const entries = this.lists.get(connection.signal);
    if (!entries || this.entries.has(connection.id)) return;
    /** @type {Entry} */
    const entry = {
      connection,
      collected: !connection.alive,
      leaving: false,
      open: [],
      last: null,
      mark: null,
      markDispatch: null,
    };
    this.entries.set(connection.id, entry);
    // `position` counts what Django has in its list; ghosts and cards that are
    // leaving are not in it any more.
    const listed = entries.filter((other) => !other.collected && !other.leaving);
    if (position === null || position >= listed.length) entries.push(entry);
    else entries.splice(entries.indexOf(listed[position]), 0, entry);
  }

  /** @param {string} connection */
  #disconnected(connection) {
    const entry = this.entries.get(connection);
    if (!entry) return;
    entry.leaving = true;
    if (!this.#running()) this.#removeLeaving();
  }

  #removeLeaving() {
    for (const [signal, entries] of this.lists) {
      this.lists.set(signal, entries.filter((entry) => !entry.leaving));
    }
    for (const [id, entry] of this.entries) if (entry.leaving) this.entries.delete(id);
  }

  #running() {
    return this.root !== null && this.root.status === "running";
  }

  /**
   * Events are missing here: go on from what was connected after them.
   * @param {Dropped} event
   */
  #dropped({ snapshot, dispatches }) {
    const fresh = new Replay(snapshot);
    this.signals = fresh.signals;
    this.lists = fresh.lists;
    this.entries = fresh.entries;
    this.root = null;
    this.nested = new Map();
    this.calls = new Map();
    this.others = new Set();
    this.dispatches += dispatches;
    this.missing = dispatches;
  }

  // Dispatches

  /** @param {DispatchStarted} event */
  #dispatchStarted(event) {
    const above = this.#dispatch(event.parent);
    if (above) this.nested.set(event.dispatch, dispatchOf(event, above.depth + 1));
    else if (event.parent !== undefined && this.others.has(event.parent)) {
      this.others.add(event.dispatch);
    } else this.#begin(event);
  }

  /**
   * Start a new root dispatch: what the last one left is cleared away.
   * @param {DispatchStarted} event
   */
  #begin(event) {
    for (const entry of this.entries.values()) {
      entry.open = [];
      entry.last = entry.mark = entry.markDispatch = null;
      entry.leaving ||= entry.collected;
    }
    this.#removeLeaving();
    for (const item of this.#tree()) if (item.status === "running") this.others.add(item.id);
    this.root = dispatchOf(event, 0);
    this.nested = new Map();
    this.calls = new Map();
    this.dispatches += 1;
  }

  /** @param {DispatchEnded} event */
  #dispatchEnded(event) {
    const dispatch = this.#dispatch(event.dispatch);
    if (!dispatch) {
      this.others.delete(event.dispatch);
      return;
    }
    this.#respond(event);
    /** @type {Dispatch} */
    const ended = {
      ...dispatch,
      status: event.error ? "raised" : "returned",
      error: event.error ?? null,
      duration_ns: event.duration_ns ?? 0,
    };
    if (this.nested.has(ended.id)) this.nested.set(ended.id, ended);
    else {
      this.root = ended;
      this.#removeLeaving();
    }
  }

  /** The root dispatch and those nested in it. */
  #tree() {
    return this.root ? [this.root, ...this.nested.values()] : [];
  }

  /**
   * A dispatch of the picture's tree by its number.
   * @param {number | undefined} number
   */
  #dispatch(number) {
    if (number === undefined) return undefined;
    return this.root && this.root.id === number ? this.root : this.nested.get(number);
  }

  // Calls

  /** @param {ReceiverStarted} event */
  #started(event) {
    const dispatch = this.#dispatch(event.dispatch);
    if (!dispatch) return;
    const entry = this.entries.get(event.connection);
    /** @type {Call} */
    const call = {
      dispatch: event.dispatch,
      connection: event.connection,
      receiver: entry ? entry.connection.receiver : event.connection,
      state: entry && entry.connection.is_async ? "awaiting" : "running",
      start: event.t,
      end: null,
      depth: dispatch.depth,
      thread: event.thread ?? "main",
      task: event.task ?? null,
      duration_ns: null,
      response: null,
      error: null,
    };
    this.calls.set(callKey(event), call);
    if (entry) entry.open.push(call);
  }

  /**
   * @param {ReceiverReturned | ReceiverRaised} event
   * @param {CallState} outcome
   * @param {CallError | null} error
   */
  #finish(event, outcome, error) {
    const key = callKey(event);
    const call = this.calls.get(key);
    if (!call || call.end !== null) return;
    const duration_ns = event.duration_ns ?? 0;
    /** @type {Call} */
    const ended = { ...call, state: outcome, end: event.t, duration_ns, error };
    this.calls.set(key, ended);
    const entry = this.entries.get(event.connection);
    if (!entry) return;
    entry.open = entry.open.filter((item) => item !== call);
    entry.last = ended;
  }

  /**
   * @param {number} dispatch
   * @param {string} connection
   * @param {"filtered" | "not_reached"} mark
   */
  #mark(dispatch, connection, mark) {
    const entry = this.entries.get(connection);
    if (!entry || !this.#dispatch(dispatch)) return;
    entry.mark = mark;
    entry.markDispatch = dispatch;
  }

  /**
   * What receivers returned is known only when the send comes back.
   * @param {DispatchEnded} event
   */
  #respond({ dispatch, responses = {} }) {
    for (const [connection, response] of Object.entries(responses)) {
      const key = callKey({ dispatch, connection });
      const call = this.calls.get(key);
      if (!call || call.state !== "returned") continue;
      const answered = { ...call, response };
      this.calls.set(key, answered);
      const entry = this.entries.get(connection);
      if (entry && entry.last === call) entry.last = answered;
    }
  }

  // What is shown

  /** @returns {Card[]} */
  #cards() {
    /** @type {Card[]} */
    const cards = [];
    for (const entries of this.lists.values()) {
      let number = 0;
      // Django calls the async receivers after the sync ones.
      const sync = entries.filter((entry) => !entry.connection.is_async);
      const late = entries.filter((entry) => entry.connection.is_async);
      for (const entry of [...sync, ...late]) {
        const shown = this.#shown(entry);
        const place = shown.state === "collected" ? null : (number += 1);
        cards.push(cardOf(entry.connection, place, shown));
      }
    }
    return cards;
  }

  /**
   * @param {Entry} entry
   * @returns {{state: CardState, call: Call | null, dispatch: number | null}}
   */
  #shown(entry) {
    const nothing = { call: null, dispatch: null };
    if (entry.collected && !this.#running()) return { state: "collected", ...nothing };
    const call = entry.open.at(-1) ?? entry.last;
    if (call) return { state: call.state, call, dispatch: call.dispatch };
    if (entry.mark) return { state: entry.mark, call: null, dispatch: entry.markDispatch };
    if (entry.collected) return { state: "collected", ...nothing };
    return { state: entry.leaving ? "disconnected" : "connected", ...nothing };
  }

  /**
   * @param {Card[]} cards
   * @returns {SenderState[]}
   */
  #senders(cards) {
    const tree = this.#tree();
    /** @type {Map<string, string>} */
    const kinds = new Map(tree.map((item) => [item.sender.label, item.sender.kind]));
    const active = new Set(
      tree.filter((item) => item.status === "running").map((item) => item.sender.label),
    );
    /** @type {Map<string, string[]>} */
    const heard = new Map(this.signals.map((signal) => [signal.id, []]));
    for (const { signal, sender, sender_kind } of cards) {
      if (sender === null) continue;
      heard.get(signal)?.push(sender);
      if (!kinds.has(sender)) kinds.set(sender, sender_kind ?? "");
    }
    for (const item of tree) heard.get(item.signal)?.push(item.sender.label);
    /** @type {Map<string, SenderState>} */
    const senders = new Map();
    for (const labels of heard.values()) {
      for (const label of labels) {
        const kind = kinds.get(label) ?? "";
        const id = `sender:${label}`;
        if (!senders.has(id)) senders.set(id, { id, label, kind, active: active.has(label) });
      }
      if (!labels.length && !senders.has("sender:")) {
        senders.set("sender:", { id: "sender:", label: "any sender", kind: "any", active: false });
      }
    }
    return [...senders.values()];
  }
}

/** @param {{dispatch: number, connection: string}} call */
function callKey(call) {
  return `${call.dispatch} ${call.connection}`;
}

/**
 * @param {DispatchStarted} event
 * @param {number} depth
 * @returns {Dispatch}
 */
function dispatchOf(event, depth) {
  return {
    id: event.dispatch,
    signal: event.signal,
    sender: { label: event.sender.label, kind: event.sender.kind },
    method: event.method,
    status: "running",
    error: null,
    t: event.t,
    duration_ns: null,
    arguments: event.arguments ?? {},
    atomic: event.atomic ?? null,
    thread: event.thread ?? "main",
    task: event.task ?? null,
    depth,
    parent: event.parent ?? null,
    parent_connection: event.parent_connection ?? null,
  };
}

/** @type {Partial<Record<CardState, string>>} */
const WORDS = { connected: "", not_reached: "not reached", filtered: "other sender" };

/**
 * @param {Connection} connection
 * @param {number | null} number
 * @param {{state: CardState, call: Call | null, dispatch: number | null}} shown
 * @returns {Card}
 */
function cardOf(connection, number, { state: shown, call, dispatch }) {
  const error = call && call.error;
  return {
    id: connection.id,
    signal: connection.signal,
    receiver: connection.receiver,
    where: connection.where,
    sender: connection.sender,
    sender_kind: connection.sender_kind ?? null,
    weak: connection.weak,
    dispatch_uid: connection.dispatch_uid,
    is_async: connection.is_async,
    number,
    state: shown,
    word: shown === "raised" && error ? error.type : (WORDS[shown] ?? shown),
    error,
    duration_ns: call && call.duration_ns,
    response: call && call.response,
    depth: call ? call.depth : 0,
    dispatch,
  };
}

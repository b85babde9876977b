/** @import {Connection, FlowEvent, Recording} from "../src/types.js" */

/**
 * @param {string} id
 * @param {Partial<Connection>} [more]
 * @returns {Connection}
 */
export function connection(id, more = {}) {
  return {
    id,
    signal: "s1",
    receiver: `receiver_${id}`,
    where: "notebook:1",
    sender: null,
    sender_kind: null,
    weak: true,
    dispatch_uid: null,
    is_async: false,
    alive: true,
    ...more,
  };
}

/** Writes recordings, one event after the other, a microsecond apart. */
export class Writer {
  /** @param {string[]} ids of connections */
  constructor(ids) {
    this.snapshot = {
      signals: [{ id: "s1", name: "post_save" }],
      connections: ids.map((id) => connection(id)),
    };
    /** @type {FlowEvent[]} */
    this.events = [];
    this.t = 0;
  }

  /**
   * @param {FlowEvent["kind"]} kind
   * @param {object} fields
   * @param {number} [passed] nanoseconds since the last event
   */
  add(kind, fields, passed = 1000) {
    this.t += passed;
    const event = /** @type {FlowEvent} */ ({ kind, seq: this.events.length, t: this.t, ...fields });
    this.events.push(event);
    return this;
  }

  /**
   * @param {number} dispatch
   * @param {object} [more]
   */
  start(dispatch, more = {}) {
    const sender = { label: "Order", kind: "model" };
    return this.add("dispatch_started", { dispatch, signal: "s1", sender, method: "send", ...more });
  }

  /**
   * @param {number} dispatch
   * @param {string} connection
   * @param {number} [duration] nanoseconds
   */
  call(dispatch, connection, duration = 5000) {
    this.add("receiver_started", { dispatch, connection });
    return this.add("receiver_returned", { dispatch, connection, duration_ns: duration }, duration);
  }

  /**
   * @param {number} dispatch
   * @param {number} [duration]
   */
  end(dispatch, duration = 9000) {
    return this.add("dispatch_ended", { dispatch, duration_ns: duration });
  }

  /** @returns {Recording} */
  get recording() {
    return { schema: 1, snapshot: this.snapshot, events: [...this.events], dropped: 0 };
  }
}

import { sorted } from "./sorted.js";
/** @import {Span, Timeline} from "./timeline.js" */

/** Most rows inside one card; the others are counted. */
const MOST = 6;

/**
 * A row inside the card of a receiver that sent something: a dispatch, a call in
 * it, or how many more there are.
 *
 * @typedef {object} Row
 * @property {string} key
 * @property {"send" | "call" | "more"} kind
 * @property {number} depth 1 directly inside the receiver
 * @property {number} dispatch
 * @property {string} connection of a call; "" for others
 * @property {string} text
 * @property {Span | null} span of a call
 */

/**
 * The nested dispatches of a root dispatch, inside the receivers that caused
 * them: known for the whole dispatch, so that nothing moves while it is replayed.
 *
 * @param {Timeline | null} line
 * @param {(id: string) => string} name of a signal, or of a connection's receiver
 * @param {(connection: string) => string | undefined} [holder] which card stands for
 *   a receiver
 * @returns {Map<string, Row[]>} rows by the card of the outermost receiver
 */
export function nest(line, name, holder = (connection) => connection) {
  /** @type {Map<string, Row[]>} */
  const found = new Map();
  if (!line?.sends.length) return found;
  const inside = sorted(line.sends, ({ parent, connection }) => callKey(parent, connection));
  const calls = sorted(line.spans, (span) => span.dispatch);
  for (const span of line.spans) {
    const card = holder(span.connection);
    if (span.depth || card === undefined) continue;
    const rows = [...below(span)];
    // A card that stands for several tells which of them sent.
    if (card !== span.connection) {
      for (const row of rows) if (row.depth === 1 && row.kind === "send") row.text = `${name(span.connection)}: ${row.text}`;
    }
    if (rows.length) found.set(card, [...(found.get(card) ?? []), ...rows]);
  }
  for (const rows of found.values()) {
    if (rows.length <= MOST) continue;
    const more = rows.length - MOST + 1;
    const { dispatch } = rows[0];
    rows.splice(MOST - 1, more, {
      ...{ key: `more ${dispatch}`, kind: "more", depth: 1, dispatch, connection: "", span: null },
      text: `${more} more inside`,
    });
  }
  return found;

  /**
   * The rows inside a call, depth first, however deep they lie.
   *
   * @param {Span} cause
   * @returns {Generator<Row, void>}
   */
  function* below(cause) {
    const stack = [sent(cause).values()];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const { value: row, done } = top.next();
      if (done) {
        stack.pop();
        continue;
      }
      yield row;
      stack.push((row.span ? sent(row.span) : called(row.dispatch)).values());
    }
  }

  /**
   * @param {Span} cause
   * @returns {Row[]}
   */
  function sent(cause) {
    const sends = inside.get(callKey(cause.dispatch, cause.connection)) ?? [];
    return sends.map(({ dispatch, depth, signal, sender }) => ({
      ...{ key: `send ${dispatch}`, kind: "send", depth, dispatch, connection: "", span: null },
      text: `${name(signal)} from ${sender.label}`,
    }));
  }

  /**
   * @param {number} dispatch
   * @returns {Row[]}
   */
  function called(dispatch) {
    return (calls.get(dispatch) ?? []).map((span) => ({
      ...{ key: callKey(dispatch, span.connection), kind: "call", depth: span.depth, dispatch, span },
      ...{ connection: span.connection, text: name(span.connection) },
    }));
  }
}

/**
 * @param {number} dispatch
 * @param {string} connection
 */
function callKey(dispatch, connection) {
  return `${dispatch} ${connection}`;
}

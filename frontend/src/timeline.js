import { stepText } from "./words.js";
/** @import {CallError, FlowEvent, Sender} from "./types.js" */

/**
 * A moment at which the picture changes.
 *
 * @typedef {object} Step
 * @property {number} index how many events of the recording the picture then shows
 * @property {number} t nanoseconds since the recording began
 * @property {FlowEvent["kind"]} kind
 * @property {boolean} inside it belongs to the dispatch: what comes after its end
 *   (a receiver connected by a later cell) takes no place on the time axis
 * @property {string} text what happened, in words
 *
 * A call as the lanes draw it; `from` and `to` are numbers of steps.
 * @typedef {object} Span
 * @property {number} dispatch
 * @property {string} connection
 * @property {number} depth
 * @property {number} from
 * @property {number | null} to
 * @property {"returned" | "raised" | null} outcome
 * @property {number | null} duration
 * @property {CallError | null} error
 *
 * A nested dispatch.
 * @typedef {object} Send
 * @property {number} dispatch
 * @property {number} parent
 * @property {string} connection that sent it; "" where none is known
 * @property {string} signal
 * @property {Sender} sender
 * @property {number} depth
 *
 * One root dispatch from its start to just before the next one.
 * @typedef {object} Timeline
 * @property {number} first index of its first event
 * @property {Step[]} steps
 * @property {Span[]} spans in order of start
 * @property {Send[]} sends the nested dispatches, in order of start
 * @property {number} t nanoseconds from the beginning of the recording to its start
 * @property {number | null} duration nanoseconds, once it has ended
 * @property {boolean} running its end is still to come
 */

/**
 * The steps and calls of one root dispatch.
 *
 * @param {FlowEvent[]} events of the whole recording
 * @param {number} first index of the root's `dispatch_started`
 * @param {number} end index after its last event: where the next root starts
 * @param {(id: string) => string} name of a signal, or of a connection's receiver
 * @returns {Timeline}
 */
export function timeline(events, first, end, name) {
  const root = events[first];
  /** @type {Map<number, {depth: number, method: string}>} */
  const tree = new Map();
  /** @type {Step[]} */
  const steps = [];
  /** @type {Map<string, Span>} */
  const spans = new Map();
  /** @type {Send[]} */
  const sends = [];
  let duration = /** @type {number | null} */ (null);
  let cut = end < events.length;
  for (let index = first; index < end; ) {
    const event = events[index];
    const after = groupEnd(events, index, end);
    const group = events.slice(index, after);
    index = after;
    cut ||= event.kind === "dropped";
    if (event.kind === "dispatch_started") {
      const above = event.parent === undefined ? undefined : tree.get(event.parent);
      if (event !== root && !above) continue;
      const depth = above ? above.depth + 1 : 0;
      const { dispatch, parent = 0, parent_connection: connection = "", signal } = event;
      tree.set(dispatch, { depth, method: event.method });
      if (above) {
        sends.push({ dispatch, parent, connection, signal, sender: event.sender, depth });
      }
    }
    const own = "dispatch" in event ? tree.get(event.dispatch) : undefined;
    if ("dispatch" in event && !own) continue;
    const step = steps.length;
    steps.push({
      index: after,
      t: event.t,
      kind: event.kind,
      inside: own !== undefined || (duration === null && !cut),
      // Written when it is asked for: of thousands of steps, few are.
      get text() {
        return stepText(group, name, own ? own.method : "send");
      },
    });
    if (event.kind === "receiver_started" && own) {
      spans.set(`${event.dispatch} ${event.connection}`, {
        dispatch: event.dispatch,
        connection: event.connection,
        depth: own.depth,
        from: step,
        to: null,
        outcome: null,
        duration: null,
        error: null,
      });
    } else if (event.kind === "receiver_returned" || event.kind === "receiver_raised") {
      const span = spans.get(`${event.dispatch} ${event.connection}`);
      if (!span) continue;
      span.to = step;
      span.outcome = event.kind === "receiver_raised" ? "raised" : "returned";
      span.duration = event.duration_ns ?? 0;
      span.error = event.kind === "receiver_raised" ? event.error : null;
    } else if (event.kind === "dispatch_ended" && "dispatch" in root && event.dispatch === root.dispatch) {
      duration = event.duration_ns ?? 0;
    }
  }
  const running = duration === null && !cut;
  return { first, steps, spans: [...spans.values()], sends, t: root.t, duration, running };
}

/**
 * Receivers that were passed over are told in one step with what caused it.
 *
 * @param {FlowEvent[]} events
 * @param {number} index
 * @param {number} end
 */
function groupEnd(events, index, end) {
  const { kind } = events[index];
  const joined = kind === "dispatch_started" ? "receiver_skipped" : kind;
  let after = index + 1;
  if (joined !== "receiver_skipped" && joined !== "receiver_not_reached") return after;
  while (after < end && events[after].kind === joined) after += 1;
  return after;
}

/**
 * The last step that the first `index` events of the recording have reached.
 *
 * @param {Timeline} line
 * @param {number} index
 */
export function stepAt(line, index) {
  let step = 0;
  while (step + 1 < line.steps.length && line.steps[step + 1].index <= index) step += 1;
  return step;
}

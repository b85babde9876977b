/** @import {Call, Card, Dispatch} from "./types.js" */

/** So many signals are named in a title; of more it tells how many there are. */
const TITLE = 6;

/**
 * What to call a picture of signals; the same as in `signal_viz/sentence.py`.
 * @param {string[]} signals their names
 */
export function called(signals) {
  return signals.length <= TITLE ? signals.join(", ") : `${signals.length} signals`;
}

/**
 * The one sentence below the picture once something was sent. It holds no
 * duration; the same as `signal_viz/sentence.py`.
 *
 * @param {string} signal name of the signal of `dispatch`
 * @param {Dispatch} dispatch the root dispatch of the picture
 * @param {Dispatch[]} nested the dispatches inside it
 * @param {Call[]} calls all calls in them, in order of start
 * @param {Card[]} cards the connections that are shown
 */
export function sentence(signal, dispatch, nested, calls, cards) {
  if (dispatch.status === "running") return running(signal, dispatch, calls);
  let text = ended(dispatch, calls, cards);
  if (nested.length) {
    text += `, ${count(nested.length, "nested dispatch", "nested dispatches")}`;
  }
  const late = calls.filter((call) => call.end === null);
  if (late.length) text += `; ${are(late, "still running")}`;
  return text;
}

/**
 * The sentence before the first send, or after some that a bounded recording
 * left out.
 *
 * @param {number} dispatches how many were left out
 */
export function gap(dispatches) {
  if (!dispatches) return "waiting for a send";
  const was = dispatches === 1 ? "was" : "were";
  return `${count(dispatches, "dispatch", "dispatches")} ${was} left out here`;
}

/**
 * @param {number} number
 * @param {string} one
 * @param {string} many
 */
export function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

/**
 * @param {string} signal
 * @param {Dispatch} dispatch
 * @param {Call[]} calls
 */
function running(signal, dispatch, calls) {
  const opened = calls.filter((call) => call.end === null);
  const newest = opened.at(-1);
  if (!newest) return `${dispatch.sender.label} sends ${signal}`;
  if (newest.state === "running") return `${newest.receiver} is running`;
  const group = opened.filter(
    (call) => call.state === "awaiting" && call.dispatch === newest.dispatch,
  );
  return are(group, "awaiting");
}

/**
 * @param {Dispatch} dispatch
 * @param {Call[]} calls
 * @param {Card[]} cards
 */
function ended(dispatch, calls, cards) {
  const own = calls.filter((call) => call.dispatch === dispatch.id);
  const raised = own.filter((call) => call.state === "raised");
  if (dispatch.status === "raised") return left(dispatch, raised);
  if (!own.length) return nobody(dispatch, cards);
  let text = `${count(own.length, "receiver", "receivers")} ran`;
  if (raised.length) {
    const them = raised.length === 1 ? "it" : "them";
    text += `, ${raised.length} raised: ${dispatch.method}() caught ${them}`;
  }
  return text;
}

/**
 * @param {Dispatch} dispatch
 * @param {Call[]} raised
 */
function left(dispatch, raised) {
  const type = dispatch.error ? dispatch.error.type : "an exception";
  const end = `left ${dispatch.method}()`;
  if (!raised.length) return `${type} ${end}`;
  if (raised.length > 1) return `${raised.length} receivers raised: ${type} ${end}`;
  const [only] = raised;
  const kind = only.error ? only.error.type : "an exception";
  return `${only.receiver} raised ${kind}: ${kind === type ? "the exception" : type} ${end}`;
}

/**
 * @param {Dispatch} dispatch
 * @param {Card[]} cards
 */
function nobody(dispatch, cards) {
  const others = cards.filter(
    (card) => card.state === "filtered" && card.dispatch === dispatch.id,
  ).length;
  if (!others) return "nobody listened";
  return `no receiver ran: ${others} ${others === 1 ? "listens" : "listen"} to another sender`;
}

/**
 * @param {Call[]} calls
 * @param {string} what
 */
function are(calls, what) {
  if (calls.length === 1) return `${calls[0].receiver} is ${what}`;
  if (calls.length === 2) {
    return `${calls[0].receiver} and ${calls[1].receiver} are ${what}`;
  }
  return `${calls.length} receivers are ${what}`;
}

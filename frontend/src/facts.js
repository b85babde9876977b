import { duration } from "./words.js";
/** @import {Call, Card, Dispatch, State} from "./types.js" */

/**
 * One line of the panel: what it is, which term explains it, what it says.
 * @typedef {{name: string, term: string, text: string}} Fact
 */

const STATES = {
  connected: "connected, not called",
  running: "running",
  awaiting: "awaiting",
  returned: "returned",
  raised: "raised",
  not_reached: "not reached",
  filtered: "not called, hears another sender",
  collected: "collected",
  disconnected: "disconnected",
};
const EXPLAINED = ["raised", "not_reached", "filtered", "collected", "awaiting", "connected", "disconnected"];
const ROBUST = "_robust";

/**
 * The dispatch in which a card was called last, else the one that is shown, if it is
 * of the card's signal.
 *
 * @param {State} state
 * @param {Card} card
 * @returns {Dispatch | null}
 */
export function dispatchOf(state, card) {
  const all = state.dispatch ? [state.dispatch, ...state.nested] : [];
  const own = all.find(({ id }) => id === card.dispatch);
  return own ?? all.find(({ signal }) => signal === card.signal) ?? null;
}

/**
 * What the panel says of a receiver; lines that say nothing have no text.
 *
 * @param {State} state at the end of the dispatch
 * @param {Card} card in it
 * @returns {Fact[]}
 */
export function factsOf(state, card) {
  const dispatch = dispatchOf(state, card);
  const call = state.calls.findLast(
    (item) => item.connection === card.id && item.dispatch === dispatch?.id,
  );
  const { error } = card;
  return [
    fact("in the end", EXPLAINED.includes(card.state) ? card.state : "receiver", STATES[card.state]),
    fact("returned", "returned", call?.response ?? ""),
    fact("error", "raised", error ? [`${error.type}: ${error.message}`, ...error.frames].join("\n") : ""),
    fact("took", "took", call && call.duration_ns !== null ? duration(call.duration_ns) : ""),
    fact("defined in", "receiver", card.where),
    fact("reference", card.weak ? "weak" : "strong", card.weak ? "weak" : "strong"),
    fact("hears", "sender", card.sender === null ? "any sender" : `only ${card.sender}`),
    fact("dispatch_uid", "dispatch_uid", card.dispatch_uid ?? ""),
    fact("kind", card.is_async ? "async" : "sync", card.is_async ? "async" : "sync"),
    fact("sent by", sendTerm(dispatch), dispatch ? sent(dispatch) : ""),
    fact("arguments", "arguments", dispatch ? argumentText(dispatch.arguments) : ""),
    fact("thread", "thread", call ? threadText(call) : ""),
    fact("depth", "depth", dispatch ? String(dispatch.depth) : ""),
    fact("transaction", "transaction", dispatch ? transaction(dispatch) : ""),
  ];
}

/**
 * @param {string} name
 * @param {string} term
 * @param {string} text
 * @returns {Fact}
 */
function fact(name, term, text) {
  return { name, term, text };
}

/** @param {Dispatch | null} dispatch */
function sendTerm(dispatch) {
  const method = dispatch?.method ?? "send";
  if (method.endsWith(ROBUST)) return "robust";
  return method === "send" ? "send" : "asend";
}

/** @param {Dispatch} dispatch */
function sent({ id, sender, method }) {
  return `${sender.label}, by ${method}(), dispatch ${id}`;
}

/** @param {Record<string, string>} named */
function argumentText(named) {
  const all = Object.entries(named).map(([name, text]) => `${name} = ${text}`);
  return all.length ? all.join("\n") : "none";
}

/** @param {Call} call */
function threadText({ thread, task }) {
  return task === null ? thread : `${thread}, ${task}`;
}

/** @param {Dispatch} dispatch */
function transaction({ atomic }) {
  if (atomic === null) return "no database was used";
  return atomic ? "inside a transaction" : "outside any transaction";
}

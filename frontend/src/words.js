import { count } from "./sentence.js";
/** @import {Card, CardState, FlowEvent} from "./types.js" */

/**
 * A duration for people: "640 ns", "53 µs", "4.2 ms", "306 ms", "1.21 s", "2 min 5 s".
 * @param {number} ns nanoseconds
 */
export function duration(ns) {
  if (ns < 999.5) return `${Math.round(ns)} ns`;
  if (ns < 999.5e3) return `${Math.round(ns / 1e3)} µs`;
  if (ns < 9.95e6) return `${(ns / 1e6).toFixed(1)} ms`;
  if (ns < 999.5e6) return `${Math.round(ns / 1e6)} ms`;
  if (ns < 9.995e9) return `${(ns / 1e9).toFixed(2)} s`;
  if (ns < 59.95e9) return `${(ns / 1e9).toFixed(1)} s`;
  const seconds = Math.round(ns / 1e9);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * The muted line of a card, the most telling fact first.
 * @param {Card} card
 */
export function facts(card) {
  const all = [card.where, card.weak ? "weak" : "strong"];
  if (card.sender !== null) all.push(`only ${card.sender}`);
  if (card.is_async) all.push("async");
  if (card.dispatch_uid !== null) all.push(`uid=${card.dispatch_uid}`);
  return all.filter((fact) => fact !== "");
}

/**
 * What a screen reader says of a card: everything that the picture shows.
 * @param {Card} card
 */
export function spoken(card) {
  const all = [card.number === null ? card.receiver : `${card.number}, ${card.receiver}`];
  all.push(outcome(card));
  if (card.where) all.push(`defined in ${card.where}`);
  all.push(card.weak ? "weak reference" : "strong reference");
  all.push(card.sender === null ? "hears any sender" : `hears only ${card.sender}`);
  if (card.dispatch_uid !== null) all.push(`dispatch_uid ${card.dispatch_uid}`);
  if (card.is_async) all.push("async");
  return all.join(", ");
}

/** @param {Card} card */
export function outcome({ state, response, error, duration_ns }) {
  const took = duration_ns === null ? "" : ` after ${duration(duration_ns)}`;
  if (state === "returned" && response !== null) return `returned ${response}${took}`;
  if (state === "raised" && error) return `raised ${error.type}${took}`;
  return (OUTCOMES[state] ?? state) + took;
}

/** @type {Partial<Record<CardState, string>>} */
const OUTCOMES = {
  connected: "connected, not called yet",
  filtered: "not called, it listens to another sender",
  not_reached: "not reached, an earlier receiver raised",
  collected: "collected, its weak reference died",
};

/**
 * What one step of a replay did.
 *
 * @param {FlowEvent[]} events the event of the step, and others of its kind
 * @param {(id: string) => string} name of a signal, or of a connection's receiver
 * @param {string} method of the dispatch
 */
export function stepText([event, ...more], name, method) {
  switch (event.kind) {
    case "dispatch_started":
      return `${event.sender.label} sends ${name(event.signal)}`;
    case "dispatch_ended":
      return event.error ? `${event.error.type} left ${method}()` : `${method}() returned`;
    case "dropped":
      return `${count(event.events, "event", "events")} left out`;
    case "connected":
      return `${event.connection.receiver} connected`;
  }
  const who = more.length ? `${more.length + 1} receivers` : name(event.connection);
  return `${who} ${event.kind === "receiver_raised" ? `raised ${event.error.type}` : DID[event.kind]}`;
}

const DID = {
  receiver_started: "is called",
  receiver_returned: "returned",
  receiver_skipped: "skipped",
  receiver_not_reached: "not reached",
  disconnected: "disconnected",
  collected: "collected",
};

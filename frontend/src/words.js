import { count } from "./sentence.js";
/** @import {Card, FlowEvent} from "./types.js" */

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
function outcome(card) {
  const took = card.duration_ns === null ? "" : ` after ${duration(card.duration_ns)}`;
  switch (card.state) {
    case "connected":
      return "connected, not called yet";
    case "returned":
      return card.response === null ? `returned${took}` : `returned ${card.response}${took}`;
    case "raised":
      return `raised ${card.error ? card.error.type : "an exception"}${took}`;
    case "filtered":
      return "not called, it listens to another sender";
    case "not_reached":
      return "not reached, an earlier receiver raised";
    case "collected":
      return "collected, its weak reference died";
    default:
      return card.state;
  }
}

/**
 * What one step of a replay did.
 *
 * @param {FlowEvent[]} events the event of the step, and those that belong to it
 * @param {(connection: string) => string} receiver
 * @param {(signal: string) => string} signal
 * @param {string} method of the dispatch
 */
export function stepText(events, receiver, signal, method) {
  const [event] = events;
  switch (event.kind) {
    case "dispatch_started":
      return `${event.sender.label} sends ${signal(event.signal)}`;
    case "receiver_skipped":
      return `${group(events, receiver)} skipped`;
    case "receiver_started":
      return `${receiver(event.connection)} is called`;
    case "receiver_returned":
      return `${receiver(event.connection)} returned`;
    case "receiver_raised":
      return `${receiver(event.connection)} raised ${event.error.type}`;
    case "receiver_not_reached":
      return `${group(events, receiver)} not reached`;
    case "dispatch_ended":
      return event.error ? `${event.error.type} left ${method}()` : `${method}() returned`;
    case "connected":
      return `${event.connection.receiver} connected`;
    case "disconnected":
      return `${receiver(event.connection)} disconnected`;
    case "collected":
      return `${receiver(event.connection)} collected`;
    case "dropped":
      return `${count(event.events, "event", "events")} left out`;
  }
}

/**
 * @param {FlowEvent[]} events
 * @param {(connection: string) => string} receiver
 */
function group(events, receiver) {
  const [event] = events;
  if (events.length === 1 && "connection" in event && typeof event.connection === "string") {
    return receiver(event.connection);
  }
  return count(events.length, "receiver", "receivers");
}

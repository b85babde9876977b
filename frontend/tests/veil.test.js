import assert from "node:assert/strict";
import test from "node:test";
import { createPlayback } from "../src/playback.js";
import { asked, options, outcome, veiled } from "../src/predict/veil.js";
import { createStore } from "../src/store.js";
import { Writer, connection } from "./recording.js";

/** @param {Writer} writer */
function storeOf(writer) {
  const store = createStore(() => {});
  store.merge(writer.recording);
  return store;
}

/** Two dispatches of a and b; the second one is stopped by a. */
function two() {
  const writer = new Writer(["a", "b"]).start(1);
  for (const id of ["a", "b"]) {
    writer.add("receiver_started", { dispatch: 1, connection: id });
    writer.add("receiver_returned", { dispatch: 1, connection: id, duration_ns: 1 });
  }
  writer.add("dispatch_ended", { dispatch: 1, duration_ns: 9 });
  writer.start(2).add("receiver_started", { dispatch: 2, connection: "a" });
  const error = { type: "ValueError", message: "", frames: [] };
  writer.add("receiver_raised", { dispatch: 2, connection: "a", error, duration_ns: 1 });
  writer.add("receiver_not_reached", { dispatch: 2, connection: "b" });
  return writer.add("dispatch_ended", { dispatch: 2, duration_ns: 9, error });
}

test("nothing is hidden where nobody is asked", () => {
  const store = storeOf(two());
  assert.equal(veiled(store).tape, store.tape);
});

test("the first dispatch after the question is hidden, with all that follows", () => {
  const store = storeOf(two());
  store.prediction = { after: 5 };
  const shown = veiled(store);
  assert.equal(shown.tape.events.length, 6);
  assert.equal(shown.tape.latest.dispatches, 1);
  assert.equal(shown.tape, shown.tape, "the same tape, as long as nothing has changed");
  store.prediction = { after: -1 };
  assert.equal(shown.tape.events.length, 0);
});

test("what is connected before the dispatch is shown", () => {
  const writer = new Writer(["a"]);
  writer.add("connected", { connection: connection("b"), position: 1 });
  writer.start(1).add("dispatch_ended", { dispatch: 1, duration_ns: 1 });
  const store = storeOf(writer);
  store.prediction = { after: -1 };
  const { latest } = veiled(store).tape;
  assert.deepEqual(latest.connections.map(({ id }) => id), ["a", "b"]);
  assert.equal(latest.dispatch, null);
});

test("an answer lifts the veil", () => {
  const store = storeOf(two());
  store.prediction = { after: -1 };
  const shown = veiled(store);
  store.prediction = { after: -1, answer: { chosen: [], ending: "returned" } };
  assert.equal(shown.tape, store.tape);
});

test("what somebody writes into the veiled store is in the whole one", () => {
  const store = storeOf(two());
  veiled(store).told = 7;
  assert.equal(store.told, 7);
});

test("a view that is lifted can play the dispatch from its start", () => {
  const store = storeOf(two());
  store.prediction = { after: 5 };
  const playback = createPlayback(veiled(store), () => false, () => 0);
  assert.equal(playback.picture().root, 0);
  store.prediction = { after: 5, answer: { chosen: [], ending: "returned" } };
  playback.follow();
  playback.play(asked(store.tape, 5));
  const { root, step, playing, state } = playback.picture();
  assert.deepEqual([root, step, playing, state.dispatch?.status], [1, 0, true, "running"]);
  playback.play(-1);
  assert.equal(playback.picture().root, 1, "what there is not, is not played");
});

test("the outcome is what ran, in order, and how it ended", () => {
  const { tape } = storeOf(two());
  assert.equal(asked(tape, -1), 0);
  assert.equal(asked(tape, 0), 1);
  assert.equal(asked(tape, 99), -1);
  assert.deepEqual(outcome(tape, 0)?.outcome, {
    chosen: ["a", "b"],
    ending: "returned",
    error: null,
    ran: true,
  });
  assert.deepEqual(outcome(tape, 1)?.outcome, {
    chosen: ["a"],
    ending: "raised",
    error: "ValueError",
    ran: true,
  });
  assert.equal(outcome(tape, 0)?.end, 6);
});

test("while it runs there is no outcome", () => {
  const writer = new Writer(["a"]).start(1);
  assert.equal(outcome(storeOf(writer).tape, 0), null);
});

test("receivers of what is sent inside count, those of another thread do not", () => {
  const writer = new Writer(["a", "b", "c"]).start(1);
  writer.add("receiver_started", { dispatch: 1, connection: "a" });
  writer.add("dispatch_started", {
    dispatch: 2,
    signal: "s1",
    sender: { label: "X", kind: "class" },
    method: "send",
    parent: 1,
    parent_connection: "a",
  });
  writer.add("receiver_started", { dispatch: 2, connection: "b" });
  writer.add("receiver_started", { dispatch: 9, connection: "c" });
  writer.add("dispatch_ended", { dispatch: 1, duration_ns: 1 });
  assert.deepEqual(outcome(storeOf(writer).tape, 0)?.outcome.chosen, ["a", "b"]);
});

test("options are the receivers that listen, told apart where names are the same", () => {
  const writer = new Writer(["a", "b"]);
  const twin = { receiver: "receiver_a", where: "notebook:7" };
  writer.add("connected", { connection: connection("c", twin), position: 2 });
  writer.add("collected", { connection: "b" });
  const { tape } = storeOf(writer);
  assert.deepEqual(options(tape, 2), [
    { id: "a", label: "receiver_a (notebook:1)" },
    { id: "c", label: "receiver_a (notebook:7)" },
  ]);
  assert.deepEqual(options(tape, 0), [
    { id: "a", label: "receiver_a" },
    { id: "b", label: "receiver_b" },
  ]);
});

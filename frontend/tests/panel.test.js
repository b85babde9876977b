import assert from "node:assert/strict";
import { test } from "node:test";
import { dispatchOf, factsOf } from "../src/facts.js";
import { firstSpan, spanAt } from "../src/hits.js";
import { GONE, createKernel } from "../src/kernel.js";
import { state } from "../src/replay.js";
import { TERMS } from "../src/terms.js";
import { timeline } from "../src/timeline.js";
import { Writer, connection } from "./recording.js";

/**
 * @param {Writer} writer
 * @param {string} id
 */
function told(writer, id) {
  const now = state(writer.snapshot, writer.events);
  const card = now.connections.find((item) => item.id === id);
  assert.ok(card);
  const facts = factsOf(now, card).filter(({ text }) => text !== "");
  return Object.fromEntries(facts.map(({ name, text }) => [name, text]));
}

test("the panel tells of a call all that the recording knows", () => {
  const writer = new Writer(["c1"]);
  writer.snapshot.connections = [
    connection("c1", { sender: "Order", dispatch_uid: "mail", weak: false }),
  ];
  writer.start(1, {
    method: "send_robust",
    atomic: true,
    arguments: { created: "True", using: "'default'" },
  });
  writer.add("receiver_started", { dispatch: 1, connection: "c1", thread: "worker 1", task: "task 2" });
  writer.add("receiver_returned", { dispatch: 1, connection: "c1", duration_ns: 0 });
  writer.add("dispatch_ended", { dispatch: 1, duration_ns: 9, responses: { c1: "'sent'" } });
  assert.deepEqual(told(writer, "c1"), {
    "in the end": "returned",
    returned: "'sent'",
    took: "0 ns",
    "defined in": "notebook:1",
    reference: "strong",
    hears: "only Order",
    dispatch_uid: "mail",
    kind: "sync",
    "sent by": "Order, by send_robust(), dispatch 1",
    arguments: "created = True\nusing = 'default'",
    thread: "worker 1, task 2",
    depth: "0",
    transaction: "inside a transaction",
  });
});

test("an error is told whole, with where it came from", () => {
  const error = { type: "ValueError", message: "too <b>big</b>", frames: ["a (x:1)", "b (y:2)"] };
  const writer = new Writer(["c1"]).start(1);
  writer.add("receiver_started", { dispatch: 1, connection: "c1" });
  writer.add("receiver_raised", { dispatch: 1, connection: "c1", error, duration_ns: 3 });
  assert.equal(told(writer, "c1").error, "ValueError: too <b>big</b>\na (x:1)\nb (y:2)");
});

test("of a receiver that was never called only what is known is told", () => {
  assert.deepEqual(told(new Writer(["c1"]), "c1"), {
    "in the end": "connected, not called",
    "defined in": "notebook:1",
    reference: "weak",
    hears: "any sender",
    kind: "sync",
  });
});

test("every term that a line can have is explained, for every state and send", () => {
  for (const method of ["send", "send_robust", "asend", "asend_robust"]) {
    const writer = new Writer(["c1", "c2"]).start(1, { method });
    writer.add("receiver_skipped", { dispatch: 1, connection: "c2" }).call(1, "c1").end(1);
    const now = state(writer.snapshot, writer.events);
    for (const card of now.connections) {
      for (const { term } of factsOf(now, card)) assert.ok(TERMS[term]?.text, term);
    }
  }
  for (const { lesson } of Object.values(TERMS)) assert.match(lesson, /^\d\d$/);
});

test("a card belongs to the dispatch that called it, also to a nested one", () => {
  const writer = new Writer(["c1", "c2"]).start(1);
  writer.add("receiver_started", { dispatch: 1, connection: "c1" });
  writer.start(2, { parent: 1, parent_connection: "c1", depth: 1 }).call(2, "c2").end(2);
  const now = state(writer.snapshot, writer.events);
  assert.deepEqual(now.connections.map((card) => dispatchOf(now, card)?.id), [1, 2]);
});

test("a bar is hit on it and a little beside it, and the innermost one first", () => {
  const writer = new Writer(["c1"]).start(1);
  writer.add("receiver_started", { dispatch: 1, connection: "c1" });
  writer.start(2, { parent: 1, parent_connection: "c1", depth: 1 }).call(2, "c1").end(2);
  writer.add("receiver_returned", { dispatch: 1, connection: "c1", duration_ns: 9 }).end(1);
  const { events } = writer;
  const line = timeline(events, 0, events.length, (id) => id);
  const at = line.steps.map((_, place) => place / (line.steps.length - 1));
  const axis = { at, now: 1, length: 100 };
  const depth = (/** @type {number} */ place) => spanAt(line, axis, "c1", place, 0.01)?.depth;
  assert.equal(depth(0.05), undefined);
  assert.equal(depth(at[1] - 0.005), 0);
  assert.equal(depth((at[3] + at[4]) / 2), 1);
  assert.equal(depth((at[5] + at[6]) / 2), 0);
  assert.equal(spanAt(line, axis, "c2", 0.5, 0.01), undefined);
  assert.equal(firstSpan(line, "c1")?.depth, 0);
  assert.equal(firstSpan(null, "c1"), undefined);
});

test("the kernel's answers find their questions, and strangers' answers none", async () => {
  /** @type {any[]} */
  const sent = [];
  const kernel = createKernel((message) => sent.push(message));
  let late = 0;
  const first = kernel.ask({ what: "source" }, () => (late += 1));
  const second = kernel.ask({ what: "offers" }, () => (late += 1));
  assert.notEqual(sent[0].request, sent[1].request);
  kernel.receive({ request: "of another page", text: "x" });
  kernel.receive({ request: sent[1].request, offers: [] });
  kernel.receive({ request: sent[0].request, error: "No source." });
  kernel.receive({ request: sent[0].request, error: "twice" });
  assert.equal((await first).error, "No source.");
  assert.deepEqual((await second).offers, []);
  assert.equal(late, 0);
});

test("who asks is told that it takes long, and that a kernel is gone", async () => {
  const kernel = createKernel(() => {});
  await new Promise((late) => void kernel.ask({ what: "source" }, () => late(null)));
  const gone = createKernel(() => {
    throw new Error("disposed");
  });
  assert.equal((await gone.ask({ what: "source" }, () => {})).error, GONE);
});

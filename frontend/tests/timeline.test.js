import assert from "node:assert/strict";
import { test } from "node:test";
import { axis, roundUp, slowed } from "../src/axis.js";
import { stepAt, timeline } from "../src/timeline.js";
import { Writer, connection } from "./recording.js";

/** @param {Writer} writer */
function lineOf({ events, snapshot }, first = 0, end = events.length) {
  const names = new Map([
    ...snapshot.connections.map((item) => /** @type {const} */ ([item.id, item.receiver])),
    ...snapshot.signals.map((item) => /** @type {const} */ ([item.id, item.name])),
  ]);
  return timeline(events, first, end, (id) => names.get(id) ?? id);
}

const twoCalls = () => new Writer(["c1", "c2"]).start(1).call(1, "c1").call(1, "c2", 3e8).end(1, 3.1e8);

test("every step says what it did", () => {
  assert.deepEqual(
    lineOf(twoCalls()).steps.map((step) => step.text),
    [
      "Order sends post_save",
      "receiver_c1 is called",
      "receiver_c1 returned",
      "receiver_c2 is called",
      "receiver_c2 returned",
      "send() returned",
    ],
  );
});

test("receivers that were passed over belong to the step that passed them over", () => {
  const error = { type: "ValueError", message: "", frames: [] };
  const writer = new Writer(["c1", "c2", "c3", "c4"]).start(1);
  writer.add("receiver_skipped", { dispatch: 1, connection: "c4" });
  writer.add("receiver_started", { dispatch: 1, connection: "c1" });
  writer.add("receiver_raised", { dispatch: 1, connection: "c1", error });
  writer.add("receiver_not_reached", { dispatch: 1, connection: "c2" });
  writer.add("receiver_not_reached", { dispatch: 1, connection: "c3" });
  writer.add("dispatch_ended", { dispatch: 1, error });
  const { steps } = lineOf(writer);
  assert.deepEqual(
    steps.map((step) => [step.index, step.text]),
    [
      [2, "Order sends post_save"],
      [3, "receiver_c1 is called"],
      [4, "receiver_c1 raised ValueError"],
      [6, "2 receivers not reached"],
      [7, "ValueError left send()"],
    ],
  );
});

test("calls know their depth, and those of another tree are left out", () => {
  const writer = new Writer(["c1", "c2"]).start(1);
  writer.add("receiver_started", { dispatch: 1, connection: "c1" });
  writer.start(2, { parent: 1, parent_connection: "c1", depth: 1 }).call(2, "c2").end(2);
  writer.add("receiver_started", { dispatch: 77, connection: "c2" });
  writer.add("receiver_returned", { dispatch: 1, connection: "c1", duration_ns: 50 }).end(1);
  const line = lineOf(writer);
  assert.deepEqual(
    line.spans.map((span) => [span.connection, span.depth, span.outcome]),
    [
      ["c1", 0, "returned"],
      ["c2", 1, "returned"],
    ],
  );
  assert.equal(line.running, false);
});

test("slow motion shows a call for 260 to 1,200 ms, a longer one for longer", () => {
  assert.equal(slowed(0), 260);
  assert.equal(slowed(1000), 260);
  assert.equal(slowed(1e9), 1200);
  assert.equal(slowed(1e12), 1200);
  assert.ok(slowed(4e6) < slowed(3e8));
});

for (const scale of /** @type {const} */ (["slow", "real"])) {
  test(`on the ${scale} axis places never fall, from 0 to 1`, () => {
    const { at, now } = axis(lineOf(twoCalls()), scale, 0, 0);
    assert.equal(at[0], 0);
    assert.equal(now, 1);
    assert.ok(at[at.length - 1] > 0.9 && at[at.length - 1] <= 1);
    at.forEach((place, index) => assert.ok(index === 0 || place >= at[index - 1]));
  });
}

test("the real axis is to scale", () => {
  const line = lineOf(twoCalls());
  const { at } = axis(line, "real", 0, 0);
  const [first, second] = line.spans.map((span) => at[span.to ?? 0] - at[span.from]);
  assert.ok(Math.abs(second / first - 3e8 / 5000) < 1);
});

test("while a receiver runs its bar grows, and room is kept for those that wait", () => {
  const writer = new Writer(["c1", "c2"]).start(1);
  writer.add("receiver_started", { dispatch: 1, connection: "c1" });
  const line = lineOf(writer);
  assert.equal(line.running, true);
  const [early, late] = [1e6, 2e8].map((elapsed) => axis(line, "slow", elapsed, 1));
  assert.ok(early.now < late.now && late.now < 1);
  assert.equal(early.length, late.length);
  assert.ok(axis(line, "slow", 1e6, 5).now < early.now);
});

test("what comes after the end of a dispatch takes no place on its axis", () => {
  const writer = twoCalls();
  writer.add("connected", { connection: connection("c3"), position: 2 }, 60e9);
  const line = lineOf(writer);
  for (const scale of /** @type {const} */ (["slow", "real"])) {
    const { at } = axis(line, scale, 0, 0);
    assert.equal(at[at.length - 1], 1);
    assert.ok(at[4] > 0.5);
  }
  assert.equal(line.steps[6].text, "receiver_c3 connected");
});

test("a dispatch that a bounded recording cuts off does not run for ever", () => {
  const writer = new Writer(["c1"]).start(1);
  writer.add("receiver_started", { dispatch: 1, connection: "c1" });
  writer.add("dropped", { events: 7, dispatches: 2, snapshot: writer.snapshot });
  assert.equal(lineOf(writer).running, false);
});

test("the step of a number of events is the last that they reach", () => {
  const line = lineOf(twoCalls());
  assert.deepEqual([0, 1, 3, 6, 99].map((index) => stepAt(line, index)), [0, 0, 2, 5, 5]);
});

test("a running axis ends at a round number", () => {
  assert.deepEqual([0, 1, 1.1, 3, 7, 120].map(roundUp), [1, 1, 2, 5, 10, 200]);
});

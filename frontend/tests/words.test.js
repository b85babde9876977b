import assert from "node:assert/strict";
import { test } from "node:test";
import { cells, proseWidth, shorten } from "../src/measure.js";
import { state } from "../src/replay.js";
import { duration, facts, spoken } from "../src/words.js";
import { Writer, connection } from "./recording.js";

test("a duration has the unit that people would say", () => {
  const said = /** @type {[number, string][]} */ ([
    [0, "0 ns"],
    [640, "640 ns"],
    [999.7, "1 µs"],
    [53_000, "53 µs"],
    [999_600, "1.0 ms"],
    [4_200_000, "4.2 ms"],
    [9_960_000, "10 ms"],
    [300_000_000, "300 ms"],
    [999_700_000, "1.00 s"],
    [1_210_000_000, "1.21 s"],
    [9_996_000_000, "10.0 s"],
    [59_960_000_000, "1 min 0 s"],
    [125_000_000_000, "2 min 5 s"],
  ]);
  for (const [ns, text] of said) assert.equal(duration(ns), text);
});

/** @param {Parameters<typeof connection>[1]} more */
function card(more) {
  const snapshot = { signals: [{ id: "s1", name: "s" }], connections: [connection("c1", more)] };
  return state(snapshot, []).connections[0];
}

test("the muted line tells the most telling fact first, and only what is known", () => {
  assert.deepEqual(facts(card({})), ["notebook:1", "weak"]);
  assert.deepEqual(
    facts(card({ where: "", weak: false, sender: "Order", is_async: true, dispatch_uid: "mail" })),
    ["strong", "only Order", "async", "uid=mail"],
  );
});

test("a card is spoken in full", () => {
  const writer = new Writer(["c1"]).start(1).call(1, "c1", 4_200_000);
  const before = state(writer.snapshot, []).connections[0];
  const after = state(writer.snapshot, writer.events).connections[0];
  assert.equal(
    spoken(before),
    "1, receiver_c1, connected, not called yet, defined in notebook:1, weak reference, hears any sender",
  );
  assert.match(spoken(after), /^1, receiver_c1, returned after 4.2 ms, /);
});

test("a raised error, a filter and a uid are spoken too", () => {
  const error = { type: "ValueError", message: "", frames: [] };
  const writer = new Writer([]);
  writer.snapshot.connections.push(connection("c1", { sender: "Order", dispatch_uid: "mail" }));
  writer.start(1).add("receiver_started", { dispatch: 1, connection: "c1" });
  writer.add("receiver_raised", { dispatch: 1, connection: "c1", error, duration_ns: 2000 });
  const text = spoken(state(writer.snapshot, writer.events).connections[0]);
  assert.match(text, /raised ValueError after 2 µs/);
  assert.match(text, /hears only Order, dispatch_uid mail/);
});

test("a wide character takes two cells", () => {
  assert.equal(cells("order"), 5);
  assert.equal(cells("注文"), 4);
  assert.equal(cells("📦"), 2);
});

test("a name is shortened in its middle and never exceeds its cells", () => {
  assert.equal(shorten("reserve_stock", 20), "reserve_stock");
  assert.equal(shorten("abcdefghij", 5), "ab…ij");
  for (const name of ["x".repeat(200), "注".repeat(50), "a📦".repeat(40)]) {
    assert.ok(cells(shorten(name, 20)) <= 20);
  }
});

test("a proportional text is measured by its characters", () => {
  assert.equal(proseWidth("", 11), 0);
  assert.ok(proseWidth("iii", 11) < proseWidth("MMM", 11));
});

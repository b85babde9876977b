import assert from "node:assert/strict";
import { test } from "node:test";
import { BEAT, advance } from "../src/stagger.js";
import { Writer } from "./recording.js";

const fast = () => new Writer(["c1", "c2", "c3"]).start(1).call(1, "c1").call(1, "c2").call(1, "c3").end(1);

test("fast receivers are shown one after the other", () => {
  const { events } = fast();
  const seen = [];
  let shown = 0;
  for (;;) {
    const { to, wait } = advance(events, shown, false);
    seen.push([to, wait]);
    if (!wait) break;
    shown = to;
  }
  assert.deepEqual(seen, [
    [2, BEAT],
    [4, BEAT],
    [6, BEAT],
    [8, 0],
  ]);
});

test("a receiver that really runs is never kept waiting", () => {
  const { events } = fast();
  assert.deepEqual(advance(events, 0, true), { to: events.length, wait: 0 });
});

test("the picture never falls more than about a second behind", () => {
  const writer = new Writer(["c1"]).start(1);
  for (let i = 0; i < 18; i += 1) writer.call(1, "c1");
  let behind = 0;
  let shown = 0;
  for (let wait = 1; wait; ) {
    const next = advance(writer.events, shown, false);
    ({ to: shown, wait } = next);
    behind += wait;
  }
  assert.ok(behind <= 1300, `${behind} ms`);
});

test("too many events are not told one by one", () => {
  const writer = new Writer(["c1"]);
  for (let n = 1; n <= 1000; n += 1) writer.start(n).call(n, "c1").end(n);
  assert.deepEqual(advance(writer.events, 0, false), { to: 4000, wait: 0 });
});

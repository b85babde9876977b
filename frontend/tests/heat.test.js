import assert from "node:assert/strict";
import { test } from "node:test";
import { cellPaths } from "../src/cells.js";
import { busy, heat, strip } from "../src/heat.js";

/**
 * @param {number} from
 * @param {number | null} to
 * @param {"returned" | "raised" | null} outcome
 * @param {number} duration
 */
const span = (from, to, outcome = "returned", duration = 1) =>
  ({ dispatch: 1, connection: "c1", depth: 0, from, to, outcome, duration, error: null });

test("calls next to each other are one part of the lane", () => {
  const axis = { at: [0, 0.25, 0.25, 0.5, 0.75, 1], now: 1, length: 1 };
  const runs = heat([span(0, 1), span(2, 3), span(4, 5)], axis);
  assert.deepEqual(runs, [
    { from: 0, to: 0.5, state: "returned" },
    { from: 0.75, to: 1, state: "returned" },
  ]);
});

test("among a thousand calls the one that raised is seen", () => {
  const at = Array.from({ length: 1001 }, (_, place) => place / 1000);
  const calls = at.slice(1).map((_, place) => span(place, place + 1, place === 500 ? "raised" : "returned"));
  const runs = heat(calls, { at, now: 1, length: 1 });
  assert.deepEqual(runs.map(({ state }) => state), ["returned", "raised", "returned"]);
});

test("a call that is running fills its lane to the end", () => {
  const [run] = heat([span(1, null, null)], { at: [0, 0.5], now: 0.6, length: 1 });
  assert.deepEqual(run, { from: 0.5, to: 1, state: "running" });
});

test("time in which calls overlap counts once", () => {
  const steps = [{ t: 0 }, { t: 0 }, { t: 80 }, { t: 100 }, { t: 150 }];
  assert.equal(busy([span(0, 3, "returned", 100), span(1, 2, "returned", 80)], steps), 100);
  assert.equal(busy([span(0, 2, "returned", 80), span(3, 4, "returned", 20)], steps), 100);
});

test("a few dispatches have a column each, as high as they took long", () => {
  const columns = strip([{ raised: false, ns: 1000 }, { raised: true, ns: 1 }, null], 120);
  assert.deepEqual(columns.map(({ state }) => state), ["returned", "raised", "running"]);
  assert.equal(columns[0].height, 1);
  assert.equal(columns[1].height, 0.25);
});

test("ten thousand dispatches share 120 columns, which lead to what raised", () => {
  const ends = Array.from({ length: 10_000 }, (_, root) => ({ raised: root === 5_005, ns: 1000 }));
  const columns = strip(ends, 120);
  assert.ok(columns.length <= 120);
  assert.equal(columns[0].from, 0);
  columns.forEach(({ from }, place) => assert.equal(from, place ? columns[place - 1].to : 0));
  assert.equal(columns.at(-1)?.to, 10_000);
  const raised = columns.filter(({ state }) => state === "raised");
  assert.deepEqual(raised.map(({ first }) => first), [5_005]);
});

test("cells stand in rows, each with the sign of its state", () => {
  const states = /** @type {const} */ (["returned", "raised", "running", "returned"]);
  const paths = cellPaths(states.map((state) => ({ state })), 10, 3);
  assert.deepEqual([...paths.keys()], ["returned", "raised", "running"]);
  assert.equal(paths.get("returned")?.frames, "M1 1h8v8h-8zM1 11h8v8h-8z");
  assert.match(paths.get("running")?.signs ?? "", /^M20 0m2.8 5a2.2 2.2 0 1 0 4.4 0a2.2/);
});

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { arrange } from "../src/arrange.js";
import { graph, nameRoom } from "../src/graph.js";
import { arrow, write } from "../src/paths.js";
import { state } from "../src/replay.js";
import { Writer } from "./recording.js";

const folder = new URL("../../tests/fixtures/state/", import.meta.url);
const states = readdirSync(folder).flatMap((name) => {
  const file = JSON.parse(readFileSync(new URL(name, folder), "utf8"));
  return file.states.map((/** @type {any} */ item) => [`${name} ${item.after}`, item.state]);
});

/**
 * @param {any} shown
 * @param {number} width
 */
const fit = (shown, width) => arrange(graph(shown), undefined, width, [nameRoom(shown.connections), 400], null);

for (const width of [326, 660, 1060]) {
  test(`at ${width} px nothing overlaps and nothing sticks out`, () => {
    for (const [name, shown] of states) {
      const { nodes, lanes, wide, edges } = fit(shown, width);
      const boxes = Object.values(nodes);
      boxes.forEach((a, i) => {
        assert.ok(a.x >= 0 && a.x + a.w <= width + 0.5, `${name}: ${JSON.stringify(a)}`);
        for (const b of boxes.slice(i + 1)) {
          const apart =
            a.x + a.w <= b.x + 0.5 || b.x + b.w <= a.x + 0.5 || a.y + a.h <= b.y || b.y + b.h <= a.y;
          assert.ok(apart, `${name}: ${JSON.stringify([a, b])}`);
        }
      });
      assert.ok(lanes.x + lanes.w <= width + 0.5, name);
      if (wide) for (const box of boxes) assert.ok(box.x + box.w <= lanes.x, name);
      for (const { curve } of edges(nodes)) assert.ok(curve.every(Number.isFinite), name);
    }
  });
}

test("on a narrow page the lanes stand below their cards", () => {
  const shown = state(new Writer(["c1", "c2"]).snapshot, []);
  const { wide, nodes, lane } = fit(shown, 326);
  assert.equal(wide, false);
  assert.ok(lane(nodes.c1) >= nodes.c1.y + nodes.c1.h);
  assert.ok(nodes.c2.y >= lane(nodes.c1) + 20);
});

/**
 * Points on a curve.
 * @param {number[]} curve
 */
function points(curve) {
  const found = [];
  for (let at = 0; at + 7 < curve.length; at += 6) {
    const [x0, y0, x1, y1, x2, y2, x3, y3] = curve.slice(at, at + 8);
    for (let t = 0; t <= 1; t += 0.1) {
      const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
      found.push([a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3]);
    }
  }
  return found;
}

test("on a narrow page no edge runs behind a signal that is not its own", () => {
  let several = 0;
  for (const [name, shown] of states) {
    const { nodes, edges } = fit(shown, 326);
    const signals = Object.entries(nodes).filter(([id]) => id.startsWith("signal:"));
    several += Number(signals.length > 1);
    for (const { from, to, curve } of edges(nodes)) {
      for (const [id, { x, y, w, h }] of signals) {
        if (id === from || id === to) continue;
        for (const [px, py] of points(curve)) {
          assert.ok(px < x || px > x + w || py < y || py > y + h, `${name}: ${from} to ${to} behind ${id}`);
          assert.ok(px >= 0 && px <= 326, `${name}: ${from} to ${to} sticks out`);
        }
      }
    }
  }
  assert.ok(several > 10);
});

test("Python's layout says in which row each node stands", () => {
  const shown = state(new Writer(["c1", "c2"]).snapshot, []);
  const box = { x: 0, w: 100, h: 44 };
  const layout = {
    key: "",
    width: 500,
    height: 300,
    edges: {},
    nodes: { c1: { ...box, y: 200 }, c2: { ...box, y: 100 } },
  };
  const { nodes } = arrange(graph(shown), layout, 900, [100, 400], null);
  assert.ok(nodes.c1.y > nodes.c2.y);
});

test("in a picture that scrolls the signal stays where it is seen", () => {
  const shown = state(new Writer(Array.from({ length: 100 }, (_, i) => `c${i}`)).snapshot, []);
  const middle = 4000;
  const { nodes } = arrange(graph(shown), undefined, 660, [200, 400], middle);
  assert.ok(Math.abs(nodes["signal:s1"].y + 24 - middle) < 4);
});

test("an edge is written as one path, and its head ends where it does", () => {
  assert.equal(write([0, 1, 2, 3, 4, 5, 6.06, 7]), "M0 1C2 3 4 5 6.1 7");
  assert.match(arrow([0, 0, 0, 0, 10, 0, 20, 0], 7), /^M20 0 13 3.5 13 -3.5Z$/);
});

test("facts have room where the page is wide, and lanes and names come first", () => {
  const shown = state(new Writer(["c1"]).snapshot, []);
  const at = (/** @type {number} */ width) => {
    const { card, lanes } = arrange(graph(shown), undefined, width, [200, 480], null);
    return { card, lanes: lanes.w };
  };
  assert.ok(at(1300).card >= 480 && at(1300).lanes >= 240);
  assert.ok(at(900).card < 480 && at(900).lanes >= 200);
  assert.ok(at(640).card >= 180 && at(640).lanes >= 128);
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { columns } from "../src/columns.js";
import { nest } from "../src/nest.js";
import { createTape } from "../src/tape.js";
import { timeline } from "../src/timeline.js";
import { Writer } from "./recording.js";

/** @param {Writer} writer */
const rows = ({ events }) => {
  const line = timeline(events, 0, events.length, (id) => id);
  return nest(line, (id) => id);
};
const fixtures = new URL("../../tests/fixtures/", import.meta.url);
/** @param {string} name */
const read = (name) => JSON.parse(readFileSync(new URL(name, fixtures), "utf8"));
for (const [name, wanted] of Object.entries(read("nest.json"))) {
  test(`${name}: the same rows as in Python`, () => {
    const { snapshot, events } = read(`state/${name}.json`);
    const tape = createTape(snapshot, events);
    const nameOf = (/** @type {string} */ id) => tape.names.get(id) ?? id;
    const root = tape.roots.at(-1);
    const line = root === undefined ? null : timeline(events, root, events.length, nameOf);
    const found = [...nest(line, nameOf)].map(([card, own]) => [
      card,
      own.map(({ kind, depth, text }) => [kind, depth, text]),
    ]);
    assert.deepEqual(Object.fromEntries(found), wanted);
  });
}

/** @param {{depth: number, text: string}} row */
const indented = ({ depth, text }) => `${" ".repeat(depth - 1)}${text}`;

test("without nested dispatches no card has rows", () => {
  assert.equal(rows(new Writer(["c1"]).start(1).call(1, "c1").end(1)).size, 0);
});

test("a nested dispatch opens inside the receiver that caused it, to any depth", () => {
  const writer = new Writer(["c1", "c2"]).start(1).call(1, "c2");
  writer.add("receiver_started", { dispatch: 1, connection: "c1" });
  writer.start(2, { parent: 1, parent_connection: "c1" });
  writer.add("receiver_started", { dispatch: 2, connection: "c2" });
  writer.start(3, { parent: 2, parent_connection: "c2" }).call(3, "c1");
  const found = rows(writer);
  assert.deepEqual([...found.keys()], ["c1"]);
  assert.deepEqual(found.get("c1")?.map(indented), ["s1 from Order", "c2", " s1 from Order", " c1"]);
});

test("many nested dispatches are counted", () => {
  const writer = new Writer(["c1", "c2"]).start(1);
  writer.add("receiver_started", { dispatch: 1, connection: "c1" });
  for (let inner = 2; inner < 102; inner += 1) {
    writer.start(inner, { parent: 1, parent_connection: "c1" }).call(inner, "c2").end(inner);
  }
  const found = rows(writer).get("c1") ?? [];
  assert.equal(found.length, 6);
  assert.equal(found[5].text, "195 more inside");
});

test("what a folded receiver sent is told in its group, and by whom", () => {
  const writer = new Writer(["c1", "c2"]).start(1);
  for (const [inner, parent_connection] of /** @type {[number, string][]} */ ([[2, "c1"], [3, "c2"]])) {
    writer.add("receiver_started", { dispatch: 1, connection: parent_connection });
    writer.start(inner, { parent: 1, parent_connection }).end(inner);
    writer.add("receiver_returned", { dispatch: 1, connection: parent_connection });
  }
  const line = timeline(writer.events, 0, writer.events.length, (id) => id);
  const folded = nest(line, (id) => id, () => "fold");
  assert.deepEqual([...folded.keys()], ["fold"]);
  assert.deepEqual(folded.get("fold")?.map(({ text }) => text), ["c1: s1 from Order", "c2: s1 from Order"]);
  assert.equal(nest(line, (id) => id, () => undefined).size, 0);
});

/** @param {string} id @param {number} height */
const node = (id, height) => ({ id, width: 100, height });

test("each signal stands in the middle of what it calls", () => {
  const { tops } = columns(
    {
      senders: [node("sender:a", 44)],
      signals: [node("one", 48), node("two", 48), node("three", 48)],
      cards: [node("a", 44), node("b", 200), node("c", 44)],
      sends: [["sender:a", "one"], ["sender:a", "two"]],
      calls: [["one", "a"], ["one", "b"], ["three", "c"]],
      ...{ nested: [], together: [] },
    },
    null,
  );
  const middle = (/** @type {string} */ id, /** @type {number} */ height) => tops[id] + height / 2;
  // Of a tall card the first lines count.
  assert.equal(middle("one", 48), (middle("a", 44) + tops.b + 22) / 2);
  assert.equal(middle("three", 48), middle("c", 44));
  assert.equal(middle("sender:a", 44), (middle("one", 48) + middle("two", 48)) / 2);
  // The signal without receivers has a row of its own.
  assert.ok(tops.two > tops.b + 200);
  assert.ok(tops.c > tops.two + 48);
});

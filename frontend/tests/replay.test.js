import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { graph, structureKey } from "../src/graph.js";
import { createReplay, state } from "../src/replay.js";

const folder = new URL("../../tests/fixtures/state/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));

test("there are recordings to be compared by", () => {
  assert.ok(files.length >= 10, `${files.length} files in ${folder.pathname}`);
});

for (const name of files) {
  const { snapshot, events, states } = JSON.parse(readFileSync(new URL(name, folder), "utf8"));
  for (const expected of states) {
    test(`${name}: after ${expected.after} events the state is that of Python`, () => {
      assert.deepEqual(state(snapshot, events.slice(0, expected.after)), expected.state);
    });
    test(`${name}: after ${expected.after} events the layout is found under Python's key`, () => {
      assert.equal(structureKey(graph(expected.state)), expected.key);
    });
  }
  test(`${name}: a replay that goes on shows what one from the start shows`, () => {
    const replay = createReplay(snapshot);
    for (let index = 0; index < events.length; index += 1) {
      replay.step(events[index]);
      assert.deepEqual(replay.state(), state(snapshot, events.slice(0, index + 1)));
    }
  });
}

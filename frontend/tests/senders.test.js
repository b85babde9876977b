import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { arrange } from "../src/arrange.js";
import { graph, nameRoom } from "../src/graph.js";
import { nest } from "../src/nest.js";
import { state as stateOf } from "../src/replay.js";
import { cast, foldSenders } from "../src/senders.js";
import { timeline } from "../src/timeline.js";
import { Writer, connection } from "./recording.js";

const { casts } = JSON.parse(
  readFileSync(new URL("../../tests/fixtures/fold.json", import.meta.url), "utf8"),
);

for (const { name, state, shown } of casts) {
  test(`${name}: the same as in Python`, () => {
    const tree = state.dispatch ? [state.dispatch, ...state.nested] : [];
    const list = (/** @type {any} */ item) =>
      "senders" in item ? { ...item, senders: item.senders.map((/** @type {any} */ one) => one.id) } : item.id;
    assert.deepEqual(foldSenders(state.senders, tree, new Set()).map(list), shown);
    assert.deepEqual(cast(state).senders.map(list), shown);
  });
}

test("an edge leads from a group of senders to each signal that one of them sends", () => {
  const { state } = casts.find((/** @type {any} */ item) => item.name.startsWith("two send"));
  const closed = cast(state);
  assert.deepEqual(closed.sends, [["senders:model", "signal:s1"], ["senders:model", "signal:s2"]]);
  assert.equal(closed.holder.get("sender:Sender3"), "senders:model");
  const opened = cast(state, null, new Set(["senders:model"]));
  assert.equal(opened.senders.length, 1 + state.senders.length);
  assert.equal(opened.holder.get("sender:Sender3"), "sender:Sender3");
  assert.deepEqual(opened.sends.at(-1), ["sender:Sender2", "signal:s2"]);
});

/** A receiver of the first signal sends the second one, in the name of somebody else. */
function nested() {
  const writer = new Writer(["c1", "c2"]);
  writer.snapshot.signals.push({ id: "s2", name: "order_paid" });
  writer.snapshot.connections.push(connection("c3", { signal: "s2" }));
  const sender = { label: "TheInvoiceOfSomebodyElse", kind: "model" };
  writer.start(1).add("receiver_started", { dispatch: 1, connection: "c2" });
  writer.start(2, { signal: "s2", sender, parent: 1, parent_connection: "c2" }).call(2, "c3").end(2);
  return writer.add("receiver_returned", { dispatch: 1, connection: "c2" }).end(1);
}

test("who sends only later in the dispatch is there from its start", () => {
  const { snapshot, events } = nested();
  const state = stateOf(snapshot, events.slice(0, 1));
  const line = timeline(events, 0, events.length, String);
  const { senders, sends } = cast(state, line);
  assert.deepEqual(cast(state).senders.map(({ id }) => id), ["sender:Order", "sender:"]);
  assert.deepEqual(senders.map(({ label, active }) => [label, active]), [
    ["Order", true],
    ["TheInvoiceOfSomebodyElse", false],
  ]);
  assert.deepEqual(cast(stateOf(snapshot, events), line).sends, sends);
});

for (const width of [340, 700, 1100]) {
  test(`at ${width} px nothing moves while a dispatch with several signals is replayed`, () => {
    const { snapshot, events } = nested();
    const line = timeline(events, 0, events.length, String);
    const rows = nest(line, String);
    const places = line.steps.map(({ index }) => {
      const state = stateOf(snapshot, events.slice(0, index));
      const shown = state.connections;
      const structure = graph(state, shown, rows, cast(state, line));
      return arrange(structure, undefined, width, [nameRoom(shown), 400], null).nodes;
    });
    assert.ok(places.length > 4);
    for (const place of places) assert.deepEqual(place, places[0]);
  });
}

test("a column that was wide once stays so: what is right of it does not move", () => {
  const { snapshot, events } = nested();
  const [last, first] = [events.length, 0].map((index) => graph(stateOf(snapshot, events.slice(0, index))));
  const wide = arrange(last, undefined, 900, [100, 400], null);
  const after = arrange(first, undefined, 900, [100, 400], null, wide.columns);
  for (const id of ["signal:s1", "signal:s2"]) assert.equal(after.nodes[id].x, wide.nodes[id].x);
});

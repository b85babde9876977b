import assert from "node:assert/strict";
import { test } from "node:test";
import { counted } from "../src/counts.js";
import { createTape, shortened } from "../src/tape.js";
import { Writer } from "./recording.js";

function three() {
  const writer = new Writer(["c1", "c2"]);
  for (const dispatch of [1, 2, 3]) {
    writer.start(dispatch).call(dispatch, "c1");
    const call = { dispatch, connection: "c2" };
    if (dispatch > 1) writer.add("receiver_started", call);
    if (dispatch > 2) writer.add("receiver_raised", { ...call, error: { type: "ValueError", message: "", frames: [] } });
    else if (dispatch > 1) writer.add("receiver_returned", call);
    writer.end(dispatch);
  }
  return createTape(writer.snapshot, writer.events);
}
const [one, two] = [{ id: "c1" }, { id: "c2" }];

test("calls are counted over all dispatches up to the moment that is shown", () => {
  const tape = three();
  const all = tape.events.length;
  assert.equal(counted(tape, all, [one]), "3 calls");
  assert.equal(counted(tape, all, [two]), "2 calls, 1 raised");
  assert.equal(counted(tape, all, [one, two]), "5 calls, 1 raised");
  assert.equal(counted(tape, tape.roots[2], [one]), "2 calls");
  assert.equal(counted(tape, tape.roots[2], [two]), "1 call");
  assert.equal(counted(tape, 1, [one]), "");
});

test("what was let go is not counted any more", () => {
  const tape = shortened(three(), 12);
  assert.equal(counted(tape, tape.events.length, [one]), "1 call");
});

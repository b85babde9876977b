import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createStore } from "../src/store.js";
import { createTape, shortened } from "../src/tape.js";
import { Writer } from "./recording.js";

/** @type {ReturnType<typeof createStore>} */
let store;
/** @type {Writer} */
let writer;
let asked = 0;

beforeEach(() => {
  asked = 0;
  store = createStore(() => (asked += 1));
  writer = new Writer(["c1", "c2"]).start(1).call(1, "c1").call(1, "c2").end(1);
});

const numbers = () => store.tape.events.map((event) => event.seq);

test("messages continue the recording of the traits", () => {
  const { recording } = writer;
  store.merge({ ...recording, events: recording.events.slice(0, 2) });
  store.append(writer.events.slice(2), {});
  assert.deepEqual(numbers(), [0, 1, 2, 3, 4, 5]);
  assert.equal(store.tape.latest.sentence, "2 receivers ran");
  assert.equal(asked, 0);
});

test("events that are known already are ignored", () => {
  store.merge(writer.recording);
  store.append(writer.events.slice(0, 4), {});
  store.merge(writer.recording);
  assert.deepEqual(numbers(), [0, 1, 2, 3, 4, 5]);
});

test("an older recording takes nothing away", () => {
  const { recording } = writer;
  store.merge(recording);
  store.merge({ ...recording, events: recording.events.slice(0, 3) });
  assert.equal(store.tape.events.length, 6);
});

test("after a gap the view goes on, asks once, and is put right by the answer", () => {
  store.merge({ ...writer.recording, events: writer.events.slice(0, 2) });
  store.append(writer.events.slice(4, 5), {});
  assert.equal(asked, 1);
  store.append(writer.events.slice(5), {});
  assert.equal(asked, 1);
  assert.deepEqual(numbers(), [0, 1, 4, 5]);
  store.merge({ ...writer.recording, events: writer.events.slice(0, 5) });
  assert.deepEqual(numbers(), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(
    store.tape.latest.connections.map((card) => card.state),
    ["returned", "returned"],
  );
});

test("where Python left events out, nothing is asked for", () => {
  store.merge(writer.recording);
  const { snapshot } = writer;
  const dropped = /** @type {any} */ ({ kind: "dropped", seq: 50, t: 1, events: 44, dispatches: 11, snapshot });
  store.append([dropped], {});
  store.append([{ ...writer.events[0], seq: 90 }], {});
  assert.equal(asked, 0);
});

test("a recording that begins after what is known replaces it", () => {
  store.merge(writer.recording);
  const events = writer.events.map((event) => ({ ...event, seq: event.seq + 100 }));
  store.merge({ ...writer.recording, events, dropped: 94 });
  assert.equal(store.tape.events[0].seq, 100);
  assert.equal(store.dropped, 94);
});

test("a recording of a later form is refused with a reason", () => {
  store.change(() => store.merge({ ...writer.recording, schema: 2 }));
  assert.match(String(store.failure), /form 2/);
  store.change(() => store.merge(writer.recording));
  assert.equal(store.failure, null);
});

test("views are told of every change until they leave", () => {
  let told = 0;
  const stop = store.subscribe(() => (told += 1));
  store.change(() => store.append(writer.events, {}));
  stop();
  store.change(() => (store.closed = "closed"));
  assert.equal(told, 1);
});

test("the oldest dispatches are let go, and the rest shows the same", () => {
  const long = new Writer(["c1"]);
  for (let n = 1; n <= 100; n += 1) long.start(n).call(n, "c1").end(n);
  const whole = createTape(long.snapshot, long.events);
  const short = shortened(whole, 100);
  assert.equal(shortened(whole, 400), whole);
  assert.equal(short.events.length, 48);
  assert.equal(short.roots[0], 0);
  assert.deepEqual(short.latest.connections, whole.latest.connections);
  assert.equal(short.last, whole.last);
});

test("a hundred thousand events stay bounded", () => {
  store.merge({ ...writer.recording, events: [] });
  const long = new Writer(["c1"]);
  for (let n = 1; n <= 25_000; n += 1) long.start(n).call(n, "c1").end(n);
  for (let i = 0; i < long.events.length; i += 5000) store.append(long.events.slice(i, i + 5000), {});
  assert.ok(store.tape.events.length <= 20_000);
  assert.equal(store.dropped + store.tape.events.length, 100_000);
});

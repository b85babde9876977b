import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createPlayback } from "../src/playback.js";
import { createStore } from "../src/store.js";
import { Writer, connection } from "./recording.js";

/** @type {ReturnType<typeof createStore>} */
let store;
/** @type {ReturnType<typeof createPlayback>} */
let playback;
/** @type {Writer} */
let writer;

beforeEach(() => {
  writer = new Writer(["c1", "c2"]);
  writer.start(1).call(1, "c1").call(1, "c2").end(1);
  writer.start(2).call(2, "c1").call(2, "c2").end(2);
  store = createStore(() => {});
  store.merge(writer.recording);
  playback = createPlayback(store, () => false, () => performance.now());
});

/** @returns {[number, number, boolean]} dispatch, step, live */
const here = () => {
  const { root, step, live } = playback.picture();
  return [root, step, live];
};
const states = () => playback.picture().state.connections.map((card) => card.state);

test("it begins live, at the end", () => {
  assert.deepEqual(here(), [1, 5, true]);
  assert.equal(playback.picture().place, 1);
});

test("a step back is a replay, a step forward to the end is live again", () => {
  playback.move(-1);
  playback.move(-1);
  assert.deepEqual(here(), [1, 3, false]);
  assert.deepEqual(states(), ["returned", "running"]);
  playback.move(1);
  playback.move(1);
  assert.deepEqual(here(), [1, 5, true]);
});

test("before the first step comes the end of the dispatch before", () => {
  playback.first();
  assert.deepEqual(here(), [1, 0, false]);
  assert.deepEqual(states(), ["connected", "connected"]);
  playback.move(-1);
  assert.deepEqual(here(), [0, 5, false]);
  playback.move(1);
  assert.deepEqual(here(), [1, 0, false]);
});

test("nothing lies before the first step of all, or after the last", () => {
  playback.move(1);
  assert.deepEqual(here(), [1, 5, true]);
  playback.leap(-1);
  playback.first();
  playback.move(-1);
  assert.deepEqual(here(), [0, 0, false]);
});

test("a place on the axis is the step that has happened there", () => {
  const { axis: laid } = playback.picture();
  assert.ok(laid);
  playback.seek((laid.at[1] + laid.at[2]) / 2);
  assert.deepEqual(here(), [1, 1, false]);
  assert.deepEqual(states(), ["running", "connected"]);
  playback.seek(0);
  assert.deepEqual(here(), [1, 0, false]);
  playback.seek(1);
  assert.equal(here()[2], true);
});

test("playing goes through every step and ends live", () => {
  playback.toggle();
  const seen = new Set();
  for (let i = 0; i < 1000 && playback.picture().playing; i += 1) {
    seen.add(playback.picture().step);
    playback.tick(16);
  }
  assert.deepEqual([...seen].slice(0, 5), [0, 1, 2, 3, 4]);
  assert.deepEqual(here(), [1, 5, true]);
});

test("twice the speed takes half the time", () => {
  const times = [1, 2].map((speed) => {
    playback.setSpeed(speed);
    playback.toggle();
    let passed = 0;
    for (; playback.picture().playing; passed += 4) playback.tick(4);
    return passed;
  });
  assert.ok(Math.abs(times[0] / times[1] - 2) < 0.1, times.join());
});

test("a pause keeps the place, and playing goes on from there", () => {
  playback.toggle();
  playback.tick(200);
  const { place } = playback.picture();
  playback.toggle();
  assert.deepEqual([playback.picture().playing, playback.picture().place], [false, place]);
  playback.toggle();
  assert.deepEqual([playback.picture().playing, playback.picture().place], [true, place]);
});

test("fast receivers of a new dispatch are shown one after the other", () => {
  writer.start(3).call(3, "c1").call(3, "c2").end(3);
  store.append(writer.events, {});
  const seen = [];
  for (let wait = 1; wait; ) {
    wait = playback.follow();
    seen.push(states().join());
  }
  assert.deepEqual(seen, ["running,connected", "returned,running", "returned,returned"]);
});

test("a receiver that is running now is shown at once", () => {
  writer.start(3).call(3, "c1").add("receiver_started", { dispatch: 3, connection: "c2" });
  store.append(writer.events, {});
  assert.equal(playback.follow(), 0);
  assert.deepEqual(states(), ["returned", "running"]);
});

test("a new dispatch brings a paused view back to what happens now", () => {
  playback.first();
  writer.start(3).add("receiver_started", { dispatch: 3, connection: "c1" });
  store.append(writer.events, {});
  playback.follow();
  assert.deepEqual(here(), [2, 1, true]);
});

test("what is connected later does not end a replay", () => {
  playback.first();
  writer.add("connected", { connection: connection("c3"), position: 2 });
  store.append(writer.events, {});
  playback.follow();
  assert.deepEqual(here(), [1, 0, false]);
  playback.last();
  assert.equal(states().length, 3);
});

test("where nothing should move, everything is shown at once", () => {
  const still = createPlayback(store, () => true, () => 0);
  writer.start(3).call(3, "c1").call(3, "c2").end(3);
  store.append(writer.events, {});
  assert.equal(still.follow(), 0);
  assert.equal(still.picture().index, writer.events.length);
});

test("before the first send there is nothing to play", () => {
  const empty = createStore(() => {});
  empty.merge(new Writer(["c1"]).recording);
  const view = createPlayback(empty, () => false, () => 0);
  for (const go of [view.toggle, view.first, view.last, () => view.move(-1), () => view.seek(0.5)]) go();
  const { live, line, state } = view.picture();
  assert.deepEqual([live, line, state.sentence], [true, null, "waiting for a send"]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { badge } from "../src/badge.js";
import { action } from "../src/keys.js";
import { createPlayback } from "../src/playback.js";
import { createStore } from "../src/store.js";
import { Writer } from "./recording.js";

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test("arrows, Home, End and Space drive the replay", () => {
  const wanted = { ArrowLeft: "back", ArrowRight: "forward", Home: "first", End: "last", " ": "toggle" };
  for (const [key, what] of Object.entries(wanted)) {
    assert.equal(action({ ...plain, key }, "LI"), what);
  }
});

test("keys of the notebook and of the browser are left alone", () => {
  assert.equal(action({ ...plain, key: "d" }, "LI"), undefined);
  assert.equal(action({ ...plain, key: "Enter", shiftKey: true }, "LI"), undefined);
  assert.equal(action({ ...plain, key: "ArrowLeft", altKey: true }, "LI"), undefined);
});

test("a button and a list of choices keep the keys that they need", () => {
  assert.equal(action({ ...plain, key: " " }, "BUTTON"), "native");
  assert.equal(action({ ...plain, key: "ArrowLeft" }, "BUTTON"), "back");
  assert.equal(action({ ...plain, key: "ArrowDown" }, "SELECT"), "native");
  assert.equal(action({ ...plain, key: "ArrowLeft" }, "INPUT"), "back");
});

test("the badge says where in time the picture stands", () => {
  const writer = new Writer(["c1"]).start(1);
  writer.add("receiver_started", { dispatch: 1, connection: "c1" });
  const store = createStore(() => {});
  store.merge(writer.recording);
  const playback = createPlayback(store, () => false, () => 0);
  assert.deepEqual(badge(playback.picture(), ""), { text: "live", mode: "running" });
  playback.first();
  assert.deepEqual(badge(playback.picture(), ""), { text: "replay 1 of 2", mode: "replay" });
  playback.last();
  assert.deepEqual(badge(playback.picture(), "closed"), { text: "closed", mode: "closed" });
});

test("Enter opens a card, Escape closes what is open, and both are the notebook's else", () => {
  assert.equal(action({ ...plain, key: "Enter" }, "LI"), "open");
  assert.equal(action({ ...plain, key: "Enter" }, "DIV"), undefined);
  assert.equal(action({ ...plain, key: "Escape" }, "LI", true), "close");
  assert.equal(action({ ...plain, key: "Escape" }, "LI"), undefined);
});

test("links, terms and lines of code keep the keys that they need", () => {
  assert.equal(action({ ...plain, key: "Enter" }, "A"), "native");
  assert.equal(action({ ...plain, key: " " }, "SUMMARY"), "native");
  assert.equal(action({ ...plain, key: "ArrowDown" }, "PRE"), "native");
  assert.equal(action({ ...plain, key: "Escape" }, "PRE", true), "close");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { readFileSync } from "node:fs";
import { fold } from "../src/fold.js";
import { fitting } from "../src/factline.js";

const { cases } = JSON.parse(
  readFileSync(new URL("../../tests/fixtures/fold.json", import.meta.url), "utf8"),
);
/** @param {any} item what it stands for, in the form of the fixtures */
const told = (item) =>
  "cards" in item ? { ...item, cards: item.cards.map((/** @type {any} */ card) => card.id) } : item.id;

for (const { name, signals, connections, shown } of cases) {
  test(`${name}: the same as in Python`, () => {
    assert.deepEqual(fold({ signals, connections }, new Set()).map(told), shown);
  });

  test(`${name}: every receiver is shown or stands in one group`, () => {
    const all = fold({ signals, connections }, new Set()).flatMap((item) =>
      "cards" in item ? item.cards : [item],
    );
    const ids = (/** @type {any[]} */ cards) => cards.map(({ id }) => id).sort();
    assert.deepEqual(ids(all), ids(connections));
  });
}

test("an open group shows its receivers below it, and stays", () => {
  const { signals, connections } = cases.find((/** @type {any} */ item) => item.name === "13 in three modules");
  const [closed] = fold({ signals, connections }, new Set());
  assert.ok("cards" in closed);
  const shown = fold({ signals, connections }, new Set([closed.id]));
  assert.deepEqual(shown[0], { ...closed, open: true });
  assert.deepEqual(shown.slice(1, 1 + closed.cards.length), closed.cards);
});

test("facts that do not fit are counted", () => {
  const measure = (/** @type {string} */ text) => text.length;
  const facts = ["notebook:3", "weak", "only Order"];
  assert.equal(fitting(facts, 100, measure), "notebook:3 · weak · only Order");
  assert.equal(fitting(facts, 25, measure), "notebook:3 · weak · +1");
  assert.equal(fitting(facts, 16, measure), "notebook:3 · +2");
  assert.equal(fitting(facts, 3, measure), "notebook:3 · +2");
  assert.equal(fitting(["notebook:3"], 3, measure), "notebook:3");
});

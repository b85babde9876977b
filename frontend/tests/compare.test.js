import assert from "node:assert/strict";
import test from "node:test";
import { compare, ordinal } from "../src/predict/compare.js";
/** @import {Pick} from "../src/predict/compare.js" */

const options = ["a", "b", "c"].map((id) => ({ id, label: id.toUpperCase() }));

/**
 * @param {Pick} pick
 * @param {boolean} [ending]
 */
const ask = (pick, ending = false) => ({ text: "?", pick, options, ending });

/** @param {string[]} chosen */
const said = (chosen) => ({ chosen, ending: null });

/** @param {string[]} chosen */
const ran = (chosen) => ({ chosen, ending: null, ran: true });

/** @param {import("../src/predict/compare.js").Verdict} verdict */
const lines = ({ rows }) => rows.map(({ label, right, text }) => `${label} ${right}: ${text}`);

test("what ran is told in its order, then what did not", () => {
  const verdict = compare(ask("order"), said(["b", "a"]), ran(["b", "a"]));
  assert.deepEqual(lines(verdict), [
    "B true: ran 1st, as you said",
    "A true: ran 2nd, as you said",
    "C true: did not run, as you said",
  ]);
  assert.equal(verdict.right, true);
  assert.equal(verdict.sentence, "Yes, exactly as you said.");
});

test("each wrong place says what was said", () => {
  const verdict = compare(ask("order"), said(["b", "a"]), ran(["a", "b", "c"]));
  assert.deepEqual(lines(verdict), [
    "A false: ran 1st, you said 2nd",
    "B false: ran 2nd, you said 1st",
    "C false: ran 3rd, you left it out",
  ]);
  assert.equal(verdict.sentence, "It went another way than you said.");
});

test("one receiver too many does not make those after it wrong", () => {
  const verdict = compare(ask("order"), said(["a", "b", "c"]), ran(["b", "c"]));
  assert.deepEqual(lines(verdict), [
    "B true: ran 1st, in the order you said",
    "C true: ran 2nd, in the order you said",
    "A false: did not run, you said 1st",
  ]);
  assert.equal(verdict.sentence, "2 of 3 as you said.");
});

test("of any number, each option is right or wrong by itself", () => {
  const verdict = compare(ask("some"), said(["a", "b"]), ran(["b", "c"]));
  assert.deepEqual(lines(verdict), [
    "A false: did not run, you picked it",
    "B true: ran, as you said",
    "C false: ran, you left it out",
  ]);
});

test("of one, an option neither said nor true is no merit", () => {
  const wrong = compare(ask("one"), said(["a"]), { chosen: ["b"], ending: null });
  assert.deepEqual(lines(wrong), [
    "A false: is not right, you picked it",
    "B false: is right, you left it out",
    "C null: ",
  ]);
  assert.equal(wrong.sentence, "It went another way than you said.");
  const right = compare(ask("one"), said(["b"]), { chosen: ["b"], ending: null });
  assert.equal(right.right, true);
});

test("a list of values has an order, too", () => {
  const verdict = compare(ask("order"), said(["a"]), { chosen: ["a", "b"], ending: null });
  assert.deepEqual(lines(verdict), [
    "A true: is 1st, as you said",
    "B false: is 2nd, you left it out",
    "C true: is none of them, as you said",
  ]);
});

test("the end counts as one more line", () => {
  const question = ask("order", true);
  const outcome = { ...ran(["a"]), ending: /** @type {const} */ ("raised"), error: "ValueError" };
  const wrong = compare(question, { chosen: ["a"], ending: "returned" }, outcome);
  assert.equal(lines(wrong).at(-1), "The end false: ValueError left the send, you said it returns");
  assert.equal(wrong.sentence, "3 of 4 as you said.");
  const right = compare(question, { chosen: ["a"], ending: "raised" }, outcome);
  assert.equal(lines(right).at(-1), "The end true: ValueError left the send, as you said");
  const calm = compare(question, { chosen: ["a"], ending: "raised" }, { ...ran(["a"]), ending: "returned" });
  assert.equal(lines(calm).at(-1), "The end false: the send returned, you said an exception leaves it");
});

test("what ran and was no option changes nothing", () => {
  const verdict = compare(ask("order"), said(["a"]), ran(["x", "a"]));
  assert.equal(lines(verdict)[0], "A true: ran 2nd, in the order you said");
  assert.equal(verdict.right, true);
});

test("places have their English endings", () => {
  const places = [1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111].map(ordinal);
  const wanted = ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th"];
  assert.deepEqual(places, wanted);
});

import { h } from "../dom.js";
import { icon } from "../icons.js";
/** @import {Verdict} from "./compare.js" */

/**
 * A comparison, line by line: a sign and words, no colour; colour means state.
 *
 * @param {string} question
 * @param {Verdict} verdict
 * @param {string} [because] why it is so
 */
export function verdictCard(question, { right, sentence, rows }, because = "") {
  const lines = rows.map((row) =>
    h("li", { "data-wrong": row.right === false }, sign(row.right), h("span", { class: "sv-name" }, row.label), row.text),
  );
  return h(
    "div",
    { class: "sv-verdict" },
    h("p", {}, question),
    h("ul", { role: "list" }, ...lines),
    h("p", { class: "sv-sum" }, sign(right), h("b", {}, sentence)),
    ...(because ? [h("p", {}, because)] : []),
  );
}

/** @param {boolean | null} right */
function sign(right) {
  return right === null ? h("span") : icon(right ? "returned" : "raised");
}

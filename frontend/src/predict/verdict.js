import { h } from "../dom.js";
import { icon } from "../icons.js";
/** @import {Verdict} from "./compare.js" */

/**
 * A comparison, line by line: a sign and words, no colour; colour means state.
 *
 * @param {Verdict} verdict
 * @param {string} [because] why it is so
 */
export function verdictCard({ right, sentence, rows }, because = "") {
  return h(
    "div",
    { class: "sv-verdict", "data-right": right },
    h("p", {}, icon(right ? "returned" : "raised"), sentence),
    h(
      "ul",
      {},
      ...rows.map(({ label, text, right: good }) =>
        h(
          "li",
          { "data-right": good },
          icon(good ? "returned" : "raised"),
          h("span", { class: "sv-name" }, label),
          h("span", {}, text),
        ),
      ),
    ),
    ...(because ? [h("p", {}, because)] : []),
  );
}

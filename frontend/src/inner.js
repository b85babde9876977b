import { h, say, set } from "./dom.js";
import { icon } from "./icons.js";
/**
 * @import {Row} from "./nest.js"
 * @import {CardState} from "./types.js"
 */

/** What a receiver sent, inside its card. */
export function createInner() {
  const element = h("span", { class: "sv-inner" });
  /** @type {ReturnType<typeof createRow>[]} */
  let rows = [];
  let listed = "";
  return {
    element,

    /**
     * @param {Row[]} nested
     * @param {(row: Row) => CardState} stateOf
     */
    show(nested, stateOf) {
      const wanted = nested.map(({ key }) => key).join("\n");
      if (wanted !== listed) {
        listed = wanted;
        rows = nested.map(createRow);
        element.replaceChildren(...rows.map((row) => row.element));
      }
      nested.forEach((row, place) => rows[place].show(row, stateOf(row)));
    },
  };
}

/** One line inside a card: a nested send, or a call in it. */
function createRow() {
  const glyph = h("span", { class: "sv-glyph" });
  const text = h("span", { class: "sv-inner-text" });
  const element = h("span", { class: "sv-inner-row" }, glyph, text);
  return {
    element,

    /**
     * @param {Row} row
     * @param {CardState} state
     */
    show(row, state) {
      if (element.dataset.state !== state || !glyph.firstChild) {
        glyph.replaceChildren(icon(row.kind === "send" ? "send" : row.kind === "call" ? state : ""));
      }
      set(element, { "data-state": state, "data-kind": row.kind });
      element.style.paddingLeft = `${12 * (row.depth - 1)}px`;
      say(text, row.text);
    },
  };
}

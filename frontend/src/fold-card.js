import { createCells } from "./cells.js";
import { h, say, set } from "./dom.js";
import { factLine } from "./factline.js";
import { CARD_LEFT, CELL, NUMBERS_ROOM, RECEIVER_CELLS, nameRoom } from "./graph.js";
import { icon } from "./icons.js";
import { createInner } from "./inner.js";
import { shorten } from "./measure.js";
/**
 * @import {Group} from "./fold.js"
 * @import {Row} from "./nest.js"
 * @import {CardState} from "./types.js"
 */

/**
 * The card of a module's receivers, a cell for each: a button that opens and closes it.
 *
 * @typedef {ReturnType<typeof createFold>} FoldItem
 * @param {() => void} toggle
 */
export function createFold(toggle) {
  const number = h("span", { class: "sv-number" });
  const name = h("span", { class: "sv-name" });
  const glyph = h("span", { class: "sv-glyph" });
  const cells = createCells();
  const line = factLine();
  const inner = createInner();
  const word = h("span", { class: "sv-word" });
  const cover = h("button", { type: "button", class: "sv-cover", tabindex: -1 });
  cover.addEventListener("click", toggle);
  const element = h(
    "li",
    { class: "sv-node sv-card sv-fold" },
    ...[number, h("span", { class: "sv-line" }, name, cells.element, glyph)],
    ...[h("span", { class: "sv-line" }, line.element, word), inner.element, cover],
  );
  return {
    element,

    /**
     * @param {Group} group
     * @param {number} width pixels
     * @param {Row[]} nested what its receivers sent, and who was called
     * @param {(row: Row) => CardState} stateOf
     * @param {string} counts how often they were called
     */
    show(group, width, nested, stateOf, counts) {
      const { state, open } = group;
      const [first, ...rest] = group.facts;
      const facts = [first, counts, ...rest].filter(Boolean);
      if (element.dataset.state !== state) glyph.replaceChildren(icon(state));
      set(element, { "data-fold": group.id, "data-state": state });
      const label = `${group.name}, ${group.cards.length} receivers, ${group.word || "connected"}: ${facts.join(", ")}`;
      set(cover, { "aria-expanded": String(open), "aria-label": label, title: label });
      say(number, group.numbers);
      say(name, shorten(group.name, RECEIVER_CELLS));
      say(word, group.word);
      line.show(facts, width - CARD_LEFT - NUMBERS_ROOM, group.word);
      cells.show(group.cards, CELL, group.cards.length);
      // The name comes first where there is no room for both.
      set(cells.element, { hidden: nameRoom([group]) > width });
      inner.show(nested, stateOf);
    },
  };
}

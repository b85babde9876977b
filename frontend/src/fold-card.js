import { h, say, set } from "./dom.js";
import { factLine } from "./factline.js";
import { RECEIVER_CELLS } from "./graph.js";
import { icon } from "./icons.js";
import { shorten } from "./measure.js";
/** @import {Group} from "./fold.js" */

/**
 * The card of a module's receivers: a button that opens and closes it.
 *
 * @typedef {ReturnType<typeof createFold>} FoldItem
 * @param {() => void} toggle
 */
export function createFold(toggle) {
  const number = h("span", { class: "sv-number" });
  const name = h("span", { class: "sv-name" });
  const glyph = h("span", { class: "sv-glyph" });
  const line = factLine();
  const word = h("span", { class: "sv-word" });
  const cover = h("button", { type: "button", class: "sv-cover", tabindex: -1 });
  cover.addEventListener("click", toggle);
  const element = h(
    "li",
    { class: "sv-node sv-card sv-fold" },
    ...[number, h("span", { class: "sv-line" }, name, glyph)],
    ...[h("span", { class: "sv-line" }, line.element, word), cover],
  );
  return {
    element,

    /**
     * @param {Group} group
     * @param {number} width pixels
     */
    show(group, width) {
      const { state, facts, open } = group;
      if (element.dataset.state !== state) glyph.replaceChildren(icon(state));
      set(element, { "data-fold": group.id, "data-state": state });
      const label = `${group.name}, ${group.cards.length} receivers, ${group.word || "connected"}: ${facts.join(", ")}`;
      set(cover, { "aria-expanded": String(open), "aria-label": label, title: label });
      say(number, group.numbers);
      say(name, shorten(group.name, RECEIVER_CELLS));
      say(word, group.word);
      line.show(facts, width, group.word);
    },
  };
}

import { matrix } from "./arrange.js";
import { createCells } from "./cells.js";
import { h, say, set } from "./dom.js";
import { factLine } from "./factline.js";
import { CARD_LEFT } from "./graph.js";
import { icon } from "./icons.js";
import { spoken } from "./words.js";
/** @import {Group} from "./fold.js" */

/**
 * Very many receivers, one cell each. The cells are a drawing; a real button lies
 * on the one that is pointed at or has the focus, and says which it is.
 *
 * @typedef {ReturnType<typeof createMatrix>} MatrixItem
 */
export function createMatrix() {
  const name = h("span", { class: "sv-name" });
  const glyph = h("span", { class: "sv-glyph" });
  const line = factLine();
  const word = h("span", { class: "sv-word" });
  const cells = createCells();
  // Two, in turn: a focus that moves is told, a label that changes is not.
  const [one, two] = [0, 1].map(() => h("button", { type: "button", class: "sv-cell", hidden: true }));
  const grid = h("div", { class: "sv-grid", role: "group" }, cells.element, one, two);
  const element = h(
    "li",
    { class: "sv-node sv-card sv-matrix" },
    ...[h("span", { class: "sv-line" }, name, glyph), h("span", { class: "sv-line" }, line.element, word), grid],
  );
  /** @type {Group} */
  let group;
  let width = 0;
  let counts = "";
  let cell = { size: 1, across: 1 };
  let [button, spare] = [one, two];
  /** Number of the cell that the button lies on. */
  let place = 0;
  /** Its receiver is named in the place of the counts. */
  let named = false;
  grid.addEventListener("pointermove", ({ clientX, clientY }) => {
    const { left, top } = grid.getBoundingClientRect();
    const column = Math.floor((clientX - left) / cell.size);
    const at = column + cell.across * Math.floor((clientY - top) / cell.size);
    if (column < cell.across && at < group.cards.length) lie(at);
    tell(true);
  });
  grid.addEventListener("pointerleave", () => tell(grid.querySelector(":focus") !== null));
  grid.addEventListener("focusin", () => tell(true));
  grid.addEventListener("focusout", () => tell(false));
  grid.addEventListener("keydown", (event) => {
    const next = place + ({ ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0);
    // From the first and the last cell the keys lead on to other cards.
    if (next === place || !group.cards[next]) return;
    event.preventDefault();
    event.stopPropagation();
    [button, spare] = [spare, button];
    lie(next);
    set(button, { tabindex: 0 });
    button.focus();
    set(spare, { hidden: true, tabindex: null });
  });
  set(button, { tabindex: -1, hidden: null });
  return {
    element,

    /**
     * @param {Group} next
     * @param {number} room pixels
     * @param {string} called how often they were called
     */
    show(next, room, called) {
      [group, width, counts] = [next, room, called];
      const { state, cards } = group;
      cell = matrix(cards.length, width);
      if (element.dataset.state !== state) glyph.replaceChildren(icon(state));
      set(element, { "data-fold": group.id, "data-state": state });
      set(grid, { "aria-label": `${group.name}: ${group.facts.join(", ")}` });
      say(name, group.name);
      say(word, group.word);
      cells.show(cards, cell.size, cell.across);
      lie(Math.min(place, cards.length - 1));
      tell(named);
    },
  };

  /**
   * Lay the button on a cell.
   * @param {number} at number of the cell
   */
  function lie(at) {
    place = at;
    const card = group.cards[place];
    const { size, across } = cell;
    set(button, { "data-id": card.id, "data-state": card.state, "aria-label": spoken(card), hidden: null });
    const { style } = button;
    style.width = style.height = `${size}px`;
    style.transform = `translate(${(place % across) * size}px,${Math.floor(place / across) * size}px)`;
  }

  /** @param {boolean} now whether to name the receiver under the button */
  function tell(now) {
    named = now;
    set(button, { "data-named": named });
    if (named) say(line.element, spoken(group.cards[place]));
    else line.show([...group.facts, counts], width - CARD_LEFT, group.word);
  }
}

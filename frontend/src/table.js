import { h, say, set } from "./dom.js";
import { icon } from "./icons.js";
import { duration, outcome } from "./words.js";
/**
 * @import {Picture} from "./playback.js"
 * @import {Card} from "./types.js"
 */

const COLUMNS = ["order", "receiver", "state", "calls", "took", "outcome", "hears", "defined in"];
/** Steps that are listed; a loop has thousands. */
const MOST_STEPS = 400;

/**
 * The same as the picture, as a table of receivers and a list of what happened.
 *
 * @param {(connection: string, from: HTMLElement) => void} open
 * @param {(step: number, from: HTMLElement) => void} go
 */
export function createTable(open, go) {
  const body = h("tbody");
  const head = h("tr", {}, ...COLUMNS.map((name) => h("th", { scope: "col" }, name)));
  const table = h("table", {}, h("thead", {}, head), body);
  const steps = h("ol", { class: "sv-steps", "aria-label": "what happened" });
  const more = h("p", { class: "sv-note" });
  const element = h(
    "div",
    { class: "sv-tables", hidden: true },
    table,
    h("h4", {}, "What happened"),
    ...[steps, more],
  );
  /** @type {Map<string, ReturnType<typeof createRow>>} */
  const rows = new Map();
  let listed = "";
  return { element, show };

  /**
   * @param {Picture} picture
   * @param {(card: Card) => string} calls how often it was called
   */
  function show(picture, calls) {
    const { state, line, step } = picture;
    // It is seen below the table, as it is below the picture.
    set(table, { "aria-label": state.sentence });
    const kept = new Set(state.connections.map(({ id }) => id));
    for (const [id, row] of rows) {
      if (kept.has(id)) continue;
      row.element.remove();
      rows.delete(id);
    }
    state.connections.forEach((card, place) => {
      const row = rows.get(card.id) ?? createRow(card.id, open);
      rows.set(card.id, row);
      row.show(card, calls(card));
      if (body.children[place] !== row.element) body.insertBefore(row.element, body.children[place] ?? null);
    });
    const all = line?.steps ?? [];
    const shown = all.slice(0, MOST_STEPS);
    const key = shown.map(({ text }) => text).join("\n");
    if (key !== listed) {
      listed = key;
      steps.replaceChildren(...shown.map(({ text }, place) => item(text, place)));
    }
    [...steps.children].forEach(({ firstElementChild: button }, place) => {
      if (button) set(button, { "aria-current": line && place === step ? "step" : null });
    });
    set(more, { hidden: all.length <= MOST_STEPS });
    say(more, `… ${all.length - MOST_STEPS} more`);
  }

  /**
   * @param {string} text
   * @param {number} place
   */
  function item(text, place) {
    const button = h("button", { type: "button", class: "sv-small" }, text);
    button.addEventListener("click", () => go(place, button));
    return h("li", {}, button);
  }
}

/**
 * @param {string} id
 * @param {(connection: string, from: HTMLElement) => void} open
 */
function createRow(id, open) {
  const button = h("button", { type: "button", class: "sv-name" });
  const cells = COLUMNS.map((_, place) =>
    place === 1 ? h("th", { scope: "row" }, button) : h("td"),
  );
  const words = h("span");
  const glyph = h("span", { class: "sv-glyph" });
  cells[2].append(glyph, words);
  button.addEventListener("click", () => open(id, button));
  const element = h("tr", {}, ...cells);
  return {
    element,

    /**
     * @param {Card} card
     * @param {string} calls
     */
    show(card, calls) {
      const { state, error, response } = card;
      if (element.dataset.state !== state) glyph.replaceChildren(icon(state));
      set(element, { "data-state": state });
      say(button, card.receiver);
      say(words, state.replace("_", " "));
      const ended = error ? `${error.type}: ${error.message}` : (response ?? "");
      const took = card.duration_ns === null ? "" : duration(card.duration_ns);
      const texts = [String(card.number ?? ""), "", "", calls, took, ended, card.sender ?? "any sender", card.where];
      texts.forEach((text, place) => {
        if (place !== 1 && place !== 2) say(cells[place], text);
      });
      set(button, { title: outcome(card) });
    },
  };
}

import { h, say, set } from "./dom.js";
import { factsOf } from "./facts.js";
import { icon } from "./icons.js";
import { TERMS } from "./terms.js";
/**
 * @import {Fact} from "./facts.js"
 * @import {Answer} from "./kernel.js"
 * @import {Card, State} from "./types.js"
 */

/**
 * All about one receiver, beside the picture or below it.
 *
 * @param {HTMLElement} actions
 * @param {() => void} close
 * @param {() => Record<string, string>} lessons links to lessons by their number
 */
export function createPanel(actions, close, lessons) {
  const title = h("h3", { tabindex: -1 });
  const glyph = h("span", { class: "sv-glyph" });
  const shut = h(
    "button",
    { type: "button", class: "sv-button", title: "Close (Escape)", "aria-label": "Close (Escape)" },
    icon("raised"),
  );
  shut.addEventListener("click", close);
  const absent = h("p", { class: "sv-note" }, "It is not in the picture at this moment.");
  const rows = h("dl", { class: "sv-rows" });
  const code = h("pre", { tabindex: 0, "aria-label": "source" });
  const note = h("p", { class: "sv-note", role: "status" });
  const element = h(
    "section",
    { class: "sv-panel", hidden: true },
    h(
      "div",
      { class: "sv-inside" },
      h("div", { class: "sv-line" }, glyph, title, shut),
      ...[absent, rows, actions, h("h4", {}, "Source"), code, note],
    ),
  );
  /** @type {ReturnType<typeof createRow>[]} */
  let drawn = [];
  return {
    element,
    focus: () => title.focus(),

    /**
     * @param {State} state at the end of the dispatch
     * @param {Card} card
     * @param {boolean} there it is in the picture at the moment that is shown
     */
    show(state, card, there) {
      const { number, receiver } = card;
      const name = number === null ? receiver : `${number} ${receiver}`;
      set(element, { "aria-label": `details of ${receiver}` });
      say(title, name);
      if (glyph.dataset.state !== card.state) glyph.replaceChildren(icon(card.state));
      set(glyph, { "data-state": card.state });
      set(absent, { hidden: there });
      const facts = factsOf(state, card);
      if (!drawn.length) {
        drawn = facts.map(({ name }) => createRow(name, lessons));
        rows.append(...drawn.map((row) => row.element));
      }
      drawn.forEach((row, place) => row.show(facts[place], card.state));
    },

    /** @param {Answer} answer with the source, or why there is none */
    source({ source, error }) {
      set(code, { hidden: !source });
      say(code, source?.lines.join("\n") ?? "");
      const more = source?.more ? `… ${source.more} more lines` : "";
      say(note, error ?? more);
    },
  };
}

/**
 * A line of the panel; its name opens what the term means.
 *
 * @param {string} name
 * @param {() => Record<string, string>} lessons
 */
function createRow(name, lessons) {
  const meaning = h("span");
  const link = h("a", { target: "_blank", rel: "noopener" });
  const value = h("dd");
  const term = h("details", {}, h("summary", {}, name), h("p", {}, meaning, link));
  const element = h("div", {}, h("dt", {}, term), value);
  return {
    element,

    /**
     * @param {Fact} fact
     * @param {string} state of the card
     */
    show({ text, term }, state) {
      const { text: words, lesson } = TERMS[term];
      const href = lessons()[lesson];
      set(element, { hidden: text === "" });
      set(value, { "data-state": name === "in the end" || name === "error" ? state : null });
      say(value, text);
      say(meaning, words);
      set(link, { href: href ?? null, hidden: !href });
      say(link, href ? ` Lesson ${lesson}` : "");
    },
  };
}

import { h, say, textWidth } from "./dom.js";
import { CARD_RIGHT } from "./graph.js";

const BETWEEN = " · ";
/** Pixels between the facts and the word, borders included; it is bold: wider than measured. */
const GAP = 14;
const BOLD = 1.12;
/** A word takes no more of the line than this. */
const MOST_WORD = 0.65;

/** The muted line of a card: facts that fit, and how many more there are. */
export function factLine() {
  const element = h("span", { class: "sv-facts" });
  return {
    element,

    /**
     * @param {string[]} facts the most telling first; empty ones tell nothing
     * @param {number} width of the card, from where the line begins; pixels
     * @param {string} word at the end of the line
     */
    show(facts, width, word) {
      const line = width - CARD_RIGHT;
      const measure = (/** @type {string} */ text) => textWidth(text, element);
      const taken = word ? Math.min(BOLD * measure(word) + GAP, MOST_WORD * line) : 0;
      say(element, fitting(facts.filter(Boolean), line - taken, measure));
    },
  };
}

/**
 * As many facts as fit, and how many were left out: none is cut off silently.
 *
 * @param {string[]} facts
 * @param {number} room pixels
 * @param {(text: string) => number} measure pixels of a text
 */
export function fitting(facts, room, measure) {
  for (let count = facts.length; count > 1; count -= 1) {
    const text = written(facts, count);
    if (measure(text) <= room) return text;
  }
  return written(facts, 1);
}

/**
 * @param {string[]} facts
 * @param {number} count of those that are written out
 */
function written(facts, count) {
  const left = facts.length - count;
  return facts.slice(0, count).join(BETWEEN) + (left > 0 ? `${BETWEEN}+${left}` : "");
}

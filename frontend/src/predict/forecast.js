import { h, say, set } from "../dom.js";
import { createBallot } from "./ballot.js";
import { compare } from "./compare.js";
import { asked, options, outcome } from "./veil.js";
import { verdictCard } from "./verdict.js";
/**
 * @import {Picture} from "../playback.js"
 * @import {Store} from "../store.js"
 * @import {Answer, Question} from "./compare.js"
 */

const QUESTION = "Which receivers will run, and in which order?";

/**
 * The prediction below a picture: what will run, in which order, how it ends. It
 * knows the whole recording, and shows nothing of it before somebody has committed.
 *
 * @param {Store} store the whole one, not the veiled one
 * @param {HTMLElement} list the cards of the receivers, to be picked by pointer
 */
export function createForecast(store, list) {
  const ballot = createBallot(commit, mark);
  const said = h("p", { class: "sv-said" });
  const result = h("div", { role: "status" });
  const again = h("button", { type: "button", class: "sv-again" }, "Predict the next one");
  const element = h("div", { class: "sv-forecast" }, ballot.element, said, result, again);
  again.addEventListener("click", () => store.tell("prediction", { after: store.tape.last }));
  list.addEventListener("click", pick, { capture: true });
  /** The question that is shown, as the number of the event that it begins after. */
  let current = /** @type {number | null} */ (null);
  let locked = false;
  let judged = false;
  /** @type {Question} */
  let question = { text: QUESTION, pick: "order", options: [], ending: true };

  return { element, show, lifted };

  /**
   * The dispatch that was hidden till now, for somebody has just committed.
   * @returns {number} its place in the tape's roots; -1 where nothing was hidden
   */
  function lifted() {
    const { prediction, tape } = store;
    return prediction?.answer && !locked ? asked(tape, prediction.after) : -1;
  }

  /** @param {Picture} picture what the view shows now */
  function show(picture) {
    const { prediction, tape } = store;
    set(element, { hidden: !prediction });
    if (!prediction) return;
    const { after, answer } = prediction;
    if (after !== current) {
      current = after;
      judged = false;
      result.replaceChildren();
      if (locked) ballot.lock(null);
      locked = false;
    }
    const root = asked(tape, after);
    if (!locked) {
      const before = root < 0 ? tape.events.length : tape.roots[root];
      question = { ...question, options: options(tape, before) };
      ballot.show(question);
    }
    if (answer && !locked) {
      locked = true;
      ballot.lock(answer);
    }
    const done = answer && root >= 0 ? outcome(tape, root) : null;
    if (answer && done && !judged && (picture.index >= done.end || picture.root > root)) {
      judged = true;
      mark([]);
      result.replaceChildren(verdictCard(QUESTION, compare(question, answer, done.outcome)));
    }
    set(again, { hidden: !judged });
    say(said, judged ? "" : words(root >= 0, locked));
    set(said, { hidden: judged });
    set(ballot.element, { hidden: judged });
  }

  /**
   * @param {boolean} started
   * @param {boolean} committed
   */
  function words(started, committed) {
    if (committed) return started ? "" : "You have committed. Now run the cell that sends.";
    return started ? "It has run. Commit, and it plays." : "Commit before you run the cell that sends.";
  }

  /** @param {Answer} answer */
  function commit(answer) {
    store.tell("prediction", { ...store.prediction, answer });
  }

  /**
   * The cards show what has been chosen so far.
   * @param {string[]} chosen
   */
  function mark(chosen) {
    const open = store.prediction !== null && !judged;
    for (const card of /** @type {HTMLElement[]} */ ([...list.children])) {
      const at = chosen.indexOf(card.dataset.id ?? "");
      set(card, { "data-guess": open && at >= 0 && at + 1 });
    }
  }

  /** @param {Event} event */
  function pick(event) {
    if (!store.prediction || store.prediction.answer) return;
    const card = /** @type {Element} */ (event.target).closest(".sv-card");
    // What stands for several receivers opens, as ever.
    if (!(card instanceof HTMLElement) || !card.dataset.id) return;
    event.stopPropagation();
    ballot.toggle(card.dataset.id);
  }
}

import { h, say, set } from "../dom.js";
import { failureCard } from "../failure.js";
import { watchTheme } from "../theme.js";
import { createBallot } from "./ballot.js";
import { compare } from "./compare.js";
import { verdictCard } from "./verdict.js";
/** @import {Answer, Question, Outcome} from "./compare.js" */

/**
 * What this module needs of a widget's model; the rest is anywidget's.
 *
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(name: string, value: unknown) => void} set
 * @property {() => void} save_changes
 * @property {(name: string, listener: () => void) => void} on
 * @property {(name: string, listener: () => void) => void} off
 */

const TRAITS = ["commitment", "outcome", "judged"];

export default { render };

/**
 * Ask a question; compare when there is an answer and an outcome. The outcome
 * reaches the page only after the answer has reached Python.
 *
 * @param {{model: Model, el: HTMLElement}} context
 * @returns {() => void} takes it away again
 */
function render({ model, el }) {
  const ending = new AbortController();
  const ballot = createBallot((answer) => {
    model.set("commitment", answer);
    model.save_changes();
  });
  const said = h("p", { class: "sv-said" });
  const result = h("div", { role: "status" });
  const element = h("div", { class: "sv sv-predict", role: "group" }, ballot.element, said, result);
  watchTheme(document, ending.signal, (dark) => set(element, { "data-dark": dark }));
  // JupyterLab must not act on the keys that the form uses.
  const shield = (/** @type {KeyboardEvent} */ event) => {
    const own = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (element.contains(/** @type {Node} */ (event.target))) {
      set(element, { "data-lm-suppress-shortcuts": own && "true" });
    }
  };
  window.addEventListener("keydown", shield, { capture: true, signal: ending.signal });
  for (const name of TRAITS) model.on(`change:${name}`, update);
  el.append(element);
  update();
  return () => {
    ending.abort();
    for (const name of TRAITS) model.off(`change:${name}`, update);
    element.remove();
  };

  function update() {
    try {
      show();
    } catch (error) {
      console.error("Signal Viz could not show this question.", error);
      const todo = "Run the cell again.";
      result.replaceChildren(failureCard("Signal Viz could not show this question.", error, todo));
    }
  }

  function show() {
    const version = model.get("version");
    if (version !== SIGNAL_VIZ_VERSION) {
      throw new Error(`The kernel runs ${version ?? "?"}, the page has loaded ${SIGNAL_VIZ_VERSION}.`);
    }
    /** @type {Question} */
    const question = model.get("question");
    /** @type {Answer | Record<string, never>} */
    const answer = model.get("commitment");
    /** @type {(Outcome & {because: string}) | Record<string, never>} */
    const outcome = model.get("outcome");
    set(element, { "aria-label": `question: ${question.text}` });
    ballot.show(question);
    if (answer.chosen) ballot.lock(/** @type {Answer} */ (answer));
    say(said, answer.chosen ? (outcome.chosen ? "" : "You have committed. Run the next cell.") : waiting());
    set(said, { hidden: !said.textContent });
    if (answer.chosen && outcome.chosen) {
      const verdict = compare(question, /** @type {Answer} */ (answer), /** @type {Outcome} */ (outcome));
      result.replaceChildren(verdictCard(question.text, verdict, outcome.because));
      set(ballot.element, { hidden: true });
    }
  }

  function waiting() {
    return model.get("judged") ? "It has run. Commit, and you see what happened." : "";
  }
}

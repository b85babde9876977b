import { h, say, set } from "../dom.js";
import { ordinal } from "./compare.js";
/** @import {Answer, Ending, Option, Question} from "./compare.js" */

let forms = 0;

/**
 * The form on which somebody commits to an answer.
 *
 * @param {(answer: Answer) => void} commit
 * @param {(chosen: string[]) => void} [changed] told what is chosen so far
 */
export function createBallot(commit, changed = () => {}) {
  const name = `sv-ballot-${(forms += 1)}`;
  const legend = h("legend");
  const list = h("ol", { class: "sv-choices", role: "list" });
  const ends = h(
    "fieldset",
    { class: "sv-ends" },
    h("legend", {}, "How does it end?"),
    ...[end("returned", "the send returns"), end("raised", "an exception leaves the send")],
  );
  const button = h("button", { type: "button", class: "sv-commit" });
  const hint = h("span", { class: "sv-muted" });
  const form = h("fieldset", {}, legend, list);
  const foot = h("div", { class: "sv-foot" }, button, hint);
  const element = h("div", { class: "sv-ballot" }, form, ends, foot);
  /** @type {Question} */
  let question = { text: "", pick: "some", options: [], ending: false };
  let shape = "";
  /** @type {string[]} */
  let chosen = [];
  let ending = /** @type {Ending | null} */ (null);
  let locked = false;

  button.addEventListener("click", () => {
    if (!missing()) commit({ chosen: sorted(), ending });
  });
  // Neither the picture around it nor the notebook may act on the form's own keys.
  element.addEventListener("keydown", (event) => {
    if (/^(Arrow|Enter$| $|Home$|End$)/.test(event.key) && !event.shiftKey) event.stopPropagation();
  });

  return { element, show, toggle, lock };

  /** @param {Question} asked */
  function show(asked) {
    question = asked;
    say(legend, asked.text);
    set(ends, { hidden: !asked.ending });
    const now = asked.options.map(({ id, label }) => `${id} ${label}`).join("\n");
    if (now !== shape) {
      shape = now;
      chosen = chosen.filter((id) => asked.options.some((option) => option.id === id));
      list.replaceChildren(...asked.options.map(choice));
    }
    paint();
  }

  /** @param {string} id */
  function toggle(id) {
    if (locked || !question.options.some((option) => option.id === id)) return;
    if (question.pick === "one") chosen = [id];
    else if (chosen.includes(id)) chosen = chosen.filter((other) => other !== id);
    else chosen = [...chosen, id];
    paint();
  }

  /**
   * From now on it shows an answer, and takes no other.
   * @param {Answer | null} answer null for a new question
   */
  function lock(answer) {
    locked = answer !== null;
    chosen = answer?.chosen ?? [];
    ending = answer?.ending ?? null;
    for (const input of ends.querySelectorAll("input")) input.checked = input.value === ending;
    paint();
  }

  /** @param {Option} option */
  function choice({ id, label }) {
    const type = question.pick === "one" ? "radio" : "checkbox";
    const input = h("input", { type, name });
    input.addEventListener("change", () => toggle(id));
    const text = h("span", { class: "sv-name" }, label);
    const place = h("span", { class: "sv-place" });
    const row = h("li", { "data-id": id }, h("label", {}, input, text, place));
    if (question.pick === "order") {
      row.append(mover(id, label, -1, "↑", "earlier"), mover(id, label, 1, "↓", "later"));
    }
    return row;
  }

  /**
   * @param {string} id
   * @param {string} label
   * @param {1 | -1} by
   * @param {string} sign
   * @param {string} word
   */
  function mover(id, label, by, sign, word) {
    const title = `${label} ${word}`;
    const element = h("button", { type: "button", class: "sv-move", title, "aria-label": title }, sign);
    element.addEventListener("click", () => {
      const at = chosen.indexOf(id);
      const other = chosen[at + by];
      if (locked || at < 0 || other === undefined) return;
      chosen = chosen.with(at, other).with(at + by, id);
      paint();
    });
    return element;
  }

  /**
   * @param {Ending} value
   * @param {string} words
   */
  function end(value, words) {
    const input = h("input", { type: "radio", name: `${name}-end`, value });
    input.addEventListener("change", () => {
      ending = value;
      paint();
    });
    return h("label", {}, input, words);
  }

  /** What is still to be said before somebody can commit. */
  function missing() {
    if (question.pick === "one" && !chosen.length) return "Pick one.";
    if (question.ending && !ending) return "Say how it ends.";
    return "";
  }

  /** Where order does not count, the order of the options. */
  function sorted() {
    if (question.pick === "order") return chosen;
    return question.options.map(({ id }) => id).filter((id) => chosen.includes(id));
  }

  function paint() {
    for (const row of /** @type {HTMLElement[]} */ ([...list.children])) {
      const id = row.dataset.id ?? "";
      const at = chosen.indexOf(id);
      const input = row.querySelector("input");
      if (input) input.checked = at >= 0;
      const place = row.querySelector(".sv-place");
      if (place) say(place, at >= 0 && question.pick === "order" ? ordinal(at + 1) : "");
      const [up, down] = row.querySelectorAll(".sv-move");
      if (up) set(up, { hidden: at < 0 || locked, "aria-disabled": at === 0 && "true" });
      if (down) set(down, { hidden: at < 0 || locked, "aria-disabled": at === chosen.length - 1 && "true" });
    }
    set(form, { disabled: locked });
    set(ends, { disabled: locked });
    set(foot, { hidden: locked });
    const none = question.options.length && !chosen.length && question.pick !== "one";
    say(button, none ? "Commit: none of them" : "Commit");
    set(button, { "aria-disabled": missing() ? "true" : null });
    say(hint, missing() || how());
    changed(chosen);
  }

  function how() {
    if (question.pick === "order") return "Tick them in the order in which they run.";
    return question.pick === "some" ? "Tick any number." : "";
  }
}

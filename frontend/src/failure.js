import { h } from "./dom.js";
import { icon } from "./icons.js";

const LONGEST = 300;

/**
 * A card in place of the picture: what happened, and what to do.
 *
 * @param {string} title
 * @param {unknown} what an exception, or a sentence
 * @param {string} todo
 * @param {() => void} [again] where trying again may help
 */
export function failureCard(title, what, todo, again) {
  const said = String(what);
  const card = h(
    "div",
    { class: "sv-failure", role: "alert" },
    icon("warning"),
    h(
      "div",
      {},
      h("p", {}, title),
      h("p", {}, said.length > LONGEST ? `${said.slice(0, LONGEST)}…` : said),
      h("p", {}, todo),
    ),
  );
  if (again) {
    const button = h("button", { type: "button" }, "Try again");
    button.addEventListener("click", again);
    card.append(button);
  }
  return card;
}

import { h } from "./dom.js";
import { buttonIcon } from "./icons.js";

/**
 * A card in place of the picture: what happened, and what to do.
 *
 * @param {string} title
 * @param {string} what
 * @param {string} todo
 * @param {(() => void) | null} again called by a button, where trying again may help
 */
export function failureCard(title, what, todo, again) {
  const card = h(
    "div",
    { class: "sv-failure", role: "alert" },
    h("span", { class: "sv-failure-icon" }, buttonIcon("warning")),
    h(
      "div",
      {},
      h("p", { class: "sv-failure-title" }, title),
      h("p", { class: "sv-failure-what" }, what),
      h("p", {}, todo),
    ),
  );
  if (again) {
    const button = h("button", { type: "button", class: "sv-text-button" }, "Try again");
    button.addEventListener("click", again);
    card.append(button);
  }
  return card;
}

/**
 * What an exception says, in one short line.
 * @param {unknown} error
 */
export function said(error) {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}

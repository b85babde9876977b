import { h } from "./dom.js";

/**
 * Put text on the clipboard. Pages without https have no clipboard of their own: there
 * the text is selected and copied the old way.
 *
 * @param {string} text
 * @param {HTMLElement} near inside the widget: the text is put there for a moment
 * @returns {Promise<boolean>} whether it worked
 */
export async function copy(text, near) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const focused = near.querySelector(":focus");
    const box = h("textarea", { class: "sv-spoken", "aria-hidden": "true" });
    box.value = text;
    near.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return done;
  }
}

import { set } from "./dom.js";
import { action } from "./keys.js";
/** @import {Action} from "./keys.js" */

/**
 * Let keys work in the widget, and nowhere else.
 *
 * @param {HTMLElement} root
 * @param {HTMLElement} list the cards of the receivers
 * @param {AbortSignal} signal ends it
 * @param {(wanted: Action) => void} act
 * @param {() => boolean} closable whether something is open that Escape closes
 * @returns {() => void} to be called when the cards may have changed
 */
export function watchKeys(root, list, signal, act, closable) {
  root.addEventListener("keydown", onKey, { signal });
  window.addEventListener("keydown", shield, { signal, capture: true });
  list.addEventListener("focusin", ({ target }) => rove(target), { signal });
  return () => {
    const [first, ...rest] = cards();
    if (first && ![first, ...rest].some((card) => card.tabIndex === 0)) set(first, { tabindex: 0 });
  };

  /**
   * JupyterLab must not act on the keys that the widget uses, and must act on
   * all others: it looks for this attribute before the widget gets the event.
   *
   * @param {KeyboardEvent} event
   */
  function shield(event) {
    const { target } = event;
    if (!(target instanceof Element) || !root.contains(target)) return;
    set(root, { "data-lm-suppress-shortcuts": action(event, target.tagName, closable()) ? "true" : null });
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const { target } = event;
    const wanted = action(event, target instanceof Element ? target.tagName : "", closable());
    if (!wanted) return;
    event.stopPropagation();
    if (wanted === "native") return;
    event.preventDefault();
    if (wanted === "up") step(-1);
    else if (wanted === "down") step(1);
    else act(wanted);
  }

  /** Receivers that can be gone to, in order; those that are leaving cannot. */
  function cards() {
    /** @type {NodeListOf<HTMLElement>} */
    const found = list.querySelectorAll("[tabindex]");
    return [...found].filter((item) => !item.closest("[inert]"));
  }

  /** @param {1 | -1} by */
  function step(by) {
    const all = cards();
    const here = all.findIndex((card) => card.matches(":focus"));
    const next = here < 0 ? all.find((card) => card.tabIndex === 0) : all[here + by];
    next?.focus();
  }

  /**
   * One card is in the tab order: the one that had the focus last.
   * @param {EventTarget | null} target
   */
  function rove(target) {
    for (const card of cards()) set(card, { tabindex: card === target ? 0 : -1 });
  }
}

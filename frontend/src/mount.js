import { h, set } from "./dom.js";
import { failureCard } from "./failure.js";
import { watchTheme } from "./theme.js";
import { createView } from "./view.js";
/** @import {Store} from "./store.js" */

/**
 * Show a store in a place of the page. The place is never blank: it holds the
 * picture, or a card that says why not and what to do.
 *
 * @param {Store} store
 * @param {HTMLElement} place
 * @param {string | undefined} version of the Python side
 * @returns {() => void} empties the place
 */
export function mount(store, place, version) {
  /** Takes away what is there. */
  let clear = () => {};
  let failed = false;
  const unsubscribe = store.subscribe(() => {
    // What Python sent has become unreadable, or readable again.
    if (failed !== (store.failure !== null)) open();
  });
  open();
  return () => {
    unsubscribe();
    clear();
  };

  function open() {
    failed = store.failure !== null;
    if (version !== SIGNAL_VIZ_VERSION) {
      card(
        "This picture and this page do not fit together.",
        `The kernel runs Signal Viz ${version ?? "?"}, the page has loaded ${SIGNAL_VIZ_VERSION}.`,
        "Restart the kernel, reload the page and run the cell again.",
      );
    } else if (failed) {
      card(
        "Signal Viz could not read this recording.",
        store.failure,
        "Run the cell again, or open the recording with the version that made it.",
      );
    } else {
      clear();
      guard(() => {
        const view = createView(store, guard);
        clear = view.close;
        place.append(view.element);
        view.open();
      });
    }
  }

  /** @param {() => void} work what may fail, and must not leave the place blank */
  function guard(work) {
    try {
      work();
    } catch (error) {
      console.error("Signal Viz could not draw this picture.", error);
      card(
        "Signal Viz could not draw this picture.",
        error,
        "Try again, or run the cell again. The recording itself is safe.",
        open,
      );
    }
  }

  /**
   * @param {string} title
   * @param {unknown} what
   * @param {string} todo
   * @param {() => void} [again]
   */
  function card(title, what, todo, again) {
    clear();
    const ending = new AbortController();
    const frame = h("div", { class: "sv" }, failureCard(title, what, todo, again));
    watchTheme(document, ending.signal, (dark) => set(frame, { "data-dark": dark }));
    place.append(frame);
    clear = () => {
      ending.abort();
      frame.remove();
    };
  }
}

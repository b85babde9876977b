import { h, set } from "./dom.js";
import { failureCard, said } from "./failure.js";
import { watchTheme } from "./theme.js";
import { View } from "./view.js";
/** @import {Store} from "./store.js" */

/** A place of the page that is never blank: it holds the picture, or says why not. */
export class Mount {
  /**
   * @param {Store} store
   * @param {HTMLElement} place
   * @param {string} version of the Python side
   */
  constructor(store, place, version) {
    this.store = store;
    this.place = place;
    this.version = version;
    /** @type {View | null} */
    this.view = null;
    /** Takes the card away, if there is one. @type {(() => void) | null} */
    this.clear = null;
    this.unsubscribe = store.subscribe(() => this.#look());
    this.#open();
  }

  close() {
    this.unsubscribe();
    this.#empty();
  }

  #open() {
    this.#empty();
    if (this.version !== SIGNAL_VIZ_VERSION) this.#mismatch();
    else if (this.store.failure !== null) this.#unreadable();
    else {
      this.#guard(() => {
        this.view = new View(this.store, (work) => this.#guard(work));
        this.place.append(this.view.element);
        this.view.open();
      });
    }
  }

  /** What Python sent may have become unreadable, or readable again. */
  #look() {
    const unreadable = this.store.failure !== null;
    if (unreadable === (this.view !== null)) this.#open();
  }

  /** @param {() => void} work */
  #guard(work) {
    try {
      work();
    } catch (error) {
      console.error("Signal Viz could not draw this picture.", error);
      this.#empty();
      this.#card(
        "Signal Viz could not draw this picture.",
        said(error),
        "Try again, or run the cell again. The recording itself is safe.",
        () => this.#open(),
      );
    }
  }

  #unreadable() {
    this.#card(
      "Signal Viz could not read this recording.",
      said(this.store.failure),
      "Open it with the version that made it, or run the cell again.",
      null,
    );
  }

  #mismatch() {
    const made = this.version ? `version ${this.version}` : "another version";
    this.#card(
      "This picture and this page do not fit together.",
      `The kernel runs Signal Viz ${made}, the page has loaded ${SIGNAL_VIZ_VERSION}.`,
      "Restart the kernel, reload the page and run the cell again.",
      null,
    );
  }

  /** @param {Parameters<typeof failureCard>} args */
  #card(...args) {
    const ending = new AbortController();
    const frame = h("div", { class: "sv" }, failureCard(...args));
    watchTheme(document, ending.signal, (dark) => set(frame, { "data-dark": dark }));
    this.place.append(frame);
    this.clear = () => {
      ending.abort();
      frame.remove();
    };
  }

  #empty() {
    this.view?.close();
    this.view = null;
    this.clear?.();
    this.clear = null;
  }
}

import { h, say } from "./dom.js";
import { duration } from "./words.js";
/** @import {Store} from "./store.js" */

/** Milliseconds of quiet after a dispatch before it is told of, lest many be told. */
const QUIET = 400;

/**
 * One polite sentence for each finished dispatch; of many in a row, for the last.
 *
 * @param {Store} store
 * @param {(work: () => void) => void} guard
 */
export function createSpeaker(store, guard) {
  const element = h("div", { class: "sv-spoken", "aria-live": "polite" });
  let timer = 0;
  // What happened before there was a view is not news.
  store.told = Math.max(store.told, store.tape.latest.dispatch?.id ?? 0);
  return {
    element,
    stop: () => clearTimeout(timer),
    listen() {
      clearTimeout(timer);
      timer = window.setTimeout(() => guard(tell), QUIET);
    },
  };

  function tell() {
    const { dispatch, signals, sentence } = store.tape.latest;
    // Of several views of one widget, one speaks.
    if (!dispatch || dispatch.duration_ns === null || dispatch.id <= store.told) return;
    store.told = dispatch.id;
    const name = signals.find((item) => item.id === dispatch.signal)?.name ?? "";
    say(element, `${name}, dispatch ${dispatch.id}: ${sentence} in ${duration(dispatch.duration_ns)}`);
  }
}

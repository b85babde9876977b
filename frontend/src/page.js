/**
 * Plays the recording that a plain page holds: no kernel, no network. It follows
 * the bundle in the same script.
 *
 * @import {Model} from "./index.js"
 */

const recorded = document.getElementById("recording");
const place = document.getElementById("picture");
if (recorded && place) {
  // What stands there for readers without scripts has its words, too.
  const still = [...place.childNodes];
  const state = JSON.parse(recorded.textContent ?? "");
  const model = /** @type {Model} */ ({
    get: (name) => state[name],
    on() {},
    off() {},
    send: null,
    set() {},
    save_changes() {},
  });
  SignalViz.default.render({ model, el: place });
  for (const node of still) node.remove();
}

import { h, say, set } from "./dom.js";
/**
 * @import {Picture} from "./playback.js"
 * @import {Tape} from "./tape.js"
 */

/** Dispatches that are offered on each side of the one that is shown. */
const AROUND = 200;

/**
 * Which dispatch is shown, and the choice of another one.
 * @param {(root: number) => void} pick
 */
export function createPicker(pick) {
  const element = h("select", { class: "sv-picker", "aria-label": "dispatch" });
  /** @type {Picture | null} */
  let picture = null;
  /** @type {Tape | null} */
  let tape = null;
  element.addEventListener("change", () => pick(Number(element.value)));
  // Few people open the list, and a long one costs time: it is made when it is needed.
  for (const name of ["focus", "pointerdown"]) element.addEventListener(name, fill);
  element.addEventListener("blur", () => picture && tape && show(picture, tape, true));
  return { element, show };

  /**
   * @param {Picture} now
   * @param {Tape} recording
   * @param {boolean} [left] it has lost the focus
   */
  function show(now, recording, left = !element.matches(":focus")) {
    picture = now;
    tape = recording;
    const { state, root } = now;
    set(element, { hidden: root < 0 });
    const text = `dispatch ${state.dispatches} of ${recording.latest.dispatches}`;
    if (left && (element.value !== String(root) || element.options.length !== 1)) {
      element.replaceChildren(h("option", { value: root }, text));
    } else if (left) say(element.options[0], text);
    element.value = String(root);
    if (element.selectedIndex < 0) fill();
  }

  function fill() {
    if (!picture || !tape) return;
    const { root, state } = picture;
    const from = Math.max(0, root - AROUND);
    const options = tape.roots.slice(from, root + AROUND + 1).map((index, offset) => {
      const number = state.dispatches + from + offset - root;
      return h("option", { value: from + offset }, label(number, index));
    });
    element.replaceChildren(...options);
    element.value = String(root);
  }

  /**
   * @param {number} number
   * @param {number} index of its first event
   */
  function label(number, index) {
    const event = tape?.events[index];
    if (event?.kind !== "dispatch_started") return `dispatch ${number}`;
    return `${number}: ${event.sender.label}, ${tape?.names.get(event.signal)}, ${event.method}()`;
  }
}

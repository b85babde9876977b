import { h, say, set } from "./dom.js";
import { icon } from "./icons.js";
import { duration } from "./words.js";
/**
 * @import {Scale} from "./axis.js"
 * @import {Picture} from "./playback.js"
 */

/**
 * What the controls ask for.
 *
 * @typedef {object} Wishes
 * @property {() => void} first
 * @property {() => void} back
 * @property {() => void} toggle
 * @property {() => void} forward
 * @property {() => void} last
 * @property {(place: number) => void} seek
 * @property {(scale: Scale) => void} scale
 * @property {(speed: number) => void} speed
 */

const SPEEDS = [0.5, 1, 2, 4];
/** The range has this many values: finer than any screen. */
const FINE = 10_000;
const MOST_TICKS = 80;

/**
 * Buttons, scales and the scrubber.
 * @param {Wishes} wishes
 */
export function createControls(wishes) {
  const first = button("first", "First step (Home)", wishes.first);
  const back = button("back", "Step back (Left)", wishes.back);
  const play = button("play", "Play (Space)", wishes.toggle);
  const forward = button("forward", "Step forward (Right)", wishes.forward);
  const last = button("last", "Last step, live (End)", wishes.last);
  play.classList.add("sv-play");
  const toolbar = h(
    "div",
    { class: "sv-controls", role: "toolbar", "aria-label": "replay" },
    ...[first, back, play, forward, last],
  );

  const scale = h(
    "select",
    { "aria-label": "time scale" },
    h("option", { value: "slow" }, "slow motion"),
    h("option", { value: "real" }, "real time"),
  );
  const speed = h(
    "select",
    { "aria-label": "speed" },
    ...SPEEDS.map((value) => h("option", { value, selected: value === 1 }, `${value}×`)),
  );
  const options = h("div", { class: "sv-options" }, scale, speed);
  scale.addEventListener("change", () => wishes.scale(scale.value === "real" ? "real" : "slow"));
  speed.addEventListener("change", () => wishes.speed(Number(speed.value)));

  const range = h("input", {
    class: "sv-range",
    type: "range",
    max: FINE,
    "aria-label": "step of the dispatch",
  });
  range.addEventListener("input", () => wishes.seek(Number(range.value) / FINE));

  const ticks = h("div");
  const knob = h("div", { class: "sv-knob" });
  const from = h("span");
  const to = h("span");
  const axis = h(
    "div",
    { class: "sv-axis", "aria-hidden": "true" },
    h("div", { class: "sv-rule" }, ticks, knob),
    from,
    to,
  );
  let marks = "";

  return { toolbar, options, range, axis, show, progress };

  /** @param {Picture} picture */
  function show(picture) {
    const { line, axis: laid, live, root, step, playing } = picture;
    const start = !line || (root === 0 && step === 0);
    disable(first, !line || step === 0);
    disable(back, start);
    disable(play, !line);
    disable(forward, live);
    disable(last, live);
    const words = playing ? "Pause (Space)" : "Play (Space)";
    if (play.title !== words) {
      set(play, { title: words, "aria-label": words });
      play.replaceChildren(icon(playing ? "pause" : "play"));
    }
    set(range, { disabled: !line });
    set(axis, { hidden: !line });
    progress(picture);
    if (!line || !laid) return;
    const { steps, duration: took } = line;
    set(range, { "aria-valuetext": `step ${step + 1} of ${steps.length}: ${steps[step].text}` });
    say(from, scale.value === "slow" ? "not to scale" : "0");
    say(to, took === null ? "" : duration(took));
    mark(laid.at.length > MOST_TICKS ? [] : laid.at);
  }

  /**
   * Only the time has moved on.
   * @param {Picture} picture
   */
  function progress({ place }) {
    range.value = String(Math.round(place * FINE));
    knob.style.left = `${place * 100}%`;
  }

  /**
   * A mark on the axis at each step.
   * @param {number[]} places
   */
  function mark(places) {
    const wanted = places.map((place) => `${(place * 100).toFixed(2)}%`);
    if (wanted.join() === marks) return;
    marks = wanted.join();
    ticks.replaceChildren(
      ...wanted.map((left) => {
        const tick = h("i");
        tick.style.left = left;
        return tick;
      }),
    );
  }
}

/**
 * @param {string} name of its icon
 * @param {string} words
 * @param {() => void} act
 */
function button(name, words, act) {
  const attributes = { type: "button", class: "sv-button", title: words, "aria-label": words };
  const element = h("button", attributes, icon(name));
  element.addEventListener("click", () => {
    if (!element.hasAttribute("aria-disabled")) act();
  });
  return element;
}

/**
 * Switch a button off, but leave it where the focus finds it.
 *
 * @param {Element} button
 * @param {boolean} off
 */
function disable(button, off) {
  set(button, { "aria-disabled": off && "true" });
}

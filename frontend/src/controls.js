import { h, say, set } from "./dom.js";
import { buttonIcon } from "./icons.js";
import { duration } from "./words.js";
/**
 * @import {Picture} from "./playback.js"
 * @import {Scale} from "./axis.js"
 */

const SPEEDS = [0.25, 0.5, 1, 2, 4];

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

/** The most values of the range: the finest places that can be gone to. */
const FINE = 10_000;

/** Buttons, scales and the scrubber. */
export class Controls {
  /** @param {Wishes} wishes */
  constructor(wishes) {
    this.first = button("first", "First step (Home)", wishes.first);
    this.back = button("back", "Step back (left arrow)", wishes.back);
    this.play = button("play", "Play (space)", wishes.toggle);
    this.forward = button("forward", "Step forward (right arrow)", wishes.forward);
    this.last = button("last", "Last step, live (End)", wishes.last);
    this.play.classList.add("sv-play");
    this.toolbar = h(
      "div",
      { class: "sv-controls", role: "toolbar", "aria-label": "replay" },
      this.first,
      this.back,
      this.play,
      this.forward,
      this.last,
    );

    this.scale = h("select", { class: "sv-select", "aria-label": "time scale" });
    this.scale.append(
      h("option", { value: "slow" }, "slow motion"),
      h("option", { value: "real" }, "real time"),
    );
    this.scale.addEventListener("change", () =>
      wishes.scale(this.scale.value === "real" ? "real" : "slow"),
    );
    this.speed = h("select", { class: "sv-select", "aria-label": "speed of the replay" });
    for (const value of SPEEDS) {
      this.speed.append(h("option", { value, selected: value === 1 }, `${value}×`));
    }
    this.speed.addEventListener("change", () => wishes.speed(Number(this.speed.value)));
    this.options = h("div", { class: "sv-options" }, this.scale, this.speed);

    this.range = h("input", {
      class: "sv-range",
      type: "range",
      min: 0,
      max: FINE,
      step: 1,
      "aria-label": "step of the dispatch",
    });
    this.range.addEventListener("input", () => wishes.seek(Number(this.range.value) / FINE));

    this.ticks = h("div", { class: "sv-ticks" });
    this.knob = h("div", { class: "sv-knob" });
    this.from = h("span", {}, "0");
    this.to = h("span");
    this.axis = h(
      "div",
      { class: "sv-axis", "aria-hidden": "true" },
      h("div", { class: "sv-rule" }, this.ticks, this.knob),
      h("div", { class: "sv-ends" }, this.from, this.to),
    );
    this.playing = false;
    this.marks = "";
  }

  /**
   * @param {Picture} picture
   * @param {number} roots how many root dispatches the recording holds
   */
  show(picture, roots) {
    const { line, live, root, step, playing } = picture;
    const start = !line || (root <= 0 && step === 0);
    const end = !line || (live && !line.running);
    set(this.first, { "aria-disabled": start ? "true" : null });
    set(this.back, { "aria-disabled": start ? "true" : null });
    set(this.play, { "aria-disabled": line ? null : "true" });
    set(this.forward, { "aria-disabled": end || (live && root === roots - 1) ? "true" : null });
    set(this.last, { "aria-disabled": live ? "true" : null });
    if (playing !== this.playing) {
      this.playing = playing;
      const words = playing ? "Pause (space)" : "Play (space)";
      set(this.play, { title: words, "aria-label": words });
      this.play.replaceChildren(buttonIcon(playing ? "pause" : "play"));
    }
    set(this.range, { disabled: !line });
    set(this.axis, { hidden: !line });
    this.progress(picture);
    if (!line || !picture.axis) return;
    const text = `step ${step + 1} of ${line.steps.length}: ${line.steps[step].text}`;
    set(this.range, { "aria-valuetext": text });
    this.#mark(picture.axis.at);
    say(this.to, line.running ? "" : duration(line.duration ?? line.steps[line.steps.length - 1].t - line.t));
    say(this.from, this.scale.value === "slow" ? "not to scale" : "0");
  }

  /**
   * Only the time has moved on.
   * @param {Picture} picture
   */
  progress({ place }) {
    const value = String(Math.round(place * FINE));
    if (this.range.value !== value) this.range.value = value;
    this.knob.style.left = `${place * 100}%`;
  }

  /**
   * A mark on the axis at each step.
   * @param {number[]} at
   */
  #mark(at) {
    const places = at.length > 80 ? [] : at;
    const marks = places.map((place) => place.toFixed(4)).join(" ");
    if (marks === this.marks) return;
    this.marks = marks;
    this.ticks.replaceChildren(
      ...places.map((place) => {
        const tick = h("span");
        tick.style.left = `${place * 100}%`;
        return tick;
      }),
    );
  }
}

/**
 * @param {Parameters<typeof buttonIcon>[0]} icon
 * @param {string} words
 * @param {() => void} act
 */
function button(icon, words, act) {
  const element = h(
    "button",
    { type: "button", class: "sv-button", title: words, "aria-label": words },
    buttonIcon(icon),
  );
  element.addEventListener("click", () => {
    // Kept in the tab order while there is nowhere to go: the focus stays put.
    if (element.getAttribute("aria-disabled") !== "true") act();
  });
  return element;
}

import { LANE } from "./arrange.js";
import { badge, dispatchLabel } from "./badge.js";
import { Controls } from "./controls.js";
import { h, say, set } from "./dom.js";
import { action } from "./keys.js";
import { Lanes } from "./lanes.js";
import { Playback } from "./playback.js";
import { BEAT } from "./stagger.js";
import { Stage } from "./stage.js";
import { watchTheme } from "./theme.js";
import { duration } from "./words.js";
/**
 * @import {Action} from "./keys.js"
 * @import {Picture} from "./playback.js"
 * @import {Store} from "./store.js"
 */

/** Taller than this, the picture scrolls inside its frame. */
const MOST_HEIGHT = 660;
/** Room for this many more receivers is kept, so that the page does not jump. */
const SPARE = 1;
const LEAST_ROWS = 4;
/** Milliseconds after a dispatch until its sentence is told, lest many be told. */
const QUIET = 400;

/** One picture of a store's recording, in one place of the page. */
export class View {
  /**
   * @param {Store} store
   * @param {(work: () => void) => void} guard runs work, and shows what fails
   */
  constructor(store, guard) {
    this.store = store;
    this.guard = guard;
    this.ending = new AbortController();
    const { signal } = this.ending;
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.playback = new Playback(store, () => this.still);
    this.stage = new Stage();
    this.lanes = new Lanes(this.stage);
    this.stage.onMove = () => this.lanes.follow();
    this.controls = new Controls({
      first: () => this.go(() => this.playback.first()),
      back: () => this.go(() => this.playback.move(-1)),
      toggle: () => this.go(() => this.playback.toggle()),
      forward: () => this.go(() => this.playback.move(1)),
      last: () => this.go(() => this.playback.last()),
      seek: (place) => this.go(() => this.playback.seek(place)),
      scale: (scale) => this.go(() => void (this.playback.scale = scale)),
      speed: (speed) => this.go(() => void (this.playback.speed = speed)),
    });

    this.title = h("span", { class: "sv-title" });
    this.which = h("span", { class: "sv-which" });
    this.badge = h("span", { class: "sv-badge" });
    this.sentence = h("p", { class: "sv-sentence" });
    this.spoken = h("div", { class: "sv-spoken", "aria-live": "polite" });
    this.canvas = h(
      "div",
      { class: "sv-canvas" },
      this.stage.edgeLayer,
      this.lanes.element,
      this.controls.range,
      this.stage.names,
      this.stage.list,
    );
    this.space = h("div", { class: "sv-space" });
    this.canvas.append(this.space, this.controls.axis);
    this.scroller = h("div", { class: "sv-scroll" }, this.canvas);
    this.element = h(
      "div",
      { class: "sv", role: "group", "data-lm-suppress-shortcuts": "true" },
      h(
        "div",
        { class: "sv-head" },
        h("div", { class: "sv-heading" }, this.title, this.which, this.badge),
        this.controls.toolbar,
      ),
      this.scroller,
      h("div", { class: "sv-foot" }, this.sentence, this.controls.options),
      this.spoken,
    );

    /** Rows that room is kept for. */
    this.rows = 0;
    this.width = 0;
    this.drawn = -1;
    this.frame = 0;
    this.timer = 0;
    this.telling = 0;
    this.last = 0;

    this.element.addEventListener("keydown", (event) => this.guard(() => this.#key(event)), { signal });
    window.addEventListener("keydown", (event) => this.#shield(event), { signal, capture: true });
    this.scroller.addEventListener("scroll", () => this.guard(() => this.draw(false)), { signal });
    this.calm.addEventListener("change", () => this.guard(() => this.draw(false)), { signal });
    this.stage.list.addEventListener("focusin", (event) => this.#rove(event.target), { signal });
    watchTheme(document, signal, (dark) => set(this.element, { "data-dark": dark }));
    const size = new ResizeObserver(() => this.guard(() => this.#resize()));
    size.observe(this.element);
    signal.addEventListener("abort", () => size.disconnect());
    signal.addEventListener("abort", store.subscribe(() => this.guard(() => this.update())));
    // What happened before there was a view is not news.
    store.told = Math.max(store.told, store.tape.latest.dispatch?.id ?? 0);
  }

  /** Draw for the first time, once the element is in the page. */
  open() {
    this.#resize();
  }

  /** Nothing should move: somebody asked for that, or nobody sees it. */
  get still() {
    return this.calm.matches || document.hidden;
  }

  close() {
    this.ending.abort();
    this.stage.stop();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    clearTimeout(this.telling);
    this.element.remove();
  }

  /** Something new came, or it is time to show more of it. */
  update() {
    clearTimeout(this.timer);
    const wait = this.playback.follow();
    this.draw(true);
    this.#tellLater();
    if (wait) this.timer = window.setTimeout(() => this.guard(() => this.update()), wait);
  }

  /** @param {() => void} move */
  go(move) {
    this.guard(() => {
      clearTimeout(this.timer);
      move();
      this.draw(true);
    });
  }

  /** @param {boolean} smooth whether things may move */
  draw(smooth) {
    if (!this.width) return;
    const { playback, stage, store } = this;
    const picture = playback.picture(performance.now());
    const { state, line, axis, place } = picture;
    const moving = smooth && !this.still && this.drawn >= 0;
    const arrangement = stage.show(state, store.layouts, this.width, this.#visible(), moving);
    if (!arrangement) return;
    this.#reserve(arrangement.height, arrangement.wide);
    this.lanes.show(state.connections, line, axis, place);
    set(this.element, { "data-live": picture.live, "data-wide": arrangement.wide });
    const { x, w } = arrangement.lanes;
    for (const { style } of [this.controls.range, this.controls.axis]) {
      style.setProperty("--sv-lanes-x", `${x}px`);
      style.setProperty("--sv-lanes-w", `${w}px`);
    }
    this.controls.show(picture, playback.tape.roots.length);
    this.#words(picture);
    this.#pulse(picture, moving);
    this.#keepFocus();
    this.#schedule(picture);
  }

  /** @param {Picture} picture */
  #words(picture) {
    const { state, line, live } = picture;
    const names = state.signals.map((item) => item.name).join(", ");
    say(this.title, names || "no signal");
    set(this.element, { "aria-label": `signal flow of ${names}` });
    say(this.which, dispatchLabel(picture, this.playback.tape.latest.dispatches));
    const { text, mode } = badge(picture, this.store.closed);
    say(this.badge, text);
    set(this.badge, { "data-mode": mode });
    const took = line && line.duration !== null && state.dispatch?.status !== "running";
    say(this.sentence, took ? `${state.sentence} in ${duration(line.duration ?? 0)}` : state.sentence);
    set(this.sentence, { "data-state": state.dispatch?.status ?? null });
    set(this.scroller, { "data-live": live });
  }

  /**
   * @param {Picture} picture
   * @param {boolean} moving
   */
  #pulse({ state, live, line, step }, moving) {
    const index = live || !line ? this.playback.shown : line.steps[step].index;
    const from = this.drawn;
    this.drawn = index;
    if (moving && index > from && from >= 0) this.stage.pulse(this.playback.begun(from, index), BEAT);
    if (index !== from) this.#reveal(state);
  }

  /**
   * In a picture that scrolls, keep what runs in sight.
   * @param {import("./types.js").State} state
   */
  #reveal(state) {
    if (this.scroller.scrollHeight <= this.scroller.clientHeight) return;
    const running = state.connections.find((card) => ["running", "awaiting"].includes(card.state));
    const box = running && this.stage.boxOf(running.id);
    if (!box) return;
    const { scrollTop, clientHeight } = this.scroller;
    if (box.y >= scrollTop && box.y + box.h + LANE <= scrollTop + clientHeight - 40) return;
    this.scroller.scrollTop = box.y - clientHeight / 2;
  }

  /** The visible part of a picture that is too tall to be seen at once. */
  #visible() {
    const cards = this.playback.tape.latest.connections.length;
    if (cards < 8 || this.scroller.scrollHeight <= this.scroller.clientHeight + 1) return null;
    return { top: this.scroller.scrollTop, height: this.scroller.clientHeight };
  }

  /**
   * Keep room for the picture and for a receiver more; never give it back.
   *
   * @param {number} height
   * @param {boolean} wide
   */
  #reserve(height, wide) {
    const pitch = wide ? 56 : 78;
    const rows = Math.ceil(height / pitch);
    if (rows > this.rows) this.rows = Math.max(LEAST_ROWS, rows + SPARE);
    const room = Math.max(height, this.rows * pitch);
    this.space.style.height = `${height}px`;
    this.scroller.style.height = `${Math.min(room, MOST_HEIGHT) + 30}px`;
    this.canvas.style.marginTop = `${Math.max(0, Math.min((room - height) / 2, 60))}px`;
  }

  /** @param {Picture} picture */
  #schedule({ line, live, playing }) {
    cancelAnimationFrame(this.frame);
    const open = live && line?.running && line.spans.some((span) => span.to === null);
    if (!playing && !open) return;
    this.last = performance.now();
    this.frame = requestAnimationFrame((now) => this.guard(() => this.#tick(now)));
  }

  /** @param {number} now */
  #tick(now) {
    if (this.playback.spot?.playing) {
      const before = this.playback.spot.step;
      this.playback.tick(Math.max(0, now - this.last));
      if (this.playback.spot?.step !== before || !this.playback.spot.playing) {
        this.draw(true);
        return;
      }
    }
    const picture = this.playback.picture(performance.now());
    this.lanes.show(picture.state.connections, picture.line, picture.axis, picture.place);
    this.controls.progress(picture);
    this.#schedule(picture);
  }

  #resize() {
    const width = this.canvas.clientWidth;
    if (!width || width === this.width) return;
    this.width = width;
    this.rows = 0;
    this.draw(false);
  }

  // Keys and focus

  /**
   * JupyterLab must not act on the keys that the widget uses, and must act on
   * all others: it looks for this attribute before the widget gets the event.
   *
   * @param {KeyboardEvent} event
   */
  #shield(event) {
    if (!(event.target instanceof Element) || !this.element.contains(event.target)) return;
    const used = action(event, event.target.tagName) !== undefined;
    set(this.element, { "data-lm-suppress-shortcuts": used ? "true" : null });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const tag = event.target instanceof Element ? event.target.tagName : "";
    const wanted = action(event, tag);
    if (!wanted) return;
    event.stopPropagation();
    if (wanted === "native") return;
    event.preventDefault();
    this.#act(wanted);
  }

  /** @param {Action} wanted */
  #act(wanted) {
    const { playback } = this;
    switch (wanted) {
      case "back":
        return this.go(() => playback.move(-1));
      case "forward":
        return this.go(() => playback.move(1));
      case "first":
        return this.go(() => playback.first());
      case "last":
        return this.go(() => playback.last());
      case "toggle":
        return this.go(() => playback.toggle());
      case "earlier":
        return this.go(() => playback.leap(-1));
      case "later":
        return this.go(() => playback.leap(1));
      case "up":
        return this.#focusCard(-1);
      case "down":
        return this.#focusCard(1);
    }
  }

  /** Cards that can be gone to, in order. */
  #cards() {
    return [...this.stage.list.children].filter(
      (item) => item instanceof HTMLElement && item.hasAttribute("tabindex"),
    );
  }

  /** @param {1 | -1} by */
  #focusCard(by) {
    const cards = this.#cards();
    const here = cards.findIndex((card) => card === document.activeElement);
    const next = here < 0 ? cards.find((card) => card.getAttribute("tabindex") === "0") : cards[here + by];
    if (next instanceof HTMLElement) next.focus({ preventScroll: false });
  }

  /** One card is in the tab order: the one that had the focus last. */
  #keepFocus() {
    const cards = this.#cards();
    if (cards.length && !cards.some((card) => card.getAttribute("tabindex") === "0")) {
      set(cards[0], { tabindex: 0 });
    }
  }

  /** @param {EventTarget | null} target */
  #rove(target) {
    for (const card of this.#cards()) set(card, { tabindex: card === target ? 0 : -1 });
  }

  // Screen reader

  /** One polite sentence for each finished dispatch; of many, for the last. */
  #tellLater() {
    clearTimeout(this.telling);
    this.telling = window.setTimeout(() => this.guard(() => this.#tell()), QUIET);
  }

  #tell() {
    const { dispatch, signals, sentence } = this.store.tape.latest;
    if (!dispatch || dispatch.status === "running" || dispatch.id <= this.store.told) return;
    this.store.told = dispatch.id;
    const name = signals.find((item) => item.id === dispatch.signal)?.name ?? "";
    say(this.spoken, `${name}, dispatch ${dispatch.id}: ${sentence} in ${duration(dispatch.duration_ns ?? 0)}`);
  }
}

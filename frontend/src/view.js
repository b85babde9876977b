import { LANE } from "./arrange.js";
import { badge } from "./badge.js";
import { createChoice } from "./choice.js";
import { createControls } from "./controls.js";
import { counted } from "./counts.js";
import { createDetails } from "./details.js";
import { h, say, set } from "./dom.js";
import { watchKeys } from "./focus.js";
import { createLanes } from "./lanes.js";
import { createPicker } from "./picker.js";
import { createPlayback } from "./playback.js";
import { createForecast } from "./predict/forecast.js";
import { veiled } from "./predict/veil.js";
import { createRoom } from "./room.js";
import { createSave } from "./save.js";
import { called, count } from "./sentence.js";
import { createSpeaker } from "./speaker.js";
import { BEAT } from "./stagger.js";
import { createStage } from "./stage.js";
import { createTable } from "./table.js";
import { createStrip } from "./strip.js";
import { watchTheme } from "./theme.js";
import { duration } from "./words.js";
/**
 * @import {Picture} from "./playback.js"
 * @import {Store} from "./store.js"
 * @import {Card} from "./types.js"
 */

/**
 * One picture of a store's recording, in one place of the page.
 *
 * @param {Store} whole
 * @param {(work: () => void) => void} guard runs work, and shows what fails
 */
export function createView(whole, guard) {
  const store = veiled(whole);
  const ending = new AbortController();
  const { signal } = ending;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  /** Nothing should move: somebody asked for that, or nobody sees it. */
  const still = () => calm.matches || document.hidden;
  const clock = () => performance.now();
  const playback = createPlayback(store, still, clock);
  const stage = createStage(follow, () => guard(() => draw(true)));
  const lanes = createLanes(stage);
  const speaker = createSpeaker(store, guard);
  const wishes = {
    first: () => go(playback.first),
    back: () => go(() => playback.move(-1)),
    toggle: () => go(playback.toggle),
    forward: () => go(() => playback.move(1)),
    last: () => go(playback.last),
    earlier: () => go(() => playback.leap(-1)),
    later: () => go(() => playback.leap(1)),
    seek: (/** @type {number} */ place) => go(() => playback.seek(place)),
    scale: (/** @type {"slow" | "real"} */ scale) => go(() => playback.setScale(scale)),
    speed: (/** @type {number} */ speed) => go(() => playback.setSpeed(speed)),
    open: () => choice.choose(stage.list.querySelector(":focus"), true),
    close: () => (save.isOpen() ? save.close() : details.close()),
  };
  const controls = createControls(wishes);
  const forecast = createForecast(whole, stage.list);
  const details = createDetails(store, stage.list, guard, () => go(() => {}));
  const choice = createChoice({ ...{ stage, playback, signal, go }, range: controls.range, open: details.open });
  const table = createTable(details.open, choice.step);
  const save = createSave(store, playback.picture);
  const picker = createPicker((root) => go(() => playback.goto(root, Infinity)));
  const asTable = h("button", { type: "button", "aria-pressed": "false", class: "sv-text" }, "Table");
  asTable.addEventListener("click", () => go(switchTable));
  controls.options.prepend(asTable, save.element);
  const strip = createStrip((root) => go(() => playback.goto(root, Infinity)));

  const title = h("span", { class: "sv-title" });
  const which = h("span", { class: "sv-muted" });
  const mode = h("span", { class: "sv-badge" });
  const [said, time] = [h("span"), h("span", { class: "sv-took" })];
  const sentence = h("p", { class: "sv-sentence" }, said, time);
  const space = h("div");
  const canvas = h(
    "div",
    { class: "sv-canvas" },
    ...[stage.edgeLayer, stage.brackets, lanes.element, controls.range, stage.names, stage.list],
    ...[space, controls.axis, strip.element],
  );
  const scroller = h("div", { class: "sv-scroll" }, canvas);
  const element = h(
    "div",
    { class: "sv", role: "group" },
    h("div", { class: "sv-row" }, h("div", { class: "sv-heading" }, title, picker.element, which, mode), controls.toolbar),
    h("div", { class: "sv-body" }, scroller, table.element, details.element),
    forecast.element,
    h("div", { class: "sv-row" }, sentence, controls.options),
    speaker.element,
  );
  const room = createRoom(scroller, space);
  const keepFocus = watchKeys(element, stage.list, signal, (wanted) => wishes[wanted](), () => save.isOpen() || details.isOpen());

  let width = 0;
  /** How many events the last picture showed; -1 before the first. */
  let drawn = -1;
  let frame = 0;
  let timer = 0;
  let since = 0;

  const later = () => guard(() => draw(false));
  scroller.addEventListener("scroll", later, { signal });
  stage.list.addEventListener("focusin", ({ target }) => details.follow(target), { signal });
  calm.addEventListener("change", later, { signal });
  watchTheme(document, signal, (dark) => set(element, { "data-dark": dark }));
  const size = new ResizeObserver(() => guard(resize));
  const unsubscribe = store.subscribe(() => guard(update));

  return {
    element,

    /** Draw for the first time, now that the element is in the page. */
    open() {
      size.observe(scroller);
      resize();
    },

    close() {
      ending.abort();
      unsubscribe();
      size.disconnect();
      stage.stop();
      speaker.stop();
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      element.remove();
    },
  };

  /** Something new came, or it is time to show more of it. */
  function update() {
    clearTimeout(timer);
    const wait = playback.follow();
    playback.play(forecast.lifted());
    draw(true);
    speaker.listen();
    if (wait) timer = window.setTimeout(() => guard(update), wait);
  }

  /** @param {() => void} move */
  function go(move) {
    guard(() => {
      clearTimeout(timer);
      move();
      draw(true);
    });
  }

  function resize() {
    const now = canvas.clientWidth;
    if (!now || now === width) return;
    width = now;
    room.forget();
    draw(false);
  }

  /** @param {boolean} smooth whether things may move */
  function draw(smooth) {
    if (!width) return;
    const picture = playback.picture();
    const { state, line, axis, place, index } = picture;
    const moving = smooth && drawn >= 0 && !still();
    const { tape, layouts } = store;
    // Of one dispatch, the states of the cards tell as much.
    const counts = (/** @type {Card[]} */ cards) => (tape.roots.length > 1 ? counted(tape, index, cards) : "");
    const show = (/** @type {number | null} */ middle) =>
      stage.show(state, line, playback.nameOf, layouts, width, middle, moving, counts);
    const before = room.middle();
    const { wide, height, pitch } = show(before);
    strip.show(store.tape.ends, picture.root);
    room.keep(height, pitch, wide ? 0 : strip.height());
    if (room.middle() !== before) show(room.middle());
    set(element, { "data-live": picture.live, "data-wide": wide });
    lanes.show(line, axis, place);
    controls.show(picture);
    words(picture);
    forecast.show(picture);
    picker.show(picture, store.tape);
    details.show(picture, playback.ending);
    if (!table.element.hidden) table.show(picture, (card) => counted(tape, index, [card]));
    if (moving && index > drawn) stage.pulse(store.tape.events.slice(drawn, index), BEAT);
    if (index !== drawn) reveal(picture);
    drawn = index;
    keepFocus();
    schedule(picture);
  }

  /** The same as words, for those who read better than they see. */
  function switchTable() {
    const on = table.element.hidden;
    set(asTable, { "aria-pressed": String(on) });
    table.element.style.minHeight = scroller.style.height;
    set(table.element, { hidden: !on });
    set(scroller, { hidden: on });
  }

  /** The cards have moved: so do the lanes, and the scrubber on them. */
  function follow() {
    const { x, w } = stage.lanes();
    canvas.style.setProperty("--sv-x", `${x}px`);
    canvas.style.setProperty("--sv-w", `${w}px`);
    lanes.follow();
  }

  /** @param {Picture} picture */
  function words(picture) {
    const { state, line } = picture;
    const { dispatch } = state;
    const names = called(state.signals.map((item) => item.name));
    // Nothing will come any more, and nothing has: not even behind a veil.
    const none = store.closed && !whole.tape.roots.length;
    // Nothing to play: a map of what is connected.
    const map = store.closed === "recording" && store.tape.events.length === 0;
    const text = map ? "" : none ? "no send was recorded" : state.sentence;
    const dropped = store.dropped ? `${count(store.dropped, "older event", "older events")} let go` : "";
    const took = dispatch?.status !== "running" && line?.duration;
    const { text: word, mode: kind } = badge(picture, store.closed);
    say(title, names);
    set(element, { "aria-label": `signal flow of ${names}` });
    say(which, dropped);
    say(mode, word);
    set(mode, { "data-mode": kind });
    set(element, { "data-map": map });
    say(said, took ? `${text} ` : text);
    say(time, took ? `· ${duration(took)}` : "");
    set(sentence, { "data-state": dispatch ? dispatch.status : null });
  }

  /**
   * In a picture that scrolls, keep what runs in sight.
   * @param {Picture} picture
   */
  function reveal({ state }) {
    const running = state.connections.find(({ state: now }) => now === "running" || now === "awaiting");
    const card = running && stage.holder(running.id);
    if (card) room.reveal(card.to.y, card.to.y + card.to.h + LANE);
  }

  /**
   * While a replay plays or a receiver runs, time goes on.
   * @param {Picture} picture
   */
  function schedule({ line, live, playing }) {
    cancelAnimationFrame(frame);
    const open = live && line?.running && line.spans.some((span) => span.to === null);
    if (!playing && !open) return;
    since = clock();
    frame = requestAnimationFrame(() => guard(tick));
  }

  function tick() {
    const before = playback.picture();
    playback.tick(clock() - since);
    const picture = playback.picture();
    if (picture.index !== before.index || picture.playing !== before.playing) {
      draw(true);
      return;
    }
    const { line, axis, place } = picture;
    lanes.show(line, axis, place);
    controls.progress(picture);
    schedule(picture);
  }
}

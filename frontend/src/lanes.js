import { h, say, set } from "./dom.js";
import { round } from "./paths.js";
import { duration } from "./words.js";
/**
 * @import {Axis} from "./axis.js"
 * @import {Stage} from "./stage.js"
 * @import {Span, Timeline} from "./timeline.js"
 * @import {Card} from "./types.js"
 */

/** Part of a lane in which a duration can be written. */
const ROOM = 0.3;

/**
 * The time of each receiver, on the row of its card.
 * @param {Stage} stage
 */
export function createLanes(stage) {
  const element = h("div", { class: "sv-layer", "aria-hidden": "true" });
  /** @type {Map<string, HTMLElement>} */
  const tracks = new Map();
  /** @type {Map<string, ReturnType<typeof createBar>>} */
  const bars = new Map();
  return { element, show, follow };

  /**
   * @param {Card[]} cards
   * @param {Timeline | null} line
   * @param {Axis | null} axis
   * @param {number} place on the axis, 0 to 1
   */
  function show(cards, line, axis, place) {
    for (const { id, is_async } of cards) {
      if (tracks.has(id)) continue;
      const track = h("div", { class: "sv-lane", "data-async": is_async });
      tracks.set(id, track);
      element.append(track);
    }
    const kept = new Set();
    /** @type {Map<string, number>} */
    const outermost = new Map();
    for (const span of line && axis ? line.spans : []) {
      const key = `${span.connection} ${span.dispatch}`;
      const track = tracks.get(span.connection);
      if (!track || !axis) continue;
      const bar = bars.get(key) ?? createBar();
      bars.set(key, bar);
      kept.add(key);
      if (bar.element.parentNode !== track) track.append(bar.element);
      const depth = outermost.get(span.connection) ?? span.depth;
      outermost.set(span.connection, depth);
      bar.show(span, axis, place, span.depth - depth);
    }
    for (const [key, bar] of bars) {
      if (kept.has(key)) continue;
      bar.element.remove();
      bars.delete(key);
    }
    follow();
  }

  /** Stand where the cards stand, and leave with them. */
  function follow() {
    const area = stage.lanes();
    for (const [id, track] of tracks) {
      const card = stage.card(id);
      if (card) {
        track.style.transform = `translate(${round(area.x)}px,${round(card.now.y + area.y)}px)`;
        track.style.width = `${round(area.w)}px`;
        track.style.opacity = String(card.is);
      } else {
        track.remove();
        tracks.delete(id);
      }
    }
  }
}

/** One call on a lane: how long it will be, how far it has come, how long it took. */
function createBar() {
  const ghost = h("i", { class: "sv-ghost" });
  const bar = h("i", { class: "sv-bar" });
  const text = h("span", { class: "sv-time" });
  let known = "";
  return {
    element: h("div", {}, ghost, bar, text),

    /**
     * @param {Span} span
     * @param {Axis} axis
     * @param {number} place on the axis, 0 to 1
     * @param {number} depth 1 where it lies inside another call of its lane
     */
    show(span, axis, place, depth) {
      const start = axis.at[span.from];
      const end = span.to === null ? axis.now : axis.at[span.to];
      const ended = span.to !== null && place >= end;
      const now = [start, end, Math.max(start, Math.min(end, place)), span.outcome].join();
      if (now === known) return;
      known = now;
      lay(ghost, start, end);
      lay(bar, start, Math.min(end, place));
      set(ghost, { hidden: ended });
      set(bar, { "data-state": ended ? span.outcome : "running", hidden: place < start });
      for (const { style } of [ghost, bar]) style.setProperty("--sv-depth", `${Math.min(depth, 2)}`);
      // Beside its bar, where there is room; else on it.
      const outside = 1 - end > start ? "after" : "before";
      const side = Math.max(1 - end, start) > ROOM ? outside : "inside";
      set(text, { "data-state": span.outcome, "data-side": side, hidden: !ended || depth > 0 });
      say(text, duration(span.duration ?? 0));
      text.style.left = side === "before" ? "auto" : percent(side === "after" ? end : start);
      text.style.right = side === "before" ? percent(1 - start) : "auto";
    },
  };
}

/**
 * @param {HTMLElement} element
 * @param {number} start 0 to 1
 * @param {number} end 0 to 1
 */
function lay({ style }, start, end) {
  style.left = percent(start);
  style.width = percent(Math.max(0, end - start));
}

/** @param {number} part 0 to 1 */
function percent(part) {
  return `${(part * 100).toFixed(2)}%`;
}

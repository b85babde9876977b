import { h, say, set } from "./dom.js";
import { duration } from "./words.js";
/**
 * @import {Axis} from "./axis.js"
 * @import {Stage} from "./stage.js"
 * @import {Span, Timeline} from "./timeline.js"
 * @import {Card} from "./types.js"
 */

/** A bar narrower than this could not be seen. */
const LEAST = 3;

/** One call on a lane. */
class Bar {
  constructor() {
    this.ghost = h("span", { class: "sv-ghost" });
    this.fill = h("span", { class: "sv-fill-bar" });
    this.text = h("span", { class: "sv-time" });
  }

  /**
   * @param {Span} span
   * @param {Axis} axis
   * @param {number} place
   * @param {number} width of the lane, pixels
   * @param {boolean} isAsync
   */
  show(span, axis, place, width, isAsync) {
    const start = axis.at[span.from];
    const end = span.to === null ? axis.now : axis.at[span.to];
    const cut = Math.max(start, Math.min(end, place));
    const begun = place >= start;
    const ended = span.to !== null && place >= end;
    position(this.ghost, start, end, width);
    position(this.fill, start, cut, width);
    const running = isAsync ? "awaiting" : "running";
    const state = ended ? span.outcome : running;
    set(this.fill, { "data-state": state, hidden: !begun });
    set(this.ghost, { hidden: ended });
    set(this.text, { "data-state": state, hidden: !ended });
    if (!ended) return;
    say(this.text, duration(span.duration ?? 0));
    // Beside its bar, on the side that has more room.
    const before = start > 1 - end;
    set(this.text, { "data-side": before ? "before" : "after" });
    this.text.style.left = before ? "" : `${Math.max(end * width, start * width + LEAST)}px`;
    this.text.style.right = before ? `${(1 - start) * width}px` : "";
  }
}

/**
 * @param {HTMLElement} element
 * @param {number} start
 * @param {number} end
 * @param {number} width
 */
function position(element, start, end, width) {
  const long = Math.max(LEAST, (end - start) * width);
  element.style.left = `${Math.min(start * width, width - LEAST)}px`;
  element.style.width = `${long}px`;
}

/** The time of each receiver, on the row of its card. */
export class Lanes {
  /** @param {Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.element = h("div", { class: "sv-lanes", "aria-hidden": "true" });
    /** @type {Map<string, {track: HTMLElement, bars: Map<string, Bar>}>} */
    this.lanes = new Map();
  }

  /**
   * @param {Card[]} cards
   * @param {Timeline | null} line
   * @param {Axis | null} axis
   * @param {number} place
   */
  show(cards, line, axis, place) {
    const width = this.stage.arrangement?.lanes.w ?? 0;
    /** @type {Map<string, Span[]>} */
    const spans = new Map();
    for (const span of line ? line.spans : []) {
      const own = spans.get(span.connection);
      if (own) own.push(span);
      else spans.set(span.connection, [span]);
    }
    const kept = new Set(cards.map((card) => card.id));
    for (const card of cards) {
      let lane = this.lanes.get(card.id);
      if (!lane) {
        lane = { track: h("div", { class: "sv-lane" }), bars: new Map() };
        this.lanes.set(card.id, lane);
        this.element.append(lane.track);
      }
      const wanted = new Set();
      for (const span of spans.get(card.id) ?? []) {
        if (!axis) continue;
        const key = `${span.dispatch}`;
        wanted.add(key);
        let bar = lane.bars.get(key);
        if (!bar) {
          bar = new Bar();
          lane.bars.set(key, bar);
          lane.track.append(bar.ghost, bar.fill, bar.text);
        }
        bar.show(span, axis, place, width, card.is_async);
      }
      for (const [key, bar] of lane.bars) {
        if (wanted.has(key)) continue;
        for (const part of [bar.ghost, bar.fill, bar.text]) part.remove();
        lane.bars.delete(key);
      }
    }
    for (const [id, lane] of this.lanes) {
      if (kept.has(id) || this.stage.boxOf(id)) continue;
      lane.track.remove();
      this.lanes.delete(id);
    }
    this.follow();
  }

  /** Stand where the cards stand. */
  follow() {
    const { arrangement } = this.stage;
    if (!arrangement) return;
    for (const [id, { track }] of this.lanes) {
      const box = this.stage.boxOf(id);
      if (!box) {
        track.remove();
        this.lanes.delete(id);
        continue;
      }
      const y = Math.round((box.y + arrangement.laneY) * 10) / 10;
      track.style.transform = `translate(${arrangement.lanes.x}px, ${y}px)`;
      track.style.width = `${arrangement.lanes.w}px`;
      track.style.opacity = box.seen < 1 ? String(box.seen) : "";
    }
  }
}

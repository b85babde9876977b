import { h, say, set, textWidth } from "./dom.js";
import { busy, heat } from "./heat.js";
import { phase } from "./motion.js";
import { round } from "./paths.js";
import { sorted } from "./sorted.js";
import { duration } from "./words.js";
/**
 * @import {Axis} from "./axis.js"
 * @import {Run} from "./heat.js"
 * @import {Stage} from "./stage.js"
 * @import {Span, Timeline} from "./timeline.js"
 */

/** More calls than this in one lane are drawn as one bar. */
const MOST_BARS = 24;
/** A row inside a card has at least so many pixels below the top of its lane. */
const LEAST = 3;

/**
 * The time of each receiver, on the row of its card.
 * @param {Stage} stage
 */
export function createLanes(stage) {
  const element = h("div", { class: "sv-layer", "aria-hidden": "true" });
  /** @type {Map<string, ReturnType<typeof createLane>>} */
  const lanes = new Map();
  return { element, show, follow };

  /**
   * @param {Timeline | null} line
   * @param {Axis | null} axis
   * @param {number} place on the axis, 0 to 1
   */
  function show(line, axis, place) {
    const spans = sorted(line ? line.spans : [], (span) => span.connection);
    const { items, rows } = stage.shown();
    const width = stage.lanes().w;
    const kept = new Set();
    /**
     * @param {string} key
     * @param {string} card id of the card on whose row it lies
     * @param {number} row inside the card; -1 for the card's own lane
     * @param {Span[]} own
     * @param {boolean} late of an async receiver
     */
    const draw = (key, card, row, own, late) => {
      const lane = lanes.get(key) ?? createLane(card, row, late);
      if (!lanes.has(key)) element.append(lane.element);
      lanes.set(key, lane);
      kept.add(key);
      lane.show(own, line, axis, place, width);
    };
    for (const item of items) {
      const group = "cards" in item;
      const own = group
        ? item.cards.flatMap(({ id }) => spans.get(id) ?? [])
        : (spans.get(item.id) ?? []);
      draw(item.id, item.id, -1, own, !group && item.is_async);
      (rows.get(item.id) ?? []).forEach(({ key, span }, row) => {
        if (span) draw(`${item.id} ${key}`, item.id, row, [span], false);
      });
    }
    for (const [key, lane] of lanes) {
      // The lane of a card that is leaving goes when the card has gone.
      if (kept.has(key) || (lane.row < 0 && stage.card(lane.card)?.will === 0)) continue;
      lane.element.remove();
      lanes.delete(key);
    }
    follow();
  }

  /** Stand where the cards stand, and leave with them. */
  function follow() {
    const { x, w } = stage.lanes();
    for (const [key, { element: track, card, row }] of lanes) {
      const actor = stage.card(card);
      if (actor) {
        const { now } = actor;
        const y = row < 0 ? stage.lane(now) : stage.inner(now, row);
        // While a card opens, the lane of a row is seen once the row has room.
        const room = row < 0 ? 1 : phase(now.y + now.h - y, 0, LEAST);
        track.style.transform = `translate(${round(x)}px,${round(y)}px)`;
        track.style.width = `${round(w)}px`;
        track.style.opacity = String(actor.is * room);
      } else {
        track.remove();
        lanes.delete(key);
      }
    }
  }
}

/**
 * The calls of one receiver, or of several in one group.
 *
 * @param {string} card id of the card on whose row it lies
 * @param {number} row inside the card; -1 for the card's own lane
 * @param {boolean} late of an async receiver
 */
function createLane(card, row, late) {
  const before = h("i", { class: "sv-ghost" });
  const after = h("i", { class: "sv-heat" });
  const text = h("span", { class: "sv-time" });
  const element = h("div", { class: "sv-lane", "data-async": late, "data-row": row >= 0 }, before, after);
  /** @type {ReturnType<typeof createBar>[]} */
  let bars = [];
  let painted = "";
  element.append(text);
  return { element, card, row, show };

  /**
   * @param {Span[]} spans in order of start
   * @param {Timeline | null} line
   * @param {Axis | null} axis
   * @param {number} place on the axis, 0 to 1
   * @param {number} width pixels
   */
  function show(spans, line, axis, place, width) {
    const many = spans.length > MOST_BARS;
    const few = many || !axis ? [] : spans;
    while (bars.length < few.length) {
      const bar = createBar();
      bars.push(bar);
      text.before(...bar.elements);
    }
    for (const { elements } of bars.splice(few.length)) for (const item of elements) item.remove();
    const least = spans.reduce((least, { depth }) => Math.min(least, depth), Infinity);
    if (axis) few.forEach((span, number) => bars[number].show(span, axis, place, span.depth - least));
    for (const item of [before, after]) set(item, { hidden: !many || !axis });
    if (many && axis) glow(spans, axis, place);
    const outer = spans.filter(({ depth }) => depth === least);
    const all = line && axis && outer.length && row < 0;
    const ended = all && outer.every(({ to }) => to !== null && place >= axis.at[to]);
    set(text, { hidden: !ended });
    if (ended) label(outer, spans, line, axis, width);
  }

  /**
   * @param {Span[]} spans
   * @param {Axis} axis
   * @param {number} place
   */
  function glow(spans, axis, place) {
    const last = spans[spans.length - 1];
    const now = [spans.length, last.outcome, axis.length, axis.at.length].join();
    if (now !== painted) {
      painted = now;
      const runs = heat(spans, axis);
      before.style.background = gradient(runs, () => "var(--sv-hair)");
      after.style.background = gradient(runs, (state) => `var(--sv-${state})`);
    }
    after.style.clipPath = `inset(0 ${percent(1 - place)} 0 0)`;
  }

  /**
   * How long it took, beside the bars where there is room; else on or over them.
   *
   * @param {Span[]} spans outermost ones, all of them ended
   * @param {Span[]} all with those inside them
   * @param {Timeline} line
   * @param {Axis} axis
   * @param {number} width pixels
   */
  function label(spans, all, line, axis, width) {
    const start = axis.at[all[0].from];
    const end = all.reduce((most, { to }) => Math.max(most, axis.at[to ?? 0]), 0);
    const [only] = spans;
    const several = spans.length > 1;
    const took = several ? busy(spans, line.steps) : (only.duration ?? 0);
    const words = several ? `${spans.length} × · ${duration(took)}` : duration(took);
    const need = (1.12 * textWidth(words, text) + 10) / width;
    const after = 1 - end >= need && (1 - end >= start || start < need);
    const within = all.length === 1 && end - start >= need;
    const side = after ? "after" : start >= need ? "before" : within ? "inside" : "over";
    const left = { after: end, before: start - need, inside: start, over: (start + end - need) / 2 };
    const raised = spans.some(({ outcome }) => outcome === "raised");
    set(text, { "data-state": raised ? "raised" : "returned", "data-side": side });
    say(text, words);
    text.style.left = percent(Math.max(0, Math.min(left[side], 1 - need)));
  }
}

/** One call on a lane: how long it will be, and how far it has come. */
function createBar() {
  const ghost = h("i", { class: "sv-ghost" });
  const bar = h("i", { class: "sv-bar" });
  let known = "";
  return {
    elements: [ghost, bar],

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
      const now = [start, end, Math.max(start, Math.min(end, place)), span.outcome, depth].join();
      if (now === known) return;
      known = now;
      lay(ghost, start, end);
      lay(bar, start, Math.min(end, place));
      set(ghost, { hidden: ended });
      set(bar, { "data-state": ended ? span.outcome : "running", hidden: place < start });
      for (const { style } of [ghost, bar]) style.setProperty("--sv-depth", `${Math.min(depth, 2)}`);
    },
  };
}

/**
 * @param {Run[]} runs
 * @param {(state: string) => string} colour
 */
function gradient(runs, colour) {
  const stops = runs.map(({ from, to, state }) => {
    const [a, b, paint] = [percent(from), percent(to), colour(state)];
    return `transparent ${a},${paint} ${a} ${b},transparent ${b}`;
  });
  return stops.length ? `linear-gradient(90deg,${stops.join()})` : "none";
}

/**
 * @param {HTMLElement} element
 * @param {number} start 0 to 1
 * @param {number} end 0 to 1
 */
function lay({ style }, start, end) {
  // However short a call at the end of the lane was, it is seen.
  style.left = `min(${percent(start)}, 100% - 3px)`;
  style.width = percent(Math.max(0, end - start));
}

/** @param {number} part 0 to 1 */
function percent(part) {
  return `${(part * 100).toFixed(2)}%`;
}

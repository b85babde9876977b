import { LANE } from "./arrange.js";
import { firstSpan, spanAt } from "./hits.js";
/**
 * @import {Playback} from "./playback.js"
 * @import {Stage} from "./stage.js"
 */

/** A pointer that has moved this many pixels has dragged, not clicked. */
const DRAG = 4;
/** Pixels beside a thin bar that still hit it. */
const NEAR = 4;

/**
 * Clicks on cards and bars choose a receiver, and go to where its call starts.
 *
 * @param {object} parts
 * @param {Stage} parts.stage
 * @param {HTMLElement} parts.range the scrubber: it lies over the lanes
 * @param {Playback} parts.playback
 * @param {AbortSignal} parts.signal ends it
 * @param {(move: () => void) => void} parts.go
 * @param {(connection: string, from: HTMLElement | null, enter: boolean) => void} parts.open
 */
export function createChoice({ stage, range, playback, signal, go, open }) {
  let down = 0;
  range.addEventListener("pointerdown", ({ clientX }) => (down = clientX), { signal });
  range.addEventListener("click", onLane, { signal });
  stage.list.addEventListener("click", ({ target }) => choose(target), { signal });
  return { choose, step };

  /**
   * @param {EventTarget | null} target a card, or something in it
   * @param {boolean} [enter] move the focus into the panel
   */
  function choose(target, enter = false) {
    const card = target instanceof Element ? target.closest("li") : null;
    // In a matrix it is the cell that stands for a receiver.
    const cell = card?.querySelector(".sv-cell:not([hidden])");
    const id = cell instanceof HTMLElement ? cell.dataset.id : card?.dataset.id;
    if (!card || !id) return;
    const { line, root, live } = playback.picture();
    const span = firstSpan(line, id);
    // What runs just now is followed, not left.
    if (span && !(live && line?.running)) go(() => playback.goto(root, span.from));
    open(id, card, enter);
  }

  /**
   * Go to a step; where it tells of a call, that receiver is chosen.
   *
   * @param {number} number
   * @param {HTMLElement} from
   */
  function step(number, from) {
    const { root, line } = playback.picture();
    go(() => playback.goto(root, number));
    const span = line?.spans.find((item) => item.from === number || item.to === number);
    if (span) open(span.connection, from, false);
  }

  /** @param {MouseEvent} event */
  function onLane({ clientX, clientY }) {
    const { state, line, axis, root } = playback.picture();
    if (!line || !axis || Math.abs(clientX - down) > DRAG) return;
    const box = stage.list.getBoundingClientRect();
    const { x, w } = stage.lanes();
    const place = (clientX - box.left - x) / w;
    const row = clientY - box.top;
    for (const { id } of state.connections) {
      const card = stage.card(id) ?? stage.holder(id);
      const top = card && stage.lane(card.now);
      const there = top !== undefined && top <= row && row <= top + LANE;
      const span = there && spanAt(line, axis, id, place, NEAR / w);
      if (!span) continue;
      go(() => playback.goto(root, span.from));
      open(id, null, false);
    }
  }
}

import { set } from "./dom.js";
import { ease, mix, phase } from "./motion.js";
import { round } from "./paths.js";
/** @import {Box} from "./types.js" */

/** Pixels that a thing slides when it comes or goes. */
const SLIDE = 20;

/**
 * A thing on the stage: where it came from, is, and goes; and how much of it was,
 * is and will be seen. Edges have no place of their own: they follow their ends.
 *
 * @template I
 * @typedef {{item: I, from: Box, now: Box, to: Box, was: number, is: number, will: number}} Actor
 */

/**
 * @template {{element: HTMLElement}} I
 * @param {Map<string, Actor<I>>} map
 * @param {number} t 0 to 1
 */
export function drawBoxes(map, t) {
  const part = ease(t);
  for (const [id, actor] of map) {
    const { from, to, will } = actor;
    // What leaves is gone before the others close up.
    const x = mix(from.x, to.x, will ? part : ease(phase(t, 0, 0.6)));
    const y = mix(from.y, to.y, part);
    const w = mix(from.w, to.w, part);
    const h = mix(from.h, to.h, part);
    actor.now = { x, y, w, h };
    appear(actor, t);
    const { style } = actor.item.element;
    style.transform = `translate(${round(x)}px,${round(y)}px)`;
    style.width = `${round(w)}px`;
    style.height = `${round(h)}px`;
    style.opacity = String(actor.is);
    sweep(map, id, t);
  }
}

/**
 * Put something new on the stage, or send what is there to a new place.
 *
 * @template {{element: Element}} I
 * @param {Map<string, Actor<I>>} map
 * @param {string} id
 * @param {Box} to
 * @param {() => I} create
 */
export function enter(map, id, to, create) {
  const actor = map.get(id);
  const from = away(to, -1);
  if (actor) retarget(actor, to, 1);
  else map.set(id, { item: create(), from, now: from, to, was: 0, is: 0, will: 1 });
}

/**
 * Send away what is not among `ids`: it is no longer one of the list.
 *
 * @template {{element: Element}} I
 * @param {Map<string, Actor<I>>} map
 * @param {string[]} ids
 */
export function leave(map, ids) {
  const stay = new Set(ids);
  for (const [id, actor] of map) {
    if (stay.has(id)) continue;
    retarget(actor, away(actor.now, 1), 0);
    set(actor.item.element, { "aria-hidden": "true", tabindex: null, inert: true });
  }
}

/**
 * @param {Actor<unknown>} actor
 * @param {Box} to
 * @param {number} will
 */
function retarget(actor, to, will) {
  Object.assign(actor, { from: actor.now, to, was: actor.is, will });
}

/**
 * First there is room, then the thing; first the thing goes, then its room.
 *
 * @param {Actor<unknown>} actor
 * @param {number} t 0 to 1
 */
export function appear(actor, t) {
  const { was, will } = actor;
  actor.is = mix(was, will, will > was ? phase(t, 0.45, 1) : phase(t, 0, 0.5));
}

/**
 * Take away what has left.
 *
 * @template {{element: Element}} I
 * @param {Map<string, Actor<I>>} map
 * @param {string} id
 * @param {number} t 0 to 1
 */
export function sweep(map, id, t) {
  const actor = map.get(id);
  if (t < 1 || !actor || actor.will) return;
  actor.item.element.remove();
  map.delete(id);
}

/**
 * @param {Box} box
 * @param {1 | -1} side
 */
function away(box, side) {
  return { ...box, x: box.x + side * SLIDE };
}

/**
 * Keep the order of the document that of the picture; what leaves comes last.
 *
 * @param {Element} parent
 * @param {({item: {element: Element}} | undefined)[]} actors
 */
export function order(parent, actors) {
  let next = parent.firstElementChild;
  for (const actor of actors) {
    const element = actor?.item.element;
    if (!element) continue;
    // An element that is moved loses the focus: those in place are left alone.
    if (element === next) next = next.nextElementSibling;
    else parent.insertBefore(element, next);
  }
}

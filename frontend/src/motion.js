/** How long things take to find their new place, in milliseconds. */
export const MOVE = 520;

/**
 * The one easing: out of rest, into rest.
 * @param {number} t 0 to 1
 */
export function ease(t) {
  return t < 0.5 ? 4 * t ** 3 : 1 - (2 - 2 * t) ** 3 / 2;
}

/**
 * Part of a longer motion: 0 before `from`, 1 after `to`.
 *
 * @param {number} t 0 to 1
 * @param {number} from
 * @param {number} to
 */
export function phase(t, from, to) {
  return Math.max(0, Math.min(1, (t - from) / (to - from)));
}

/**
 * @param {number} from
 * @param {number} to
 * @param {number} part 0 to 1
 */
export function mix(from, to, part) {
  return from + (to - from) * part;
}

/** Runs one motion at a time, frame by frame; a new one takes over from the old. */
export function createMotion() {
  let frame = 0;
  const stop = () => cancelAnimationFrame(frame);
  return {
    stop,

    /** @param {(t: number) => void} draw gets 0 to 1, and 1 at the end for certain */
    run(draw) {
      stop();
      const start = performance.now();
      const tick = (/** @type {number} */ now) => {
        const t = phase(now - start, 0, MOVE);
        draw(t);
        if (t < 1) frame = requestAnimationFrame(tick);
      };
      tick(start);
    },
  };
}

/** How long things take to find their new place, in milliseconds. */
export const MOVE = 520;

/** The one easing: out of rest, into rest. @param {number} t 0 to 1 */
export function ease(t) {
  return t < 0.5 ? 4 * t * t * t : 1 - (-2 * t + 2) ** 3 / 2;
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

/** One motion at a time, frame by frame; a new one takes over from the old. */
export class Motion {
  constructor() {
    this.frame = 0;
  }

  /**
   * @param {(t: number) => void} draw gets 0 to 1, and 1 at the end for certain
   * @param {() => void} done
   */
  run(draw, done) {
    this.stop();
    const start = performance.now();
    const tick = (/** @type {number} */ now) => {
      const t = Math.min(1, Math.max(0, now - start) / MOVE);
      draw(t);
      if (t < 1) this.frame = requestAnimationFrame(tick);
      else {
        this.frame = 0;
        done();
      }
    };
    draw(0);
    this.frame = requestAnimationFrame(tick);
  }

  get running() {
    return this.frame !== 0;
  }

  stop() {
    if (this.frame) cancelAnimationFrame(this.frame);
    this.frame = 0;
  }
}

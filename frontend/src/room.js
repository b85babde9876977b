/** A picture taller than this scrolls inside its frame, in pixels; twelve receivers are not. */
const MOST = 720;
const LEAST_ROWS = 4;
/** Room for this many more receivers is kept, so that the page does not jump. */
const SPARE = 1;
/** Height of the axis below the picture; `widget.css` has the same. */
const AXIS = 32;

/**
 * The room that the picture takes in the page.
 *
 * @param {HTMLElement} scroller
 * @param {HTMLElement} space
 */
export function createRoom(scroller, space) {
  let kept = 0;
  let height = 0;
  /** Kept here, for to ask the page costs a layout. */
  let top = 0;
  scroller.addEventListener("scroll", () => (top = scroller.scrollTop));
  /** Pixels of what stands below the picture: the axis, and the strip on a narrow page. */
  let below = AXIS;
  const scrolls = () => height + below > MOST;
  return {
    /** Another width is another picture: nothing is kept for it yet. */
    forget() {
      kept = 0;
    },

    /**
     * Keep room for the picture and for a receiver more; never give it back.
     *
     * @param {number} needed pixels
     * @param {number} pitch pixels of one receiver
     * @param {number} more pixels of what stands below the axis
     */
    keep(needed, pitch, more) {
      height = needed;
      below = AXIS + more;
      if (height > kept) kept = Math.max(height + SPARE * pitch, LEAST_ROWS * pitch);
      // Nobody scrolls to see room that is kept.
      space.style.height = `${Math.max(height, Math.min(kept, MOST - below))}px`;
      scroller.style.height = `${Math.min(MOST, kept + below)}px`;
    },

    /** Where the middle of the visible part is, if not all is visible. */
    middle: () => (scrolls() ? top + MOST / 2 : null),

    /**
     * Scroll to something, if it is out of sight.
     *
     * @param {number} from pixels from the top of the picture
     * @param {number} to
     */
    reveal(from, to) {
      if (!scrolls() || (from >= top && to <= top + MOST - below)) return;
      scroller.scrollTop = (from + to - MOST) / 2;
    },
  };
}

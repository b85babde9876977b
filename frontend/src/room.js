/** A picture taller than this scrolls inside its frame, in pixels. */
const MOST = 680;
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
  const scrolls = () => height + AXIS > MOST;
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
     */
    keep(needed, pitch) {
      height = needed;
      if (height > kept) kept = Math.max(height + SPARE * pitch, LEAST_ROWS * pitch);
      space.style.height = `${scrolls() ? height : kept}px`;
      scroller.style.height = `${Math.min(MOST, kept + AXIS)}px`;
    },

    /** Where the middle of the visible part is, if not all is visible. */
    middle: () => (scrolls() ? scroller.scrollTop + scroller.clientHeight / 2 : null),

    /**
     * @param {number} top
     * @param {number} bottom
     */
    reveal(top, bottom) {
      const { scrollTop, clientHeight } = scroller;
      if (!scrolls() || (top >= scrollTop && bottom <= scrollTop + clientHeight - AXIS)) return;
      scroller.scrollTop = (top + bottom - clientHeight) / 2;
    },
  };
}

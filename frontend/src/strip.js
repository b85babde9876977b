import { h, say, set } from "./dom.js";
import { strip } from "./heat.js";
import { count } from "./sentence.js";
/** @import {End} from "./heat.js" */

/** Fewer dispatches than this need no strip. */
const LEAST = 3;
const COLUMNS = 120;
/** Pixels; `strip.css` has the same. */
const HEIGHT = 34;

/**
 * All dispatches of the recording at a glance: a column for each, or for a few
 * of many; as high as it took long.
 *
 * @param {(root: number) => void} visit goes to a root dispatch
 */
export function createStrip(visit) {
  const plot = h("div", { class: "sv-plot" });
  const text = h("span", { class: "sv-muted" });
  const element = h("div", { class: "sv-strip", role: "img" }, plot, text);
  /** @type {ReturnType<typeof strip>} */
  let columns = [];
  let known = "";
  plot.addEventListener("click", ({ clientX }) => {
    const { left, width } = plot.getBoundingClientRect();
    const column = columns[Math.floor(((clientX - left) / width) * columns.length)];
    if (column) visit(column.first);
  });
  return {
    element,
    height: () => (element.hidden ? 0 : HEIGHT),

    /**
     * @param {(End | null)[]} ends of the root dispatches
     * @param {number} root the one that is shown
     */
    show(ends, root) {
      set(element, { hidden: ends.length < LEAST });
      if (ends.length < LEAST) return;
      const now = [ends.length, ends[ends.length - 1]?.ns].join();
      if (now !== known) {
        known = now;
        columns = strip(ends, COLUMNS);
        draw();
        const words = told(ends);
        say(text, words);
        set(element, { "aria-label": words });
      }
      columns.forEach(({ from, to }, number) => {
        set(plot.children[number], { "data-here": from <= root && root < to });
      });
    },
  };

  function draw() {
    while (plot.children.length > columns.length) plot.lastChild?.remove();
    while (plot.children.length < columns.length) plot.append(h("i"));
    columns.forEach(({ state, height }, number) => {
      const bar = /** @type {HTMLElement} */ (plot.children[number]);
      set(bar, { "data-state": state });
      bar.style.setProperty("--sv-h", `${Math.round(height * 100)}%`);
    });
  }
}

/** @param {(End | null)[]} ends */
function told(ends) {
  const raised = ends.filter((end) => end?.raised).length;
  const running = ends.filter((end) => !end).length;
  const parts = [count(ends.length, "dispatch", "dispatches")];
  const rest = ends.length - raised - running;
  if (rest) parts.push(`${rest} returned`);
  if (raised) parts.push(`${raised} raised`);
  if (running) parts.push(`${running} running`);
  return parts.join(" · ");
}

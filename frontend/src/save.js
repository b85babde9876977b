import { copy } from "./copy.js";
import { h, say, set } from "./dom.js";
import { download, png } from "./download.js";
import { GONE, WAITING } from "./kernel.js";
import { SCHEMA } from "./store.js";
/**
 * @import {Picture} from "./playback.js"
 * @import {Store} from "./store.js"
 *
 * A form in which the picture can be taken along; `ask` is what Python makes for it.
 * @typedef {{name: string, end: string, type: string, ask: string | null}} Form
 */

/** @type {Form[]} */
const FORMS = [
  { name: "SVG", end: "svg", type: "image/svg+xml", ask: "svg" },
  { name: "PNG", end: "png", type: "image/png", ask: "svg" },
  { name: "DOT", end: "dot", type: "text/vnd.graphviz", ask: "dot" },
  { name: "Mermaid", end: "mmd", type: "text/plain", ask: "mermaid" },
  { name: "HTML", end: "html", type: "text/html", ask: "html" },
  { name: "JSON", end: "json", type: "application/json", ask: null },
];

/**
 * The moment that is shown, as files.
 *
 * @param {Store} store
 * @param {() => Picture} picture
 */
export function createSave(store, picture) {
  const button = h("button", { type: "button", "aria-expanded": "false", class: "sv-text" }, "Save");
  const status = h("p", { class: "sv-note", role: "status" });
  const menu = h(
    "div",
    { class: "sv-menu", role: "group", "aria-label": "save this moment", hidden: true },
    ...FORMS.map(row),
    status,
  );
  const element = h("div", { class: "sv-save" }, button, menu);
  button.addEventListener("click", () => show(menu.hidden));
  return { element, isOpen: () => !menu.hidden, close: () => show(false) };

  /** @param {boolean} open */
  function show(open) {
    const inside = menu.querySelector(":focus");
    menu.hidden = !open;
    set(button, { "aria-expanded": String(open) });
    if (inside) button.focus();
    const json = "JSON is the recording: sv.load() opens it.";
    say(status, store.kernel ? json : `${json} The others need Python: ${GONE}.`);
    for (const item of menu.querySelectorAll("[data-ask]")) {
      set(item, { "aria-disabled": !store.kernel && "true" });
    }
  }

  /** @param {Form} form */
  function row(form) {
    const { name, end, ask } = form;
    const take = (/** @type {string} */ word, /** @type {() => Promise<string>} */ work) => {
      const label = `${word} ${name}`;
      const item = h("button", { type: "button", class: "sv-small", "aria-label": label, "data-ask": ask }, word);
      item.addEventListener("click", async () => {
        if (item.hasAttribute("aria-disabled")) return;
        try {
          say(status, await work());
        } catch (error) {
          say(status, error instanceof Error ? error.message : String(error));
        }
      });
      return item;
    };
    const buttons = [take("Download", () => keep(form))];
    if (end !== "png" && end !== "html") buttons.push(take("Copy", () => put(form)));
    return h("div", { class: "sv-form" }, h("span", {}, name), ...buttons);
  }

  /** @param {Form} form */
  async function keep({ end, type, ask }) {
    const name = `${fileName()}.${end}`;
    const text = await written(ask);
    download(name, end === "png" ? await png(text) : new Blob([text], { type }));
    return `saved ${name}`;
  }

  /** @param {Form} form */
  async function put({ name, ask }) {
    const done = await copy(await written(ask), element);
    if (!done) throw new Error("This page has no clipboard: download it instead.");
    return `copied ${name}`;
  }

  /** @param {string | null} ask */
  async function written(ask) {
    const { index } = picture();
    const { snapshot, events } = store.tape;
    if (ask === null) {
      const dropped = store.dropped;
      return JSON.stringify({ schema: SCHEMA, snapshot, events: events.slice(0, index), dropped });
    }
    const question = { what: "save", form: ask, seq: events[index - 1]?.seq ?? -1 };
    const answer = await store.kernel?.ask(question, () => say(status, WAITING));
    if (answer?.text === undefined) throw new Error(answer?.error ?? GONE);
    return answer.text;
  }

  function fileName() {
    const { state } = picture();
    const names = state.signals.map(({ name }) => name).join("-");
    const safe = names.replace(/[^\w.-]+/g, "_").slice(0, 60);
    return state.dispatch ? `${safe}-dispatch-${state.dispatches}` : safe;
  }
}

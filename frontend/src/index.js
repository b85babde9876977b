import { Mount } from "./mount.js";
import { Store } from "./store.js";

/**
 * What this module needs of a widget's model; the rest is anywidget's.
 *
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(name: string, listener: (...args: any[]) => void) => void} on
 * @property {(name: string, listener: (...args: any[]) => void) => void} off
 * @property {(content: unknown) => void} send
 */

/** @type {WeakMap<Model, Store>} */
const stores = new WeakMap();

export default { initialize, render };

/**
 * Listen to a model as soon as there is one: events may come before a view.
 *
 * @param {{model: Model}} context
 * @returns {() => void} stops listening
 */
function initialize({ model }) {
  const store = new Store(() => model.send({ kind: "resync" }));
  stores.set(model, store);
  const takeRecording = () => store.merge(model.get("recording"));
  const takeLayouts = () => store.addLayouts(model.get("layouts") ?? {});
  const takeClosed = () => store.setClosed(Boolean(model.get("closed")));
  const hear = (/** @type {any} */ content) => {
    if (content?.kind === "events") store.append(content.events, content.layouts ?? {});
    else if (content?.kind === "recording") store.merge(content.recording);
  };
  /** @type {Record<string, (content: any) => void>} */
  const readers = {
    "change:recording": takeRecording,
    "change:layouts": takeLayouts,
    "change:closed": takeClosed,
    "msg:custom": hear,
  };
  const listeners = Object.entries(readers).map(
    ([name, read]) =>
      /** @type {const} */ ([
        name,
        (/** @type {any} */ content) => store.attempt(() => read(content)),
      ]),
  );
  for (const [name, listener] of listeners) model.on(name, listener);
  for (const take of [takeLayouts, takeClosed, takeRecording]) store.attempt(take);
  return () => {
    for (const [name, listener] of listeners) model.off(name, listener);
    stores.delete(model);
  };
}

/**
 * Draw a model in one place of the page.
 *
 * @param {{model: Model, el: HTMLElement}} context
 * @returns {() => void} takes it away again
 */
function render({ model, el }) {
  const made = stores.has(model) ? null : initialize({ model });
  const store = /** @type {Store} */ (stores.get(model));
  const mount = new Mount(store, el, String(model.get("version") ?? ""));
  return () => {
    mount.close();
    made?.();
  };
}

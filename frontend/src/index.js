import { createKernel } from "./kernel.js";
import { mount } from "./mount.js";
import { createStore } from "./store.js";
/** @import {Closed, Store} from "./store.js" */

/**
 * What this module needs of a widget's model; the rest is anywidget's.
 *
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(name: string, listener: (content: any) => void) => void} on
 * @property {(name: string, listener: (content: any) => void) => void} off
 * @property {((content: unknown) => void) | null} send null where there is no kernel
 * @property {(name: string, value: unknown) => void} set
 * @property {() => void} save_changes
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
  const { send } = model;
  const store = createStore(
    () => send?.call(model, { kind: "resync" }),
    (name, value) => {
      model.set(name, value);
      model.save_changes();
    },
  );
  if (send) store.kernel = createKernel((message) => send.call(model, message));
  stores.set(model, store);
  /** @type {Record<string, (content?: any) => void>} */
  const readers = {
    "change:layouts": () => Object.assign(store.layouts, model.get("layouts")),
    "change:closed": () => (store.closed = closed(model)),
    "change:prediction": () => {
      const asked = model.get("prediction");
      store.prediction = asked && "after" in asked ? asked : null;
    },
    "change:lessons": () => (store.lessons = model.get("lessons") ?? {}),
    "change:recording": () => store.merge(model.get("recording")),
    "msg:custom": (content) => {
      if (content?.kind === "events") store.append(content.events, content.layouts);
      if (content?.kind === "answer") store.kernel?.receive(content);
      if (content?.kind === "recording") store.merge(content.recording);
    },
  };
  const listeners = Object.entries(readers).map(([name, read]) => {
    const listener = (/** @type {any} */ content) => store.change(() => read(content));
    model.on(name, listener);
    // The traits hold something already; no message has come yet.
    if (name !== "msg:custom") listener(null);
    return () => model.off(name, listener);
  });
  return () => {
    for (const stop of listeners) stop();
    stores.delete(model);
  };
}

/**
 * @param {Model} model
 * @returns {Closed}
 */
function closed(model) {
  if (model.get("recorded")) return "recording";
  return model.get("closed") ? "closed" : "";
}

/**
 * Draw a model in one place of the page.
 *
 * @param {{model: Model, el: HTMLElement}} context
 * @returns {() => void} takes it away again
 */
function render({ model, el }) {
  const stop = stores.has(model) ? null : initialize({ model });
  const store = /** @type {Store} */ (stores.get(model));
  const close = mount(store, el, model.get("version"));
  return () => {
    close();
    stop?.();
  };
}

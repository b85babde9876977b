/**
 * Shows the stored picture where no kernel knows the widget any more.
 *
 * JupyterLab shows "model not found" in place of a widget whose kernel has gone, and
 * "Loading widget..." where no kernel starts, although the output holds a picture and
 * words as well. For the outputs of Signal Viz alone, this shows those.
 *
 * It is a prebuilt extension, in the form in which JupyterLab loads one: a container
 * with `init` and `get`. It needs nothing of JupyterLab's shared modules.
 */
"use strict";

(() => {
  const WIDGET = "application/vnd.jupyter.widget-view+json";
  const TODO = "This is the picture as it was saved. Run the cell again to bring it to life.";
  /** Milliseconds to wait for a widget before the stored picture is shown for it. */
  const LATE = 1500;

  const plugin = {
    id: "signal-viz:stored",
    autoStart: true,
    activate(app) {
      app.docRegistry?.addWidgetExtension("Notebook", {
        createNew(panel) {
          watch(panel.content.rendermime);
        },
      });
    },
  };

  /** Look at each widget that a notebook makes. */
  function watch(rendermime) {
    const create = rendermime.createRenderer.bind(rendermime);
    rendermime.createRenderer = (mimeType) => {
      const renderer = create(mimeType);
      return mimeType === WIDGET ? withPicture(renderer, rendermime, create) : renderer;
    };
  }

  /** Let a renderer of widgets show what else the output holds, if there is no widget. */
  function withPicture(renderer, rendermime, create) {
    const render = renderer.renderModel.bind(renderer);
    let picture = null;
    renderer.disposed.connect(() => picture?.dispose());
    renderer.renderModel = async (model) => {
      if (!model.metadata[WIDGET]?.signal_viz) return render(model);
      // Where no kernel starts, JupyterLab waits for the widget without end.
      const late = setTimeout(() => show(model), LATE);
      await render(model);
      if (renderer.widgets.length > 0 || failed(renderer)) clearTimeout(late);
      if (failed(renderer)) await show(model);
    };
    return renderer;

    async function show(model) {
      const { [WIDGET]: _, ...data } = model.data;
      const { metadata, trusted } = model;
      const stored = { data, metadata, trusted, setData() {} };
      const made = create(rendermime.preferredMimeType(data, trusted ? "any" : "ensure"));
      await made.renderModel(stored);
      // The widget may have come meanwhile.
      if (renderer.widgets.length > 0 || renderer.isDisposed) return made.dispose();
      picture?.dispose();
      picture = made;
      const todo = document.createElement("p");
      todo.textContent = TODO;
      renderer.node.replaceChildren(picture.node, todo);
    }
  }

  /** Whether a renderer has ended with words about an error: then it gets this class. */
  function failed(renderer) {
    return renderer.widgets.length === 0 && renderer.hasClass("jupyter-widgets");
  }

  globalThis._JUPYTERLAB ??= {};
  globalThis._JUPYTERLAB["signal-viz"] = {
    init() {},
    async get() {
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();

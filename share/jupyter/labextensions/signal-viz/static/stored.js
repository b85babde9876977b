/**
 * Shows the stored picture where no kernel knows the widget any more.
 *
 * JupyterLab shows "model not found" in place of a widget whose kernel has gone,
 * although the output holds a picture and words as well. For the outputs of
 * Signal Viz alone, this shows those.
 *
 * It is a prebuilt extension, in the form in which JupyterLab loads one: a container
 * with `init` and `get`. It needs nothing of JupyterLab's shared modules.
 */
"use strict";

(() => {
  const WIDGET = "application/vnd.jupyter.widget-view+json";
  const TODO = "This is the picture as it was saved. Run the cell again to bring it to life.";

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
    renderer.renderModel = async (model) => {
      await render(model);
      if (!model.metadata[WIDGET]?.signal_viz || !failed(renderer)) return;
      const { [WIDGET]: _, ...data } = model.data;
      const { metadata, trusted } = model;
      const stored = { data, metadata, trusted, setData() {} };
      const picture = create(rendermime.preferredMimeType(data, trusted ? "any" : "ensure"));
      await picture.renderModel(stored);
      const todo = document.createElement("p");
      todo.textContent = TODO;
      renderer.node.textContent = "";
      renderer.addWidget(picture);
      renderer.node.append(todo);
    };
    return renderer;
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

/**
 * Whether the page is dark: JupyterLab, VS Code and marimo say so on the body, else
 * the system decides.
 *
 * @param {Document} page
 * @returns {boolean}
 */
export function isDark(page) {
  const { body } = page;
  const light = body.getAttribute("data-jp-theme-light");
  if (light !== null) return light === "false";
  const theme = body.getAttribute("data-theme");
  if (theme === "light" || theme === "dark") return theme === "dark";
  const kind = body.getAttribute("data-vscode-theme-kind") ?? body.className;
  if (/\bvscode-(dark|high-contrast(?!-light))\b/.test(kind)) return true;
  if (/\bvscode-(light|high-contrast-light)\b/.test(kind)) return false;
  return page.defaultView?.matchMedia("(prefers-color-scheme: dark)").matches ?? false;
}

/**
 * Tell of the theme now, and whenever it changes.
 *
 * @param {Document} page
 * @param {AbortSignal} signal ends it
 * @param {(dark: boolean) => void} tell
 */
export function watchTheme(page, signal, tell) {
  const look = () => tell(isDark(page));
  const observer = new MutationObserver(look);
  observer.observe(page.body, {
    attributes: true,
    attributeFilter: ["class", "data-jp-theme-light", "data-theme", "data-vscode-theme-kind"],
  });
  signal.addEventListener("abort", () => observer.disconnect());
  page.defaultView
    ?.matchMedia("(prefers-color-scheme: dark)")
    .addEventListener("change", look, { signal });
  look();
}

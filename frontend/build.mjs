// Builds what is in signal_viz/static; the same input gives the same bytes. `node build.mjs <folder>` builds into another folder.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const { version } = JSON.parse(readFileSync(`${here}package.json`, "utf8"));
const outdir = process.argv[2] ?? `${here}../signal_viz/static`;

/** @type {import("esbuild").BuildOptions} */
const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  charset: "utf8",
  legalComments: "none",
  target: ["chrome120", "firefox121", "safari17.2"],
  logLevel: "warning",
};

await build({
  ...common,
  entryPoints: ["src/index.js"],
  outfile: `${outdir}/widget.js`,
  // A module for Jupyter; without its last line, a script that a plain page can hold.
  format: "iife",
  globalName: "SignalViz",
  footer: { js: "export default SignalViz.default;" },
  define: { SIGNAL_VIZ_VERSION: JSON.stringify(version) },
});
await build({
  ...common,
  entryPoints: ["src/predict/index.js"],
  outfile: `${outdir}/predict.js`,
  format: "esm",
  define: { SIGNAL_VIZ_VERSION: JSON.stringify(version) },
});
await build({
  ...common,
  entryPoints: ["src/page.js"],
  outfile: `${outdir}/page.js`,
  format: "iife",
});
for (const name of ["widget", "predict"]) {
  await build({ ...common, entryPoints: [`src/${name}.css`], outfile: `${outdir}/${name}.css` });
}

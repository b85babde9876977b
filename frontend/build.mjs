// Builds signal_viz/static/widget.js and widget.css; the same input gives the
// same bytes. `node build.mjs <folder>` builds into another folder.
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
  format: "esm",
  define: { SIGNAL_VIZ_VERSION: JSON.stringify(version) },
});
await build({ ...common, entryPoints: ["src/widget.css"], outfile: `${outdir}/widget.css` });

/** Version of the package that the bundle was built for; `build.mjs` puts it in. */
declare const SIGNAL_VIZ_VERSION: string;

/** The bundle, in a page that holds it as a script. */
declare const SignalViz: typeof import("./index.js");

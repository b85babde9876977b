/** Version of the package that the bundle was built for; `build.mjs` puts it in. */
declare const SIGNAL_VIZ_VERSION: string;

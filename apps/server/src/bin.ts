import { exitIfNodeIsTooOld } from '#config/node-version.js';

// Not a static import, which would be loaded first: better-sqlite3 crashes on an older Node.js.
exitIfNodeIsTooOld('rapporteur');
await import('./main.js');

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { OPTIONS } from './bundle-options.mjs';
import { exitIfNodeIsTooOld } from './dist/libs/config/src/node-version.js';

// Before tests or programs run.
exitIfNodeIsTooOld('build');

/**
 * What is started is put into few files with the packages that it loads: to find some 2,400 modules takes longer than all
 * else that a start does (docs/adr). What is imported only when it is used is a file of its own. Tests load what the
 * compiler has made, except for threads.
 */
const PROGRAMS = {
  service: 'dist/apps/server/src/bin.js',
  rapporteur: 'dist/apps/cli/src/bin.js',
  'rapporteur-witness': 'dist/apps/witness/src/bin.js',
};
/** What loads other code by its address shares the classes of that code, so they are bundled together. */
const READERS_OF_VIEW_MODELS = {
  'view-models': 'dist/libs/read-models/src/models/view-models.js',
  'projector.worker': 'dist/libs/read-models/src/projector/projector.worker.js',
  'rebuild.worker': 'dist/libs/read-models/src/projector/rebuild.worker.js',
  'check-views.worker': 'dist/libs/read-models/src/projector/check-views.worker.js',
};
const READERS_OF_PAST_MODELS = {
  'past-models': 'dist/libs/read-models/src/models/past-models.js',
  'replay.worker': 'dist/libs/read-models/src/replay/replay.worker.js',
};
/** Other threads and processes. */
const ALONE = {
  'writer.worker': 'dist/libs/event-store/src/sqlite/writer.worker.js',
  'scrub.worker': 'dist/libs/ledger/src/storage/scrub.worker.js',
  'check-log.worker': 'dist/libs/ledger/src/storage/check-log.worker.js',
  'index.worker': 'dist/libs/read-models/src/log-index/index.worker.js',
  'read-pages.process': 'dist/libs/read-models/src/projector/read-pages.process.js',
};
/** What is loaded by its address. All of it is in one folder. */
const LOADED = { ...READERS_OF_VIEW_MODELS, ...READERS_OF_PAST_MODELS, ...ALONE };
const each = (entries) => Object.entries(entries).map((entry) => Object.fromEntries([entry]));
/** What is bundled together shares files, many for a few entries. What starts by itself has its own, and starts faster. */
const BUNDLES = [...each(PROGRAMS), READERS_OF_VIEW_MODELS, READERS_OF_PAST_MODELS, ...each(ALONE)];
const BIN = 'dist/bin';

/** A module finds what lies beside it, wherever its code has come to; what is loaded lies beside that. */
const addresses = {
  name: 'addresses',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/dist\/(?:apps|libs)\/.*\.js$/ }, ({ path }) => {
      const own = `new URL(${JSON.stringify(relative(BIN, path))}, import.meta.url).href`;
      const contents = readFileSync(path, 'utf8').replaceAll(
        /new URL\('\.[\w./-]*\/([\w.-]+)\.js', import\.meta\.url\)|import\.meta\.url/g,
        (address, name) =>
          name in LOADED ? `new URL('./${name}.js', import.meta.url)` : address.replace('import.meta.url', own),
      );
      return { contents };
    }),
};

/** An import of a module of Node reads all its exports. These have some that load much when they are read: of `http`, what `fetch` needs. */
const builtins = {
  name: 'builtins',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^(?:node:)?(?:http|crypto)$/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'builtin' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

const plugins = [addresses, builtins];
await Promise.all(BUNDLES.map((entryPoints) => build({ ...OPTIONS, entryPoints, outdir: BIN, plugins })));

/**
 * Node ends the whole process when a thread is ended while it runs a module that imports, with `import` or `export`, one that
 * has awaited at its top level. `await import()` is no such import.
 */
const stubOf = (name, bundle) =>
  /\.(worker|process)$/.test(name) ? `await import('${bundle}');\n` : `export * from '${bundle}';\n`;

// Tests run the service as modules, and its threads as the bundles that a user runs: a start takes a third less processor time.
for (const [name, file] of Object.entries(LOADED))
  writeFileSync(file, stubOf(name, relative(dirname(file), join(BIN, `${name}.js`))));

import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { build } from 'esbuild';
import { exitIfNodeIsTooOld } from './dist/libs/config/src/node-version.js';

// Before tests or programs run.
exitIfNodeIsTooOld('build');

/**
 * What is started is put into few files with the packages that it loads: to find some 2,400 modules takes longer than all
 * else that a start does (docs/adr). What is imported only when it is used is a file of its own. Tests load what the
 * compiler has made.
 */
const PROGRAMS = {
  service: 'dist/apps/server/src/bin.js',
  rapporteur: 'dist/apps/cli/src/bin.js',
  'rapporteur-witness': 'dist/apps/witness/src/bin.js',
};
/** What they load by address, all in one folder: threads, and the read models that these are told of. */
const LOADED = {
  'scrub.worker': 'dist/libs/ledger/src/storage/scrub.worker.js',
  'writer.worker': 'dist/libs/event-store/src/sqlite/writer.worker.js',
  'check-log.worker': 'dist/libs/ledger/src/storage/check-log.worker.js',
  'check-views.worker': 'dist/libs/read-models/src/projector/check-views.worker.js',
  'projector.worker': 'dist/libs/read-models/src/projector/projector.worker.js',
  'rebuild.worker': 'dist/libs/read-models/src/projector/rebuild.worker.js',
  'replay.worker': 'dist/libs/read-models/src/replay/replay.worker.js',
  'index.worker': 'dist/libs/read-models/src/log-index/index.worker.js',
  models: 'dist/libs/read-models/src/models/models.js',
  'replayed-models': 'dist/libs/read-models/src/models/replayed-models.js',
};
const BIN = 'dist/bin';

/** They load machine code, or files of theirs by address. */
const LEFT_ALONE = ['better-sqlite3', '@eventstore/db-client', 'pino', 'pino-pretty'];

/** What Nest looks for and does without where it is not installed. */
const NOT_INSTALLED = [
  '@fastify/multipart',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
];

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

await build({
  entryPoints: { ...PROGRAMS, ...LOADED },
  outdir: BIN,
  chunkNames: 'part-[name]-[hash]',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node22.14',
  format: 'esm',
  // Errors, read models and the schemas of the API are known by the names of their classes.
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  // Of its decorators we use a few; its form as CommonJS loads all of them, and the telephone numbers of the world.
  alias: { 'class-validator': 'class-validator/esm2015/index.js' },
  external: [...LEFT_ALONE, ...NOT_INSTALLED],
  plugins: [addresses],
  // Packages of the older form ask for it.
  banner: {
    js: "import { createRequire as requireBeside } from 'node:module'; const require = requireBeside(import.meta.url);",
  },
  logLevel: 'warning',
});

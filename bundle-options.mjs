import { fileURLToPath } from 'node:url';

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

/** Of its decorators we use a few; its form as CommonJS loads all of them, and the telephone numbers of the world. */
export const ES_MODULES = { 'class-validator': 'class-validator/esm2015/index.js' };

/** @fastify/static asks for it to list the files of a folder at the start, which nothing here does. To load it takes a twentieth of a start. */
const UNUSED = { glob: fileURLToPath(new URL('bundle-unused.mjs', import.meta.url)) };

/** How esbuild bundles, for programs and for tests. */
export const OPTIONS = {
  chunkNames: 'part-[name]-[hash]',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node22.14',
  format: 'esm',
  // Errors, read models and the schemas of the API are known by the names of their classes.
  keepNames: true,
  // A start reads a third less. Names stay, and the programs are started with source maps.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: true,
  sourcesContent: false,
  alias: { ...ES_MODULES, ...UNUSED },
  external: [...LEFT_ALONE, ...NOT_INSTALLED],
  // Packages of the older form ask for it.
  banner: {
    js: "import { createRequire as requireBeside } from 'node:module'; const require = requireBeside(import.meta.url);",
  },
  logLevel: 'warning',
};

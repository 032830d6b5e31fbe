import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { compileTexts } from './build/compile-texts.mjs';
import { finish } from './build/finish.mjs';

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));

/** What every screen needs. */
const SHARED =
  /\/node_modules\/(?:@tanstack|preact|wouter-preact|regexparam)\/|\/src\/(?:api\/(?:answer|ask|clock|queries|reader)|messages\/(?:use-messages|compiled)|model\/(?:dates|instants|moment|text))\.tsx?$/;

/** `vite apps/web` serves the page while it is written; it asks the service on its usual port. */
export default defineConfig({
  root: folder('.'),
  base: '/',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  server: { proxy: { '/v1': 'http://127.0.0.1:3000', '/openapi.json': 'http://127.0.0.1:3000' } },
  build: {
    outDir: folder('../../dist/web'),
    emptyOutDir: true,
    target: 'es2024',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    manifest: true,
    // A file in a data: address would need a looser policy (CSP).
    assetsInlineLimit: 0,
    // Each supported browser knows modulepreload.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Small files compress badly, and each costs a request.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'shared', test: SHARED }] } } },
  },
  plugins: [compileTexts(), finish({ folder: folder('../../dist/web'), budget: 60 * 1024 })],
  logLevel: 'warn',
});

import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ES_MODULES, OPTIONS } from './bundle-options.mjs';

/**
 * Packages of many modules, by the names under which specs and the service import them. Jest loads each module again for each file of
 * tests: those of a service took longer than its start. Here each is bundled with what it loads, as it is in the programs.
 */
const PACKAGES = [
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/cqrs',
  '@nestjs/platform-fastify',
  '@nestjs/swagger',
  'ajv',
  'ajv/dist/2020.js',
  'class-transformer',
  'class-validator',
  'edtf',
  'fastify',
  'fastify/lib/request.js',
  'iso-3166',
  'jose',
  'oidc-provider',
  'prom-client',
  'rxjs',
  'supertest',
  'yaml',
];
const DIST = join(import.meta.dirname, 'dist');
const FOLDER = join(DIST, 'packages');
const fileOf = (name) => `${name.replace(/\.js$/, '').replaceAll('/', '-')}.js`;

/** For Jest: the bundle of each package. */
export const BUNDLED_PACKAGES = Object.fromEntries(
  PACKAGES.map((name) => [`^${name.replaceAll('.', '\\.')}$`, join(FOLDER, fileOf(name))]),
);

/** Exports what Node.js finds in a package of this name, whatever its form. */
const exportsOf = async (name) => {
  if (name in ES_MODULES) return `export * from '${name}';`;
  const names = Object.keys(await import(name));
  if (names.includes('module.exports')) {
    const own = names.filter((one) => !['default', 'module.exports', '__esModule'].includes(one));
    return `const whole = require('${name}'); export const { ${own.join(', ')} } = whole; export default whole;`;
  }
  return `export * from '${name}'; ${names.includes('default') ? `export { default } from '${name}';` : ''}`;
};

const packages = {
  name: 'packages',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^package:/ }, ({ path }) => ({ path: path.slice('package:'.length), namespace: 'package' }));
    onLoad({ filter: /./, namespace: 'package' }, async ({ path }) => ({
      contents: await exportsOf(path),
      resolveDir: import.meta.dirname,
    }));
  },
};

/** Makes the bundles, once for each build. */
export default async () => {
  if (existsSync(FOLDER)) return;
  // Under another name until it is whole: another run may begin meanwhile.
  mkdirSync(DIST, { recursive: true });
  const outdir = mkdtempSync(join(DIST, 'packages-'));
  await build({
    ...OPTIONS,
    entryPoints: PACKAGES.map((name) => ({ in: `package:${name}`, out: fileOf(name).replace(/\.js$/, '') })),
    outdir,
    sourcemap: false,
    // Jest has loaded it before, and what it adds is there once.
    external: [...OPTIONS.external, 'reflect-metadata'],
    plugins: [packages],
  });
  if (existsSync(FOLDER)) rmSync(outdir, { recursive: true });
  else renameSync(outdir, FOLDER);
};

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT, textOf } from './support/compose.js';
import { DOCKERFILE, imageEnv, instructions } from './support/dockerfile.js';
import { reservePort } from './support/ports.js';
import { readyAt, startProcess, stop } from './support/process.js';
import { remove } from './support/service.js';
import { CLI, installationWith, standIns } from './support/trial-installation.js';

const { instances } = installationWith(standIns());

describe('the image', () => {
  it('has one Node.js, of the same version as in the packages', () => {
    const [build, last] = instructions('FROM');
    const [, image = '', tag] = /^(node:(\d+\.\d+\.\d+)-trixie-slim(?:@sha256:[\da-f]{64})?) AS build$/.exec(build!)!;
    expect(last).toBe(image);
    const { engines, optionalDependencies, version } = JSON.parse(textOf('package.json')) as {
      engines: { node: string };
      optionalDependencies: Record<string, string>;
      version: string;
    };
    const runtimes = Object.entries(optionalDependencies);
    expect(runtimes.length).toBeGreaterThan(0);
    for (const runtime of runtimes) expect(runtime).toEqual([expect.stringMatching(/^node-(linux|win)-/), tag]);
    const [, least = ''] = /^>=([\d.]+)$/.exec(engines.node)!;
    expect(tag!.localeCompare(least, 'en', { numeric: true })).toBeGreaterThanOrEqual(0);
    for (const [, { image: built }] of instances) expect(built).toBe(`rapporteur:${version}`);
  });
  it('leaves out the Node.js of the packages, and nothing that is used', () => {
    expect(instructions('RUN').at(-2)).toMatch(/ npm prune --omit=dev --omit=optional$/);
    const { packages } = JSON.parse(textOf('package-lock.json')) as {
      packages: Record<string, { optional?: boolean; dev?: boolean }>;
    };
    const left = Object.entries(packages)
      .filter(([, { optional, dev }]) => optional && !dev)
      .map(([path]) => path.replace('node_modules/', ''))
      .filter((name) => !name.startsWith('node-'));
    // edtf uses these to generate samples, which the service does not need.
    expect(left).toEqual(['drange', 'randexp', 'ret']);
  });
  it('compiles nothing, with any version of npm', () => {
    // npm reads the .npmrc beside the package.json.
    const packages = ['.', ...readdirSync(ROOT)].filter((folder) => existsSync(join(ROOT, folder, 'package.json')));
    expect(packages).toEqual(['.', 'bench']);
    for (const folder of packages) expect(textOf(`${folder}/.npmrc`)).toMatch(/^ignore-scripts=true$/m);
    const installing = DOCKERFILE.slice(0, DOCKERFILE.indexOf('RUN npm ci'));
    expect(installing).toMatch(/^COPY .npmrc package.json package-lock.json .\/$/m);
  });
  it('copies existing files, and declared build arguments', () => {
    const given = textOf('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const sources = instructions('COPY')
      .filter((line) => !line.startsWith('--from'))
      .flatMap((line) => line.split(' ').slice(0, -1));
    expect([...new Set(sources)].toSorted()).toEqual(given.toSorted());
    for (const source of sources) expect([source, existsSync(join(ROOT, source))]).toEqual([source, true]);
    expect(given).not.toContain('deploy');
  });
  it('copies each file that the files of the build name', () => {
    const copied = instructions('COPY').flatMap((line) => line.split(' '));
    const scripts = copied.filter((source) => source.endsWith('.mjs'));
    expect(scripts).toContain('bundle.mjs');
    const named = scripts.flatMap((script) =>
      [...textOf(script).matchAll(/'(?:\.\/)?([\w.-]+\.\w+)'/g)]
        .map(([, name]) => name!)
        .filter((name) => existsSync(join(ROOT, name))),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !copied.includes(name))).toEqual([]);
  });
  it('runs nothing as root, with the command line as its first process, so that it receives SIGTERM', () => {
    expect(instructions('USER')).toEqual(['node']);
    expect(instructions('STOPSIGNAL')).toEqual(['SIGTERM']);
    const [entry = ''] = instructions('ENTRYPOINT');
    const words = JSON.parse(entry) as string[];
    expect(words).toEqual(['node', '--enable-source-maps', '/app/dist/bin/rapporteur.js']);
    expect(existsSync(CLI)).toBe(true);
    expect(JSON.parse(instructions('CMD').at(-1)!)).toEqual(['serve']);
    expect(instructions('VOLUME')).toEqual([imageEnv()['DATA_DIR']]);
  });
  it('reports whether it is alive', async () => {
    const [health = ''] = instructions('HEALTHCHECK');
    const [program = '', ...words] = JSON.parse(/CMD (\[.*\])$/.exec(health)![1]!) as string[];
    const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-image-'));
    const { port, release } = await reservePort();
    const PORT = String(port);
    const service = await startProcess({ dataDir, env: { PORT } });
    expect(program).toBe('node');
    const ask = () => spawnSync(process.execPath, words, { env: { ...process.env, NODE_OPTIONS: '', PORT } }).status;
    // The route that the proxy checks exists too.
    await readyAt(service.url);
    const living = ask();
    await stop(service);
    expect([living, ask()]).toEqual([0, 1]);
    release();
    remove(dataDir);
    // The compose file has the same check, with the port of the image.
    for (const [, { healthcheck }] of instances)
      expect(healthcheck!.test.slice(1)).toEqual([
        program,
        ...words.map((word) => word.replace('${process.env.PORT}', imageEnv()['PORT']).replaceAll('`', "'")),
      ]);
  });
});

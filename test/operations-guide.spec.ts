import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SETTINGS } from '#config/config.js';
import { ROOT, textOf } from './support/compose.js';
import { startProcess, stop } from './support/process.js';
import { remove } from './support/service.js';
import { CLI, environmentOf, installationWith, standIns } from './support/trial-installation.js';

const variables = standIns();
const { instances, nodes } = installationWith(variables);

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));

describe('the guide for operators', () => {
  const page = textOf('docs/OPERATIONS.md');
  const code = [...page.matchAll(/```sh\n(.*?)```|`([^`\n]+)`/gs)].map(([, block, inline]) => block ?? inline!);

  it('names metrics that the service has', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-figures-'));
    const service = await startProcess({ dataDir });
    const figures = await (await fetch(`${service.url}/metrics`)).text();
    await stop(service);
    remove(dataDir);
    const named = [...new Set(page.match(/\b(?:rapporteur|nodejs|process)(?:_[a-z0-9]+)+/g))];
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !new RegExp(`^# TYPE ${name} `, 'm').test(figures))).toEqual([]);
  });
  it('names every file of a data folder', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-files-'));
    const service = await startProcess({ dataDir });
    const send = (method: string, path: string, body: object) =>
      fetch(service.url + path, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const opened = await send('POST', '/v1/negotiations', { title: 'Talks' });
    const { id } = (await opened.json()) as { id: string };
    const token = opened.headers.get('consistency-token');
    const read = await send('PUT', `/v1/negotiations/${id}/read-to-here`, { token });
    const audited = await fetch(`${service.url}/v1/audit/trail`);
    expect([read.status, audited.status]).toEqual([200, 200]);
    const whileItRuns = filesIn(dataDir);
    await stop(service);
    const found = new Set([...whileItRuns, ...filesIn(dataDir)]);
    remove(dataDir);
    const table = page.split('### The files of the data folder')[1]!.split('\n### ')[0]!;
    const named = [...table.matchAll(/^\| (`.*?) +\|/gm)].flatMap(([, names]) => [...names!.matchAll(/`([^`]+)`/g)]);
    const names = named.map(([, name]) => name!);
    expect(found.size).toBeGreaterThan(12);
    expect([...found].filter((file) => !names.some((name) => file === name || file.startsWith(`${name}/`)))).toEqual(
      [],
    );
  });
  it('names settings, commands and flags that exist', () => {
    const help = (...words: string[]) =>
      execFileSync(process.execPath, [CLI, ...words, '--help'], { encoding: 'utf8' });
    const commands = code.flatMap((text) => [...text.matchAll(/\brapporteur ([a-z][a-z-]*)([^\n|`]*)/g)]);
    expect(commands.length).toBeGreaterThan(5);
    for (const [, verb = '', rest = ''] of commands) {
      const told = help(verb);
      expect(told).toMatch(new RegExp(`^Usage: rapporteur ${verb} `));
      for (const flag of rest.match(/(?<= )--[a-z-]+/g) ?? []) expect(told).toContain(` ${flag} `);
    }
    const settings = code.filter((text) => /^[A-Z]+(_[A-Z]+)+$/.test(text));
    const known = [...SETTINGS.map(({ name }) => name), ...Object.keys(variables)];
    expect(settings.filter((name) => !known.includes(name))).toEqual([]);
  });
  it('calculates its figures for ten years from its own measurements', () => {
    const numbersIn = (text = '') =>
      (text.match(/\d[\d,]*(?:\.\d+)?/g) ?? []).map((digits) => Number(digits.replaceAll(',', '')));
    const figure = (letter: string) => numbersIn(new RegExp(`\\| _${letter}_: [^|]*\\|([^|]*)`).exec(page)?.[1]);
    const [b, v, s, c] = ['b', 'v', 's', 'c'].map((letter) => figure(letter)[0]!) as [number, number, number, number];
    const [r, crowded] = figure('r') as [number, number];

    const UNITS: Record<string, number> = { s: 1, min: 60, h: 3_600, GB: 1e9, TB: 1e12, million: 1e6 };
    /** In seconds, bytes or events. */
    const toldIn = (text: string) => {
      const [unit = ''] = /[a-zA-Z]*$/.exec(text.trim())!;
      return numbersIn(text).map((n) => n * (UNITS[unit] ?? 1));
    };
    const differing = (name: string, text: string, worked: readonly number[]) => {
      const told = toldIn(text);
      const isNear = told.length === worked.length && told.every((n, at) => Math.abs(n / worked[at]! - 1) < 0.1);
      return isNear ? [] : [`${name}: ${text.trim()}, and it is ${worked.join(' to ')}`];
    };

    const rows = page.split('\n').filter((line) => /^\| (?:one|a) .*\brecorders\b/.test(line));
    expect(rows).toHaveLength(3);
    const ofRows = rows.flatMap((row) => {
      const [, who, daily, peak, all, log, views, , start, rebuild, startThere, newThere] = row.split('|');
      const events = numbersIn(daily)[0]! * 365 * 10;
      return [
        ...differing(`${who} peak`, peak!, [(numbersIn(daily)[0]! * 10) / 28_800]),
        ...differing(`${who} on record`, all!, [events]),
        ...differing(`${who} log`, log!, [events * b]),
        ...differing(`${who} views`, views!, [events * v]),
        ...differing(`${who} start`, start!, [events / s]),
        ...differing(`${who} rebuild`, rebuild!, [events / r, events / crowded]),
        ...differing(`${who} start there`, startThere!, [events / c]),
        ...differing(
          `${who} new there`,
          newThere!,
          [r, crowded].map((rate) => events / c + events / Math.min(rate, c)),
        ),
      ];
    });
    const prose = page.replaceAll(/\s+/g, ' ');
    const ofProse = (
      [
        [/a start takes one minute at (.*?) events/, 60 * s],
        [/A rebuild takes 15 minutes at (.*?) events/, 900 * r],
        [/This takes one minute at (.*?) events/, 60 * c],
        [/and 15 minutes at (.*?) events\. A new instance/, 900 * c],
        [/A new instance takes 15 minutes at (.*?) events/, 450 * c],
      ] as const
    ).flatMap(([where, worked]) => differing(where.source, where.exec(prose)?.[1] ?? '', [worked]));
    expect([...ofRows, ...ofProse]).toEqual([]);
  });
  it('names services, people and files of the trial installation', () => {
    const asked = code.flatMap((text) => [...text.matchAll(/docker compose (?:--profile (\S+) )?(\S+)/g)]);
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.map(([, profile]) => profile).filter((profile) => profile !== undefined)).toEqual(['cluster']);
    const [, hosts = ''] = /^echo EVENTSTORE_HOSTS=(\S+) >> \.env$/m.exec(page)!;
    expect(hosts.split(',')).toEqual(nodes.slice(1).map(([name]) => `${name}:2113`));
    for (const [file] of page.matchAll(/deploy\/[\w.-]+/g))
      expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
    const realm = JSON.parse(textOf('deploy/rapporteur-realm.json')) as {
      clients: { clientId: string }[];
      users: { username: string }[];
    };
    expect(page).toContain(`client_id=${realm.clients[0]!.clientId}`);
    for (const { username } of realm.users) expect(page).toContain(`${username} (`);
    const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience } = environmentOf(instances[0]![1]);
    expect(page).toContain(`${issuer}/protocol/openid-connect/token`);
    expect(page).toContain(`${audience}/v1/negotiations`);
  });
});

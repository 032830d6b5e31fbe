import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newFolder, printed, rapporteur } from './support/cli.js';
import { type Process, startProcess, stop } from './support/process.js';
import { remove } from './support/service.js';

const root = newFolder();
const at = (name: string) => join(root, name);
let service: Process;
beforeAll(async () => {
  service = await startProcess({ dataDir: at('data') });
});
afterAll(async () => {
  await stop(service);
  remove(root);
});
const load = (...words: string[]) => rapporteur(['load', ...words, '--url', service.url]);
const negotiations = async (): Promise<readonly { id: string }[]> => {
  const answer = await fetch(`${service.url}/v1/negotiations?limit=200`);
  return ((await answer.json()) as { items: { id: string }[] }).items;
};
/** The file with its examples, which are comments. */
const withExamples = (text: string) => text.replaceAll(/^ {2}# (?=(- key|  \w+):)/gm, '  ');

describe('rapporteur new-dossier', () => {
  const file = at('tariffs.yaml');

  it('writes a file that only its owner can read, and that is a valid dossier with and without its examples', async () => {
    const { code, out, err } = await rapporteur(['new-dossier', file]);
    expect([code, err, statSync(file).mode & 0o777]).toEqual([0, '', 0o600]);
    expect(out).toContain(`rapporteur load --check ${file}`);
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^dossier: tariffs\n.*\nnamespace: [\da-f]{8}-[\da-f]{4}-4/m);
    expect(await load('--check', file)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^1 entry in 1 file: no problems/),
    });
    writeFileSync(at('whole.yaml'), withExamples(text));
    expect(await load('--check', at('whole.yaml'))).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^5 entries/),
    });
  });
  it('overwrites nothing', async () => {
    const text = readFileSync(file, 'utf8');
    const { code, out, err } = await rapporteur(['new-dossier', file]);
    expect([code, out, err]).toEqual([
      1,
      '',
      `rapporteur: ${file} exists already, and was not changed. Choose a new file.\n`,
    ]);
    expect(readFileSync(file, 'utf8')).toBe(text);
    mkdirSync(at('folder'));
    expect(await rapporteur(['new-dossier', at('folder')])).toMatchObject({
      code: 1,
      err: expect.stringContaining('exists already'),
    });
  });
  it('reports a folder that does not exist, and has help and JSON', async () => {
    const { code, err } = await rapporteur(['new-dossier', at('no/such/folder.yaml')]);
    expect([code, err]).toEqual([2, expect.stringContaining('cannot be written: there is no such file or folder')]);
    expect(await rapporteur(['new-dossier', '--help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('Example:'),
    });
    expect(await rapporteur(['new-dossier'])).toMatchObject({ code: 2, err: expect.stringContaining("'file'") });
    expect(printed(await rapporteur(['new-dossier', at('Fish.yaml'), '--json']))).toEqual({
      file: at('Fish.yaml'),
      dossier: 'fish',
    });
  });
});

describe('a dossier with a namespace', () => {
  it('gets ids that another dossier of this name does not have, and is loaded again without recording twice', async () => {
    mkdirSync(at('copy'));
    const [one, other] = [at('quotas.yaml'), at('copy/quotas.yaml')];
    for (const file of [one, other]) {
      await rapporteur(['new-dossier', file]);
      writeFileSync(file, withExamples(readFileSync(file, 'utf8')));
    }
    const before = (await negotiations()).length;
    expect((await load(one)).out).toBe('Recorded 5, already there 0, changed 0, refused 0.\n');
    expect((await load(one)).out).toBe('Recorded 0, already there 5, changed 0, refused 0.\n');
    expect((await load(other)).out).toBe('Recorded 5, already there 0, changed 0, refused 0.\n');
    expect(await negotiations()).toHaveLength(before + 2);
  });
  it('shares its keys with the other files that have the same two lines', async () => {
    const first = at('energy.yaml');
    await rapporteur(['new-dossier', first]);
    const [lines] = /^dossier: .*\n(?:#.*\n)?namespace: .*\n/m.exec(readFileSync(first, 'utf8'))!;
    const second = at('energy-2.yaml');
    writeFileSync(second, `${lines}entries:\n  - { key: gas, record: RaiseIssue, title: Gas }\n`);
    expect((await load(first, second)).out).toBe('Recorded 2, already there 0, changed 0, refused 0.\n');
  });
  it('is refused beside a file of the same name with another namespace, with none, or with something else', async () => {
    const first = at('fisheries.yaml');
    await rapporteur(['new-dossier', first]);
    const copy = at('fisheries-2.yaml');
    const refusalOf = async (change: (text: string) => string, ...files: string[]) => {
      writeFileSync(copy, change(readFileSync(first, 'utf8')).replaceAll('key: talks', 'key: more-talks'));
      const { code, err } = await load('--check', ...(files.length > 0 ? files : [first, copy]));
      expect(code).toBe(1);
      return err;
    };
    const another = (text: string) =>
      text.replace(/^namespace: .*/m, 'namespace: 3f1c7f0e-93a7-4c51-8ff2-0a5f1f7f3d11');
    expect(await refusalOf(another)).toContain(`${first} has the same dossier "fisheries" with another namespace.`);
    const none = (text: string) => text.replace(/^namespace: .*\n/m, '');
    expect(await refusalOf(none)).toContain(`${first} has the same dossier "fisheries" with another namespace.`);
    expect(await refusalOf(none, copy, first)).toContain(`${copy} has the same dossier "fisheries" and no namespace.`);
    expect(await refusalOf((text) => text.replace(/^namespace: .*/m, 'namespace: fish'), copy)).toMatch(
      /fisheries-2\.yaml:9:12 {2}"namespace" must be a random UUID\./,
    );
  });
  it('is another dossier than before it had one, and one without keeps the ids that it had', async () => {
    const old = at('steel.yaml');
    writeFileSync(old, 'dossier: steel\nentries:\n  - { key: talks, record: OpenNegotiation, title: Steel }\n');
    expect((await load(old)).out).toBe('Recorded 1, already there 0, changed 0, refused 0.\n');
    expect((await negotiations()).map(({ id }) => id)).toContain('06eb826b-ce41-5029-ac89-8e88099595a6');
    copyFileSync(old, at('steel-2.yaml'));
    expect((await load(at('steel-2.yaml'))).out).toBe('Recorded 0, already there 1, changed 0, refused 0.\n');
  });
});

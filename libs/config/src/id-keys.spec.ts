import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { IdKey } from '#ledger/id-key.js';
import { addIdKey, idKeyText, keepIdKeys, openIdKeys, parseIdKeys } from './id-keys.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-id-keys-'));
afterAll(() => rmSync(root, { recursive: true }));

const [ONE, TWO] = ['1'.repeat(32), '2'.repeat(40)];
const [one, two] = [new IdKey(ONE).name, new IdKey(TWO).name];
const namesIn = (text: string) => parseIdKeys(text)?.keys.map(({ name }) => name);

let dataDir: string;
let file: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(root, 'data-'));
  file = join(dataDir, 'id.key');
});

describe('the keys for ids', () => {
  it('are separated by commas, spaces or lines, and each counts once', () => {
    for (const text of [`${ONE},${TWO}`, ` ${ONE}\r\n${TWO}\n`, `${ONE} , ${TWO},${ONE}`])
      expect(namesIn(text)).toEqual([one, two]);
    expect(parseIdKeys(`${ONE}\nlost-3fa`)).toMatchObject({ lost: ['3fa'] });
    expect(parseIdKeys('')).toEqual({ keys: [], lost: [] });
  });
  it('are refused if one is short, or not ASCII, without a word of it', () => {
    for (const text of ['short', `${ONE},short`, 'é'.repeat(40), `${ONE} lost-3fg`]) {
      expect(parseIdKeys(text)).toBeUndefined();
      writeFileSync(file, text);
      const open = () => openIdKeys(undefined, dataDir, []);
      expect(open).toThrow(`${file} does not contain keys for ids`);
      expect(open).not.toThrow(ONE);
    }
  });
  it('are those of the setting, and the data folder then gets none', () => {
    const configured = parseIdKeys(TWO)!;
    expect(openIdKeys(configured, dataDir, [two])).toBe(configured);
    expect(() => statSync(file)).toThrow('ENOENT');
  });
  it('are generated at the first start, for the owner alone, and are the same afterwards', () => {
    const [{ name }] = openIdKeys(undefined, dataDir, []).keys as [IdKey];
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toMatch(/^[\w-]{43}\n$/);
    expect(openIdKeys(undefined, dataDir, [name]).keys.map((key) => key.name)).toEqual([name]);
    expect(namesIn(idKeyText(dataDir))).toEqual([name]);
  });
  it('are not generated in place of one that the log needs', () => {
    expect(() => openIdKeys(undefined, dataDir, [one, two])).toThrow(
      new RegExp(`the keys ${[one, two].toSorted().join(', ')}, and ${file} does not have them.*add lost-`),
    );
    expect(() => statSync(file)).toThrow('ENOENT');
    expect(() => openIdKeys(parseIdKeys(TWO), dataDir, [one])).toThrow(`the key ${one}, and ID_KEY does not have it`);
  });
  it('may be lost, if that is said', () => {
    writeFileSync(file, `lost-${one}\n`);
    const { keys, lost } = openIdKeys(undefined, dataDir, [one]);
    expect([keys.length, lost]).toEqual([1, [one]]);
    expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^[\\w-]{43}\nlost-${one}\n$`));
  });
  it('begin with the one that was added last', () => {
    writeFileSync(file, `${ONE}\n`);
    addIdKey(dataDir, { isLost: [two] });
    const text = readFileSync(file, 'utf8');
    expect(text.split('\n').slice(1)).toEqual([ONE, `lost-${two}`, '']);
    expect(openIdKeys(undefined, dataDir, [one, two]).keys).toHaveLength(2);
  });
  it('of an imported log come before those of the folder', () => {
    writeFileSync(file, `${ONE}\n`);
    const from = join(dataDir, 'old.key');
    writeFileSync(from, `${TWO}\n${ONE}\n`);
    for (let times = 0; times < 2; times++) {
      keepIdKeys(dataDir, from);
      expect(readFileSync(file, 'utf8')).toBe(`${TWO}\n${ONE}\n`);
    }
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SETTINGS } from './config.js';
import { fileVariableOf, secretsIn } from './secret-files.js';
import type { Setting } from './setting.js';

const page = readFileSync(join(process.cwd(), 'docs/CONFIGURATION.md'), 'utf8');

/** The rows of the page, without the spaces that align its columns. */
const rows = page.split('\n').flatMap((line) => {
  const [, name, fallback, help] = /^\| `(\w+)` +\| (.*?) *\| (.*?) *\|$/.exec(line) ?? [];
  return name === undefined ? [] : [`| \`${name}\` | ${fallback} | ${help} |`];
});

const rowOf = ({ name, fallback, help }: Setting) =>
  `| \`${name}\` | ${fallback === '' ? '' : `\`${fallback}\``} | ${help} |`;

describe('docs/CONFIGURATION.md', () => {
  it('has a row for each setting, with its default and the text of --help', () =>
    expect(rows.toSorted()).toEqual(SETTINGS.map(rowOf).toSorted()));
  it('names the variable for the file of each secret', () => {
    for (const setting of secretsIn(SETTINGS)) expect(page).toContain(`\`${fileVariableOf(setting)}\``);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerBroken } from './ledger-broken.js';
import { beginImport, endImport, unfinishedImport } from './unfinished-import.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-import-'));
afterAll(() => rmSync(root, { recursive: true }));
const note = join(root, 'import.unfinished');
const begun = { file: '/backup/record.ndjson', size: 40 };
beforeEach(() => endImport(root));

describe('an import that was begun', () => {
  it('is unfinished until it ends', () => {
    expect(unfinishedImport(root)).toBeUndefined();
    beginImport(root, begun);
    expect(unfinishedImport(root)).toEqual(begun);
    endImport(root);
    expect(unfinishedImport(root)).toBeUndefined();
  });
  it.each([
    '',
    '{"file":"/backup/rec',
    'null',
    '[]',
    '{}',
    '{"file":7,"size":40}',
    '{"file":"x"}',
    '{"file":"x","size":-1}',
  ])('is unfinished also if what names its file is damaged: %j', (text) => {
    writeFileSync(note, text);
    const unfinished = unfinishedImport(root);
    expect(unfinished).toEqual({ damaged: note });
    expect(LedgerBroken.unfinished(unfinished!, 12).message).toMatch(
      /^an import into this log was interrupted: the log has 12 of the events of its file\. Which file that is, \S+import\.unfinished does not say: it is damaged\. Run the same "rapporteur import" again: /,
    );
  });
  it('is begun again in place of what is damaged', () => {
    writeFileSync(note, '{}');
    beginImport(root, begun);
    expect(unfinishedImport(root)).toEqual(begun);
  });
});

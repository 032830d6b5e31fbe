import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { remove } from '../../test/support/service.js';
import { fillDiskOfService } from './full-disk.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-full-'));
afterAll(() => remove(root));

describe('a disk that is full', () => {
  // The spare blocks decide what meets the end first: the log, or the views beside it.
  it.each([0, 8, 24])(
    'with %i blocks to spare refuses what cannot be kept, shows what was, and is forgotten when there is room',
    async (spare) => {
      expect(await fillDiskOfService(join(root, `spare-${spare}`), spare)).toEqual([]);
    },
  );
});

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { remove } from '../../test/support/service.js';
import { fillDiskOfService } from './full-disk.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-full-'));
afterAll(() => remove(root));

describe('a full disk', () => {
  // The spare blocks decide which file reaches the limit first: the log, or the views next to it.
  it.each([0, 8, 24])(
    'with %i blocks to spare, refuses what cannot be stored, shows what was, and recovers when there is space',
    async (spare) => {
      expect(await fillDiskOfService(join(root, `spare-${spare}`), spare)).toEqual([]);
    },
  );
});

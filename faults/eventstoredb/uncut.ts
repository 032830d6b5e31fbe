import { join } from 'node:path';
import { type Ran, run } from '../../test/support/cli.js';
import { ROOT } from '../../test/support/compose.js';

/** Runs deploy/eventstoredb-uncut.mjs on a stream, as an administrator of the server would. */
export const uncut = (url: string, stream: string): Promise<Ran> =>
  run([process.execPath, join(ROOT, 'deploy/eventstoredb-uncut.mjs'), stream], {
    env: { ...process.env, NODE_OPTIONS: '', EVENTSTOREDB_URL: url },
  });

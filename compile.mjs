import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Makes JavaScript of the sources, without checking their types: `npm run check` does that. What was made of a source that is
 * gone must not be run.
 */
rmSync('dist', { recursive: true, force: true });
const tsc = fileURLToPath(import.meta.resolve('typescript-7/package.json')).replace(/package\.json$/, 'bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '--noCheck'], { stdio: 'inherit' });
process.exitCode = status ?? 1;

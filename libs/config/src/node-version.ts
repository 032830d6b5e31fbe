import { readFileSync } from 'node:fs';

/** Where the package is, from `dist/libs/config/src`. */
const PACKAGE = new URL('../../../../package.json', import.meta.url);

/** What to do if a version of Node.js is below the range in `engines` (`>=22.14.0`). */
export function whyTooOld(version: string, engines: string): string | undefined {
  const least = engines.replace('>=', '');
  if (version.localeCompare(least, 'en', { numeric: true }) >= 0) return undefined;
  return `Node.js ${version} is too old: install Node.js ${least} or later, or start through npm (npm start, npx rapporteur), which uses the Node.js that npm ci installs on Linux (x64).`;
}

/** Call this before anything else is imported: other modules may crash on an older Node.js. */
export function exitIfNodeIsTooOld(program: string): void {
  const { engines } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { engines: { node: string } };
  const problem = whyTooOld(process.versions.node, engines.node);
  if (problem === undefined) return;
  process.stderr.write(`${program}: ${problem}\n`);
  process.exit(2);
}

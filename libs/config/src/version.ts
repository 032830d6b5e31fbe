import { readFileSync } from 'node:fs';

/** The package, seen from `dist/libs/config/src`. */
const PACKAGE = new URL('../../../../package.json', import.meta.url);

/** The version of this software. */
export const { version: VERSION } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string };

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };

/** A browser loads one language. */
const LANGUAGE = /^language-/;

/**
 * After the build: compresses each file once, for the service to send, and fails if more than `budget` bytes (gzip) are needed
 * before the first view. All files count, and of the languages the largest.
 */
export const finish = ({ folder, budget }) => ({
  name: 'finish',
  apply: 'build',
  closeBundle() {
    if (!existsSync(join(folder, 'index.html'))) return; // the build failed, and Vite says why
    const sizes = ['index.html', ...readdirSync(join(folder, 'assets'))].map((name) => {
      const path = join(folder, name === 'index.html' ? name : join('assets', name));
      const bytes = readFileSync(path);
      const zipped = gzipSync(bytes, { level: 9 });
      writeFileSync(`${path}.br`, brotliCompressSync(bytes, BROTLI));
      writeFileSync(`${path}.gz`, zipped);
      return { name, size: zipped.length };
    });
    const languages = sizes.filter(({ name }) => LANGUAGE.test(name)).map(({ size }) => size);
    const others = sizes.filter(({ name }) => !LANGUAGE.test(name));
    const total = others.reduce((sum, { size }) => sum + size, Math.max(0, ...languages));
    if (total <= budget) return;
    const table = sizes.map(({ name, size }) => `${String(size).padStart(8)} ${name}`).join('\n');
    throw new Error(`The page needs ${total} bytes (gzip) before its first view; ${budget} are allowed.\n${table}`);
  },
});

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };

/** A thread is loaded when it is started, which nothing before the first view does. */
const THREAD = /\.worker-/;

/** A browser loads one language. */
const LANGUAGE = /^language-/;

/** What is loaded after the first view: modules that nothing before it may import but by `import()`. */
const LATER =
  /\/src\/(?:screens\/(?!negotiations?\/|not-found)|parts\/(?:drawer|fact|feeds|paper)\/).*\.(?:tsx|css)$|\/src\/messages\/(?!language-|use-|lazy-)\w+-|\/src\/(?:outbox\/|session\/(?:leave|beside\/))/;

/**
 * After the build: compresses each file once, for the service to send, and fails if more than `budget` bytes (gzip) are needed
 * before the first view. All files count but those of `LATER`, and of the languages the largest.
 */
export const finish = ({ folder, budget }) => {
  let later = new Set();
  return {
    name: 'finish',
    apply: 'build',
    writeBundle(_, bundle) {
      later = filesLater(Object.values(bundle).filter(({ type }) => type === 'chunk'));
    },
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
      writeWorker(
        folder,
        sizes.map(({ name }) => name),
      );
      const first = sizes.filter(({ name }) => !later.has(`assets/${name}`) && !THREAD.test(name));
      const languages = first.filter(({ name }) => LANGUAGE.test(name)).map(({ size }) => size);
      const others = first.filter(({ name }) => !LANGUAGE.test(name));
      const total = others.reduce((sum, { size }) => sum + size, Math.max(0, ...languages));
      if (total <= budget) return;
      const table = first.map(({ name, size }) => `${String(size).padStart(8)} ${name}`).join('\n');
      throw new Error(`The page needs ${total} bytes (gzip) before its first view; ${budget} are allowed.\n${table}`);
    },
  };
};

const WORKER = fileURLToPath(new URL('./service-worker.js', import.meta.url));
/** The service worker, with the addresses of all files and a version that changes with any of them. The document alone has no hash in its name. */
const writeWorker = (folder, names) => {
  const files = ['/', ...names.filter((name) => name !== 'index.html').map((name) => `/assets/${name}`)];
  const document = readFileSync(join(folder, 'index.html'));
  const source = readFileSync(WORKER, 'utf8');
  const hash = createHash('sha256').update(source).update(document).update(files.join()).digest('hex');
  const text = source.replace('{{version}}', hash.slice(0, 16)).replace('{{files}}', files.join("', '"));
  writeFileSync(join(folder, 'service-worker.js'), text);
};

/** The files that are reached from a module of `LATER` alone. @throws if a module of `LATER` is in a file of the first view */
const filesLater = (chunks) => {
  const named = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const first = new Set();
  const visit = (name) => {
    const chunk = named.get(name);
    if (chunk === undefined || first.has(name)) return;
    first.add(name);
    for (const next of chunk.imports) visit(next);
    for (const next of chunk.dynamicImports) if (!LATER.test(named.get(next)?.facadeModuleId ?? '')) visit(next);
  };
  for (const { fileName, isEntry } of chunks) if (isEntry) visit(fileName);
  for (const name of first) {
    const stray = Object.keys(named.get(name).modules).find((module) => LATER.test(module));
    if (stray !== undefined) throw new Error(`${stray} is to be loaded after the first view, but is in ${name}.`);
  }
  const cssOf = ({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])];
  const ofFirst = new Set([...first].flatMap((name) => cssOf(named.get(name))));
  const others = chunks.filter(({ fileName }) => !first.has(fileName));
  return new Set(others.flatMap((chunk) => [chunk.fileName, ...cssOf(chunk).filter((css) => !ofFirst.has(css))]));
};

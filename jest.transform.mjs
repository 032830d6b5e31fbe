import { transformSync } from 'esbuild';

/** Before Node.js 24.9, Jest cannot `require` an ES module as Node.js does: it needs CommonJS where a package does so. */
export default {
  process: (source, _path, { supportsStaticESM }) => ({
    code: supportsStaticESM ? source : transformSync(source, { format: 'cjs' }).code,
  }),
};

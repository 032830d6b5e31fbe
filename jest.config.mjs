/** What is about the file of the embedded log, and has no counterpart where TEST_ENGINE names another engine. */
const EMBEDDED = [
  'another-key',
  'audit-file',
  'cli',
  'full-disk',
  'kill',
  'ledger',
  'lost-views',
  'moving',
  'torture/',
];
const isEmbedded = (process.env.TEST_ENGINE || 'sqlite') === 'sqlite';

/**
 * The tests run on what `npm run build` made, the same files that a user runs: workers, processes and
 * decorators behave as they do in service, and nothing is compiled twice.
 * @type {import('jest').Config}
 */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/dist'],
  testMatch: isEmbedded ? ['**/*.spec.js'] : ['<rootDir>/dist/test/**/*.spec.js'],
  testPathIgnorePatterns: isEmbedded ? [] : EMBEDDED.map((name) => `/dist/test/${name}`),
  transform: {},
  setupFiles: ['reflect-metadata'],
  maxWorkers: 2,
  testTimeout: 30_000,
  workerIdleMemoryLimit: '512MB',
  reporters: ['default', '<rootDir>/jest.summary.mjs'],
};

/**
 * The specs, by their whole names, that are about the file of the embedded log and have no counterpart where TEST_ENGINE
 * names another engine; and those that try every engine by themselves.
 */
const LEFT_OUT = [
  'audit-log.e2e',
  'backup.e2e',
  'cli-demo.e2e',
  'full-disk.e2e',
  'importing.e2e',
  'interrupted-import.e2e',
  'kill.e2e',
  'ledger.e2e',
  'moving.e2e',
  'torture/eio',
  'torture/full-disk',
  'torture/tamper',
  'torture/torn-log',
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
  testPathIgnorePatterns: isEmbedded ? [] : LEFT_OUT.map((name) => `/dist/test/${name}\\.spec\\.js$`),
  transform: {},
  setupFiles: ['reflect-metadata'],
  // More than a small machine has cores: many tests wait for a clock or for a process.
  maxWorkers: 3,
  testTimeout: 30_000,
  workerIdleMemoryLimit: '1GB',
  testSequencer: '<rootDir>/jest.sequencer.mjs',
  reporters: ['default', '<rootDir>/jest.summary.mjs'],
};

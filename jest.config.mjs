/**
 * The specs, by their whole names, that are about the file of the embedded log and have no counterpart where TEST_ENGINE
 * names another engine; and those that try every engine by themselves.
 */
const LEFT_OUT = [
  'audit-log.e2e',
  'backup.e2e',
  'cli-demo.e2e',
  'importing.e2e',
  'interrupted-import.e2e',
  'ledger.e2e',
  'moving.e2e',
];
const isEmbedded = (process.env.TEST_ENGINE || 'sqlite') === 'sqlite';

const project = {
  testEnvironment: 'node',
  transform: {},
  setupFiles: ['reflect-metadata'],
};
const SPECS = ['**/*.spec.js'];

/**
 * The tests run on what `npm run build` made, the same files that a user runs: workers, processes and
 * decorators behave as they do in service, and nothing is compiled twice.
 * @type {import('jest').Config}
 */
export default {
  projects: [
    {
      ...project,
      displayName: 'product',
      roots: isEmbedded
        ? ['apps', 'libs', 'test'].map((folder) => `<rootDir>/dist/${folder}`)
        : ['<rootDir>/dist/test'],
      testMatch: SPECS,
      testPathIgnorePatterns: isEmbedded ? [] : LEFT_OUT.map((name) => `/dist/test/${name}\\.spec\\.js$`),
    },
    {
      ...project,
      displayName: 'faults',
      roots: ['<rootDir>/dist/faults'],
      testMatch: SPECS,
      testPathIgnorePatterns: ['/dist/faults/eventstoredb/'],
    },
    {
      ...project,
      displayName: 'eventstoredb',
      roots: ['<rootDir>/dist/faults/eventstoredb'],
      testMatch: SPECS,
    },
  ],
  // More than a small machine has cores: many tests wait for a clock or for a process.
  maxWorkers: 3,
  testTimeout: 30_000,
  workerIdleMemoryLimit: '1GB',
  testSequencer: '<rootDir>/jest.sequencer.mjs',
  reporters: ['default', '<rootDir>/jest.summary.mjs'],
};

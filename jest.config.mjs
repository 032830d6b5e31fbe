/**
 * The tests run on what `npm run build` made, the same files that a user runs: workers, processes and
 * decorators behave as they do in service, and nothing is compiled twice.
 * @type {import('jest').Config}
 */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/dist'],
  testMatch: ['**/*.spec.js'],
  transform: {},
  setupFiles: ['reflect-metadata'],
  maxWorkers: 2,
  testTimeout: 30_000,
  workerIdleMemoryLimit: '512MB',
  reporters: ['default', '<rootDir>/jest.summary.mjs'],
};

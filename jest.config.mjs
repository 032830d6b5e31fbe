import { join } from 'node:path';
import { BUNDLED_PACKAGES } from './jest.packages.mjs';

// Tests start some thousand services and commands. A sixth of what each start costs is to compile the same code again.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'dist', 'compile-cache');

/** Journeys about the file of the embedded log. */
const EMBEDDED_ONLY = [
  'altered-log',
  'audit-log',
  'backup',
  'compatibility',
  'ledger',
  'lost-events',
  'read-only-folder',
  'read-to-here-notes',
  'rebuild',
  'recorded-checkpoints',
  'replaced-log',
  'rewritten-history',
  'rolled-back',
];

/**
 * Journeys about what no engine can change: what a request may hold, who may ask, texts of the command line, and answers that follow from
 * the views alone, which are made of the same events on every engine. They run on EventStoreDB if EVERY_JOURNEY=true is set.
 */
const SAME_ON_EVERY_ENGINE = [
  'abuse',
  'access',
  'another-key',
  'answer-markings',
  'audit-file',
  'audit-guide',
  'batch-answers',
  'brief',
  'calendar',
  'changes',
  'changes-clearances',
  'clearance',
  'cli',
  'cli-demo',
  'clock-jump',
  'compression',
  'computed-ids',
  'consent',
  'cors',
  'csv',
  'dates',
  'diff',
  'dossier-at-moments',
  'dossier-beside-clerks',
  'dossier-check',
  'dry-run',
  'dry-run-ids',
  'events',
  'failed-start',
  'files',
  'finding-names',
  'four-eyes',
  'hearsay',
  'hours',
  'kept-answers',
  'late-facts',
  'lenient',
  'limits',
  'load',
  'log-output',
  'login',
  'login-cli',
  'lost-views',
  'malformed',
  'marked-talks',
  'marking',
  'moments',
  'names',
  'new-dossier',
  'now-and-as-of-now',
  'older-node',
  'openapi',
  'page',
  'paging',
  'putting-right',
  'query-plans',
  'raised-things',
  'refused-fields',
  'search',
  'searching',
  'session',
  'terminals',
  'unsigned-ledger',
  'warnings',
  'witness',
  'witness-alarm',
];
const left = process.env.EVERY_JOURNEY === 'true' ? EMBEDDED_ONLY : [...EMBEDDED_ONLY, ...SAME_ON_EVERY_ENGINE];
const LEFT_OUT = left.map((name) => `/dist/test/${name}\\.e2e\\.spec\\.js$`);

const TRANSFORMED = '/node_modules/(?:content-disposition|cookie)/';

const project = {
  testEnvironment: '<rootDir>/jest.environment.mjs',
  transform: { [TRANSFORMED]: '<rootDir>/jest.transform.mjs' },
  // For any other file, Jest would look for its place in a cache that does not have it.
  transformIgnorePatterns: [`^(?!.*${TRANSFORMED})`],
  setupFiles: ['reflect-metadata'],
  moduleNameMapper: BUNDLED_PACKAGES,
};

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
      roots: ['apps', 'libs', 'test'].map((folder) => `<rootDir>/dist/${folder}`),
      testMatch: ['**/*.spec.js'],
      testPathIgnorePatterns: ['/dist/test/browser/'],
    },
    {
      ...project,
      displayName: 'browser',
      roots: ['<rootDir>/dist/test/browser'],
      testMatch: ['**/*.spec.js'],
    },
    {
      ...project,
      displayName: 'faults',
      roots: ['<rootDir>/dist/faults'],
      testMatch: ['**/*.spec.js'],
      testPathIgnorePatterns: ['/dist/faults/eventstoredb/'],
    },
    {
      ...project,
      displayName: 'eventstoredb',
      setupFiles: [...project.setupFiles, '<rootDir>/jest.eventstoredb.mjs'],
      roots: ['<rootDir>/dist/faults/eventstoredb', '<rootDir>/dist/test'],
      testMatch: ['**/faults/eventstoredb/**/*.spec.js', '**/test/*.e2e.spec.js'],
      testPathIgnorePatterns: LEFT_OUT,
    },
  ],
  // More than a small machine has cores: many tests wait for a clock or for a process.
  maxWorkers: 4,
  // No test measures time. This only ends one that hangs.
  testTimeout: 600_000,
  workerIdleMemoryLimit: '1GB',
  globalSetup: '<rootDir>/jest.packages.mjs',
  testSequencer: '<rootDir>/jest.sequencer.mjs',
  reporters: ['default', '<rootDir>/jest.summary.mjs'],
};

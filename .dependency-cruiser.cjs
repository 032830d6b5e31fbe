/** A rule that names who may import what: everything not in `to` is forbidden to `from`. */
const only = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to: { pathNot: to } });

/**
 * Layers, the highest first. A file may import from its own folder and from the layers below it, never from a folder of the
 * same layer. Files in no folder put all of it together and may import everything.
 */
const layers = (root, order) =>
  order.flatMap((folders, n) =>
    folders.map((folder) => {
      const forbidden = [...order.slice(0, n).flat(), ...folders.filter((other) => other !== folder)];
      return {
        name: `${folder}-imports-only-from-layers-below`,
        severity: 'error',
        from: { path: `^${root}/${folder}/`, pathNot: '\\.spec\\.ts$' },
        to: { path: `^${root}/(([^/]+)$|(${forbidden.join('|') || '-'})/)` },
      };
    }),
  );
const SERVER = [
  ['start'],
  ['feeds'],
  ['record', 'changes', 'activity', 'calendar', 'brief', 'audit', 'notices', 'ops', 'session'],
  ['query'],
  ['openapi', 'page'],
  ['subscriptions'],
  ['access'],
  ['http'],
  ['log', 'witnesses', 'telemetry'],
];
/** What `rapporteur verify` runs, in a browser as in Node. */
const VERIFIER =
  '^libs/ledger/src/(primitives/(in-browser|small-order|verify-signature)|canonical|checkpoint|checkpoint-name|cosignature|entries|entry|growing-root|merkle|note-key|origin-started|place-time|recorded-checkpoints|signed-note|strict-text|tlog-proof|verify-proof|audit/(claims|earlier-origins|entry-mismatches|finding|lines|log-check|peek|report|verification|verify-audit|verify-event-proof|verify-file))\\.ts$';
const WEB = [['screens'], ['session'], ['parts'], ['outbox'], ['api'], ['messages'], ['model'], ['types']];
/** `routes` stands beside `models`: every model has routes, and every route resolves the names of things. */
const READ_MODELS = [['testing'], ['replay'], ['log-index'], ['projector'], ['models'], ['projection']];

module.exports = {
  forbidden: [
    ...layers('apps/server/src', SERVER),
    ...layers('libs/read-models/src', READ_MODELS),
    ...layers('apps/web/src', WEB),
    only(
      'the-model-of-the-page-is-pure',
      '^apps/web/src/model/(?!.*\\.spec\\.ts$)',
      '^apps/web/src/(model|types)/|^libs/(messages/src/languages|edtf/src/)',
    ),
    {
      name: 'routes-know-two-models',
      severity: 'error',
      from: { path: '^libs/read-models/src/routes/' },
      to: {
        path: '^libs/read-models/src/(testing|replay|log-index|projector|models)/',
        pathNot: '/models/(things|resolve-labels)\\.ts$',
      },
    },
    {
      // Each thread of a read model would load it; the service checks parameters.
      name: 'read-models-describe-and-check-nothing',
      severity: 'error',
      from: { path: '^libs/read-models/' },
      to: { path: '^libs/formats/(?!src/testing/)|node_modules/class-(validator|transformer)/' },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'libs-not-to-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    {
      name: 'apps-are-leaves',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    only('domain-is-pure', '^libs/domain/src/(?!.*\\.spec\\.ts$)', '^libs/domain/'),
    // A page loads the messages, too.
    only(
      'messages-run-in-a-browser',
      '^libs/messages/src/(?!.*\\.spec\\.ts$|check\\.ts$)',
      '^libs/messages/|^libs/edtf/src/days-of\\.ts|node_modules/(intl-messageformat|@formatjs)/',
    ),
    // A page reads dates as they are said, too.
    only(
      'dates-are-read-in-a-browser',
      '^libs/edtf/src/(?!.*\\.spec\\.ts$)',
      '^libs/(edtf|domain)/|node_modules/(edtf|lru-cache)/',
    ),
    // An auditor's browser runs it. Of the primitives, package.json says which of the two is loaded.
    only(
      'the-verifier-runs-in-a-browser',
      VERIFIER,
      `${VERIFIER}|^libs/ledger/src/primitives/in-node\\.ts$|^libs/domain/|^libs/formats/src/escape-unprintable\\.ts$|node_modules/(@noble/|uuid/)`,
    ),
    {
      name: 'the-page-knows-of-the-ledger-only-the-verifier',
      severity: 'error',
      from: { path: '^apps/web/src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/ledger/', pathNot: `${VERIFIER}|^libs/ledger/src/primitives/in-node\\.ts$` },
    },
    {
      name: 'engines-are-islands',
      severity: 'error',
      from: { path: '^libs/event-store/src/([^/]+)/' },
      to: { path: '^libs/event-store/src/[^/]+/', pathNot: '^libs/event-store/src/$1/' },
    },
    {
      name: 'an-engine-is-imported-by-engines-ts-alone',
      severity: 'error',
      from: {
        path: '^(apps|libs|test|faults|bench)/',
        pathNot: '^libs/event-store/src/([^/]+/|engines\\.ts$)|^faults/eventstoredb/',
      },
      // Programs that append while a disk fails, and have to be the engine alone; and a disk that hangs.
      to: {
        path: '^libs/event-store/src/[^/]+/',
        pathNot: '^libs/event-store/src/sqlite/testing/(launch|hold-syncs)\\.ts$',
      },
    },
    {
      name: 'the-double-of-eventstoredb-is-for-its-tests',
      severity: 'error',
      from: { path: '^(apps|libs|test|faults|bench)/', pathNot: '^faults/eventstoredb/' },
      to: { path: '^faults/eventstoredb/' },
    },
    {
      name: 'the-tests-of-eventstoredb-know-no-other-engine',
      severity: 'error',
      from: { path: '^faults/eventstoredb/' },
      to: { path: '^libs/event-store/src/[^/]+/', pathNot: '^libs/event-store/src/eventstoredb/' },
    },
    {
      name: 'sqlite-keeps-the-embedded-log-the-views-and-the-lock',
      severity: 'error',
      from: {
        path: '^(apps|libs)/',
        pathNot:
          '\\.spec\\.ts$|^libs/(event-store/src/sqlite|storage/src|read-models/src)/|^apps/server/src/(log|query|read|audit)/',
      },
      to: { path: 'node_modules/(better-sqlite3|@types/better-sqlite3)/' },
    },
    {
      // Statements of other connections would be planned anew each time that they run.
      name: 'databases-are-opened-by-open-database-ts-alone',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '\\.spec\\.ts$|/testing/|^libs/storage/src/open-database\\.ts$' },
      to: { path: 'node_modules/better-sqlite3/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'an-engine-loads-its-client',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^libs/event-store/src/eventstoredb/' },
      to: { path: 'node_modules/@eventstore/' },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '\\.(spec|contract)\\.ts$|/testing/|\\.testing\\.ts$' },
      to: { path: '^(apps|libs)/.*/testing/' },
    },
    {
      name: 'libs-know-no-framework',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: 'node_modules/@nestjs/' },
    },
    {
      name: 'libs-and-apps-not-to-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/' },
      to: { path: '^(test|faults)/' },
    },
    {
      name: 'not-to-dev-dependencies',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '\\.(spec|contract)\\.ts$|/testing/|^apps/web/(build/|vite)' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.d.ts', '.json'],
    },
  },
};

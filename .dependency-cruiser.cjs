/** A rule that names who may import what: everything not in `to` is forbidden to `from`. */
const only = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to: { pathNot: to } });

module.exports = {
  forbidden: [
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
    {
      name: 'engines-are-islands',
      severity: 'error',
      from: { path: '^libs/event-store/src/([^/]+)/' },
      to: { path: '^libs/event-store/src/[^/]+/', pathNot: '^libs/event-store/src/$1/' },
    },
    {
      name: 'an-engine-costs-its-folder-and-one-line',
      severity: 'error',
      from: {
        path: '^(apps|libs|test|faults|bench)/',
        pathNot: '^(libs/event-store/src|faults)/eventstoredb/|^libs/event-store/src/engines\\.ts$',
      },
      to: { path: '^(libs/event-store/src|faults)/eventstoredb/' },
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
      from: { path: '^(apps|libs)/', pathNot: '\\.(spec|contract)\\.ts$|/testing/' },
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
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.d.ts', '.json'],
    },
  },
};

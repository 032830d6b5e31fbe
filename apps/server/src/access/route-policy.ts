import type { Role } from '#domain/role.js';

/** Who may use a route: callers with any of these roles, or `everybody`, without authentication. */
type Rule = Readonly<{ method: 'GET' | 'POST'; path: string; who: readonly Role[] | 'everybody' }>;

/**
 * The complete policy: the first matching rule applies, and a route without a rule is denied to all. `*` matches the rest of a
 * path. Roles decide what a caller may do, grants decide in which negotiation, and clearances up to which marking.
 */
export const ROUTE_POLICY: readonly Rule[] = [
  { method: 'GET', path: '/health/*', who: 'everybody' },
  { method: 'GET', path: '/openapi.*', who: 'everybody' },
  { method: 'GET', path: '/docs*', who: 'everybody' },
  { method: 'GET', path: '/metrics', who: ['administrator'] },

  { method: 'POST', path: '/v1/negotiations/:negotiationId/grants*', who: ['administrator'] },
  { method: 'GET', path: '/v1/negotiations/:negotiationId/grants', who: ['administrator', 'auditor'] },

  { method: 'GET', path: '/v1/audit/*', who: ['auditor'] },
  { method: 'GET', path: '/v1/*', who: ['reader', 'recorder', 'auditor'] },

  // Each command of a batch is authorized separately.
  { method: 'POST', path: '/v1/batches', who: ['recorder', 'administrator'] },
  { method: 'POST', path: '/v1/*', who: ['recorder'] },
];

/** Who may use a route. `url` is its pattern, such as `/v1/meetings/:id`. */
export const rolesAllowed = (method: string, url: string): Rule['who'] =>
  ROUTE_POLICY.find((rule) => rule.method === (method === 'HEAD' ? 'GET' : method) && fits(rule.path, url))?.who ?? [];

const fits = (path: string, url: string) => (path.endsWith('*') ? url.startsWith(path.slice(0, -1)) : path === url);

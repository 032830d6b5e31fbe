import type { Role } from '#domain/role.js';

/** Who may use a route: callers with any of these roles, or `everybody`, without authentication. */
type Rule = Readonly<{ method: 'GET' | 'POST'; path: string; who: readonly Role[] | 'everybody' }>;

/**
 * The complete policy: the first matching rule applies, and a route without a rule is denied to all. A `*` matches any
 * part of a path, and a path has at most one. Roles decide what a caller may do, grants decide in which negotiation, and clearances up to which marking.
 */
export const ROUTE_POLICY: readonly Rule[] = [
  { method: 'GET', path: '/health/*', who: 'everybody' },
  { method: 'GET', path: '/openapi.*', who: 'everybody' },
  { method: 'GET', path: '/docs*', who: 'everybody' },
  { method: 'GET', path: '/metrics', who: ['administrator'] },

  { method: 'POST', path: '/v1/negotiations/:negotiationId/grants*', who: ['administrator'] },
  { method: 'GET', path: '/v1/negotiations/:negotiationId/grants', who: ['administrator', 'auditor'] },

  // Lowering a thing reveals its whole trail.
  { method: 'GET', path: '/v1/audit/trail', who: ['auditor', 'declassifier'] },
  { method: 'GET', path: '/v1/audit/*', who: ['auditor'] },
  { method: 'GET', path: '/v1/*', who: ['reader', 'recorder', 'auditor', 'declassifier'] },

  // Each command of a batch is authorized separately.
  { method: 'POST', path: '/v1/batches', who: ['recorder', 'declassifier', 'administrator'] },
  { method: 'POST', path: '/v1/*/:id/approve-marking', who: ['declassifier'] },
  { method: 'POST', path: '/v1/*/:id/withdraw-marking-approval', who: ['declassifier'] },
  { method: 'POST', path: '/v1/*', who: ['recorder'] },
];

/** Who may use a route. `url` is its pattern, such as `/v1/meetings/:id`. */
export const rolesAllowed = (method: string, url: string): Rule['who'] =>
  ROUTE_POLICY.find((rule) => rule.method === (method === 'HEAD' ? 'GET' : method) && fits(rule.path, url))?.who ?? [];

const fits = (path: string, url: string) => {
  const [start = '', end] = path.split('*');
  return end === undefined
    ? path === url
    : url.startsWith(start) && url.endsWith(end) && url.length >= start.length + end.length;
};

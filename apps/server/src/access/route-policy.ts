import type { Role } from '#domain/role.js';

/** Who may use which routes: with any of these roles, or `everybody`, who need not even say who they are. */
type Rule = Readonly<{ method: 'GET' | 'POST'; path: string; who: readonly Role[] | 'everybody' }>;

/**
 * The whole of it: the first rule that fits counts, and what fits none is refused to all. `*` stands for the rest of an
 * address. A role says what somebody may do; in which negotiation, a grant says; how secret it may be, their clearance.
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

  // Each command of a batch has to pass by itself.
  { method: 'POST', path: '/v1/batches', who: ['recorder', 'administrator'] },
  { method: 'POST', path: '/v1/*', who: ['recorder'] },
];

/** Who may use a route, `url` as its pattern has it: `/v1/meetings/:id`. */
export const rolesAllowed = (method: string, url: string): Rule['who'] =>
  ROUTE_POLICY.find((rule) => rule.method === (method === 'HEAD' ? 'GET' : method) && fits(rule.path, url))?.who ?? [];

const fits = (path: string, url: string) => (path.endsWith('*') ? url.startsWith(path.slice(0, -1)) : path === url);

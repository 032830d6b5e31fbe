import type { Role } from '#domain/role.js';
import { FEED_FORMS, feedPath } from '../http/path-of.js';

/** What somebody may do, in plain words for a page. */
export const ACTIONS = [
  'read',
  'read-trail',
  'audit',
  'record',
  'approve-marking',
  'read-grants',
  'give-grants',
  'read-metrics',
] as const;
export type Action = (typeof ACTIONS)[number];

/** Who may read what is recorded. */
const READERS: readonly Role[] = ['reader', 'recorder', 'auditor', 'declassifier'];

/**
 * Who may use a route: callers with any of these roles; `authenticated`, with or without a role; `by-key`, who has the key in the address;
 * or `everybody`, without authentication. `action`: what the route is for.
 */
type Rule = Readonly<{
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  who: readonly Role[] | 'authenticated' | 'by-key' | 'everybody';
  action?: Action;
}>;

/**
 * The complete policy: the first matching rule applies, and a route without a rule is denied to all. A `*` matches any
 * part of a path, and a path has at most one. Roles decide what a caller may do, grants decide in which negotiation, and clearances up to which marking.
 */
export const ROUTE_POLICY: readonly Rule[] = [
  { method: 'GET', path: '/health/*', who: 'everybody' },
  { method: 'GET', path: '/openapi.*', who: 'everybody' },
  { method: 'GET', path: '/docs*', who: 'everybody' },
  // The page: its files hold nothing of the record.
  { method: 'GET', path: '/', who: 'everybody' },
  { method: 'GET', path: '/week', who: 'everybody' },
  { method: 'GET', path: '/administration', who: 'everybody' },
  { method: 'GET', path: '/verify', who: 'everybody' },
  { method: 'GET', path: '/negotiations/:id', who: 'everybody' },
  { method: 'GET', path: '/negotiations/:id/timeline', who: 'everybody' },
  { method: 'GET', path: '/negotiations/:id/record', who: 'everybody' },
  { method: 'GET', path: '/negotiations/:id/changes', who: 'everybody' },
  { method: 'GET', path: '/negotiations/:id/audit', who: 'everybody' },
  { method: 'GET', path: '/negotiations/:id/meetings/:meetingId/brief', who: 'everybody' },
  { method: 'GET', path: '/callback', who: 'everybody' },
  { method: 'GET', path: '/assets/*', who: 'everybody' },
  { method: 'GET', path: '/service-worker.js', who: 'everybody' },
  { method: 'GET', path: '/v1/config', who: 'everybody' },
  { method: 'GET', path: '/v1/me', who: 'authenticated' },
  { method: 'GET', path: '/metrics', who: ['administrator'], action: 'read-metrics' },

  {
    method: 'POST',
    path: '/v1/negotiations/:negotiationId/grants*',
    who: ['administrator'],
    action: 'give-grants',
  },
  {
    method: 'GET',
    path: '/v1/negotiations/:negotiationId/grants',
    who: ['administrator', 'auditor'],
    action: 'read-grants',
  },

  // Lowering a thing reveals its whole trail.
  { method: 'GET', path: '/v1/audit/trail', who: ['auditor', 'declassifier'], action: 'read-trail' },
  { method: 'GET', path: '/v1/audit/*', who: ['auditor'], action: 'audit' },
  // Programs that keep calendars or read news cannot send a token.
  ...FEED_FORMS.map((form): Rule => ({ method: 'GET', path: feedPath(form), who: 'by-key' })),
  { method: 'GET', path: '/v1/*', who: READERS, action: 'read' },
  // Who may read may say up to where they have, and have it sent.
  { method: 'PUT', path: '/v1/negotiations/:negotiationId/read-to-here', who: READERS, action: 'read' },
  { method: 'PUT', path: '/v1/feeds/*', who: READERS, action: 'read' },
  { method: 'DELETE', path: '/v1/feeds/*', who: READERS, action: 'read' },
  { method: 'PUT', path: '/v1/webhooks/*', who: READERS, action: 'read' },
  { method: 'DELETE', path: '/v1/webhooks/*', who: READERS, action: 'read' },
  { method: 'PUT', path: '/v1/dead-letters/*', who: READERS, action: 'read' },
  { method: 'DELETE', path: '/v1/dead-letters/*', who: READERS, action: 'read' },

  // Each command of a batch is authorized separately.
  { method: 'POST', path: '/v1/batches', who: ['recorder', 'declassifier', 'administrator'] },
  { method: 'POST', path: '/v1/*/:id/approve-marking', who: ['declassifier'], action: 'approve-marking' },
  { method: 'POST', path: '/v1/*/:id/withdraw-marking-approval', who: ['declassifier'], action: 'approve-marking' },
  { method: 'POST', path: '/v1/*', who: ['recorder'], action: 'record' },
];

/** Who may use a route. `url` is its pattern, such as `/v1/meetings/:id`. */
export const rolesAllowed = (method: string, url: string): Rule['who'] => {
  const route = `${method} ${url}`;
  const known = allowed.get(route);
  if (known !== undefined) return known;
  const rule = ROUTE_POLICY.find(
    (rule) => rule.method === (method === 'HEAD' ? 'GET' : method) && fits(rule.path, url),
  );
  const who = rule?.who ?? [];
  allowed.set(route, who);
  return who;
};
/** By method and pattern, which are as many as there are routes. */
const allowed = new Map<string, Rule['who']>();

/** Whether somebody with these roles may read what is recorded. */
export const mayRead = (roles: readonly Role[]): boolean => includesOneWith(READERS, roles);

/** Whether a caller with these roles, whose token is valid, is among them. */
export const includesOneWith = (who: Rule['who'], roles: readonly Role[]): boolean =>
  typeof who === 'string' || who.some((role) => roles.includes(role));

/** What callers with these roles may do. */
export const actionsOf = (roles: readonly Role[]): readonly Action[] =>
  ACTIONS.filter((action) =>
    ROUTE_POLICY.some((rule) => rule.action === action && roles.some((role) => rule.who.includes(role))),
  );

const fits = (path: string, url: string) => {
  const [start = '', end] = path.split('*');
  return end === undefined
    ? path === url
    : url.startsWith(start) && url.endsWith(end) && url.length >= start.length + end.length;
};

import { describe, expect, it } from '@jest/globals';
import { actionsOf, rolesAllowed } from './route-policy.js';

describe('the route policy', () => {
  it.each([
    ['GET', '/health/ready', 'everybody'],
    ['GET', '/docs/swagger-ui.css', 'everybody'],
    ['GET', '/openapi.json', 'everybody'],
    ['GET', '/v1/config', 'everybody'],
    ['GET', '/v1/me', 'authenticated'],
    ['GET', '/metrics', ['administrator']],
    ['POST', '/v1/negotiations/:negotiationId/grants/revoked', ['administrator']],
    ['GET', '/v1/negotiations/:negotiationId/grants', ['administrator', 'auditor']],
    ['GET', '/v1/audit/trail', ['auditor', 'declassifier']],
    ['GET', '/v1/audit/export', ['auditor']],
    ['HEAD', '/v1/meetings/:id', ['reader', 'recorder', 'auditor', 'declassifier']],
    ['GET', '/v1/feeds', ['reader', 'recorder', 'auditor', 'declassifier']],
    ['GET', '/v1/feeds/:key/calendar.ics', 'by-key'],
    ['HEAD', '/v1/feeds/:key/calendar.ics', 'by-key'],
    ['GET', '/v1/feeds/:key/activity.atom', 'by-key'],
    ['PUT', '/v1/feeds/:id', ['reader', 'recorder', 'auditor', 'declassifier']],
    ['DELETE', '/v1/feeds/:id', ['reader', 'recorder', 'auditor', 'declassifier']],
    ['PUT', '/v1/webhooks/:id/secret', ['reader', 'recorder', 'auditor', 'declassifier']],
    ['PUT', '/v1/dead-letters/:id/delivery', ['reader', 'recorder', 'auditor', 'declassifier']],
    ['DELETE', '/v1/dead-letters/:id', ['reader', 'recorder', 'auditor', 'declassifier']],
    ['POST', '/v1/negotiations', ['recorder']],
    ['POST', '/v1/meetings/:id/held', ['recorder']],
    ['POST', '/v1/meetings/:id/mark', ['recorder']],
    ['POST', '/v1/meetings/:id/approve-marking', ['declassifier']],
    ['POST', '/v1/meetings/:id/withdraw-marking-approval', ['declassifier']],
  ])('allows %s %s for %j', (method, url, who) => expect(rolesAllowed(method, url)).toEqual(who));
  it.each([
    ['GET', '/admin'],
    ['DELETE', '/v1/meetings/:id'],
    ['PUT', '/v1/meetings/:id'],
    ['POST', '/health/ready'],
    ['POST', '/metrics'],
    ['GET', '/metrics/more'],
  ])('denies %s %s, which has no rule, to all', (method, url) => expect(rolesAllowed(method, url)).toEqual([]));
});

describe('what somebody may do', () => {
  it.each([
    [[], []],
    [['reader'], ['read']],
    [['recorder'], ['read', 'record']],
    [['auditor'], ['read', 'read-trail', 'audit', 'read-grants']],
    [['declassifier'], ['read', 'read-trail', 'approve-marking']],
    [['administrator'], ['read-grants', 'give-grants', 'read-metrics']],
    [
      ['recorder', 'administrator'],
      ['read', 'record', 'read-grants', 'give-grants', 'read-metrics'],
    ],
  ] as const)('with the roles %j is %j', (roles, actions) => expect(actionsOf(roles)).toEqual(actions));
});

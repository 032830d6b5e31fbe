import { describe, expect, it } from '@jest/globals';
import { rolesAllowed } from './route-policy.js';

describe('the table of roles and routes', () => {
  it.each([
    ['GET', '/health/ready', 'everybody'],
    ['GET', '/docs/swagger-ui.css', 'everybody'],
    ['GET', '/openapi.json', 'everybody'],
    ['GET', '/metrics', ['administrator']],
    ['POST', '/v1/negotiations/:negotiationId/grants/revoked', ['administrator']],
    ['GET', '/v1/negotiations/:negotiationId/grants', ['administrator', 'auditor']],
    ['GET', '/v1/audit/trail', ['auditor']],
    ['HEAD', '/v1/meetings/:id', ['reader', 'recorder', 'auditor']],
    ['POST', '/v1/negotiations', ['recorder']],
    ['POST', '/v1/meetings/:id/held', ['recorder']],
  ])('lets %s %s to %j', (method, url, who) => expect(rolesAllowed(method, url)).toEqual(who));
  it.each([
    ['GET', '/admin'],
    ['DELETE', '/v1/meetings/:id'],
    ['PUT', '/v1/meetings/:id'],
    ['POST', '/health/ready'],
    ['POST', '/metrics'],
    ['GET', '/metrics/more'],
  ])('refuses %s %s, of which it says nothing, to all', (method, url) => expect(rolesAllowed(method, url)).toEqual([]));
});

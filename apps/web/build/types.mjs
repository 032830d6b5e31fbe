import { createClient } from '@hey-api/openapi-ts';

/** What the page asks. Types are made of these operations alone, so that other routes may change without it. */
const ASKED = [
  'GET /v1/audit/ledger',
  'GET /v1/config',
  'GET /v1/dead-letters',
  'GET /v1/feeds',
  'PUT /v1/feeds/{id}',
  'GET /v1/me',
  'GET /v1/meetings',
  'GET /v1/meetings/{id}/brief',
  'GET /v1/negotiations',
  'GET /v1/negotiations/{id}',
  'GET /v1/negotiations/{negotiationId}/board',
  'GET /v1/negotiations/{negotiationId}/issues',
  'GET /v1/negotiations/{negotiationId}/meetings',
  'GET /v1/negotiations/{negotiationId}/changes',
  'GET /v1/negotiations/{negotiationId}/events',
  'GET /v1/negotiations/{negotiationId}/disputes',
  'GET /v1/negotiations/{negotiationId}/grants',
  'GET /v1/negotiations/{negotiationId}/moments',
  'GET /v1/negotiations/{negotiationId}/names',
  'GET /v1/negotiations/{negotiationId}/parties',
  'GET /v1/negotiations/{negotiationId}/read-to-here',
  'GET /v1/negotiations/{negotiationId}/timeline',
  'GET /v1/events/{id}',
  'GET /v1/positions/{id}',
  'GET /v1/webhooks',
  'PUT /v1/dead-letters/{id}/delivery',
  'PUT /v1/webhooks/{id}',
  'POST /v1/negotiations/{negotiationId}/statements',
];

/** Writes the TypeScript types of what the page asks, from the OpenAPI document, to `folder`. */
export const writeTypes = (document, folder) =>
  createClient({
    input: document,
    output: { path: folder, clean: true, entryFile: false },
    parser: { filters: { operations: { include: ASKED }, orphans: false } },
    plugins: [{ name: '@hey-api/typescript', enums: false }],
    logs: { level: 'silent' },
  });

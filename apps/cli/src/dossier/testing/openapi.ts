import type { Kind } from '#domain/ids.js';
import type { OpenApi, Schema } from '../commands-from-openapi.js';

const id: Schema = { type: 'string', format: 'uuid' };
const idOf = (kind: Kind | 'event'): Schema => ({ ...id, 'x-refers': kind });
const idsOf = (kind: Kind): Schema => ({
  type: 'array',
  items: idOf(kind),
  description: `The ids of things of kind ${kind}`,
});
const date: Schema = { type: 'string', format: 'edtf', example: '2025-10-0X' };
const text: Schema = { type: 'string', minLength: 1 };
const reference = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const post = (operationId: string, body: string, preconditioned = false) => ({
  post: {
    operationId,
    summary: operationId,
    parameters: preconditioned ? [{ name: 'If-Match', in: 'header', required: true }] : [],
    requestBody: { content: { 'application/json': { schema: reference(body) } } },
  },
});
const body = (properties: Schema['properties'] & object, required: readonly string[] = []): Schema => ({
  type: 'object',
  properties: { occurredOn: date, reportOf: idOf('event'), ...properties },
  required,
});

/** The OpenAPI document of a small service, sufficient to check dossiers. */
export const api: OpenApi = {
  paths: {
    '/v1/negotiations': post('openNegotiation', 'OpenNegotiation'),
    '/v1/negotiations/{negotiationId}/parties': post('joinParty', 'JoinParty'),
    '/v1/negotiations/{negotiationId}/meetings': post('proposeMeeting', 'ProposeMeeting'),
    '/v1/negotiations/{negotiationId}/representatives': post('nameRepresentative', 'NameRepresentative'),
    '/v1/negotiations/{negotiationId}/commitments': post('makeCommitment', 'MakeCommitment'),
    '/v1/meetings/{id}/invitations': post('extendInvitation', 'ExtendInvitation'),
    '/v1/meetings/{id}/held': post('holdMeeting', 'HoldMeeting'),
    '/v1/meetings/{id}/correct': post('correctMeeting', 'CorrectRecord', true),
    '/v1/meetings/{meetingId}/minutes': post('circulateMinutes', 'CirculateMinutes'),
    '/v1/measures/{id}/provisions/{provisionId}/remove': post('removeProvision', 'RemoveProvision'),
    '/v1/negotiations/{negotiationId}/positions': post('takePosition', 'TakePosition'),
    '/v1/positions/{id}/correct': post('correctPosition', 'CorrectRecord', true),
    '/v1/batches': post('recordBatch', 'BatchItem'),
  },
  components: {
    schemas: {
      OpenNegotiation: body({ id, title: text }, ['title']),
      JoinParty: body({ id, name: text, role: { type: 'string', enum: ['principal', 'mediator'] } }, ['name']),
      ProposeMeeting: body({ id, title: text, partyIds: idsOf('party'), planned: { allOf: [reference('Planned')] } }, [
        'title',
      ]),
      Planned: { type: 'object', properties: { on: date, text }, required: [] },
      HoldMeeting: body({ summary: text, partyIds: idsOf('party') }),
      ExtendInvitation: body({ inviteeId: idOf('representative') }, ['inviteeId']),
      NameRepresentative: body({ id, name: text, knownSince: date }, ['name']),
      MakeCommitment: body({ id, byIds: idsOf('party') }, ['byIds']),
      CorrectRecord: body(
        { eventId: idOf('event'), changes: { type: 'object', additionalProperties: true }, reason: text },
        ['eventId', 'changes', 'reason'],
      ),
      CirculateMinutes: body({ id, text }),
      RemoveProvision: body({}),
      TakePosition: body(
        { partyId: idOf('party'), text, evidence: { type: 'array', items: reference('NamedThing') } },
        ['partyId', 'text'],
      ),
      NamedThing: {
        type: 'object',
        properties: { kind: { type: 'string', enum: ['meeting', 'party'] }, id },
        required: ['kind', 'id'],
      },
    },
  },
};

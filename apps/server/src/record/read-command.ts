import { hash } from 'node:crypto';
import type { Type } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Kind, ThingRef } from '#domain/ids.js';
import { batchContext, type RequestKey } from '../access/batch-context.js';
import { callerOf } from '../access/caller.js';
import { pathId } from '../http/path-id.js';
import { Problem } from '../http/problem.js';
import { splitFact } from '../http/validation/fact.js';
import { referencesIn } from '../http/validation/references.js';
import { fieldsInvalid, fieldUnknown, validateAs } from '../http/validation/validate.js';
import { type CommandContext, RecordFact } from './command.js';

type Params = Readonly<Record<string, string>>;

/** What a command is read from: a request, or a command of a batch. */
export type CommandRequest = Pick<FastifyRequest, 'id' | 'method' | 'url' | 'params' | 'body' | 'headers' | 'caller'> &
  Partial<Pick<FastifyRequest, 'query'>>;

/** The command in a request. @throws Problem 400, or 428 if If-Match is missing */
export const readCommand = (
  kind: Kind,
  { type, dto, preconditioned }: Readonly<{ type: string; dto: Type<object>; preconditioned: boolean }>,
  request: CommandRequest,
): RecordFact => {
  const params = request.params as Params;
  const fact = validateAs<{ id?: string }>(dto, withPathFields(request.body, params));
  const target = 'id' in params ? { id: pathId(request, 'id') } : { id: fact.id, belongsTo: ownerOf(request, params) };
  if (preconditioned && request.headers['if-match'] === undefined)
    throw new Problem(
      'if-match-required',
      'Send If-Match with the latest ETag of the thing that you have read, so that you do not repeat or undo a change that you have not seen.',
    );
  const context = commandContext(request);
  return new RecordFact({ kind, ...target, type, ...splitFact(fact), references: referencesIn(fact), context });
};

/** The body, with the fields of the fact that are path parameters. */
const withPathFields = (body: unknown, { id: _, negotiationId: __, ...fields }: Params): unknown => {
  if (typeof body !== 'object' || body === null) return body;
  const twice = Object.keys(fields).filter((name) => Object.hasOwn(body, name));
  if (twice.length > 0) throw fieldsInvalid(twice.map((name) => fieldUnknown(`/${name}`)));
  return Array.isArray(body) ? body : { ...body, ...fields };
};

const ownerOf = (request: CommandRequest, params: Params): ThingRef | 'itself' => {
  if ('meetingId' in params) return { kind: 'meeting', id: pathId(request, 'meetingId') };
  return 'negotiationId' in params ? { kind: 'negotiation', id: pathId(request, 'negotiationId') } : 'itself';
};

/** The caller of a request, and how a repeated request is recognized. */
const commandContext = (request: CommandRequest): CommandContext => {
  const key = requestKey(request) ?? batchContext.getStore()?.key;
  return {
    caller: callerOf(request),
    ...(key && { key, request: digest(request) }),
    correlationId: request.id,
    ifMatch: ifMatch(request),
    isDryRun: isDryRun(request) || batchContext.getStore()?.isDryRun === true,
  };
};

/** @throws Problem 400 */
export const isDryRun = ({ query }: Pick<CommandRequest, 'query'>): boolean => {
  const { dryRun } = (query ?? {}) as Readonly<{ dryRun?: unknown }>;
  if (dryRun === undefined || dryRun === 'false') return false;
  if (dryRun === 'true') return true;
  throw fieldsInvalid([{ pointer: '/dryRun', code: 'is-in', detail: 'dryRun must be one of true, false.' }]);
};

/** @throws Problem 400 */
export const requestKey = (request: CommandRequest): RequestKey | undefined => {
  const text = idempotencyKey(request);
  return text === undefined ? undefined : { text };
};

/** draft-ietf-httpapi-idempotency-key-header-07: a structured field string, such as "8e03978e-40d5-43dd-bc93-6894a57f9324". The quotes are optional. */
const idempotencyKey = (request: CommandRequest): string | undefined => {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return undefined;
  const key =
    typeof header === 'string'
      ? /^(?:"([\u0020\u0021\u0023-\u007e]{1,255})"|([\u0021\u0023-\u007e]{1,255}))$/.exec(header.trim())
      : null;
  if (key === null)
    throw new Problem(
      'idempotency-key-malformed',
      'Idempotency-Key must be one string of 1 to 255 printable ASCII characters, such as "8e03978e-40d5-43dd-bc93-6894a57f9324".',
    );
  return key[1] ?? key[2];
};

/** A dry run is recognized as the request that it is the dry run of. */
const digest = ({ method, url, body }: CommandRequest) =>
  hash('sha256', `${method}\n${withoutDryRun(url)}\n${JSON.stringify(body)}`, 'hex');
const withoutDryRun = (url: string): string =>
  url.includes('dryRun') ? url.replace(/([?&])dryRun=(?:true|false)(?:&|$)/, '$1').replace(/[?&]$/, '') : url;

/**
 * RFC 9110, section 13.1.1. An ETag is `"<revision>"` or `"<revision>.<hash of the body>"`; only the revision is
 * compared, so a list may name several pages of one revision. Several revisions are rejected, although the RFC lets any of
 * them match: the client made its decision on one revision, and must name it.
 */
const ifMatch = (request: CommandRequest): number | undefined => {
  const header = request.headers['if-match'];
  if (header === undefined || header.trim() === '*') return undefined;
  const revisions = new Set(header.split(',').map(revisionOf));
  if (revisions.size > 1)
    throw new Problem(
      'if-match-ambiguous',
      `If-Match names the revisions ${[...revisions].join(', ').slice(0, 200)}. Send only the latest ETag that you have read.`,
    );
  return [...revisions][0];
};

const revisionOf = (etag: string): number => {
  const revision = /^(?:W\/)?"?(\d{1,15})(?:\.[\w-]*)?"?$/.exec(etag.trim())?.[1];
  if (revision !== undefined) return Number(revision);
  throw new Problem('if-match-malformed', 'If-Match must be the ETag of the thing, such as "3".');
};

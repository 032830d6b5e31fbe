import { applyDecorators, type CanActivate, type ExecutionContext, Get, type Type, UseGuards } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { fieldsInvalid, fieldUnknown } from '../http/validation/validate.js';
import { TEMPORAL_PARAMETERS, TemporalParameters } from './temporal-query.js';
import { ApiParameters, ApiPathIds, ApiProblems } from '../openapi/decorators.js';
import type { Schema } from '../openapi/schema.js';

type Spec = Readonly<{
  summary: string;
  operationId: string;
  /** The query of the address, for the document: the coordinates of replay where there is nothing else to ask. */
  query?: Type<TemporalParameters>;
  /** What a good answer is made of, for the document: see http/answers.ts. */
  answer: Schema;
  /** What a good answer shows, for the document. */
  example?: unknown;
  /** The same as text, where it is written for people, too. */
  text?: string;
}>;

const HEADERS = {
  ETag: {
    description: 'Of this very body; If-None-Match with it answers 304 as long as nothing changed',
    schema: { type: 'string' },
  },
  'Consistency-Token': { description: 'What this answer has seen of the log', schema: { type: 'string' } },
} as const;

/** A parameter that is not known is refused, and not passed over: it may have been meant to narrow the answer. */
export const onlyParameters = (...names: readonly string[]): CanActivate => ({
  canActivate: (context: ExecutionContext) => {
    const parameters = Object.keys(context.switchToHttp().getRequest<FastifyRequest>().query as object);
    const strangers = parameters.filter((name) => !names.includes(name));
    if (strangers.length > 0) throw fieldsInvalid(strangers.map((name) => fieldUnknown(`/${name}`)));
    return true;
  },
});

/** A GET route below /v1 with what every read has in common. */
export const Reads = (
  path: string,
  { summary, operationId, query = TemporalParameters, answer, example, text }: Spec,
) =>
  applyDecorators(
    Get(path),
    ApiOperation({ summary, operationId }),
    ApiPathIds(path),
    ApiParameters(query),
    ...(query === TemporalParameters ? [UseGuards(onlyParameters(...TEMPORAL_PARAMETERS))] : []),
    ApiHeader({
      name: 'Consistency-Token',
      required: false,
      description: 'Waits until the answer shows what this token has seen',
      schema: { type: 'string' },
    }),
    ApiHeader({ name: 'If-None-Match', required: false, schema: { type: 'string' } }),
    ApiResponse({
      status: 200,
      description: 'As the record stands, or stood at the moment asked about',
      headers: HEADERS,
      content: {
        'application/json': {
          schema: answer,
          ...(example === undefined ? {} : { example }),
        },
        ...(text === undefined ? {} : { 'text/plain': { schema: { type: 'string' }, example: text } }),
      },
    }),
    ApiResponse({ status: 304, description: 'Nothing has changed', headers: HEADERS }),
    ApiProblems(400, 404, ...(text === undefined ? [] : [406]), 409, 422, 503),
  );

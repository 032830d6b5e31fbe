import { applyDecorators, type CanActivate, type ExecutionContext, Get, type Type, UseGuards } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiQuery, ApiExtraModels, ApiResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { fieldsInvalid, fieldUnknown } from '../record/validate.js';
import { ApiPathIds, ApiProblems } from '../http/api.js';

type Spec = Readonly<{
  summary: string;
  operationId: string;
  /** The query of the address, for the document. */
  query?: Type;
  /** What a good answer shows, for the document. */
  example?: unknown;
}>;

const HEADERS = {
  ETag: {
    description: 'Of this very body; If-None-Match with it answers 304 as long as nothing changed',
    schema: { type: 'string' },
  },
  'Consistency-Token': { description: 'What this answer has seen of the log', schema: { type: 'string' } },
} as const;

/** A parameter that is not known is refused, and not passed over: it may have been meant to narrow the answer. */
class NoParameters implements CanActivate {
  canActivate(context: ExecutionContext) {
    const parameters = Object.keys(context.switchToHttp().getRequest<FastifyRequest>().query as object);
    if (parameters.length > 0) throw fieldsInvalid(parameters.map((name) => fieldUnknown(`/${name}`)));
    return true;
  }
}

/** A GET route below /v1 with what every read has in common. */
export const Reads = (path: string, { summary, operationId, query, example }: Spec) =>
  applyDecorators(
    Get(path),
    ApiOperation({ summary, operationId }),
    ApiPathIds(path),
    ...(query ? [ApiExtraModels(query), ApiQuery({ type: query })] : [UseGuards(NoParameters)]),
    ApiHeader({
      name: 'Consistency-Token',
      required: false,
      description: 'Waits until the answer shows what this token has seen',
      schema: { type: 'string' },
    }),
    ApiHeader({ name: 'If-None-Match', required: false, schema: { type: 'string' } }),
    ApiResponse({
      status: 200,
      description: 'As the record stands',
      headers: HEADERS,
      content: {
        'application/json': {
          schema: { type: 'object', additionalProperties: true },
          ...(example === undefined ? {} : { example }),
        },
      },
    }),
    ApiResponse({ status: 304, description: 'Nothing has changed', headers: HEADERS }),
    ApiProblems(400, 404, 409, 503),
  );

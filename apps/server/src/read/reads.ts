import { applyDecorators, type CanActivate, type ExecutionContext, Get, type Type, UseGuards } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiQuery, ApiExtraModels, ApiResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { fieldsInvalid, fieldUnknown } from '../record/validate.js';
import { COORDINATES, ReplayQuery } from './coordinates.js';
import { ApiPathIds, ApiProblems } from '../http/api.js';

type Spec = Readonly<{
  summary: string;
  operationId: string;
  /** The query of the address, for the document: the coordinates of replay where there is nothing else to ask. */
  query?: Type<ReplayQuery>;
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
class CoordinatesOnly implements CanActivate {
  canActivate(context: ExecutionContext) {
    const parameters = Object.keys(context.switchToHttp().getRequest<FastifyRequest>().query as object);
    const strangers = parameters.filter((name) => !(COORDINATES as readonly string[]).includes(name));
    if (strangers.length > 0) throw fieldsInvalid(strangers.map((name) => fieldUnknown(`/${name}`)));
    return true;
  }
}

/** A GET route below /v1 with what every read has in common. */
export const Reads = (path: string, { summary, operationId, query = ReplayQuery, example }: Spec) =>
  applyDecorators(
    Get(path),
    ApiOperation({ summary, operationId }),
    ApiPathIds(path),
    ApiExtraModels(query),
    ApiQuery({ type: query }),
    ...(query === ReplayQuery ? [UseGuards(CoordinatesOnly)] : []),
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
          schema: { type: 'object', additionalProperties: true },
          ...(example === undefined ? {} : { example }),
        },
      },
    }),
    ApiResponse({ status: 304, description: 'Nothing has changed', headers: HEADERS }),
    ApiProblems(400, 404, 409, 422, 503),
  );

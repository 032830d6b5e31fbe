import { Controller, Get, Req, Res, type Type } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ReadRoute } from '#read-models/routes/read-route.js';
import { ApiParameters, ApiPathIds, ApiProblems, json } from '../openapi/decorators.js';
import { QueryResponder } from './query-responder.js';

/** The GET routes of the rows with one tag. `log`: for those that are written to the access log. */
export const readController = (tag: string, routes: readonly ReadRoute[], log: MethodDecorator): Type => {
  @Controller('v1')
  @ApiTags(tag)
  class ReadController {
    constructor(readonly responder: QueryResponder) {}
  }
  for (const route of routes)
    if (route.tag === tag) addRoute(ReadController, route, [...decoratorsOf(route), ...(route.isLogged ? [log] : [])]);
  return ReadController;
};

type Self = Readonly<{ responder: QueryResponder }>;

/** Decorators are plain functions: this puts on a method what a hand-written route would carry. */
const addRoute = (controller: Type<Self>, route: ReadRoute, decorators: readonly MethodDecorator[]) => {
  const prototype = controller.prototype as object;
  const name = route.operationId;
  const value = function (this: Self, request: FastifyRequest, reply: FastifyReply) {
    return this.responder.answer(route, request, reply);
  };
  Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name)!;
  Req()(prototype, name, 0);
  Res({ passthrough: true })(prototype, name, 1);
  for (const decorate of decorators) decorate(prototype, name, descriptor);
};

const HEADERS = {
  ETag: {
    description: 'Of this very body; If-None-Match with it answers 304 as long as nothing changed',
    schema: { type: 'string' },
  },
  'Consistency-Token': { description: 'What this answer has seen of the log', schema: { type: 'string' } },
} as const;

const decoratorsOf = ({ path, operationId, summary, parameters, answer, example, text }: ReadRoute) => [
  Get(path),
  ApiOperation({ summary, operationId }),
  ApiPathIds(path),
  ApiParameters(parameters),
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
      'application/json': { ...json(answer)['application/json'], ...(example !== undefined && { example }) },
      ...(text !== undefined && { 'text/plain': { schema: { type: 'string' }, example: text.example } }),
    },
  }),
  ApiResponse({ status: 304, description: 'Nothing has changed', headers: HEADERS }),
  ApiProblems(400, 404, ...(text === undefined ? [] : [406]), 409, 422, 503),
];

import { Controller, Get, Req, Res, type Type } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ReadRoute } from '#read-models/routes/read-route.js';
import { deprecationsIn, inDocument } from '#read-models/routes/deprecation.js';
import { definitionOf } from '#read-models/routes/schema.js';
import { ApiParameters, ApiPathIds, ApiProblems, json } from '../openapi/decorators.js';
import { markedText } from '../http/marking-header.js';
import { DOCX_TYPE } from './forms.js';
import { QueryResponder } from './query-responder.js';

/** The GET routes of the rows with this tag. `log`: a decorator for those that are written to the access log. */
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

/** Decorators are plain functions: this applies to a method what a hand-written route would have. */
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

export const LOG_CHECK = {
  description:
    'Present after a start on a long log, while the log is checked in the background. Nothing is recorded until that is done',
  schema: { type: 'string', example: 'pending' },
} as const;

const HEADERS = {
  ETag: {
    description:
      'Changes when the body changes. Send it in If-None-Match to get 304 until then. Absent with As-Of-Final: false',
    schema: { type: 'string' },
  },
  'Consistency-Token': {
    description: 'Identifies the state of the log that this answer is based on',
    schema: { type: 'string' },
  },
  Marking: {
    description:
      'The lowest marking that covers everything in this answer, as in its `marking`: a dictionary of structured fields (RFC 9651), each text percent-encoded',
    schema: { type: 'string', example: 'level="secret", compartments=("quad" "trade")' },
  },
  'Log-Check': LOG_CHECK,
  'Views-Check': {
    description:
      'Present in answers about the present until the views were compared with the log after a start, or after another program may have written to them: until then an answer may not be what the log says',
    schema: { type: 'string', example: 'pending' },
  },
  'As-Of-Final': {
    description:
      'Present with asOf or fromAsOf. true: no event that is still to come belongs to that moment, so it is answered in the same way again. false: one may still come, so do not cache the answer. To get this answer again, send its Consistency-Token as asOf',
    schema: { type: 'boolean' },
  },
} as const;

const FILE = {
  description:
    'Of every form but JSON: a name for the file, with the day, the moment that was asked for, and the marking. Of text and HTML it is `inline`, since a browser shows those: the name is for who saves them. Of CSV, calendars, feeds and DOCX it is `attachment`',
  schema: { type: 'string', example: 'attachment; filename="meetings-2025-10-29-public.csv"' },
} as const;
const LINK = {
  description: 'The address of the next page, if there is one: rel="next"',
  schema: { type: 'string' },
} as const;
/** Its columns follow from the schema of the items. */
const CSV = {
  schema: {
    type: 'string',
    description:
      'The items as rows, after a row with the names of the columns (RFC 4180). The first column is the marking of the row. Fields of fields are columns with a dot, and ids of things have the names beside them. An apostrophe stands before what may be a formula, also within a text',
  },
} as const;

const EXAMPLE_MARKING = { level: 'public' };

const acceptLanguage = (languages: readonly string[]) => ({
  name: 'Accept-Language',
  required: false,
  description: `The language of sentences: ${languages.join(', ')}. Default: ${languages[0]}`,
  schema: { type: 'string', example: 'fr-BE, fr;q=0.9, en;q=0.5' },
});
const contentLanguage = (languages: readonly string[]) => ({
  description: 'The language of sentences. Texts of the record are in their own',
  schema: { type: 'string', enum: [...languages] },
});

const decoratorsOf = ({
  deprecated,
  path,
  operationId,
  summary,
  parameters,
  isPaged,
  answer,
  example,
  text,
  html,
  docx,
  only,
  sentences,
}: ReadRoute) => [
  Get(path),
  RouteConfig({
    deprecations: deprecationsIn({ ...(deprecated && { deprecated }), parameters }),
    repeatable: Object.keys(parameters).filter((name) => definitionOf(parameters[name]!)['type'] === 'array'),
  }),
  ApiOperation({
    summary,
    operationId,
    ...inDocument(deprecated),
  }),
  ApiPathIds(path),
  ApiParameters(parameters),
  ApiHeader({
    name: 'Consistency-Token',
    required: false,
    description:
      'The answer is based on this state of the log or a later one. With several, separated by commas: on all of them',
    schema: { type: 'string' },
  }),
  ApiHeader({ name: 'If-None-Match', required: false, schema: { type: 'string' } }),
  ...(sentences === undefined ? [] : [ApiHeader(acceptLanguage(sentences.languages))]),
  ApiResponse({
    status: 200,
    description: 'The record as it is, or as it was at the requested moment',
    headers: {
      ...HEADERS,
      ...(isPaged && { Link: LINK }),
      ...((isPaged || [text, html, docx, only].some((form) => form !== undefined)) && { 'Content-Disposition': FILE }),
      ...(sentences && { 'Content-Language': contentLanguage(sentences.languages) }),
    },
    content: {
      ...(only === undefined
        ? {
            'application/json': {
              ...json(answer)['application/json'],
              ...(example !== undefined && { example: { marking: EXAMPLE_MARKING, ...example } }),
            },
          }
        : { [only.type]: { schema: { type: 'string' }, example: only.example } }),
      ...(text !== undefined && {
        'text/plain': {
          schema: { type: 'string' },
          example: markedText(EXAMPLE_MARKING, text.example, text.isMarkedBelow),
        },
      }),
      ...(html !== undefined && { 'text/html': { schema: { type: 'string' }, example: html.example } }),
      ...(docx !== undefined && { [DOCX_TYPE]: { schema: { type: 'string', format: 'binary' } } }),
      ...(isPaged && { 'text/csv': CSV }),
    },
  }),
  ApiResponse({ status: 304, description: 'Not modified', headers: HEADERS }),
  ApiProblems(400, 404, ...(text === undefined && only === undefined ? [] : [406]), 409, 422, 503),
];

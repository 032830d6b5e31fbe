import { applyDecorators } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiParam,
  ApiProperty,
  ApiQuery,
  ApiResponse,
  getSchemaPath,
  type OpenAPIObject,
} from '@nestjs/swagger';
import { type Parameters, REQUIRED } from '#read-models/routes/parameters.js';
import type { Schema } from '#read-models/routes/schema.js';
import { EXAMPLE_IDS } from './examples.js';

type SchemaObject = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

class FieldProblem {
  @ApiProperty({ description: 'RFC 6901', example: '/occurredOn' }) readonly pointer!: string;
  @ApiProperty({ example: 'date-not-edtf' }) readonly code!: string;
  @ApiProperty() readonly detail!: string;
}

/** RFC 9457, for the OpenAPI document. */
class ProblemDocument {
  @ApiProperty({ format: 'uri', example: 'urn:rapporteur:problem:party-unknown' }) readonly type!: string;
  @ApiProperty({ example: 'The record refuses this' }) readonly title!: string;
  @ApiProperty({ example: 422 }) readonly status!: number;
  @ApiProperty({ description: 'What is wrong and what to do next' }) readonly detail!: string;
  @ApiProperty({ format: 'uri-reference' }) readonly instance!: string;
  @ApiProperty({ description: 'For programs', example: 'party-unknown' }) readonly code!: string;
  @ApiProperty({ type: [FieldProblem], required: false }) readonly errors?: readonly FieldProblem[];
}

const WHEN: Readonly<Record<number, string>> = {
  400: 'Malformed: the fields that are wrong are named',
  401: 'No token, or one that lets nobody in',
  403: 'Not allowed to whom the token names; without login, to a Host or an Origin that is not of this machine',
  404: 'Unknown',
  406: 'Not written in what Accept names',
  408: 'It did not arrive in time',
  409: 'Somebody else was faster too often',
  412: 'The thing has moved on since you saw it',
  413: 'Too large',
  414: 'The address is too long',
  415: 'Not JSON',
  422: 'Understood, but the record refuses it',
  428: 'If-Match is missing',
  429: 'Too many requests in a minute',
  431: 'The headers are too large',
  503: 'Not now: see Retry-After',
};

/** The answers that are no success, each a problem+json. */
export const ApiProblems = (...statuses: readonly number[]) =>
  applyDecorators(
    ApiExtraModels(ProblemDocument),
    ...statuses.map((status) => ApiResponse({ status, ...problemResponse(status) })),
  );

/** As it stands in the document. */
export const problemResponse = (status: number) => ({
  description: WHEN[status]!,
  content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDocument) } } },
});

/** The ids in an address, each with the example that the other examples refer to. The router takes none that is longer than 100. */
export const ApiPathIds = (path: string) =>
  applyDecorators(
    ...(path.includes(':') ? [ApiProblems(414)] : []),
    ...[...path.matchAll(/:(\w+)/g)].map(([, name]) => {
      const plural = name === 'id' ? path.split('/')[0]! : name!;
      const format = name === 'provisionId' ? {} : { format: 'uuid' };
      return ApiParam({ name: name!, schema: { type: 'string', ...format, example: EXAMPLE_IDS[plural] } });
    }),
  );

/** The parameters of a query, by their schemas. An `examples` fills its parameter in, on the page of the API. */
export const ApiParameters = (parameters: Parameters) =>
  applyDecorators(
    ...Object.entries(parameters).map(([name, { description, examples, ...schema }]) =>
      ApiQuery({
        name,
        required: REQUIRED in schema,
        schema: schema as SchemaObject,
        ...(description !== undefined && { description: description as string }),
        ...(examples !== undefined && { examples: { 'of the examples': { value: (examples as string[])[0] } } }),
      }),
    ),
  );

/** The content of an answer in JSON. */
export const json = (schema: Schema) => ({ 'application/json': { schema: schema as SchemaObject } });

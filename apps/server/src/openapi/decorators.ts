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
import { codesWith } from '../http/problem-codes/problem-codes.js';
import { EXAMPLE_IDS } from './examples.js';

type SchemaObject = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

class FieldProblem {
  @ApiProperty({ description: 'RFC 6901', example: '/occurredOn' }) readonly pointer!: string;
  @ApiProperty({
    example: 'date-not-edtf',
    description: 'What is wrong with the field. docs/PROBLEMS.md lists all codes',
  })
  readonly code!: string;
  @ApiProperty() readonly detail!: string;
}

class Progress {
  @ApiProperty({ description: 'Events' }) readonly done!: number;
  @ApiProperty() readonly total!: number;
}

/** RFC 9457, for the OpenAPI document. */
class ProblemDocument {
  @ApiProperty({ format: 'uri', example: 'urn:rapporteur:problem:party-unknown' }) readonly type!: string;
  @ApiProperty({ example: 'Unprocessable content' }) readonly title!: string;
  @ApiProperty({ example: 422 }) readonly status!: number;
  @ApiProperty({ description: 'What is wrong and what to do next' }) readonly detail!: string;
  @ApiProperty({ format: 'uri-reference' }) readonly instance!: string;
  @ApiProperty({
    description: 'For programs. docs/PROBLEMS.md says of each what it means and what to do; more may come',
    example: 'party-unknown',
  })
  readonly code!: string;
  @ApiProperty({ type: [FieldProblem], required: false }) readonly errors?: readonly FieldProblem[];
  @ApiProperty({
    description: 'How far a view is that is being rebuilt, for callers who may see everything',
    type: Progress,
    required: false,
  })
  readonly progress?: Progress;
}

const WHEN: Readonly<Record<number, string>> = {
  400: 'Malformed: errors lists the invalid fields',
  401: 'The token is missing or invalid',
  403: 'The caller may not do this; without login, the Host or Origin is not this machine',
  404: 'Not found',
  406: 'Not available in a media type that Accept allows',
  408: 'The request did not arrive in time',
  409: 'Concurrent changes prevented this too often',
  412: 'The thing has changed since you read it',
  413: 'The body is too large',
  414: 'URI too long',
  415: 'The body is not JSON in UTF-8, or is compressed',
  422: 'Well-formed, but the record does not allow it',
  428: 'If-Match is missing',
  429: 'Too many requests per minute',
  431: 'Request headers too large',
  503: 'Temporarily unavailable: see Retry-After',
};

/** Error answers, each a problem+json. */
export const ApiProblems = (...statuses: readonly number[]) =>
  applyDecorators(
    ApiExtraModels(ProblemDocument),
    ...statuses.map((status) => ApiResponse({ status, ...problemResponse(status) })),
  );

/** An error answer that means something else here than mostly. */
export const ApiProblem = (status: number, description: string) =>
  applyDecorators(ApiExtraModels(ProblemDocument), ApiResponse({ status, ...problemResponse(status), description }));

/** The response in the document. */
export const problemResponse = (status: number) => ({
  description: WHEN[status]!,
  content: { 'application/problem+json': { schema: { $ref: getSchemaPath(nameFor(status)) } } },
});
const nameFor = (status: number) => `Problem${status}`;

/** The problem of each status that some route answers with, and all codes that it may have. */
export const problemSchemas = (statuses: readonly number[]): Record<string, SchemaObject> =>
  Object.fromEntries(
    statuses
      .filter((status) => status in WHEN)
      .map((status) => [
        nameFor(status),
        {
          allOf: [
            { $ref: getSchemaPath(ProblemDocument) },
            { type: 'object', properties: { status: { const: status }, code: { enum: codesWith(status) } } },
          ],
        } as SchemaObject,
      ]),
  );

/** The ids in a path, with the ids of the examples. The router refuses ids of more than 100 characters. */
export const ApiPathIds = (path: string) =>
  applyDecorators(
    ...(path.includes(':') ? [ApiProblems(414)] : []),
    ...[...path.matchAll(/:(\w+)/g)].map(([, name]) => {
      const plural = name === 'id' ? path.split('/')[0]! : name!;
      const format = name === 'provisionId' ? {} : { format: 'uuid' };
      return ApiParam({ name: name!, schema: { type: 'string', ...format, example: EXAMPLE_IDS[plural] } });
    }),
  );

/** The parameters of a query, by their schemas. `examples` fills in a parameter on the API page. */
export const ApiParameters = (parameters: Parameters) =>
  applyDecorators(
    ...Object.entries(parameters).map(([name, { description, examples, deprecated, ...schema }]) =>
      ApiQuery({
        name,
        required: REQUIRED in schema,
        schema: schema as SchemaObject,
        ...(deprecated === true && { deprecated }),
        ...(description !== undefined && { description: description as string }),
        ...(examples !== undefined && { examples: { 'of the examples': { value: (examples as string[])[0] } } }),
      }),
    ),
  );

/** The content of an answer in JSON. */
export const json = (schema: Schema, example?: object) => ({
  'application/json': { schema: schema as SchemaObject, ...(example !== undefined && { example }) },
});

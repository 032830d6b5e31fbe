import { setImmediate } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { stringify } from 'yaml';
import type { Config } from '#config/config.js';
import type { LoginConfig } from '#config/login.js';
import type { Ladder } from '#domain/marking.js';
import { rolesAllowed } from '../access/route-policy.js';
import type { Schema } from '#read-models/routes/schema.js';
import { addAnswers } from './answer-schemas.js';
import { ApiDocument } from './api-document.js';
import { problemResponse, problemSchemas } from './decorators.js';
import { StaticDocument } from './static-document.js';

const DESCRIPTION = `The record of international negotiations: every meeting, statement and change of position as an
immutable event, and views of these events. A fact can have a date as precise as it is known (EDTF, ISO 8601-2), sources,
and codes for the kind of act (CAMEO). Nothing is edited or deleted: errors are corrected or voided, and both accounts stay
in the trail. Errors of requests are problem+json (RFC 9457): docs/PROBLEMS.md says of each code what it means and what to do. Every answer to a read says the marking of its content in the
header Marking.`;

/**
 * Serves the OpenAPI 3.1 document at /openapi.json and /openapi.yaml, made on the first request, and a page at /docs that shows it.
 * `answers`: the schemas of the reads.
 */
export const addOpenApi = (
  app: NestFastifyApplication,
  version: string,
  config: Described,
  answers: readonly Schema[],
) => {
  const document = app.get(ApiDocument);
  document.isMadeBy(() => documentOf(app, version, config, answers));
  const json = () => JSON.stringify(document.get());
  const yaml = async () => {
    const plain = JSON.parse(json()) as object;
    await setImmediate(); // both steps take long
    return stringify(plain, { aliasDuplicateObjects: false, lineWidth: 0 });
  };
  const fastify = app.getHttpAdapter().getInstance();
  fastify.get('/openapi.json', new StaticDocument('application/json; charset=utf-8', json).answer);
  fastify.get('/openapi.yaml', new StaticDocument('text/yaml; charset=utf-8', yaml).answer);
  // The page loads the document by its address, relative to its own.
  SwaggerModule.setup('docs', app, () => undefined as never, {
    raw: false,
    swaggerUrl: '../openapi.json',
    customSiteTitle: 'Rapporteur',
  });
};

/** The settings that the document depends on. */
type Described = Pick<Config, 'login' | 'ladder'>;

const documentOf = (
  app: NestFastifyApplication,
  version: string,
  { login, ladder }: Described,
  answers: readonly Schema[],
) => {
  const config = new DocumentBuilder()
    .setTitle('Rapporteur')
    .setDescription(DESCRIPTION)
    .setVersion(version)
    .setOpenAPIVersion('3.1.0')
    .setLicense('Proprietary', '/docs')
    .addServer('/')
    .build();
  // Without a login, no token is required.
  const made = { ...SwaggerModule.createDocument(app, config), security: [] };
  const document = login === undefined ? made : withLogin(made, login);
  addRefusals(document);
  addLevels(document, ladder);
  tidyEnums(document);
  addAnswers(document, answers);
  return document;
};

/** The levels are configured, so they are known only at the start. */
const addLevels = ({ components }: OpenAPIObject, ladder: Ladder) => {
  const { properties } = components!.schemas!['Marking'] as { properties: { level: object } };
  properties.level = { ...properties.level, enum: [...ladder] };
};

/** Nest describes a named enum as the first field that has it, and wraps references to it in `allOf`, even one by itself. */
const tidyEnums = ({ components }: OpenAPIObject) => {
  const schemas = components!.schemas as Record<string, Wrapping>;
  for (const [name, { type, enum: values, properties = {} }] of Object.entries(schemas)) {
    if (values !== undefined) schemas[name] = { type: type!, enum: values };
    for (const [field, { allOf: [only, ...more] = [], ...beside }] of Object.entries(properties))
      if (only !== undefined && more.length === 0 && Object.keys(beside).length === 0) properties[field] = only;
  }
};
type Wrapping = { type?: string; enum?: string[]; properties?: Record<string, { allOf?: object[] }> };

/** Every route requires a token, except open ones, and may refuse it. */
const withLogin = (document: OpenAPIObject, { issuer }: LoginConfig): OpenAPIObject => {
  const paths = Object.entries(document.paths).map(([path, methods]) => [
    path,
    Object.fromEntries(
      Object.entries(methods as Readonly<Record<string, Operation>>).map(([method, operation]) => [
        method,
        guarded(operation, rolesAllowed(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'))),
      ]),
    ),
  ]);
  const token = { type: 'http' as const, scheme: 'bearer', bearerFormat: 'JWT', description: `Of ${issuer}` };
  return {
    ...document,
    paths: Object.fromEntries(paths) as OpenAPIObject['paths'],
    components: { ...document.components, securitySchemes: { token } },
    security: [{ token: [] }],
  };
};
type Operation = Readonly<{ description?: string; responses: object }>;

const guarded = (operation: Operation, who: ReturnType<typeof rolesAllowed>): object => {
  if (who === 'everybody' || who === 'by-key') return { ...operation, security: [] };
  const { description, responses } = operation;
  const roles =
    who === 'authenticated'
      ? 'Everybody with a valid token may, with or without a role.'
      : `Roles that may: ${who.join(', ')}.`;
  return {
    ...operation,
    description: description === undefined ? roles : `${description} ${roles}`,
    responses: { ...REFUSALS, ...responses },
  };
};

const REFUSALS = Object.fromEntries([401, 403, 503].map((status) => [status, problemResponse(status)]));

const header = (description: string) => ({ description, schema: { type: 'string' as const } });

/** Refusals that any route may answer with. */
const ON_THE_WAY = {
  403: { Forbidden: problemResponse(403) },
  408: { TooSlow: problemResponse(408) },
  414: { AddressTooLong: problemResponse(414) },
  429: {
    TooManyRequests: {
      ...problemResponse(429),
      headers: {
        'Retry-After': header('Seconds'),
        'RateLimit-Policy': header('draft-ietf-httpapi-ratelimit-headers-10; each instance counts separately'),
        RateLimit: header('The remaining quota, of the same draft; on every answer if there is a limit'),
      },
    },
  },
  431: { HeadersTooLarge: problemResponse(431) },
};

const addRefusals = ({ paths, components }: OpenAPIObject) => {
  const statuses = new Set<string>();
  const named = Object.values(ON_THE_WAY);
  Object.assign(components!, { responses: Object.assign({}, ...named) as object });
  for (const path of Object.values(paths))
    for (const { responses } of Object.values(path) as { responses: object }[]) {
      for (const [status, response] of Object.entries(ON_THE_WAY))
        if (!(status in responses))
          Object.assign(responses, { [status]: { $ref: `#/components/responses/${Object.keys(response)[0]}` } });
      for (const status of Object.keys(responses)) statuses.add(status);
    }
  Object.assign(components!.schemas!, problemSchemas([...statuses].toSorted().map(Number)));
};

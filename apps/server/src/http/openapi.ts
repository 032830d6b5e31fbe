import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

const DESCRIPTION = `The record of international negotiations: every meeting, statement and change of position as an
immutable event, and the views that are made of them. Every fact may say when it happened as precisely as is known
(EDTF, ISO 8601-2), where it is known from, and what kind of act it was (CAMEO). Nothing is edited or deleted: what is
wrong is corrected or voided, and both accounts stay in the trail. Errors are problem+json (RFC 9457).`;

/** OpenAPI 3.1, made from the code: /openapi.json, and a page at /docs. */
export const addOpenApi = (app: NestFastifyApplication, version: string) => {
  const config = new DocumentBuilder()
    .setTitle('Rapporteur')
    .setDescription(DESCRIPTION)
    .setVersion(version)
    .setOpenAPIVersion('3.1.0')
    .setLicense('Proprietary', '/docs')
    .addServer('/')
    .build();
  // There is no login yet, and the document says so.
  const document = { ...SwaggerModule.createDocument(app, config), security: [] };
  addRefusals(document);
  // The classes of queries are spread out into the parameters of each route, and left behind.
  const schemas = document.components?.schemas ?? {};
  for (const name of Object.keys(schemas)) if (name.endsWith('Query')) delete schemas[name];
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Rapporteur',
  });
};

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDocument' } } },
});
const header = (description: string) => ({ description, schema: { type: 'string' as const } });

/** What is refused on the way to any route. */
const REFUSALS = {
  403: { Forbidden: problem('Not allowed; without login, also a Host or an Origin that is not of this machine') },
  408: { TooSlow: problem('The request did not arrive in time') },
  414: { AddressTooLong: problem('The address is too long') },
  429: {
    TooManyRequests: {
      ...problem('Too many requests in a minute'),
      headers: {
        'Retry-After': header('Seconds'),
        'RateLimit-Policy': header('draft-ietf-httpapi-ratelimit-headers-10; each instance counts for itself'),
        RateLimit: header('What is left, of the same draft; every answer has it where there is a limit'),
      },
    },
  },
  431: { HeadersTooLarge: problem('The headers are too large') },
};

const addRefusals = ({ paths, components }: OpenAPIObject) => {
  const named = Object.values(REFUSALS);
  Object.assign(components!, { responses: Object.assign({}, ...named) as object });
  for (const path of Object.values(paths))
    for (const { responses } of Object.values(path) as { responses: object }[])
      for (const [status, response] of Object.entries(REFUSALS))
        if (!(status in responses))
          Object.assign(responses, { [status]: { $ref: `#/components/responses/${Object.keys(response)[0]}` } });
};

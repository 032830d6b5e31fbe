import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

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
  // The classes of queries are spread out into the parameters of each route, and left behind.
  const schemas = document.components?.schemas ?? {};
  for (const name of Object.keys(schemas)) if (name.endsWith('Query')) delete schemas[name];
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Rapporteur',
  });
};

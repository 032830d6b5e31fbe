import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { addDeprecationHook } from '../http/deprecation.js';
import { commandController } from './command-controller.js';
import { DryRuns } from './dry-runs.js';
import { Receipts } from './receipt.js';
import { issueRoutes } from './routes/issue.js';

const { RaiseIssue, ...others } = issueRoutes.routes;
const deprecated = { since: '2026-01-01', sunset: '2026-07-01', instead: '/v1/topics' };
const routes = { RaiseIssue: { ...RaiseIssue!, deprecated }, ...others };

// A request is refused before anything of the service is needed.
const unused = [CommandBus, Receipts, DryRuns].map((provide) => ({ provide, useValue: {} }));
@Module({ controllers: [commandController({ ...issueRoutes, routes })], providers: unused })
class Service {}

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await NestFactory.create<NestFastifyApplication>(Service, new FastifyAdapter(), { logger: false });
  addDeprecationHook(app.getHttpAdapter().getInstance());
  await app.init();
});
afterAll(() => app.close());

describe('a deprecated command', () => {
  it('is told on its answers, also if it is refused, and on no other', async () => {
    const told = async (url: string) => {
      const { headers, statusCode } = await app.inject({ method: 'POST', url, payload: 'not an issue' });
      expect(statusCode).toBeGreaterThanOrEqual(400);
      return [headers['deprecation'], headers['sunset']];
    };
    expect(await told('/v1/negotiations/n/issues')).toEqual(['@1767225600', 'Wed, 01 Jul 2026 00:00:00 GMT']);
    expect(await told('/v1/issues/i/settle')).toEqual([undefined, undefined]);
  });
  it('is marked in the document', () => {
    const { paths } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
    expect(paths['/v1/negotiations/{negotiationId}/issues']!.post).toMatchObject({
      deprecated: true,
      description: 'Deprecated: since 2026-01-01, and gone from 2026-07-01 on at the earliest. Use /v1/topics.',
    });
    expect(paths['/v1/issues/{id}/settle']!.post!.deprecated).toBeUndefined();
  });
});

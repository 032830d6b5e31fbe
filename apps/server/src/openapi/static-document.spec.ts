import { describe, expect, it } from '@jest/globals';
import Fastify from 'fastify';
import { StaticDocument } from './static-document.js';

describe('a static document', () => {
  it('is rendered once, whatever is requested how often', async () => {
    let renders = 0;
    const document = new StaticDocument('text/plain; charset=utf-8', () => `rendered ${(renders += 1)}`);
    const fastify = Fastify();
    fastify.get('/', document.answer);
    const answers = await Promise.all(
      (['HEAD', 'GET'] as const).flatMap((method) =>
        ['br', 'gzip', 'identity', 'br', 'gzip', 'identity'].map((coding) =>
          fastify.inject({ method, url: '/', headers: { 'accept-encoding': coding } }),
        ),
      ),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ headers }) => headers.etag)).size).toBe(3);
    expect(renders).toBe(1);
    await fastify.close();
  });
});

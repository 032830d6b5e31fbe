import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newFolder, run } from './support/cli.js';
import { ROOT } from './support/compose.js';
import { remove, type Running, start } from './support/service.js';

let service: Running;
beforeAll(async () => {
  service = await start();
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

/** The files that the document names. */
const filesIn = (html: string) => [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);

describe('the page', () => {
  it('is the same document at the address of each screen, and may do only what it needs', async () => {
    const { text } = await service.get('/').expect(200);
    const negotiation = '/negotiations/a179e348-a179-5f46-81ca-f0979c4aa165';
    for (const address of [
      '/week?from=2025-10-27',
      '/administration',
      `${negotiation}?asOf=2025-10-27`,
      `${negotiation}/timeline?q=talks`,
      '/callback?code=1',
    ]) {
      const answer = await service.get(address).expect(200).expect('content-type', 'text/html; charset=utf-8');
      expect(answer.text).toBe(text);
      expect(answer.headers['content-security-policy']!.split(';').toSorted()).toEqual([
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "img-src 'self'",
        "require-trusted-types-for 'script'",
        "script-src 'self'",
        "style-src 'self'",
        'trusted-types service-worker verifier',
      ]);
    }
    expect(text).not.toMatch(/<script>|<style|\son\w+=|https?:/);
  });

  it('is compressed, and asked for again only if it has changed', async () => {
    const plain = await service.get('/').set('accept-encoding', 'identity').expect(200);
    expect(plain.headers).not.toHaveProperty('content-encoding');
    for (const coding of ['br', 'gzip']) {
      const { headers, text } = await service
        .get('/')
        .set('accept-encoding', coding)
        .expect('content-encoding', coding);
      expect(text).toBe(plain.text);
      expect(headers).toMatchObject({ 'cache-control': 'public, no-cache', vary: 'Accept-Encoding' });
      const again = service.get('/').set('accept-encoding', coding).set('if-none-match', headers['etag']!);
      expect((await again.expect(304)).text).toBe('');
    }
  });

  it('keeps its files for ever, since their names change with their content', async () => {
    const files = filesIn((await service.get('/')).text);
    expect([...new Set(files.map((path) => path.split('.').at(-1)!))]).toEqual(['svg', 'js', 'css']);
    for (const path of files) {
      const { headers } = await service.get(path).expect(200);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(headers['content-security-policy']).toContain("default-src 'none'");
    }
  });

  it('has a service worker, which keeps the files of the page, may read them alone, and names each of them', async () => {
    const { text, headers } = await service.get('/service-worker.js').expect(200);
    expect(headers['content-security-policy']!.split(';').toSorted()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, no-cache',
    });
    const named = [...text.matchAll(/'(\/[^']*)'/g)]
      .map(([, path]) => path!)
      .filter((path) => path.startsWith('/assets/'));
    for (const path of filesIn((await service.get('/')).text)) expect(named).toContain(path);
    for (const path of named) await service.get(path).expect(200);
    expect(text).not.toContain('/v1');
  });

  it.each([
    ['GET', '/assets/nothing.js', 404],
    ['GET', '/assets/..%2findex.html', 404],
    ['GET', '/negotiations', 404],
    ['GET', '/index.html', 404],
    ['POST', '/', 405],
  ] as const)('is nowhere else: %s %s is %i', async (method, path, status) => {
    const answer = await (method === 'GET' ? service.get(path) : service.post(path, {}));
    expect([answer.status, answer.type]).toEqual([status, 'application/problem+json']);
  });

  it('needs no token, and with a login connects to its issuer too', async () => {
    const closed = await start(undefined, {
      OIDC_ISSUER: 'https://login.example.org/realms/talks',
      OIDC_AUDIENCE: 'record',
    });
    const { headers, text } = await closed.get('/').expect(200);
    expect(headers['content-security-policy']).toContain("connect-src 'self' https://login.example.org;");
    for (const path of filesIn(text)) await closed.get(path).expect(200);
    await closed.get('/v1/negotiations').expect(401);
    await closed.close();
    remove(closed.dataDir);
  });

  it('is typed by the OpenAPI document: otherwise, run npm run types', async () => {
    const folder = newFolder();
    const { code, err } = await run([
      process.execPath,
      join(ROOT, 'apps/web/build/make-types.mjs'),
      service.url,
      folder,
    ]);
    expect([code, err]).toEqual([0, '']);
    const types = (path: string) => readFileSync(join(path, 'types.gen.ts'), 'utf8');
    expect(types(folder)).toBe(types(join(ROOT, 'apps/web/src/types')));
    remove(folder);
  });
});

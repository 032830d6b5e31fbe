import { mkdtempSync, rmSync, writeFileSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { witnessVerifier } from '#ledger/cosignature.js';
import { formatNote, openNote, parseNote, parseSignatures } from '#ledger/signed-note.js';
import { serve, type Service } from './serve.js';
import { History, Operator } from './testing/history.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-witness-serve-'));
const operator = new Operator('example.com/log');
const history = History.of(operator, 'one', 'two', 'three');
const lines: { level: number; contradiction?: string }[] = [];
const logger = pino({ level: 'debug', base: {} }, { write: (line) => void lines.push(JSON.parse(line)) });
const PATIENCE = 300;

const start = (dataDir: string) =>
  serve(
    {
      dataDir,
      port: 0,
      host: '127.0.0.1',
      name: 'witness.example/w1',
      logs: [operator.verifierKey],
      logLevel: 'debug',
    },
    logger,
    { patience: PATIENCE },
  );

let service: Service;
beforeAll(async () => {
  service = await start(join(root, 'one'));
});
afterAll(async () => {
  await service.close();
  rmSync(root, { recursive: true, force: true });
});

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${service.url}/add-checkpoint`, { method: 'POST', body, headers });

describe('over HTTP a witness', () => {
  it('answers with its cosignature, whatever type the body says it is', async () => {
    for (const type of ['text/plain', 'application/json', 'application/x-www-form-urlencoded', 'no type', '']) {
      const { size } = (await health()).logs[0]!;
      const answer = await post(history.request(size, 3), { 'content-type': type });
      const body = await answer.text();
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
      const { text } = parseNote(history.signed());
      const note = formatNote({ text, signatures: parseSignatures(body) });
      expect(openNote(note, [witnessVerifier(service.verifierKey)]).signatures).toHaveLength(1);
    }
  });
  it('takes a body without a type, and one of which it does not know the length', async () => {
    const body = history.request(3, 3);
    const bytes = Buffer.from(body);
    const plain = `POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nConnection: close\r\nContent-Length: ${bytes.length}\r\n\r\n${body}`;
    const chunked = `POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n${bytes.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    for (const request of [plain, chunked]) expect(await raw(request)).toMatch(/^HTTP\/1\.1 200 /);
  });
  it('names the size that it knows, under a type of its own and nothing more', async () => {
    const answer = await post(history.request(1));
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      409,
      'text/x.tlog.size',
      '3\n',
    ]);
  });
  it('says in one line why it refuses', async () => {
    const forged = history.fork(2).grow('another', 'past');
    const stranger = History.of(new Operator('example.com/other'), 'one');
    for (const [status, body] of [
      [400, 'hello'],
      [400, ''],
      [403, history.request(3).replace('\n3\n', '\n4\n')],
      [404, stranger.request(0)],
      [422, forged.request(3)],
    ] as const) {
      const answer = await post(body);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/plain; charset=utf-8']);
      expect(await answer.text()).toMatch(/^[^\n]+\n$/);
    }
  });
  it('keeps in its log what a log has signed that contradicts what was seen', async () => {
    const forged = history.fork(2).grow('another past', 'of four');
    lines.length = 0;
    await post(forged.request(3, 4));
    await post(forged.request(3, 3));
    await post('hello');
    const warnings = lines.filter(({ level }) => level >= pino.levels.values['warn']!);
    expect(warnings.map(({ contradiction }) => contradiction)).toEqual([forged.signed(4), forged.signed(3)]);
  });
  it('shows its verifier key, how far it has seen each log, and nothing else', async () => {
    expect(await (await fetch(service.url)).text()).toBe(`${service.verifierKey}\n`);
    expect(await health()).toEqual({
      status: 'ok',
      verifierKey: service.verifierKey,
      logs: [{ origin: operator.origin, size: 3 }],
    });
    for (const path of ['/add-checkpoint', '/key', '/..%2fkey', '/%00'])
      expect((await fetch(`${service.url}${path}`)).status).toBe(404);
  });
  it('takes no body that is larger than any checkpoint', async () => {
    const answer = await post('x'.repeat(128 * 1024 + 1));
    expect(answer.status).toBe(413);
    expect((await post('x'.repeat(128 * 1024))).status).toBe(400);
  });
  it('does not wait for ever for a body that does not come, and answers others meanwhile', async () => {
    const slow = raw('POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 500\r\n\r\nold 3\n');
    const silent = raw('');
    expect((await post(history.request(3, 3))).status).toBe(200);
    expect(await slow).toMatch(/^HTTP\/1\.1 408 /);
    expect(await silent).toMatch(/^(?:HTTP\/1\.1 408 .*)?/);
  });
  it('cosigns nothing while it cannot read what it saw, and says so', async () => {
    const dataDir = join(root, 'broken');
    const other = await start(dataDir);
    const ask = (body: string) => fetch(`${other.url}/add-checkpoint`, { method: 'POST', body });
    expect((await ask(history.request(0, 2))).status).toBe(200);
    const file = join(
      dataDir,
      readdirSync(dataDir).find((name) => name.endsWith('.checkpoint'))!,
    );
    writeFileSync(file, 'nothing of ours\n');
    const answer = await ask(history.request(2));
    expect([answer.status, await answer.text()]).toEqual([
      503,
      'Nothing was cosigned: the witness cannot read or store its state (StateUnreadable). See its log.\n',
    ]);
    expect((await fetch(`${other.url}/health`)).status).toBe(503);
    await other.close();
    await expect(start(dataDir)).rejects.toThrow('is not what this witness has stored');
    rmSync(dataDir, { recursive: true });
    await (await start(dataDir)).close();
  });
});

const health = async () =>
  (await (await fetch(`${service.url}/health`)).json()) as { logs: { origin: string; size: number }[] };

/** All that comes back until the connection ends. */
const raw = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let answer = '';
    socket.on('data', (data: Buffer) => (answer += data.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });

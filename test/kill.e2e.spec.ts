import { readFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openEventStore } from '#event-store/engines.js';
import { models } from '#read-models/models.js';
import { project } from '#read-models/project.js';
import { logged } from '#read-models/logged.js';
import type { Logged } from '#read-models/read-model.js';
import { everyRow } from '#read-models/testing.js';
import { startProcess, stop } from './support/process.js';
import { remove } from './support/service.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-kill-'));
afterAll(() => remove(root));

const ROUNDS = 25;
const WRITERS = 4;

/** Records as fast as it can until the service is gone. Whatever was not acknowledged is sent again in the next round, with its key. */
class Writer {
  readonly acknowledged = new Set<string>();
  private pending: string | undefined;
  private count = 0;

  constructor(private readonly name: string) {}

  async run(url: string) {
    for (;;) {
      this.pending ??= `${this.name}-${this.count++}`;
      const title = this.pending;
      try {
        const answer = await fetch(`${url}/v1/negotiations`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': `"${title}"` },
          body: JSON.stringify({ title }),
        });
        if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
        await answer.arrayBuffer();
      } catch (error) {
        if ((error as Error).name === 'TypeError') return; // the connection is gone: so is the service
        throw error;
      }
      this.acknowledged.add(title);
      this.pending = undefined;
    }
  }
}

describe(`a service that is killed ${ROUNDS} times while ${WRITERS} clerks record`, () => {
  it('loses nothing that it acknowledged, doubles nothing, and its views are those of a rebuild', async () => {
    const dataDir = join(root, 'killed');
    const writers = Array.from({ length: WRITERS }, (_, n) => new Writer(`writer-${n}`));
    for (let round = 0; round < ROUNDS; round++) {
      const service = await startProcess({ dataDir });
      const running = Promise.all(writers.map((writer) => writer.run(service.url)));
      await sleep(20 + (round % 5) * 30);
      await stop(service, 'SIGKILL');
      await running;
    }
    const last = await startProcess({ dataDir });
    for (let ready = false; !ready; await sleep(20)) ready = (await fetch(`${last.url}/health/ready`)).ok;
    expect((await stop(last)).code).toBe(0);

    const store = await openEventStore({ dataDir }, 'reader');
    const log: Logged[] = [];
    for await (const { events } of store.readAll()) for (const event of events) log.push(logged(event, log.length));
    await store.close();
    const titles = log.map(({ data }) => (data as { title: string }).title);
    expect(new Set(titles).size).toBe(titles.length);
    const lost = writers.flatMap(({ acknowledged }) => [...acknowledged]).filter((title) => !titles.includes(title));
    expect(lost).toEqual([]);
    expect(titles.length).toBeGreaterThan(ROUNDS);

    const rebuilt = new Database(':memory:');
    project(rebuilt, models, log);
    const live = new Database(join(dataDir, 'views.db'), { readonly: true });
    expect(everyRow(live, models)).toEqual(everyRow(rebuilt, models));
    live.close();
  }, 240_000);

  it('is durable before it answers: at least one fsync for each group that was acknowledged', async () => {
    const trace = join(root, 'trace');
    const service = await startProcess({
      dataDir: join(root, 'traced'),
      before: ['strace', '-f', '-qq', '-e', 'trace=fsync,fdatasync', '-o', trace],
    });
    const syncs = () =>
      readFileSync(trace, 'utf8')
        .split('\n')
        .filter((line) => /\b(?:fsync|fdatasync)\(/.test(line)).length;
    const before = syncs();
    // One after the other, so that each is a group of its own.
    for (let n = 0; n < 20; n++) {
      const answer = await fetch(`${service.url}/v1/negotiations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ title: `Talks ${n}` }),
      });
      expect(answer.status).toBe(201);
    }
    expect(syncs() - before).toBeGreaterThanOrEqual(20);
    await stop(service);
  }, 30_000);
});

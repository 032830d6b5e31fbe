import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { settingsFor } from '../../../test/support/engine.js';
import { type Process, startInVain, startProcess, stop } from '../../../test/support/process.js';
import { NO_TIMER, type ReceiptBody } from '../../../test/support/service.js';
import { TestServer } from '../server/test-server.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-ids-'));
const server = await TestServer.start();
const settings = { ...settingsFor(server.connectionString), ...NO_TIMER };
const [OLD, NEW, OTHER] = ['old', 'new', 'other'].map((word) => word.repeat(12)) as [string, string, string];
afterAll(async () => {
  await server.stop();
  rmSync(root, { recursive: true });
});

const running: Process[] = [];
afterEach(async () => {
  for (const service of running.splice(0)) await stop(service);
});
/** Starts an instance with these keys, in a folder of its own. */
const instance = async (name: string, ID_KEY: string): Promise<Process> => {
  const service = await startProcess({ dataDir: join(root, name), env: { ...settings, ID_KEY } });
  running.push(service);
  return service;
};
const post = async ({ url }: Process, path: string, body: object, key?: string) => {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': `"${key}"` }) },
    body: JSON.stringify(body),
  });
  const { id, revision } = (await answer.json()) as ReceiptBody;
  return { status: answer.status, id, revision, isReplayed: answer.headers.get('idempotency-replayed') === 'true' };
};
const bothAtOnce = async (one: Process, other: Process, path: string, body: object, key?: string) => {
  const answers = await Promise.all([one, other].map((service) => post(service, path, body, key)));
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  return answers;
};

describe('instances on one log with one key for ids', () => {
  it('record a request once that is sent to both at the same moment', async () => {
    const [one, other] = [await instance('one', OLD), await instance('other', OLD)];
    for (let round = 0; round < 5; round++) {
      const answers = await bothAtOnce(one, other, '/v1/negotiations', { title: 'Talks' }, `round ${round}`);
      expect(answers.map(({ status, revision }) => [status, revision])).toEqual([
        [201, 0],
        [201, 0],
      ]);
      expect(answers.filter(({ isReplayed }) => isReplayed)).toHaveLength(1);
    }
  });
  it('record facts about one position on one thing, also if both record the first at the same moment', async () => {
    const [one, other] = [await instance('one', OLD), await instance('other', OLD)];
    const talks = `/v1/negotiations/${(await post(one, '/v1/negotiations', { title: 'Talks' })).id}`;
    const party = await post(one, `${talks}/parties`, { name: 'EU', kind: 'regional-organisation', role: 'principal' });
    for (let round = 0; round < 5; round++) {
      const issue = await post(one, `${talks}/issues`, { title: `Issue ${round}` });
      const held = { partyId: party.id, issueId: issue.id, scope: 'public' };
      const answers = await bothAtOnce(one, other, `${talks}/positions/maintained`, held);
      expect(answers.map(({ revision }) => revision).toSorted((a, b) => a - b)).toEqual([0, 1]);
    }
  });
  it('recognize what each other has recorded while the key is being changed', async () => {
    const [one, other] = [await instance('one', `${NEW},${OLD}`), await instance('other', `${OLD},${NEW}`)];
    for (const [first, second] of [
      [one, other],
      [other, one],
    ] as const)
      for (let round = 0; round < 5; round++) {
        const key = `change ${first.pid} ${round}`;
        const recorded = await post(first, '/v1/negotiations', { title: 'Talks' }, key);
        expect(await post(second, '/v1/negotiations', { title: 'Talks' }, key)).toEqual({
          ...recorded,
          isReplayed: true,
        });
      }
  });
});

describe('an instance with another key for ids', () => {
  it('does not start on a log with ids that were made with a key that it does not have', async () => {
    const { code, output } = await startInVain({ dataDir: join(root, 'another'), env: { ...settings, ID_KEY: OTHER } });
    expect([code, output]).toEqual([2, expect.stringMatching(/were made with the keys? .*ID_KEY does not have/)]);
    // With the right keys it joins the others.
    expect((await instance('another', `${OTHER},${NEW},${OLD}`)).url).toMatch(/^http/);
  });
  it('is reported by the others', async () => {
    const one = await instance('one', `${NEW},${OLD}`);
    const another = await instance('another', `${OTHER},${NEW},${OLD}`);
    expect((await post(another, '/v1/negotiations', { title: 'Talks' }, 'another')).status).toBe(201);
    // Afterwards the other one has read it, too.
    expect((await post(one, '/v1/negotiations', { title: 'Talks' }, 'one')).status).toBe(201);
    await stop(running.splice(running.indexOf(one), 1)[0]!);
    expect(one.output()).toContain('Give all instances the same ID_KEY');
    expect(another.output()).not.toContain('ID_KEY');
  });
});

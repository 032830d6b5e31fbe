import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { settingsFor } from '../../../test/support/engine.js';
import { Issuer } from '../../../test/support/issuer.js';
import { NoticeReader } from '../../../test/support/notices.js';
import { type Process, readyAt, startProcess, stop } from '../../../test/support/process.js';
import { askersOf, NO_TIMER, type ReceiptBody } from '../../../test/support/service.js';
import { TestServer } from '../server/test-server.js';

const OUTAGE_MS = 5_000;

let root: string;
let server: TestServer;
let issuer: Issuer;
let both: readonly [Process, Process];
let chief: string;
let ben: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'rapporteur-notices-'));
  server = await TestServer.start();
  issuer = await Issuer.start();
  const env = { ...NO_TIMER, ...settingsFor(server.connectionString), ...issuer.settings, ADMINISTRATOR: 'chief' };
  const start = (name: string) => startProcess({ dataDir: join(root, name), env });
  both = [await start('one'), await start('other')];
  for (const { url } of both) await readyAt(url);
  chief = await issuer.token({ subject: 'chief', clearance: 'tres-secret' });
  ben = await issuer.token({ subject: 'ben', clearance: 'restreint', roles: ['reader'] });
});
afterAll(async () => {
  await Promise.all(both.map((service) => stop(service)));
  await issuer.stop();
  await server.stop();
  rmSync(root, { recursive: true });
});

const record = async ({ url }: Process, path: string, body: object): Promise<string> => {
  const answer = await askersOf(url).as(chief).post(path, body).set('if-match', '*');
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return (answer.body as ReceiptBody).id;
};
const grant = (negotiation: string) =>
  [`/v1/negotiations/${negotiation}/grants`, { issuer: issuer.url, subject: 'ben' }] as const;
const listen = async ({ url }: Process, token: string, after?: string) => {
  const reader = await NoticeReader.open({ url, token, after });
  return reader.until(({ events }) => events.length > 0);
};
const last = (text: string) => (reader: NoticeReader) => reader.told.at(-1) === text;

describe('readers of notices on two instances', () => {
  it('are told by one what was recorded, marked and revoked on the other, and resume on either', async () => {
    const [one, other] = both;
    const negotiation = await record(other, '/v1/negotiations', { title: 'Talks' });
    await record(other, ...grant(negotiation));
    const first = await listen(one, ben);
    const meeting = await record(other, `/v1/negotiations/${negotiation}/meetings`, { title: 'A meeting' });
    await first.until(last(`${negotiation}: meeting`));
    first.cut();
    await record(one, `/v1/meetings/${meeting}/mark`, { marking: { level: 'secret' }, reason: 'It became delicate.' });
    await record(one, `/v1/meetings/${meeting}/held`, {});
    const second = await listen(other, ben, first.lastId);
    await second.until(last(`${negotiation}: meeting`));
    await record(one, `/v1/negotiations/${negotiation}/issues`, { title: 'Licences' });
    await second.until(last(`${negotiation}: issue`));
    expect([second.last('opened'), second.told]).toEqual([
      { resumed: true },
      [`${negotiation}: meeting`, `${negotiation}: issue`],
    ]);
    const [path, body] = grant(negotiation);
    await record(one, `${path}/revoked`, body);
    await second.until(({ hasEnded }) => hasEnded);
    expect([second.told.at(-1), second.last('end')?.['reason']]).toEqual([
      `${negotiation}: negotiation`,
      'access-revoked',
    ]);
  });
  it('are told that notices are late while the log cannot be reached, and get all of them after that', async () => {
    const [one, other] = both;
    const reader = await listen(one, chief);
    const back = server.restart({ ms: OUTAGE_MS });
    await reader.until(({ events }) => events.includes('stale'));
    await back;
    await reader.until(({ events }) => events.at(-1) === 'current', 60_000);
    const negotiation = await record(other, '/v1/negotiations', { title: 'After the outage' });
    await reader.until(last(`${negotiation}: negotiation`));
    expect([reader.events, reader.last('stale')?.['reason'], reader.hasEnded]).toEqual([
      ['opened', 'stale', 'current'],
      'log-unreachable',
      false,
    ]);
    reader.cut();
  });
});

import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AsOfInstant } from '#ledger/place-time.js';
import { type Answered, answersTo, NOW } from './compatibility/answered.js';
import { differencesOf } from './compatibility/differences.js';
import { KeptRecord } from './compatibility/kept.js';
import { END, ISSUER, serve, tokenOf } from './compatibility/served.js';
import { CHAPTER_1, CHAPTER_2, newFolder, rapporteur } from './support/cli.js';
import { EMBEDDED } from './support/engine.js';
import { Issuer } from './support/issuer.js';
import { type Process, stop } from './support/process.js';

jest.setTimeout(300_000);

/** Made by the commit in its name: test/compatibility/README.md. */
const record = new KeptRecord(fileURLToPath(new URL('../../test/compatibility/018baf2', import.meta.url)));
const { kept, answers } = record;

const root = newFolder();
const at = (name: string) => join(root, name);
const dataDir = at('data');
let issuer: Issuer;
beforeAll(async () => {
  record.unpack(root);
  issuer = await Issuer.start(ISSUER);
});
afterAll(async () => {
  await issuer.stop();
  rmSync(root, { recursive: true });
});

let service: Process;
/** Starts a service on a data folder for the tests of a describe block. */
const serveIt = (folder: string, login?: 'login') => {
  let started: Process | undefined;
  beforeAll(async () => {
    service = started = await serve({ dataDir: folder, at: END, ...(login && { issuer }) });
  });
  afterAll(() => started && stop(started));
};

/** The differences in the answers to these questions; an empty text if there are none. */
const changes = async (which: (answered: Answered, n: number) => boolean): Promise<string> => {
  const were = answers.filter(which);
  const differences = differencesOf(were, await answersTo(were, service, issuer));
  if (were.length > 50 && differences.length === 0) return '';
  return [`${differences.length} of ${were.length} answers differ:`, ...differences.slice(0, 3)].join('\n\n');
};

const post = async (path: string, body: object, headers: Readonly<Record<string, string>> = {}) => {
  const answer = await fetch(`${service.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as object };
};

describe('a data folder', () => {
  describe('with its views', () => {
    serveIt(dataDir);
    it('gives the same answers', async () => {
      expect(await changes(({ reader }) => reader === 'local')).toBe('');
    });
  });
  describe('without its views', () => {
    beforeAll(() => rmSync(join(dataDir, 'views.db')));
    serveIt(dataDir);
    it('gives the same answers', async () => {
      expect(await changes(({ reader, moment }) => reader === 'local' && moment === NOW)).toBe('');
    });
  });
  describe('with a login', () => {
    serveIt(dataDir, 'login');
    it('shows each reader what they may see', async () => {
      expect(await changes(({ reader }) => reader !== 'local')).toBe('');
    });
    it('recognizes the requests of a dossier that is loaded again, and records nothing', async () => {
      const env = { RAPPORTEUR_TOKEN: await tokenOf(issuer, 'chief') };
      const { out, err } = await rapporteur(['load', CHAPTER_1, CHAPTER_2, '--url', service.url], env);
      expect([out, err]).toEqual([
        expect.stringMatching(/^Recorded 0, already there 84, changed 0, refused 0\.\n$/),
        '',
      ]);
    });
    it('returns the same receipt for a repeated command', async () => {
      const { recorder, command, receipt } = kept.recorded;
      const authorization = `Bearer ${await tokenOf(issuer, recorder)}`;
      const again = await post(command.path, command.body, { authorization, 'idempotency-key': `"${command.key}"` });
      expect([again.status, again.body]).toEqual([201, receipt]);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
    });
  });
});

describe('an audit file', () => {
  const verify = async (file: string, ...words: string[]) => {
    const ran = await rapporteur(['verify', file, '--key', kept.verifierKey, '--json', ...words], EMBEDDED);
    const { holds, findings } = JSON.parse(ran.out) as { holds: boolean; findings: { index: number }[] };
    return { code: ran.code, holds, findings };
  };

  it('verifies by its key, and by a checkpoint that an auditor kept', async () => {
    writeFileSync(at('checkpoint'), kept.checkpoint);
    const verified = await verify(at('audit.ndjson'), '--since', at('checkpoint'));
    expect(verified).toEqual({ code: 0, holds: true, findings: [] });
  });
  it('does not verify if a byte was changed, and the error says where', async () => {
    const bytes = readFileSync(at('audit.ndjson'));
    const place = bytes.indexOf('rare earths', bytes.length / 2);
    bytes[place]! += 1;
    writeFileSync(at('altered.ndjson'), bytes);
    // The first line of the file is not an entry.
    const index = bytes.subarray(0, place).toString().split('\n').length - 2;
    const findings = [expect.objectContaining({ index })];
    expect(await verify(at('altered.ndjson'))).toEqual({ code: 1, holds: false, findings });
  });
  it('has the times of its events in order, so that an instant is where it was by these alone', () => {
    const lines = readFileSync(at('audit.ndjson'), 'utf8').trimEnd().split('\n').slice(1, -1);
    const times = lines.map(
      (line) => (JSON.parse(line) as { event: { metadata: { recordedAt: string } } }).event.metadata.recordedAt,
    );
    expect(times.length).toBeGreaterThan(1_000);
    expect(times).toEqual(times.toSorted());
    const instants = times.flatMap((time) => [time, new Date(Date.parse(time) - 1).toISOString()]);
    for (const instant of new Set(instants)) {
      const asOf = new AsOfInstant(instant);
      for (const time of times) asOf.take(time);
      expect([instant, asOf.entries]).toEqual([instant, times.filter((time) => time <= instant).length]);
    }
  });
  it('belongs to the log, which verifies by the same key', async () => {
    const verified = await verify(dataDir, '--checkpoint', join(dataDir, 'ledger', 'checkpoint'));
    expect(verified).toEqual({ code: 0, holds: true, findings: [] });
  });
});

describe('an export', () => {
  const imported = at('imported');
  const file = at('export.ndjson');
  beforeAll(async () => {
    const words = ['import', file, '--data-dir', imported, '--ledger', join(dataDir, 'ledger')];
    const { code, err } = await rapporteur(words, EMBEDDED);
    if (code !== 0) throw new Error(`The export was not taken in: ${err}`);
    for (const name of ['ledger.key', 'secret']) cpSync(join(dataDir, name), join(imported, name));
  });
  serveIt(imported);

  it('is imported, and exported again with the same bytes', async () => {
    const again = at('again.ndjson');
    const exported = await rapporteur(['export', '--to', again, '--data-dir', imported], EMBEDDED);
    expect(exported).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(again).equals(readFileSync(file))).toBe(true);
  });
  it('gives the answers of the data folder', async () => {
    expect(await changes(({ reader }, n) => reader === 'local' && n % 2 === 0)).toBe('');
  });
  it('is verified by the same audit file', async () => {
    const audit = await (await fetch(`${service.url}/v1/audit/export`)).arrayBuffer();
    expect(Buffer.from(audit).equals(readFileSync(at('audit.ndjson')))).toBe(true);
  });
  it('recognizes a batch by its Idempotency-Key, and finds a position that has an id of before', async () => {
    const talks = '/v1/negotiations/a179e348-a179-5f46-81ca-f0979c4aa165'; // the dossier of the examples
    const titles = ['Licences for magnets', 'Gallium and germanium', '稀土 for research'];
    const commands = titles.map((title) => ({
      path: `${talks}/issues`,
      body: { title, occurredOn: '2026-02', occurredText: 'this month' },
    }));
    const again = await post('/v1/batches', commands, { 'idempotency-key': '"the last batch"' });
    const { items: issues } = (await (await fetch(`${service.url}${talks}/issues?limit=200`)).json()) as Items;
    const idsOf = (title: string) => issues.filter((issue) => issue.title === title).map(({ id }) => id);
    expect((again.body as { body: { id: string } }[]).map(({ body }) => [body.id])).toEqual(titles.map(idsOf));

    const { items: positions } = (await (await fetch(`${service.url}${talks}/positions`)).json()) as Items;
    expect(positions.length).toBeGreaterThan(0);
    for (const { id, partyId, issueId, scope } of positions) {
      const maintained = await post(`${talks}/positions/maintained`, { partyId, issueId, scope });
      expect([maintained.status, maintained.body]).toEqual([201, expect.objectContaining({ id })]);
    }
  });
  it('accepts the Consistency-Token and the ETag that a client kept', async () => {
    const { consistencyToken, seen } = kept;
    const asOfToken = answers.filter(({ address }) => address.includes(`asOf=${consistencyToken}`));
    expect(asOfToken.length).toBeGreaterThan(50); // which the tests above requested

    const headers = { 'consistency-token': consistencyToken };
    expect((await fetch(`${service.url}${seen.address}`, { headers })).status).toBe(200);
    const correction = { eventId: seen.eventId, changes: { title: 'Controls' }, reason: 'It is called so.' };
    const corrected = await post(`${seen.address}/correct`, correction, { 'if-match': seen.etag });
    expect([corrected.status, corrected.body]).toEqual([201, expect.objectContaining({ revision: 1 })]);
  });
});

type Items = { items: { id: string; title?: string; partyId?: string; issueId?: string; scope?: string }[] };

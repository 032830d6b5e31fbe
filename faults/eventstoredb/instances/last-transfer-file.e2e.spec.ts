import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkpointIn } from '#ledger/storage/checkpoint-store.js';
import { rapporteur } from '../../../test/support/cli.js';
import { auditorAt, type Inclusion } from '../../../test/support/auditor.js';
import { settingsFor } from '../../../test/support/engine.js';
import { startInVain } from '../../../test/support/process.js';
import { NO_TIMER, type ReceiptBody, type Running, start } from '../../../test/support/service.js';
import { TestServer } from '../server/test-server.js';

const ORIGIN = 'record.example.org/talks';
const REASON = 'A stream was deleted for good; the last transfer file is of 14 January.';

/** The steps of "If there is no backup of EventStoreDB" in docs/OPERATIONS.md. */
describe('a record of which a stream was deleted for good, without a backup of EventStoreDB', () => {
  const root = mkdtempSync(join(tmpdir(), 'rapporteur-transfer-'));
  const [old, fresh, file] = [join(root, 'old'), join(root, 'new'), join(root, 'record.ndjson')];
  let broken: TestServer;
  let empty: TestServer;
  let env: Record<string, string>;
  /** The same, on the empty server; and without the key. */
  let settingsOfNew: Record<string, string>;
  let keyless: Record<string, string>;
  let key: string;
  let service: Running;
  let isRunning = false;
  /** What was recorded before the file was written, and after it. */
  let [kept, lost] = ['', ''];
  /** How many events the file has, and how many the ledger has signed. */
  let [size, signed] = [0, 0];
  const checkpointFile = join(root, 'checkpoint-of-an-auditor');
  const { get, described, checkpoint } = auditorAt(() => service);
  const opened = async (title: string) =>
    ((await service.post('/v1/negotiations', { title }).expect(201)).body as ReceiptBody).id;
  const linesOf = (name: string) => readFileSync(name, 'utf8').trimEnd().split('\n');

  beforeAll(async () => {
    broken = await TestServer.start();
    empty = await TestServer.start();
    const settings = settingsFor(broken.connectionString, ORIGIN);
    env = { ...NO_TIMER, ...settings };
    service = await start(old, env);
    kept = await opened('Before the file');
    await service.close();
    const exported = await rapporteur(['export', '--to', file, '--data-dir', old, '--json'], env);
    ({ size } = JSON.parse(exported.out) as { size: number });
    service = await start(old, env);
    lost = await opened('After the file');
    writeFileSync(checkpointFile, await checkpoint());
    await service.close();
    signed = checkpointIn(readFileSync(join(old, 'ledger', 'checkpoint'), 'utf8')).size;

    const admin = EventStoreDBClient.connectionString(broken.connectionString);
    await admin.tombstoneStream(`rapporteur.negotiation-${kept}`);
    await admin.dispose();
    broken.log.scavenge();
    settingsOfNew = { ...env, EVENTSTOREDB_URL: empty.connectionString };
    ({ LEDGER_KEY: key, ...keyless } = settingsOfNew as typeof keyless & { LEDGER_KEY: string });
  });
  afterAll(async () => {
    if (isRunning) await service.close();
    await broken.stop();
    await empty.stop();
    rmSync(root, { recursive: true });
  });

  const importing = (...words: string[]) => rapporteur(['import', file, '--data-dir', fresh, ...words], settingsOfNew);

  const imported = () => empty.log.events.filter(({ stream }) => stream.startsWith('rapporteur.'));
  const accepting = () => rapporteur(['accept-loss', '--data-dir', fresh, '--reason', REASON], keyless);

  it('is not started, and the message says what to do', async () => {
    const { code, output } = await startInVain({ dataDir: old, env });
    expect([code, output]).toEqual([
      2,
      expect.stringMatching(/tombstone.*If there is none, import the last transfer file, as docs\/OPERATIONS\.md says/),
    ]);
  });

  it('is not imported into the old folder, whose ledger has signed more', async () => {
    const { code, err } = await rapporteur(['import', file, '--data-dir', old, '--new-ledger'], settingsOfNew);
    expect([code, err]).toEqual([1, expect.stringMatching(/does not match the file, or belongs to a later state/)]);
    expect(imported()).toEqual([]);
  });

  it('is not imported with a ledger that has signed more, and the refusal says how many events and where to read on', async () => {
    expect(signed).toBeGreaterThan(size);
    const { code, err } = await importing('--ledger', join(old, 'ledger'));
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(
        `covers ${signed} events, but the file has ${size}.*If the log is lost.*docs/OPERATIONS\\.md`,
      ),
    ]);
    expect(imported()).toEqual([]);
  });

  it('is imported with its key, and does not start with the old ledger before the loss is accepted', async () => {
    expect(await importing('--new-ledger')).toMatchObject({ code: 0, err: '' });
    writeFileSync(join(fresh, 'ledger.key'), `${key}\n`);
    // Only the old ledger shows that anything is lost.
    expect(await accepting()).toMatchObject({ code: 1, err: expect.stringContaining('nothing is lost') });
    rmSync(join(fresh, 'ledger'), { recursive: true });
    cpSync(join(old, 'ledger'), join(fresh, 'ledger'), { recursive: true });
    const { code, output } = await startInVain({ dataDir: fresh, env: settingsOfNew });
    expect([code, output]).toEqual([
      2,
      expect.stringContaining(`the log has ${size} events, and its last checkpoint covers ${signed}`),
    ]);
  });

  it('continues under a new origin once the loss is accepted', async () => {
    const { code, out, err } = await accepting();
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(
      `${signed - size} events are lost. The log continues as ${ORIGIN}.2 with ${size + 1} events.`,
    );
  });

  it('has everything up to the file, and records', async () => {
    settingsOfNew = { ...settingsOfNew, LEDGER_KEY: readFileSync(join(fresh, 'ledger.key'), 'utf8').trim() };
    service = await start(fresh, settingsOfNew);
    isRunning = true;
    await service.get(`/v1/negotiations/${kept}`).expect(200);
    await service.get(`/v1/negotiations/${lost}`).expect(404);
    await opened('After the loss');
    const again = join(root, 'again.ndjson');
    expect(await rapporteur(['export', '--to', again, '--data-dir', fresh], settingsOfNew)).toMatchObject({ code: 0 });
    // The header, and every event; the last line of the file closes it.
    expect(linesOf(again).slice(0, size + 1)).toEqual(linesOf(file).slice(0, size + 1));
  });

  it('shows the loss to every auditor: in the trail, and to whoever kept a checkpoint', async () => {
    const { items } = await get<{ items: { event: Inclusion['event'] }[] }>('trail?type=OriginStarted');
    expect(items).toMatchObject([{ event: { data: { reason: REASON, origin: `${ORIGIN}.2` } } }]);
    const { previous } = items[0]!.event.data as { previous: string };
    expect(checkpointIn(previous)).toMatchObject({ origin: ORIGIN, size: signed });
    const { verifierKey } = await described();
    const audit = join(root, 'audit.ndjson');
    const words = ['export', '--audit', '--url', service.url, '--out', audit, '--key', verifierKey];
    expect(await rapporteur(words)).toMatchObject({ code: 0 });
    const { code, out, err } = await rapporteur(['verify', audit, '--key', verifierKey, '--since', checkpointFile]);
    expect([code, out + err]).toEqual([
      1,
      expect.stringContaining(
        `covers ${checkpointIn(readFileSync(checkpointFile, 'utf8')).size} entries, but its origin ends at index ${size}`,
      ),
    ]);
  });
});

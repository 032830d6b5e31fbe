import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SETTINGS } from '#config/config.js';
import { COSIGNATURE, formatVerifierKey } from '#ledger/note-key.js';
import { generateSignerKey, parseSignerKey } from '#ledger/signer-key.js';
import { MAIN, newFolder, rapporteur } from './support/cli.js';
import { describeOnce } from './support/describe-once.js';
import { ENGINE, type NewLog, serving, settingsFor } from './support/engine.js';
import { listen } from './support/ports.js';
import { startProcess, stop } from './support/process.js';
import { wholeLog } from '../faults/support/simulated-recorder.js';

const root = newFolder();
const folder = (name: string) => join(root, name);
/** Every file of a folder with its content, except the files that SQLite needs to read a log. */
const filesIn = (path: string) =>
  existsSync(path)
    ? readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !/-(?:shm|wal)$/.test(entry.name))
        .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name)).toString('latin1')])
    : [];
afterAll(() => rmSync(root, { recursive: true }));

const { name, newLog } = ENGINE;
describe(`rapporteur demo on ${name}`, () => {
  let log: Awaited<ReturnType<NewLog>>;
  beforeAll(async () => {
    log = await newLog();
  });
  afterAll(() => log.stop());
  const demo = (dataDir: string, DEMO_EVENTSTOREDB_URL: string, ...words: string[]) =>
    rapporteur(['demo', '--exit', '--port', '0', '--data-dir', dataDir, ...words], { DEMO_EVENTSTOREDB_URL });

  it('loads both chapters, prints the state of the talks, and does the same again on the same folder', async () => {
    const { EVENTSTOREDB_URL = '' } = log.env;
    const first = await demo(folder(name), EVENTSTOREDB_URL);
    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.out).toContain('84 facts in two chapters: recorded 84, already there 0, changed 0, refused 0.');
    expect(first.out).toMatch(/article of 27 October 2025 told it:\n +still to come +Thursday 30 Oct 2025, Brussels\n/);
    expect(first.out).toMatch(/record has it today:\n +held +Thursday 30 Oct 2025, Brussels\n/);
    expect(first.out).toMatch(/MOFCOM No\. 61 \(1-3\), No\. 62 +in force +suspended +\w/);
    expect(first.out).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
    expect(first.out.split('\n').filter((line) => line.length > 78)).toEqual([]);
    expect(existsSync(join(folder(name), 'events.db'))).toBe(EVENTSTOREDB_URL === '');

    const second = await demo(folder(name), EVENTSTOREDB_URL, '--json');
    expect([second.code, second.err]).toEqual([0, '']);
    expect(JSON.parse(second.out)).toMatchObject({
      overview: { status: 'active', counts: { measure: 8, dispute: 4 } },
      talks: { now: { status: 'held' } },
    });
  });

  it('reports a folder that cannot be used', async () => {
    const file = folder(`file beside ${name}`);
    writeFileSync(file, '');
    const { code, out, err } = await demo(join(file, 'data'), log.env['EVENTSTOREDB_URL'] ?? '');
    expect([code, out, err]).toEqual([2, '', expect.stringMatching(/did not start|cannot start/)]);
  });

  it('records nothing into a log that somebody else has started', async () => {
    const { env, stop: end } = await newLog();
    const dataDir = folder(`${name} of an office`);
    const office = await startProcess({ dataDir, env: serving(env) });
    const recorded = await fetch(`${office.url}/v1/negotiations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Fisheries' }),
    });
    expect(recorded.status).toBe(201);
    await stop(office);

    // An embedded log is in the data folder; a log on a server can be reached from any folder.
    const { EVENTSTOREDB_URL = '' } = env;
    const own = EVENTSTOREDB_URL === '' ? dataDir : folder('new');
    const [log, before] = [await wholeLog(dataDir, { EVENTSTOREDB_URL }), filesIn(own)];
    const refused = await demo(own, EVENTSTOREDB_URL);
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.err).toContain('The log contains a record that was not started by the demo');
    expect(await wholeLog(dataDir, { EVENTSTOREDB_URL })).toEqual(log);
    expect(filesIn(own)).toEqual(before);
    await end();
  });
});

describeOnce('rapporteur demo', () => {
  it('uses only the port and the log level of the environment, and no token', async () => {
    let calls = 0;
    const house = createServer((socket) => {
      calls += 1;
      socket.destroy();
    });
    const address = `127.0.0.1:${await listen(house)}`;
    const witness = formatVerifierKey(parseSignerKey(generateSignerKey('witness.example', COSIGNATURE), COSIGNATURE));
    const own = folder('own');
    const { code, out, err } = await rapporteur(['demo', '--exit', '--json', '--data-dir', own], {
      ...Object.fromEntries(SETTINGS.map(({ name }) => [name, 'no value of any setting'])),
      ...settingsFor(`esdb://${address}?tls=false`, 'record.example.org/talks'),
      DATA_DIR: folder('house'),
      OIDC_ISSUER: `http://${address}`,
      OIDC_AUDIENCE: 'rapporteur',
      WITNESSES: `http://${address} ${witness}`,
      WITNESS_INTERVAL_SECONDS: '1',
      RAPPORTEUR_TOKEN: 'token.of.the.house',
      // The demo uses these two.
      PORT: '0',
      LOG_LEVEL: 'warn',
      DEMO_EVENTSTOREDB_URL: '',
    });
    house.close();
    expect([code, err]).toEqual([0, '']);
    const { url, overview } = JSON.parse(out) as { url: string; overview: { counts: object } };
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect(overview.counts).toMatchObject({ measure: 8, dispute: 4 });
    expect(existsSync(join(own, 'events.db'))).toBe(true);
    // The demo also has its own secret and its own key, which it created in its folder.
    expect(['secret', 'ledger.key'].map((name) => existsSync(join(own, name)))).toEqual([true, true]);
    expect(existsSync(folder('house'))).toBe(false);
    expect(calls).toBe(0);
  });

  it('reports a wrong address of its server, with the name of the variable', async () => {
    const { code, err } = await rapporteur(['demo', '--exit'], { DEMO_EVENTSTOREDB_URL: 'http://localhost:2113' });
    expect(code).toBe(2);
    expect(err).toContain('DEMO_EVENTSTOREDB_URL is not a connection string. Give esdb://');
  });

  describe('that keeps running', () => {
    /** Starts the demo, waits until it says that it keeps running, and ends it so. */
    const endedBy = async (end: (demo: number, service: number) => void, dataDir: string) => {
      const words = [MAIN, 'demo', '--port', '0', '--data-dir', folder(dataDir)];
      const env = { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'warn' };
      const child = spawn(process.execPath, words, { env, detached: true });
      let [out, err] = ['', ''];
      child.stderr.on('data', (data: Buffer) => (err += data.toString()));
      const closed = once(child, 'close');
      for await (const data of child.stdout) if ((out += String(data)).includes('keeps running')) break;
      const [service] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ');
      end(child.pid!, Number(service));
      const [code] = (await closed) as [number | null];
      return { code, err };
    };

    it('ends without a word when it is stopped', async () => {
      // A terminal sends Ctrl-C to the demo and to its service.
      expect(await endedBy((demo) => process.kill(-demo, 'SIGINT'), 'stopped')).toEqual({ code: 0, err: '' });
    });

    it('says that its service has ended, and what to do', async () => {
      const { code, err } = await endedBy((_, service) => process.kill(service, 'SIGKILL'), 'killed');
      expect(code).toBe(1);
      expect(err).toMatch(/has ended by SIGKILL.*start the demo again/);
    });
  });

  it('reports a port that is in use', async () => {
    const taken = createServer();
    const port = await listen(taken);
    const { code, err } = await rapporteur(['demo', '--exit', '--port', String(port), '--data-dir', folder('taken')], {
      DEMO_EVENTSTOREDB_URL: '',
    });
    taken.close();
    expect(code).toBe(2);
    expect(err).toContain(`port ${port} on 127.0.0.1 is in use`);
    expect(err).toContain('Use --port and --data-dir to change port and folder');
  });
});

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { witnessSigner } from '#ledger/signer.js';
import { Ledger } from '#ledger/storage/ledger.js';
import { COSIGNATURE, ED25519, formatVerifierKey } from '#ledger/note-key.js';
import { generateSignerKey, parseSignerKey } from '#ledger/signer-key.js';
import { parseNote, signatureOf } from '#ledger/signed-note.js';
import { newFolder, rapporteur, run } from './support/cli.js';
import { documentOf, sendExamples } from './support/examples.js';
import { type InProcess, startInProcess } from './support/in-process.js';
import { listen } from './support/ports.js';
import { remove } from './support/service.js';

const MAIN = fileURLToPath(new URL('../bin/rapporteur.js', import.meta.url));
const root = newFolder();
const at = (name: string) => join(root, name);
let service: InProcess;
let key: string;
let negotiationId: string;
beforeAll(async () => {
  service = await startInProcess(undefined, { LEDGER_ORIGIN: 'record.example.org/talks' });
  await sendExamples(service, await documentOf(service));
  key = ((await service.get('/v1/audit/ledger')).body as { verifierKey: string }).verifierKey;
  negotiationId = ((await service.get('/v1/negotiations')).body as { items: { id: string }[] }).items[0]!.id;
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
  remove(root);
});

const exported = (out: string, ...words: string[]) =>
  rapporteur(['export', '--audit', '--out', at(out), '--url', service.url, ...words]);
const verify = (...words: string[]) => rapporteur(['verify', ...words]);
const json = ({ out }: { out: string }) =>
  JSON.parse(out) as { holds: boolean; findings: { code: string; index?: number }[]; figures: Record<string, unknown> };
const checkpointTo = async (name: string) => {
  writeFileSync(at(name), (await service.get('/v1/audit/checkpoint')).text);
  return at(name);
};

describe('an audit file', () => {
  it('is verified in whole without the service', async () => {
    const kept = await checkpointTo('checkpoint');
    const { code, out, err } = await exported('all.ndjson');
    expect([code, err, out]).toEqual([0, '', expect.stringMatching(/^\d+ entries, \d+ bytes, complete: /)]);
    const verified = await verify(at('all.ndjson'), '--key', key, '--since', kept);
    expect([verified.code, verified.err]).toEqual([0, '']);
    expect(verified.out).toMatch(
      /holds\.\n {2}log +record\.example\.org\/talks\n {2}entries +\d+: \d+ events .*0 withheld\n/,
    );
    expect(verified.out).toContain('by no witness');
  });
  it('says how many entries the log had at a moment, and whether that is final', async () => {
    expect((await exported('as-of.ndjson')).code).toBe(0);
    const lines = readFileSync(at('as-of.ndjson'), 'utf8').trimEnd().split('\n').slice(1, -1);
    const times = lines.map(
      (line) => (JSON.parse(line) as { event: { metadata: { recordedAt: string } } }).event.metadata.recordedAt,
    );
    const instant = times[Math.floor(times.length / 2)]!;
    const entries = times.filter((time) => time <= instant).length;
    const asOf = async (moment: string) =>
      json(await verify(at('as-of.ndjson'), '--key', key, '--json', '--as-of', moment)).figures['asOf'];
    expect(await asOf(instant.replace('Z', '+00:00'))).toEqual({ instant, entries, isFinal: true });
    expect(await asOf('2999-12-31')).toEqual({
      instant: '2999-12-31T23:59:59.999Z',
      entries: times.length,
      isFinal: false,
    });
    const { out } = await verify(at('as-of.ndjson'), '--key', key, '--as-of', instant);
    expect(out).toContain(`as of        ${instant}: the first ${entries} entries, final, `);
    for (const [words, why] of [
      [['--as-of', 'yesterday'], /^rapporteur: --as-of is "yesterday"\. Give an instant like /],
      [['--as-of', instant, '--access'], /^rapporteur: --as-of is for an audit file or a log: /],
    ] as const) {
      const refused = await verify(at('as-of.ndjson'), ...words);
      expect([refused.code, refused.out, refused.err]).toEqual([2, '', expect.stringMatching(why)]);
    }
  });
  it('verifies the proof of one event, also as a tlog-proof with its event, and from standard input', async () => {
    const path = '/v1/audit/proofs';
    writeFileSync(at('inclusion.json'), (await service.get(`${path}/inclusion?index=7`)).text);
    writeFileSync(at('event.tlog-proof'), (await service.get(`${path}/tlog-proof?index=7`)).text);
    const { event } = JSON.parse(readFileSync(at('inclusion.json'), 'utf8')) as { event: { id: string } };
    const one = await verify(at('inclusion.json'), '--key', key);
    expect([one.code, one.err, one.out]).toEqual([0, '', expect.stringContaining(`event        ${event.id}\n`)]);
    const saved = ['--event', at('inclusion.json')];
    expect(json(await verify(at('event.tlog-proof'), '--key', key, ...saved, '--json'))).toMatchObject({
      holds: true,
      figures: { index: 7, event: { id: event.id } },
    });
    const piped = await run([
      'sh',
      '-c',
      `"$0" "$1" verify - --key "$2" < "$3"`,
      process.execPath,
      MAIN,
      key,
      at('inclusion.json'),
    ]);
    expect([piped.code, piped.out]).toEqual([0, expect.stringContaining('- holds.')]);

    const { size } = (await service.get('/v1/audit/ledger')).body as { size: number };
    writeFileSync(at('bare.json'), (await service.get(`${path}/inclusion?index=7&size=${size}`)).text);
    const kept = await checkpointTo('of-the-proof');
    expect((await verify(at('bare.json'), '--key', key, '--checkpoint', kept)).code).toBe(0);

    const altered = readFileSync(at('inclusion.json'), 'utf8').replace('"revision":', '"revision":1');
    writeFileSync(at('altered.json'), altered);
    const { code, err } = await verify(at('altered.json'), '--key', key);
    expect([code, err]).toEqual([1, expect.stringContaining('index 7: entry-differs')]);
    for (const [words, why] of [
      [[at('event.tlog-proof')], 'give the JSON with "event" and "salt"'],
      [[at('bare.json')], 'It has no checkpoint: give the signed checkpoint of its size'],
    ] as const) {
      const missing = await verify(...words, '--key', key);
      expect([missing.code, missing.err]).toEqual([1, expect.stringContaining(why)]);
    }
    const asOf = await verify(at('inclusion.json'), '--key', key, '--as-of', '2025-10-27');
    expect([asOf.code, asOf.err]).toEqual([2, expect.stringContaining('does not count the others')]);
    const since = await verify(at('inclusion.json'), '--key', key, '--since', kept);
    expect([since.code, since.err]).toEqual([2, expect.stringContaining('it needs an audit file')]);
  });
  it('is verified for one negotiation, with the entries of the others', async () => {
    const { body } = await service.post('/v1/negotiations', { title: 'Other talks' });
    expect(body).toHaveProperty('id');
    expect((await exported('talks.ndjson', '--negotiation', negotiationId, '--key', key)).code).toBe(0);
    const { holds, figures } = json(await verify(at('talks.ndjson'), '--key', key, '--json'));
    expect([holds, figures]).toEqual([true, expect.objectContaining({ negotiationId, withheld: expect.any(Number) })]);
    expect(Number(figures['withheld'])).toBeGreaterThan(0);
    expect(readFileSync(at('talks.ndjson'), 'utf8')).not.toContain('Other talks');
  });
  it('is read from a named pipe or from standard input', async () => {
    const script = `${process.execPath} ${MAIN} verify <(cat ${at('talks.ndjson')}) --key '${key}' && ${process.execPath} ${MAIN} verify - --key '${key}' < ${at('talks.ndjson')}`;
    const { stdout } = await promisify(execFile)('bash', ['-c', script]);
    expect(stdout).toMatch(/^\/dev\/fd\/\d+ holds\.\n[^]*\n- holds\.\n/);
  });
  it('is rejected at the event that was altered, without a stack trace', async () => {
    await exported('altered.ndjson');
    const lines = readFileSync(at('altered.ndjson'), 'utf8').split('\n');
    writeFileSync(at('altered.ndjson'), lines.with(5, lines[5]!.replace('Ana', 'Eve')).join('\n'));
    const { code, out, err } = await verify(at('altered.ndjson'), '--key', key);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(
      /does not hold: 1 finding\.\n {2}index 4, line 6, \w+-\S+ revision \d+, event \S+: event-altered\n/,
    );
    expect(json(await verify(at('altered.ndjson'), '--key', key, '--json')).findings).toEqual([
      expect.objectContaining({ code: 'event-altered', index: 4, line: 6 }),
    ]);
  });
  it('is kept if it does not verify, because it is evidence', async () => {
    const other = await startInProcess();
    await sendExamples(other, await documentOf(other));
    const since = at('of-another');
    writeFileSync(since, (await other.get('/v1/audit/checkpoint')).text);
    await other.close();
    remove(other.dataDir);
    const { code, err } = await exported('evidence.ndjson', '--key', key, '--since', since);
    expect([code, err]).toEqual([1, expect.stringContaining('since-origin-differs')]);
    expect(existsSync(at('evidence.ndjson'))).toBe(true);
  });
  it('is refused as cosigned without a witness, and for an unknown negotiation', async () => {
    expect(await exported('none.ndjson', '--cosigned')).toMatchObject({
      code: 1,
      err: expect.stringContaining('No witness has cosigned a checkpoint of this log yet.'),
    });
    const unknown = await exported('none.ndjson', '--negotiation', '00000000-0000-4000-8000-000000000000');
    expect(unknown).toMatchObject({
      code: 1,
      err: expect.stringContaining('No negotiation with this id is recorded.'),
    });
    expect((await service.get('/v1/audit/export?negotiationID=1')).status).toBe(400);
    expect(existsSync(at('none.ndjson'))).toBe(false);
  });
  it('ends at the last cosigned checkpoint, however much the log has grown since', async () => {
    const signer = generateSignerKey('witness.example.net/w1', COSIGNATURE);
    const witness = formatVerifierKey(parseSignerKey(signer, COSIGNATURE));
    const { note } = await service.app.get(Ledger).checkpoint();
    const cosignature = signatureOf(parseNote(note).text, witnessSigner(signer)(1_761_600_000));
    await service.app.get(Ledger).addCosignatures(note, [cosignature]);
    const whole = await exported('whole.ndjson', '--key', key, '--witness', witness);
    expect([whole.code, whole.out]).toEqual([
      0,
      expect.stringContaining('by witness.example.net/w1 at 2025-10-27T21:20:00'),
    ]);

    await service.post('/v1/negotiations', { title: 'Later talks' });
    expect(await exported('later.ndjson', '--key', key, '--witness', witness)).toMatchObject({
      code: 1,
      err: expect.stringContaining('witness-missing'),
    });
    expect((await exported('cosigned.ndjson', '--cosigned', '--key', key, '--witness', witness)).code).toBe(0);
    expect(readFileSync(at('cosigned.ndjson'), 'utf8')).toBe(readFileSync(at('whole.ndjson'), 'utf8'));
  });
});

describe('the export of an audit file', () => {
  it('overwrites a file only with the option for that', async () => {
    writeFileSync(at('there.ndjson'), 'precious');
    expect(await exported('there.ndjson')).toMatchObject({ code: 1, err: expect.stringContaining('--force') });
    expect(readFileSync(at('there.ndjson'), 'utf8')).toBe('precious');
    expect((await exported('there.ndjson', '--force')).code).toBe(0);
    expect(readFileSync(at('there.ndjson'), 'utf8')).toMatch(/\{"end":\{"events":\d+,"withheld":0\}\}\n$/);
  });

  /** The service behind a proxy that closes the connection after this many bytes. */
  const breaking = async (bytes: number) => {
    const door = createServer((client) => {
      const { hostname, port } = new URL(service.url);
      const inside: Socket = connect(Number(port), hostname);
      let passed = 0;
      client.pipe(inside);
      inside.on('data', (data: Buffer) => {
        client.write(data.subarray(0, bytes - passed));
        passed += data.length;
        if (passed < bytes) return;
        inside.destroy();
        client.end();
      });
      for (const socket of [client, inside]) socket.on('error', () => socket.destroy());
    });
    return { url: `http://127.0.0.1:${await listen(door)}`, close: () => door.close() };
  };
  it('creates the file only when it is complete: nothing remains if the connection breaks', async () => {
    const folder = at('broken');
    mkdirSync(folder);
    for (const bytes of [3_000, 10_000, 60_000]) {
      const { url, close } = await breaking(bytes);
      const ran = await rapporteur(['export', '--audit', '--out', join(folder, 'audit.ndjson'), '--url', url]);
      close();
      expect([ran.code, ran.err]).toEqual([
        1,
        expect.stringMatching(/^rapporteur: The service closed the connection early.*run this again\.\n$/),
      ]);
      expect(readdirSync(folder)).toEqual([]);
    }
  });
  it('reports a full disk or a missing folder in one line, and leaves nothing behind', async () => {
    const disk = at('disk');
    mkdirSync(disk);
    const script = `mount -t tmpfs -o size=16k none ${disk} && "$@"; code=$?; ls ${disk}; exit $code`;
    const within = ['unshare', '-rm', 'sh', '-c', script, 'sh', process.execPath, MAIN];
    const words = [...within, 'export', '--audit', '--out', join(disk, 'audit.ndjson'), '--url', service.url];
    const child = spawn(words[0]!, words.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (err += data.toString()));
    const [code] = (await once(child, 'close')) as [number];
    expect([code, out, err]).toEqual([
      1,
      '',
      expect.stringMatching(/^rapporteur: The disk is full: .* was not written\. .*\n$/),
    ]);
    expect(await exported('no/such/folder.ndjson')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/cannot be written: there is no such file or folder \(ENOENT\)\. Choose another file/),
    });
  });
});

describe('rapporteur verify and export', () => {
  const ANY_KEY = formatVerifierKey(parseSignerKey(generateSignerKey('example.com/log', ED25519), ED25519));
  const MISUSES = [
    [['verify', 'nowhere.ndjson', '--key', 'x'], /There is nothing at nowhere\.ndjson/],
    [['verify', 'docs'], /There is no record in docs/],
    [['verify', 'package.json'], /Give the verifier key of the log with --key/],
    [
      ['verify', 'package.json', '--key', 'example.com/log+00000000+AA=='],
      /--key "example\.com\/log\+00000000\+AA==": This is not a valid verifier key/,
    ],
    [
      ['verify', 'package.json', '--key', ANY_KEY, '--checkpoint', 'package.json'],
      /--checkpoint is for a log, or for a proof/,
    ],
    [['verify', 'package.json', '--key', ANY_KEY, '--event', 'package.json'], /--event is for a tlog-proof/],
    [['export', '--out', 'x'], /Say what to export: --to <file> .*--audit/],
    [['export', '--audit'], /Name the new file with --out/],
    [['export', '--audit', '--out', 'x', '--since', 'y'], /Give the verifier key of the log with --key/],
  ] as const;
  it('exit with 2 on wrong usage, and say what is missing', async () => {
    const ran = await Promise.all(MISUSES.map(([words]) => rapporteur(words)));
    expect(ran).toEqual(MISUSES.map(([, why]) => ({ code: 2, out: '', err: expect.stringMatching(why) })));
  });
  it('exit with 2 if a folder is given in place of a checkpoint', async () => {
    expect(await verify('package.json', '--key', key, '--since', 'docs')).toEqual({
      code: 2,
      out: '',
      err: 'rapporteur: docs is a folder: name a file.\n',
    });
  });
  it('have help with examples', async () => {
    for (const verb of ['verify', 'export'])
      expect(await rapporteur([verb, '--help'])).toMatchObject({ code: 0, out: expect.stringMatching(/Examples:\n/) });
  });
});

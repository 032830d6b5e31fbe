import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { History, Operator } from '../apps/witness/src/testing/history.js';
import { stop } from './support/process.js';
import { addCheckpoint, runWitness, startWitness } from './support/witness.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-witness-e2e-'));
let count = 0;
const folder = () => join(root, String(count++));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const operator = new Operator('example.com/log');
const logs = [operator.verifierKey];
const historyOf = (size: number) => History.of(operator, ...Array.from({ length: size }, (_, n) => `entry ${n}`));
const history = historyOf(60);
const oneLine = (output: string) => expect(output).toMatch(/^rapporteur-witness: [^\n]*\n$/);

describe('the witness', () => {
  it('creates its key at first start, readable only by its owner, and remembers over restarts what it has seen', async () => {
    const dataDir = folder();
    const first = await startWitness({ dataDir, logs });
    expect(first.verifierKey).toMatch(/^witness\.example\/w1\+[0-9a-f]{8}\+/);
    expect(statSync(join(dataDir, 'key')).mode & 0o777).toBe(0o600);
    expect((await addCheckpoint(first.url, history.request(0, 5))).status).toBe(200);
    expect(await stop(first)).toMatchObject({ code: 0, output: '' });

    const next = await startWitness({ dataDir, logs, env: { WITNESS_NAME: '' } });
    expect(next.verifierKey).toBe(first.verifierKey);
    const fork = history.fork(3).grow('another', 'past', 'than', 'this');
    expect((await addCheckpoint(next.url, fork.request(5))).status).toBe(422);
    expect(await addCheckpoint(next.url, fork.request(0, 3))).toMatchObject({ status: 409, body: '5\n' });
    expect((await addCheckpoint(next.url, history.request(5, 9))).status).toBe(200);
    expect((await stop(next, 'SIGINT')).code).toBe(0);
  });

  it('prints its verifier key before it runs, while it runs, and in its log output', async () => {
    const dataDir = folder();
    const flags = ['--verifier-key'];
    const before = await runWitness({ dataDir, logs: [], flags });
    expect(before).toMatchObject({ code: 0, output: expect.stringMatching(/^witness\.example\/w1\+.*\n$/) });
    const witness = await startWitness({ dataDir, logs, env: { LOG_LEVEL: 'info' } });
    expect(`${witness.verifierKey}\n`).toBe(before.output);
    expect((await runWitness({ dataDir, logs: [], flags })).output).toBe(before.output);
    const { output } = await stop(witness);
    expect(output).toContain(witness.verifierKey);
    expect(output).not.toContain('PRIVATE');
  });

  it('is configured by flags, which override the environment', async () => {
    const [dataDir, list] = [folder(), join(root, 'logs.txt')];
    writeFileSync(list, `${logs[0]}\n`);
    const flags = ['--name', 'witness.example/flags', '--logs', list, '--data-dir', dataDir, '--port', '0'];
    const witness = await startWitness({ dataDir: folder(), logs: [], env: { WITNESS_PORT: 'many' }, flags });
    expect(witness.verifierKey).toMatch('witness.example/flags+');
    expect(readdirSync(dataDir)).toContain('key');
    await stop(witness);
  });

  it('cosigns one of two histories that it gets at the same time, and never both', async () => {
    const witness = await startWitness({ dataDir: folder(), logs });
    let [one, old] = [historyOf(1), 0];
    for (let round = 0; round < 20; round++) {
      const forks = Array.from({ length: 6 }, (_, n) => one.fork().grow(`round ${round} of ${n}`));
      const statuses = await Promise.all(
        forks.map(async (fork) => (await addCheckpoint(witness.url, fork.request(old))).status),
      );
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      expect(statuses.filter((status) => status === 409)).toHaveLength(5);
      one = forks[statuses.indexOf(200)]!;
      old = one.size;
    }
    await stop(witness);
  });

  it('finishes open requests: one that was half sent before SIGTERM is answered and kept', async () => {
    const dataDir = folder();
    const witness = await startWitness({ dataDir, logs });
    const { hostname, port } = new URL(witness.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const body = history.request(0, 7);
    const bytes = Buffer.from(body);
    socket.write(`POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: ${bytes.length}\r\n\r\n`);
    socket.write(bytes.subarray(0, 20));
    // A later request is answered, so the first one has arrived too.
    await (await fetch(`${witness.url}/health`)).text();
    process.kill(witness.pid, 'SIGTERM');
    setTimeout(() => socket.write(bytes.subarray(20)), 100);
    let answer = '';
    socket.on('data', (data: Buffer) => (answer += data.toString()));
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect((await stop(witness)).code).toBe(0);
    const next = await startWitness({ dataDir, logs });
    expect(await addCheckpoint(next.url, history.request(0))).toMatchObject({ status: 409, body: '7\n' });
    await stop(next);
  });
});

describe('a witness stores what it cosigns before it answers', () => {
  it('the bytes, then the name, then the answer', async () => {
    const trace = join(root, 'trace');
    const traced = 'trace=fsync,fdatasync,/^rename,write,writev';
    const witness = await startWitness({
      dataDir: folder(),
      logs,
      before: ['strace', '-f', '-qq', '-s', '30', '-e', traced, '-o', trace],
    });
    const COUNT = 10;
    for (let old = 0; old < COUNT; old++)
      expect((await addCheckpoint(witness.url, history.request(old, old + 1))).status).toBe(200);
    await stop(witness);
    const steps = readFileSync(trace, 'utf8')
      .split('\n')
      .flatMap((line) => /(?:(fsync)\(.*= 0$|(rename)\w*\(.*= 0$|(HTTP\/1\.1 200))/.exec(line)?.slice(1) ?? [])
      .filter((step) => step !== undefined)
      .join(' ');
    expect(steps.match(/fsync rename fsync HTTP\/1\.1 200/g)).toHaveLength(COUNT);
    expect(steps.match(/HTTP/g)).toHaveLength(COUNT);
  });

  it.each([
    ['the bytes', 'fsync:error=EIO:when=1+'],
    ['the name', 'fsync:error=EIO:when=2+2'],
    ['the name, because the file cannot be renamed', '/^rename:error=EROFS'],
  ])('cosigns nothing if the disk does not keep %s', async (_, fault) => {
    const dataDir = folder();
    await stop(await startWitness({ dataDir, logs }));
    const witness = await startWitness({
      dataDir,
      logs,
      env: { LOG_LEVEL: 'silent' },
      before: ['strace', '-f', '-qq', '-e', 'trace=fsync,/^rename', '-e', `inject=${fault}`, '-o', '/dev/null'],
    });
    for (let n = 0; n < 3; n++) {
      const known = Number((await addCheckpoint(witness.url, history.request(60, 60))).body);
      const answer = await addCheckpoint(witness.url, history.request(known, 9));
      expect(answer).toMatchObject({ status: 503, retryAfter: '5' });
      expect(answer.body).toMatch(/^Nothing was cosigned: .*\((?:EIO|EROFS)\)\. See its log\.\n$/);
    }
    await stop(witness);

    const healthy = await startWitness({ dataDir, logs });
    const known = Number((await addCheckpoint(healthy.url, history.request(60, 60))).body);
    expect([0, 9]).toContain(known);
    expect((await addCheckpoint(healthy.url, history.request(known, 60))).status).toBe(200);
    await stop(healthy);
  });

  it('cosigns nothing if it cannot read what it saw, and does not treat the log as new', async () => {
    const dataDir = folder();
    const first = await startWitness({ dataDir, logs });
    expect((await addCheckpoint(first.url, history.request(0, 5))).status).toBe(200);
    await stop(first);
    const file = join(
      dataDir,
      readdirSync(dataDir).find((name) => name.endsWith('.checkpoint'))!,
    );
    const witness = await startWitness({
      dataDir,
      logs,
      env: { LOG_LEVEL: 'silent' },
      // The first read, at the start, succeeds.
      before: ['strace', '-f', '-qq', '-P', file, '-e', 'inject=openat:error=EIO:when=2+', '-o', '/dev/null'],
    });
    const fork = history.fork(3).grow('another past');
    for (const body of [fork.request(0), history.request(5)])
      expect(await addCheckpoint(witness.url, body)).toMatchObject({ status: 503, retryAfter: '5' });
    expect((await fetch(`${witness.url}/health`)).status).toBe(503);
    await stop(witness);
  });

  it('cosigns nothing while the disk is full, and continues when there is space', async () => {
    const disk = folder();
    mkdirSync(disk);
    const before = ['unshare', '-rm', 'sh', '-c', `mount -t tmpfs -o size=256k none ${disk} && exec "$@"`, 'sh'];
    const witness = await startWitness({ dataDir: join(disk, 'data'), logs, before, env: { LOG_LEVEL: 'silent' } });
    expect((await addCheckpoint(witness.url, history.request(0, 5))).status).toBe(200);
    const filler = `/proc/${witness.pid}/root${disk}/filler`;
    expect(() => writeFileSync(filler, Buffer.alloc(1024 * 1024))).toThrow('ENOSPC');
    for (let n = 0; n < 3; n++)
      expect(await addCheckpoint(witness.url, history.request(5))).toMatchObject({ status: 503, retryAfter: '5' });
    expect(await addCheckpoint(witness.url, history.request(0))).toMatchObject({ status: 409, body: '5\n' });
    expect((await fetch(`${witness.url}/health`)).status).toBe(200);
    rmSync(filler);
    expect((await addCheckpoint(witness.url, history.request(5))).status).toBe(200);
    await stop(witness);
  });
});

describe('a witness that cannot start reports it in one line', () => {
  it('if another one owns the folder, which continues', async () => {
    const dataDir = folder();
    const first = await startWitness({ dataDir, logs });
    const second = await runWitness({ dataDir, logs });
    expect(second).toMatchObject({
      code: 2,
      output: `rapporteur-witness: ${dataDir} is in use by another witness. Stop that one, or set another folder with WITNESS_DATA_DIR.\n`,
    });
    expect((await addCheckpoint(first.url, history.request(0))).status).toBe(200);
    await stop(first, 'SIGKILL');
    await stop(await startWitness({ dataDir, logs }));
  });
  it('if the port is in use', async () => {
    const first = await startWitness({ dataDir: folder(), logs });
    const { port } = new URL(first.url);
    const second = await runWitness({ dataDir: folder(), logs, env: { WITNESS_PORT: port } });
    expect(second.code).toBe(2);
    oneLine(second.output);
    expect(second.output).toContain('WITNESS_PORT');
    await stop(first);
  });
  it('if the folder is a file, or on a read-only disk', async () => {
    const file = folder();
    writeFileSync(file, '');
    const readOnly = folder();
    mkdirSync(readOnly);
    const mount = ['unshare', '-rm', 'sh', '-c', `mount -t tmpfs -o ro none ${readOnly} && exec "$@"`, 'sh'];
    for (const [dataDir, before, why] of [
      [join(file, 'data'), [], `${file} cannot be used: it is not a folder`],
      [readOnly, mount, `${readOnly} cannot be used: it is on a read-only disk (EROFS)`],
      [join(readOnly, 'data'), mount, `${readOnly}/data cannot be used: it is on a read-only disk (EROFS)`],
    ] as const)
      expect(await runWitness({ dataDir, logs, before })).toMatchObject({
        code: 2,
        output: `rapporteur-witness: ${why}. Choose another folder with WITNESS_DATA_DIR, or fix the problem.\n`,
      });
  });
  it('if the name of its key is missing, or differs from that in its key file', async () => {
    const dataDir = folder();
    const nameless = await runWitness({ dataDir, logs, env: { WITNESS_NAME: '' } });
    expect(nameless.code).toBe(2);
    oneLine(nameless.output);
    expect(nameless.output).toContain('WITNESS_NAME is not set');
    await stop(await startWitness({ dataDir, logs }));
    const renamed = await runWitness({ dataDir, logs, env: { WITNESS_NAME: 'witness.example/w2' } });
    expect(renamed.code).toBe(2);
    expect(renamed.output).toContain('is that of witness.example/w1');
  });
  it('if its key is invalid', async () => {
    const dataDir = folder();
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'key'), 'PRIVATE+KEY+oh+no\n');
    const { code, output } = await runWitness({ dataDir, logs });
    expect(code).toBe(2);
    oneLine(output);
    expect(output).toContain('does not contain the key of a witness');
  });
  it('or in one line for each wrong setting', async () => {
    const env = { WITNESS_PORT: 'many', LOG_LEVEL: 'loud' };
    const { code, output } = await runWitness({ dataDir: folder(), logs: [], env });
    expect(code).toBe(2);
    expect(output.trim().split('\n')).toHaveLength(3);
    for (const name of ['WITNESS_LOGS', 'WITNESS_PORT', 'LOG_LEVEL']) expect(output).toContain(name);
  });
  it('if a flag is unknown, and `--help` works anyway', async () => {
    const { code, output } = await runWitness({ dataDir: folder(), logs, flags: ['--prot', '1'] });
    expect([code, output]).toEqual([2, expect.stringContaining('Did you mean --port?')]);
    const help = await runWitness({ dataDir: folder(), logs: [], flags: ['--help'] });
    expect(help.code).toBe(0);
    for (const word of ['Examples:', 'WITNESS_LOGS', '--verifier-key', 'WITNESS_DATA_DIR'])
      expect(help.output).toContain(word);
  });
});

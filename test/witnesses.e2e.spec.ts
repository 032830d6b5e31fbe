import { createServer, type RequestListener, type Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { cosignatureTime, witnessVerifier } from '#ledger/cosignature.js';
import { witnessSigner } from '#ledger/signer.js';
import { COSIGNATURE } from '#ledger/note-key.js';
import { generateSignerKey } from '#ledger/signer-key.js';
import {
  formatNote,
  formatSignatures,
  openNote,
  parseNote,
  type Signature,
  signatureOf,
  withSignatures,
} from '#ledger/signed-note.js';
import { parseAddCheckpoint } from '#ledger/witness-request.js';
import { WitnessClient } from '../apps/server/src/witnesses/witness-client.js';
import { type Source, Witnesses } from '../apps/server/src/witnesses/witnesses.js';
import { verifierKeyOf } from '../apps/witness/src/key.js';
import { History, Operator } from '../apps/witness/src/testing/history.js';
import { listen, reservePort } from './support/ports.js';
import { stop } from './support/process.js';
import { addCheckpoint, startWitness, type WitnessProcess } from './support/witness.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-witnesses-'));
let count = 0;
const operator = new Operator('example.com/log');
const historyOf = (size: number) => History.of(operator, ...Array.from({ length: size }, (_, n) => `entry ${n}`));
const history = historyOf(12);
const submission = (of: History, size = of.size, last = 0) => ({
  note: of.signed(size),
  size,
  last,
  proof: (from: number, to: number) => of.tree.consistencyProof(from, to),
});

// The outcomes for each witness: it lies, it fails, or it is a real one in its own process.
const servers: Server[] = [];
const witnesses: WitnessProcess[] = [];
afterAll(async () => {
  for (const server of servers) server.close().closeAllConnections();
  await Promise.all(witnesses.map((one) => stop(one)));
  rmSync(root, { recursive: true, force: true });
});
const strangeWitness = async (listener: RequestListener) => {
  const server = createServer(listener);
  servers.push(server);
  return `http://127.0.0.1:${await listen(server)}`;
};
const trueWitness = async (name = 'witness.example/w1') => {
  const dataDir = join(root, String(count++));
  const witness = await startWitness({ dataDir, logs: [operator.verifierKey], env: { WITNESS_NAME: name } });
  witnesses.push(witness);
  return witness;
};

const key = generateSignerKey('witness.example/w1', COSIGNATURE);
const verifierKey = verifierKeyOf(key);
const textOfBody = async (request: Parameters<RequestListener>[0]) => {
  let body = '';
  for await (const part of request) body += String(part);
  return parseNote(parseAddCheckpoint(body).checkpoint).text;
};
const answering = (status: number, body: string, headers: Record<string, string> = {}) =>
  strangeWitness((request, response) => {
    request.resume();
    response.writeHead(status, headers).end(body);
  });
const size = { 'content-type': 'text/x.tlog.size' };

describe('a request for a cosignature', () => {
  let witness: WitnessProcess;
  beforeAll(async () => {
    witness = await trueWitness();
  });

  it('gets one of our checkpoint from a witness that never saw the log', async () => {
    const before = Math.floor(Date.now() / 1000);
    const outcome = await new WitnessClient(witness).requestCosignature(submission(history, 4));
    if (!outcome.cosigned) throw new Error(outcome.detail);
    const note = formatNote(withSignatures(parseNote(history.signed(4)), [outcome.cosignature]));
    const { signatures } = openNote(note, [witnessVerifier(witness.verifierKey)]);
    expect(signatures.map(cosignatureTime)).toEqual([outcome.time]);
    expect(outcome.time).toBeGreaterThanOrEqual(before);
  });
  it('is repeated once if the last size of the witness was unknown or wrong: the answer names it', async () => {
    for (const [last, to] of [
      [0, 5],
      [2, 7],
      [9, 9],
      [9, 9],
      [11, 10],
      [10, 12],
    ] as const)
      expect(await new WitnessClient(witness).requestCosignature(submission(history, to, last))).toMatchObject({
        cosigned: true,
      });
  });
  it('raises an alarm if the witness has seen more of the log than we have', async () => {
    for (const last of [0, 3, 8, 12, 20])
      expect(await new WitnessClient(witness).requestCosignature(submission(history, 8, last))).toEqual({
        cosigned: false,
        reason: 'witness-ahead',
        detail: 'it has seen 12 entries of this log, but we have 8',
        known: 12,
        retry: false,
      });
  });
  it('raises an alarm if the witness has seen another history', async () => {
    const other = history.fork(6).grow(...Array.from({ length: 10 }, (_, n) => `other ${n}`));
    for (const to of [12, 13, 16])
      for (const last of [0, 12])
        expect(await new WitnessClient(witness).requestCosignature(submission(other, to, last))).toMatchObject({
          cosigned: false,
          reason: 'history-differs',
          retry: false,
        });
    expect(await new WitnessClient(witness).requestCosignature(submission(history))).toMatchObject({ cosigned: true });
  });
  it('fails if the witness does not know the log, or knows another key of it', async () => {
    const stranger = History.of(new Operator('example.com/other'), 'one');
    expect(await new WitnessClient(witness).requestCosignature(submission(stranger))).toMatchObject({
      reason: 'log-unknown',
      detail: expect.stringContaining('does not know the log example.com/other'),
    });
    const rekeyed = History.of(new Operator(operator.origin), 'one');
    expect(await new WitnessClient(witness).requestCosignature(submission(rekeyed))).toMatchObject({
      reason: 'log-key-refused',
    });
  });
  it('finds a witness with or without a slash at the end of its address', async () => {
    for (const url of [`${witness.url}/`, `${witness.url}//`])
      expect(await new WitnessClient({ ...witness, url }).requestCosignature(submission(history))).toMatchObject({
        cosigned: true,
      });
  });
});

describe('a failure of a witness is reported, and never thrown', () => {
  const ask = async (url: string, patience?: number) => {
    const outcome = await new WitnessClient({ url, verifierKey }, patience).requestCosignature(
      submission(history, 8, 4),
    );
    if (outcome.cosigned) throw new Error('it cosigned');
    return outcome;
  };

  it('if it is down', async () => {
    const { port, release } = await reservePort();
    const outcome = await ask(`http://127.0.0.1:${port}`);
    release();
    expect(outcome).toMatchObject({ reason: 'unreachable', retry: true });
    expect(outcome.detail).toContain('ECONNREFUSED');
  });
  it('if it closes the connection, or redirects', async () => {
    const hangsUp = await strangeWitness((request) => request.socket.destroy());
    expect(await ask(hangsUp)).toMatchObject({ reason: 'unreachable', retry: true });
    const elsewhere = await answering(302, '', { location: hangsUp });
    expect(await ask(elsewhere)).toMatchObject({ reason: 'unreachable', retry: true });
  });
  it('if it is slow, before or during its answer', async () => {
    const silent = await strangeWitness(() => {});
    const drip = await strangeWitness((_, response) => response.writeHead(200).write('— '));
    for (const url of [silent, drip]) expect(await ask(url, 100)).toMatchObject({ reason: 'too-slow', retry: true });
  });
  it.each([
    [500, 'oh no\n', {}, 'witness-failed', true],
    [503, 'later\n', {}, 'witness-failed', true],
    [429, 'not so fast\n', {}, 'witness-failed', true],
    [400, 'what?\n', {}, 'request-refused', false],
    [204, '', {}, 'request-refused', false],
    [200, '', {}, 'answer-malformed', false],
    [200, '<html>hello</html>\n', {}, 'answer-malformed', false],
    [200, '— witness.example/w1 nothing\n', {}, 'answer-malformed', false],
    [409, '5\n', {}, 'answer-malformed', false],
    [409, 'five\n', size, 'answer-malformed', false],
    [409, '05\n', size, 'answer-malformed', false],
    [409, '4\n', size, 'moved-meanwhile', true],
    [409, '6\n', size, 'moved-meanwhile', true],
    [409, '8\n', size, 'history-differs', false],
    [409, '9\n', size, 'witness-ahead', false],
  ] as const)('if it answers %i %j', async (status, body, headers, reason, retry) => {
    expect(await ask(await answering(status, body, headers))).toMatchObject({ reason, retry });
  });
  it('if its answer is endless, or not text', async () => {
    const endless = await strangeWitness((_, response) => {
      response.writeHead(200);
      const more = () => void (response.destroyed || response.write('x'.repeat(16_384), more));
      more();
    });
    expect(await ask(endless)).toMatchObject({ reason: 'unreachable', detail: expect.stringContaining('longer than') });
    const bytes = await strangeWitness((_, response) => response.end(Buffer.of(0xff, 0xfe)));
    expect(await ask(bytes)).toMatchObject({ cosigned: false });
  });

  // Each of these is well-formed, and signs something else.
  const sign = (text: string, by = key, time = 1_800_000_000) => signatureOf(text, witnessSigner(by)(time));
  const cosigning = (cosignatures: (text: string) => Signature[]) =>
    strangeWitness((request, response) => {
      void textOfBody(request).then((text) => response.end(formatSignatures(cosignatures(text))));
    });
  it('if it cosigns another text', async () => {
    const other = await cosigning(() => [sign(parseNote(history.signed(7)).text)]);
    expect(await ask(other)).toMatchObject({ reason: 'cosignature-invalid', retry: false });
  });
  it('if another key has cosigned, also one with the same name', async () => {
    for (const name of ['witness.example/w2', 'witness.example/w1']) {
      const stranger = generateSignerKey(name, COSIGNATURE);
      const url = await cosigning((text) => [sign(text, stranger)]);
      expect(await ask(url)).toMatchObject({ reason: 'cosignature-invalid' });
    }
  });
  it('if the time was changed', async () => {
    const url = await cosigning((text) => {
      const { bytes, ...line } = sign(text);
      return [{ ...line, bytes: Buffer.concat([Buffer.from('0000000070000000', 'hex'), bytes.subarray(8)]) }];
    });
    expect(await ask(url)).toMatchObject({ reason: 'cosignature-invalid' });
  });
  it('but a valid cosignature counts, whoever else has cosigned', async () => {
    const stranger = generateSignerKey('witness.example/w2', COSIGNATURE);
    const url = await cosigning((text) => [sign(text, stranger), sign(text)]);
    const outcome = await new WitnessClient({ url, verifierKey }).requestCosignature(submission(history));
    expect(outcome).toMatchObject({ cosigned: true, time: 1_800_000_000, cosignature: { name: 'witness.example/w1' } });
  });
  it('and an invalid address or key is refused at once', () => {
    expect(() => new WitnessClient({ url: 'nowhere', verifierKey })).toThrow('Invalid URL');
    expect(() => new WitnessClient({ url: 'http://w.example', verifierKey: operator.verifierKey })).toThrow(
      'its signature type is 1, but 4 is required',
    );
  });
});

describe('the witnesses of a log', () => {
  const NOON = Date.parse('2025-10-27T12:00:00Z');
  /** A log in memory, and the reports about its witnesses. */
  const logOf = (size: number) => {
    const log = historyOf(size);
    const cosigned: [string, string[]][] = [];
    const source: Source = {
      current: async () => ({ note: log.signed(), size: log.size }),
      proof: (from, to) => log.tree.consistencyProof(from, to),
      cosigned: async (note, signatures) => void cosigned.push([note, signatures.map(({ name }) => name)]),
    };
    return { log, cosigned, source };
  };
  const silent = pino({ level: 'silent' });
  const told = () => {
    const lines: { level: number; msg: string; reason?: string }[] = [];
    const logger = pino({ base: {} }, { write: (line) => void lines.push(JSON.parse(line)) });
    return { lines, logger };
  };

  it('are all asked, and their cosignatures are passed on together', async () => {
    const two = [await trueWitness('one.example'), await trueWitness('two.example')];
    const { log, cosigned, source } = logOf(3);
    let now = NOON;
    const all = new Witnesses({ witnesses: two, intervalSeconds: 60, now: () => now }, source, silent);
    expect(all.states()).toEqual(two.map(({ url }, n) => ({ name: ['one.example', 'two.example'][n], url })));
    await all.round();
    log.grow('and more');
    await all.round();
    expect(cosigned).toEqual([
      [log.signed(3), ['one.example', 'two.example']],
      [log.signed(4), ['one.example', 'two.example']],
    ]);
    now += 90_500;
    for (const state of all.states())
      expect(state).toEqual({
        name: state.name,
        url: state.url,
        cosigned: { size: 4, time: expect.stringMatching(/^\d{4}-.*Z$/), ageSeconds: 90 },
      });
  });

  it('are passed on without those that fail, and a failure is reported until it ends', async () => {
    const witness = await trueWitness();
    let healthy = false;
    const moody = await strangeWitness((request, response) => {
      if (!healthy) return void response.writeHead(500).end();
      void textOfBody(request).then((text) =>
        response.end(formatSignatures([signatureOf(text, witnessSigner(key)(1_800_000_000))])),
      );
    });
    const { log, cosigned, source } = logOf(3);
    const { lines, logger } = told();
    const settings = { witnesses: [{ url: moody, verifierKey }, witness], intervalSeconds: 60, now: () => NOON };
    const all = new Witnesses(settings, source, logger);
    await all.round();
    await all.round();
    expect(cosigned.map(([, names]) => names)).toEqual([['witness.example/w1'], ['witness.example/w1']]);
    expect(all.states()[0]).toEqual({
      name: 'witness.example/w1',
      url: moody,
      failure: { reason: 'witness-failed', detail: '500: ', retry: true, alarm: false, at: '2025-10-27T12:00:00.000Z' },
    });
    expect(lines).toMatchObject([{ level: 40, reason: 'witness-failed' }]);
    healthy = true;
    await all.round();
    expect(cosigned.at(-1)).toEqual([log.signed(), ['witness.example/w1', 'witness.example/w1']]);
    expect(all.states()[0]).toMatchObject({ cosigned: { size: 3 } });
    expect(all.states()[0]).not.toHaveProperty('failure');
    expect(lines.at(-1)).toMatchObject({ level: 30, msg: 'the witness cosigns again' });
  });

  it('raise one alarm if one has seen more than there is now, and are still asked', async () => {
    const witness = await trueWitness();
    const { log, cosigned, source } = logOf(3);
    const longer = log.fork().grow('lost', 'in a', 'restore');
    expect((await addCheckpoint(witness.url, longer.request(0))).status).toBe(200);
    const { lines, logger } = told();
    const all = new Witnesses({ witnesses: [witness], intervalSeconds: 60 }, source, logger);
    await all.round();
    await all.round();
    expect(cosigned).toEqual([]);
    expect(all.states()).toMatchObject([{ failure: { reason: 'witness-ahead', alarm: true } }]);
    expect(lines).toMatchObject([{ level: 50, msg: expect.stringMatching(/^ALARM/) }]);
    log.grow('recorded', 'after', 'the', 'restore');
    await all.round();
    expect(all.states()).toMatchObject([{ failure: { reason: 'history-differs', alarm: true } }]);
    expect(cosigned).toEqual([]);
  });

  it('are not asked about an empty log', async () => {
    const { cosigned, source } = logOf(0);
    const all = new Witnesses(
      { witnesses: [{ url: 'http://127.0.0.1:1', verifierKey }], intervalSeconds: 60 },
      source,
      silent,
    );
    await all.round();
    expect(all.states()).toEqual([{ name: 'witness.example/w1', url: 'http://127.0.0.1:1' }]);
    expect(cosigned).toEqual([]);
  });

  it('are asked repeatedly from the start on, until they are stopped', async () => {
    const witness = await trueWitness();
    const { source } = logOf(3);
    const { lines, logger } = told();
    let rounds = 0;
    let enough = () => {};
    const wasEnough = new Promise<void>((resolve) => (enough = resolve));
    const counting: Source = {
      ...source,
      cosigned: async () => {
        rounds += 1;
        if (rounds === 1) throw new Error('the first could not be kept');
        if (rounds === 3) enough();
      },
    };
    const all = new Witnesses({ witnesses: [witness], intervalSeconds: 0.01 }, counting, logger);
    all.start();
    all.start();
    await wasEnough;
    await all.stop();
    expect(lines).toMatchObject([{ level: 50, msg: expect.stringContaining('the next round retries') }]);
  });

  it('do not delay the shutdown if one does not respond', async () => {
    let asked = () => {};
    const wasAsked = new Promise<void>((resolve) => (asked = resolve));
    const url = await strangeWitness(() => asked());
    const { source } = logOf(3);
    const { lines, logger } = told();
    const all = new Witnesses({ witnesses: [{ url, verifierKey }], intervalSeconds: 60 }, source, logger);
    all.start();
    await wasAsked;
    await all.stop();
    expect(all.states()).toEqual([{ name: 'witness.example/w1', url }]);
    expect(lines).toEqual([]);
  });

  it('are never asked if there are none', async () => {
    const { source } = logOf(3);
    const all = new Witnesses({ witnesses: [], intervalSeconds: 60 }, source, silent);
    all.start();
    await all.stop();
    expect(all.states()).toEqual([]);
  });
});

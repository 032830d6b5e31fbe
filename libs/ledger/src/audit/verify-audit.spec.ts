import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { canonicalJson } from '../canonical.js';
import type { Trust } from './claims.js';
import { plainAudit } from './testing/plain-audit.js';
import {
  asLines,
  below,
  fileOf,
  negotiationOf,
  ORIGIN,
  parties,
  randomOf,
  sampleLog,
  sealed,
  WITNESS,
} from './testing/sample.js';
import { verifyAudit } from './verify-audit.js';
import type { Logged } from './write-audit.js';

const owner = parties();
const random = randomOf(7);
const log = sampleLog(random, 30);
const talks = negotiationOf(log[0]!);
const isOfTalks = (event: Logged) => negotiationOf(event) === talks;
const note = owner.cosign(owner.sign(log));
const verdict = (lines: readonly string[], trust: Partial<Trust> = {}) =>
  verifyAudit(asLines(lines), { logKeys: [owner.logKey], ...trust });
const codes = async (lines: readonly string[], trust: Partial<Trust> = {}) =>
  (await verdict(lines, trust)).findings.map(({ code }) => code);
/** The file of a log whose owner has signed it unmodified. */
const signedFile = (events: readonly Logged[], shows?: (event: Logged) => boolean) =>
  fileOf(events, owner.sign(events), shows && { shows });

describe('an auditor who verifies a file offline', () => {
  it('gets its content, its witnesses and the times of their cosignatures', async () => {
    const audit = await verdict(await fileOf(log, note), {
      witnessKeys: [owner.witnessKey],
      since: owner.sign(log.slice(0, 9)),
    });
    expect(audit).toMatchObject({ holds: true, findings: [], more: 0 });
    expect(audit.figures).toEqual({
      origin: ORIGIN,
      size: 30,
      events: 30,
      withheld: 0,
      streams: new Set(log.map(({ stream }) => stream)).size,
      gaps: 0,
      root: note.split('\n')[2],
      recorded: { from: '2025-10-27T00:00:00.000Z', to: '2025-10-27T00:29:00.000Z' },
      cosignatures: [{ name: WITNESS, at: '2025-10-27T21:20:00.000Z' }],
      sinceSize: 9,
      uncovered: 0,
    });
  });
  it('can verify a single negotiation within the whole log', async () => {
    const file = await fileOf(log, note, { negotiationId: talks, shows: isOfTalks });
    const events = log.filter(isOfTalks).length;
    const { holds, figures } = await verdict(file);
    expect([holds, figures]).toEqual([
      true,
      expect.objectContaining({ negotiationId: talks, events, withheld: 30 - events, gaps: 0 }),
    ]);
  });
  it('can verify an empty log and one with a single event', async () => {
    expect(await verdict(await signedFile([]))).toMatchObject({ holds: true, figures: { size: 0 } });
    expect(await verdict(await signedFile(log.slice(0, 1)))).toMatchObject({ holds: true, figures: { events: 1 } });
  });
  it('gets the number of withheld events between shown ones', async () => {
    const hidden = log.find(
      ({ stream, revision }) => revision === 1 && log.some((it) => it.stream === stream && it.revision === 2),
    )!;
    const { holds, figures } = await verdict(await signedFile(log, (event) => event !== hidden));
    expect([holds, figures]).toEqual([true, expect.objectContaining({ withheld: 1, gaps: 1 })]);
  });
});

describe('a time of recording that goes back', () => {
  const at = (index: number, recordedAt: string) => {
    const metadata = JSON.parse(log[index]!.metadata) as object;
    return sealed(random, { ...log[index]!, metadata: canonicalJson({ ...metadata, recordedAt }) });
  };
  it('is reported with both places, and is no finding: several instances may cause it', async () => {
    const times = ['10:00', '10:05', '10:05', '10:03', '10:04', '10:06'];
    const events = times.map((time, index) => at(index, `2025-10-27T${time}:00.000Z`));
    const { holds, figures } = await verdict(await signedFile(events));
    expect([holds, figures.backwards]).toEqual([true, { times: 2, index: 3, before: 2 }]);
  });
});

describe('a file does not hold', () => {
  it('if a trusted witness has not cosigned it', async () => {
    const other = parties(ORIGIN, 'witness.example.net/w2');
    const witnessKeys = [owner.witnessKey, other.witnessKey];
    expect(await verdict(await fileOf(log, note), { witnessKeys })).toMatchObject({
      holds: false,
      findings: [{ code: 'witness-missing', because: expect.stringContaining('witness.example.net/w2') }],
    });
  });
  it('if the checkpoint that the auditor kept is of another log or key, altered or unreadable', async () => {
    const file = await fileOf(log, note);
    const kept = owner.sign(log.slice(0, 9));
    const other = parties('record.example.org/before');
    expect(await codes(file, { since: other.sign(log) })).toEqual(['since-origin-differs']);
    expect(await codes(file, { since: parties().sign(log) })).toEqual(['since-key-unknown']);
    expect(await codes(file, { since: kept.replace('\n9\n', '\n8\n') })).toEqual(['since-signature-invalid']);
    expect(await codes(file, { since: 'yesterday' })).toEqual(['since-malformed']);
  });
  it('if it is of another log than the keys, even if another key has the name of that log', async () => {
    const file = await fileOf(log, note);
    expect(await codes(file, { logKeys: [parties('example.org/other').logKey] })).toEqual([
      'checkpoint-origin-unknown',
    ]);
    expect(await codes(file, { logKeys: [parties().logKey] })).toEqual(['checkpoint-key-unknown']);
  });
  it('if its owner signed a stream with a repeated or missing event', async () => {
    const stream = log.find(({ revision }) => revision === 2)!.stream;
    const [first, second, third] = log.filter((event) => event.stream === stream);
    const place = { stream, revision: 2, eventId: third!.id };
    expect(await verdict(await signedFile([first!, third!]))).toMatchObject({
      findings: [{ code: 'revision-missing', index: 1, line: 3, ...place }],
    });
    expect(await codes(await signedFile([first!, second!, third!]))).toEqual([]);
    expect(await codes(await signedFile([second!, first!, third!]))).toEqual(['revision-missing', 'revision-repeated']);
    const again = sealed(random, { ...third!, id: first!.id });
    expect(await verdict(await signedFile([first!, second!, again]))).toMatchObject({
      findings: [{ code: 'event-id-repeated', index: 2, ...place, eventId: first!.id }],
    });
  });
  it('if its owner signed two streams with one event id', async () => {
    const [first, second] = [log[0]!, log.find(({ stream }) => stream !== log[0]!.stream)!];
    const again = sealed(random, { ...second, id: first.id });
    expect(await verdict(await signedFile([first, again]))).toMatchObject({
      holds: false,
      findings: [
        {
          code: 'event-id-in-two-streams',
          index: 1,
          stream: second.stream,
          eventId: first.id,
          because: expect.stringContaining(first.stream),
        },
      ],
    });
  });
  it('if an event has a number for a key, which other implementations may sort differently', async () => {
    const { salt: _, entry: __, ...event } = log[0]!;
    for (const key of ['0', '10']) {
      const numbered = sealed(random, { ...event, data: `{"${key}":1}` });
      expect(await verdict(await signedFile([numbered]))).toMatchObject({
        findings: [
          { code: 'not-canonical', because: expect.stringContaining(`the key "${key}" looks like an array index`) },
        ],
      });
    }
  });
  it('if more events of a stream are missing than are withheld before', async () => {
    const stream = log.find(({ revision }) => revision === 2)!.stream;
    const [first, , third] = log.filter((event) => event.stream === stream);
    const other = log.find((event) => event.stream !== stream)!;
    const shows = (event: Logged) => event !== other;
    expect(await codes(await signedFile([first!, other, third!], shows))).toEqual([]);
    expect(await codes(await signedFile([other, first!, third!], shows))).toEqual(['revision-missing']);
    expect(await codes(await signedFile([other, third!], shows))).toEqual(['revision-missing']);
  });
  it('if it shows an event of another negotiation than its own', async () => {
    const stranger = log.find((event) => !isOfTalks(event))!;
    const file = await fileOf(log, note, {
      negotiationId: talks,
      shows: (event) => isOfTalks(event) || event === stranger,
    });
    const { findings } = await verdict(file);
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'negotiation-differs', index: log.indexOf(stranger) }),
    );
  });
  it('and names at most a hundred altered events', async () => {
    const many = sampleLog(random, 150);
    const lines = (await fileOf(many, owner.sign(many))).map((line) => line.replace('Ana', 'Eve'));
    const { findings, more } = await verdict(lines);
    expect(findings.map(({ code, index }) => [code, index])).toEqual(
      Array.from({ length: findings.length }, (_, index) => ['event-altered', index]),
    );
    expect(findings.length + more).toBe(150);
  });
  it('even if the altered event is larger than what is stored of it', async () => {
    const { salt: _, entry: __, ...rest } = log[0]!;
    const large = sealed(random, { ...rest, data: canonicalJson({ text: 'x'.repeat(2_000_000) }) });
    const file = await signedFile([large]);
    expect(await verdict(file)).toMatchObject({ holds: true });
    expect(await verdict(file.with(1, file[1]!.replace('xx', 'yx')))).toMatchObject({
      holds: false,
      findings: [{ code: 'event-altered', index: 0 }],
    });
  });
  it('and says whether the event or its entry was altered', async () => {
    const file = await fileOf(log, note);
    const altered = file.with(5, file[5]!.replace('Ana', 'Eve'));
    expect(await verdict(altered)).toMatchObject({
      findings: [{ code: 'event-altered', index: 4, eventId: log[4]!.id }],
    });
    const moved = altered.with(9, file[9]!.replace(log[8]!.entry, '0'.repeat(64)));
    expect((await verdict(moved)).findings.map(({ code, index }) => [code, index])).toEqual([
      ['entry-differs', 4],
      ['entry-differs', 8],
      ['root-differs', undefined],
    ]);
  });
});

describe('what a signature alone cannot prove', () => {
  // The owner of the key rewrites event 20 and all after it, and signs the new history.
  const rewritten = log.map((event, index) => {
    const { salt: _, entry: __, ...rest } = event;
    return index < 20 ? event : sealed(random, { ...rest, data: canonicalJson({ text: 'We never said that.' }) });
  });
  it('is that its owner did not sign another history: only an earlier checkpoint reveals it', async () => {
    const file = await signedFile(rewritten);
    expect(await verdict(file)).toMatchObject({ holds: true });
    expect(await verdict(file, { since: owner.sign(log.slice(0, 20)) })).toMatchObject({ holds: true });
    expect(await codes(file, { since: owner.sign(log.slice(0, 21)) })).toEqual(['since-differs']);
  });
  it('is revealed by a witness, which never cosigns a second history', async () => {
    const file = await signedFile(rewritten);
    expect(await codes(file, { witnessKeys: [owner.witnessKey] })).toEqual(['witness-missing']);
    expect(await codes(await fileOf(rewritten, note), { witnessKeys: [owner.witnessKey] })).toEqual(['root-differs']);
    // An auditor who got the last checkpoint from the witness detects it too.
    expect(await codes(file, { since: note })).toEqual(['since-differs']);
  });
  it('is where the change is: a kept checkpoint shows whether it is before or after', async () => {
    const file = await fileOf(rewritten, note);
    const because = async (kept: number) =>
      (await verdict(file, { since: owner.sign(log.slice(0, kept)) })).findings.at(-1)!;
    expect(await because(20)).toMatchObject({ code: 'root-differs', because: expect.stringContaining('after them') });
    expect(await because(21)).toMatchObject({
      code: 'root-differs',
      because: expect.stringContaining('before index 21'),
    });
  });
  it('is that nothing was truncated or rolled back: only a later checkpoint reveals it', async () => {
    const file = await fileOf(log.slice(0, 12), owner.cosign(owner.sign(log.slice(0, 12))));
    expect(await verdict(file, { witnessKeys: [owner.witnessKey] })).toMatchObject({ holds: true });
    expect(await codes(file, { since: note })).toEqual(['rolled-back']);
  });
  it('is that nothing is hidden: a withheld event can be any event, and is counted', async () => {
    const file = await signedFile(log, (event) => event !== log[7]);
    expect(await verdict(file)).toMatchObject({ holds: true, figures: { withheld: 1 } });
  });
});

describe('a second verifier, written only from the standards', () => {
  const changes: readonly ((lines: string[], at: number, other: number) => string[])[] = [
    (lines) => lines,
    (lines, at) => lines.toSpliced(at, 1),
    (lines, at, other) => lines.with(at, lines[other]!).with(other, lines[at]!),
    (lines, at) => lines.with(at, lines[at]!.replace('Ana', 'Eve')),
    (lines, at) =>
      lines.with(
        at,
        lines[at]!.replace(/[0-9a-f](?="[,}])/, (digit) => (digit === '0' ? '1' : '0')),
      ),
    (lines, at) => lines.with(at, lines[at]!.replace(/"event".*,"index"/, '"index"').replace(/,"salt":"\w+"/, '')),
    (lines, at) =>
      lines.with(
        at,
        lines[at]!.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10)),
      ),
    (lines, at) => lines.with(at, lines[at]!.replace(':', ': ')),
    (lines, at, other) => lines.toSpliced(at, 0, lines[other]!),
  ];
  it('accepts and rejects the same files', async () => {
    let [holding, refused] = [0, 0];
    const isAlike = fc.asyncProperty(
      fc.nat(),
      fc.nat(40),
      fc.nat(2),
      fc.nat(changes.length - 1),
      async (seed, size, hide, change) => {
        const draw = randomOf(seed);
        const events = sampleLog(draw, size);
        const negotiationId = size > 0 && hide === 1 ? negotiationOf(events[0]!) : undefined;
        const shows = (event: Logged) =>
          hide === 2 ? draw() < 0.8 : negotiationId === undefined || negotiationOf(event) === negotiationId;
        const file = await fileOf(events, owner.sign(events), { negotiationId, shows });
        const lines = changes[change]!(file, below(draw, file.length), below(draw, file.length));
        const { holds } = await verdict(lines);
        expect(holds).toBe(plainAudit(lines.map((line) => `${line}\n`).join(''), owner.keys.log.verifier));
        if (holds) holding += 1;
        else refused += 1;
      },
    );
    await fc.assert(isAlike, { numRuns: 150 });
    // The same draws in every run: the count of others could be lower by chance.
    [holding, refused] = [0, 0];
    await fc.assert(isAlike, { numRuns: 150, seed: 1 });
    expect(Math.min(holding, refused)).toBeGreaterThan(15);
  });
});

describe('a checkpoint of an origin that the log had before', () => {
  const second = parties('record.example.org/talks.2');
  const third = parties('record.example.org/talks.3');
  const startedEvent = (data: object, at: number) =>
    sealed(randomOf(at), {
      id: `origin-${at}`,
      stream: `ledger-${at}`,
      revision: 0,
      type: 'OriginStarted',
      data: canonicalJson({ previous: '', reason: 'A backup was stolen.', ...data }),
      metadata: canonicalJson({ recordedAt: '2025-10-27T12:00:00.000Z' }),
    });
  const namesOf = (next: typeof owner, before: typeof owner) => ({
    origin: next.logKey.name,
    verifierKey: next.keys.log.verifier,
    previousVerifierKey: before.keys.log.verifier,
  });
  const more = sampleLog(randomOf(21), 6);
  const first = log.slice(0, 20);
  const whole = [...first, startedEvent(namesOf(second, owner), 1), ...more.slice(0, 3)];
  const twice = [...whole, startedEvent(namesOf(third, second), 2), ...more.slice(3)];
  const fileBy = (by: typeof owner, events: readonly Logged[]) => fileOf(events, by.sign(events));
  const trusting = (by: typeof owner, since: string) => ({ logKeys: [by.logKey], since });

  it('is held against the log, by the key that the log names', async () => {
    const file = await fileBy(third, twice);
    for (const since of [owner.sign(log.slice(0, 9)), owner.sign(first), second.sign(twice.slice(0, 22))]) {
      const audit = await verdict(file, trusting(third, since));
      expect([audit.holds, audit.findings]).toEqual([true, []]);
    }
    const { figures } = await verdict(file, trusting(third, owner.sign(log.slice(0, 9))));
    expect(figures).toMatchObject({ sinceSize: 9 });
  });
  it('is refused where the log was rewritten since', async () => {
    const rewritten = [...sampleLog(randomOf(22), 20), ...whole.slice(20)];
    expect(await codes(await fileBy(second, rewritten), trusting(second, owner.sign(first)))).toEqual([
      'since-differs',
    ]);
  });
  it('is refused where it covers more than its origin has', async () => {
    const file = await fileBy(second, whole);
    expect(await codes(file, trusting(second, owner.sign(whole)))).toEqual(['since-differs']);
    expect(await codes(file, trusting(second, owner.sign(twice)))).toEqual(['since-differs']);
  });
  it('is refused where another key of that name has signed it', async () => {
    const file = await fileBy(second, whole);
    expect(await codes(file, trusting(second, parties().sign(first)))).toEqual(['since-signature-invalid']);
  });
  it('is of an unknown log where the log does not name its key, or where the chain of keys is broken', async () => {
    for (const data of [
      { origin: second.logKey.name },
      { ...namesOf(second, owner), previousVerifierKey: '' },
      { ...namesOf(second, owner), verifierKey: third.keys.log.verifier },
      namesOf(third, owner),
    ]) {
      const events = [...first, startedEvent(data, 1)];
      expect(await codes(await fileBy(second, events), trusting(second, owner.sign(first)))).toEqual([
        'since-origin-differs',
      ]);
    }
  });
});

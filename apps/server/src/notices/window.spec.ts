import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { accessIn, isAccessType } from '#domain/access.js';
import { type Clearance, dominates, EU_LADDER, type Marking } from '#domain/marking.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { memoryIndex } from '#read-models/testing/memory-index.js';
import { about, type About, logOf, type Telling } from '#read-models/testing/told-log.js';
import { type Notice, noticesFor, type Reader, type Window } from './window.js';
import { readWindow } from './window-reader.js';

const OPEN: Marking = { level: 'public' };
const SECRET: Marking = { level: 'secret' };
const BEN: Clearance = { level: 'public', compartments: [] };
const ANA: Clearance = { level: 'secret', compartments: [] };
const by = (subject: string) => ({ issuer: 'local', subject, name: subject });
const person = (subject: string) => JSON.stringify(['local', subject]);

const fact = (type: string, data: object, negotiationId: string, metadata: object = {}): Telling =>
  ({ type, data, metadata: { negotiationId, ...metadata } }) as never;
const opened = (n: string, marking?: Marking) =>
  about(
    'negotiation',
    n,
    fact('NegotiationOpened', { title: 'Talks' }, n, { recordedBy: by('chief'), ...(marking && { marking }) }),
  );
const said = (n: string, id: string, marking?: Marking) =>
  about('statement', id, fact('StatementMade', { text: 'We met.' }, n, marking && { marking }));
const planned = (n: string, id: string) => about('meeting', id, fact('MeetingProposed', { title: 'A meeting' }, n));
const marked = (n: string, kind: 'negotiation' | 'statement' | 'meeting', id: string, marking: Marking) =>
  about(kind, id, fact('RecordMarked', { marking, reason: 'x' }, n));
const given = (n: string, subject: string) =>
  about('grant', `${n}-${subject}`, fact('GrantGiven', { issuer: 'local', subject }, n));
const revoked = (n: string, subject: string) =>
  about('grant', `${n}-${subject}`, fact('GrantRevoked', { issuer: 'local', subject }, n));

/** What a log says now of who has access. */
const admitsIn =
  (log: readonly StoredEvent[], key: string) =>
  (negotiationId: string): boolean =>
    log.reduce((has, event) => {
      if (!isAccessType(event.type) || negotiationOf(event) !== negotiationId) return has;
      const change = accessIn(event);
      return change.person === key ? change.status !== 'revoked' : has;
    }, false);
const negotiationOf = ({ metadata }: StoredEvent) => (JSON.parse(metadata) as { negotiationId: string }).negotiationId;

const readerOf = (log: readonly StoredEvent[], subject: string, seesGrants = false): Reader => ({
  person: person(subject),
  seesGrants,
  admits: admitsIn(log, person(subject)),
});
const windowIn = async (
  log: readonly StoredEvent[],
  clearance: Clearance | undefined,
  after: number,
  upTo?: number,
) => {
  const index = memoryIndex(log);
  // As a long range is read.
  const source = { index, ladder: EU_LADDER, lastHidden: () => -1, pageSize: 2 };
  const window = await readWindow(source, clearance, { after, upTo });
  index.db.close();
  return window!;
};
const told = (notices: readonly Notice[]) =>
  notices.map(({ negotiationId, kinds }) => `${negotiationId}: ${kinds.join(', ')}`);
/** What somebody is told of the last events of a log. */
const toldOf = async (before: readonly About[], since: readonly About[], subject: string, clearance: Clearance) => {
  const log = logOf(...before, ...since);
  const window = await windowIn(log, clearance, logOf(...before).length - 1);
  return told(noticesFor(window, readerOf(log, subject)));
};

const TALKS = [opened('n'), given('n', 'ben'), given('n', 'ana')];

describe('a reader', () => {
  it('is told of each negotiation once, with the kinds of things that changed, in the order of their ids', async () => {
    const since = [planned('n', 'm1'), opened('a'), given('a', 'ben'), said('n', 's1'), said('n', 's2')];
    expect(await toldOf(TALKS, since, 'ben', BEN)).toEqual(['a: negotiation', 'n: meeting, statement']);
  });
  it('is told of nothing above their clearance, and of nothing without a grant', async () => {
    const since = [said('n', 's1', SECRET), opened('x'), said('x', 's2')];
    expect(await toldOf(TALKS, since, 'ben', BEN)).toEqual([]);
    expect(await toldOf(TALKS, since, 'ana', ANA)).toEqual(['n: statement']);
  });
  it('is told when a thing that they saw is raised out of their sight, and nothing of it after that', async () => {
    const before = [...TALKS, said('n', 's1')];
    const raised = marked('n', 'statement', 's1', SECRET);
    const again = marked('n', 'statement', 's1', { level: 'tres-secret' });
    expect(await toldOf(before, [raised], 'ben', BEN)).toEqual(['n: statement']);
    expect(await toldOf([...before, raised], [again], 'ben', BEN)).toEqual([]);
    expect(await toldOf([...before, raised], [again], 'ana', ANA)).toEqual(['n: statement']);
  });
  it('is told when a thing is lowered into their sight', async () => {
    const before = [...TALKS, said('n', 's1', SECRET)];
    expect(await toldOf(before, [marked('n', 'statement', 's1', OPEN)], 'ben', BEN)).toEqual(['n: statement']);
  });
  it('is told once when their negotiation is raised, and of nothing in it until it is lowered', async () => {
    const raised = marked('n', 'negotiation', 'n', SECRET);
    expect(await toldOf(TALKS, [raised], 'ben', BEN)).toEqual(['n: negotiation']);
    expect(await toldOf([...TALKS, raised], [planned('n', 'm1')], 'ben', BEN)).toEqual([]);
    const lowered = [planned('n', 'm1'), marked('n', 'negotiation', 'n', OPEN)];
    expect(await toldOf([...TALKS, raised], lowered, 'ben', BEN)).toEqual(['n: meeting, negotiation']);
  });
  it('is not told that a thing went out of sight which they did not see, as its negotiation was hidden', async () => {
    const before = [...TALKS, planned('n', 'm1'), marked('n', 'negotiation', 'n', SECRET)];
    const since = [marked('n', 'meeting', 'm1', SECRET), marked('n', 'negotiation', 'n', OPEN)];
    expect(await toldOf(before, since, 'ben', BEN)).toEqual(['n: negotiation']);
  });
  it('is told of the negotiation when they get access, and when they lose it', async () => {
    const before = [opened('n'), said('n', 's1')];
    expect(await toldOf(before, [given('n', 'ben')], 'ben', BEN)).toEqual(['n: negotiation']);
    const lost = [revoked('n', 'ben'), said('n', 's2')];
    expect(await toldOf([...before, given('n', 'ben')], lost, 'ben', BEN)).toEqual(['n: negotiation']);
    expect(await toldOf([...before, given('n', 'ben'), revoked('n', 'ben')], [said('n', 's2')], 'ben', BEN)).toEqual(
      [],
    );
  });
  it('learns nothing from a grant for what is hidden from them', async () => {
    const before = [opened('n', SECRET)];
    expect(await toldOf(before, [given('n', 'ben')], 'ben', BEN)).toEqual([]);
    expect(await toldOf([...before, given('n', 'ben')], [revoked('n', 'ben')], 'ben', BEN)).toEqual([]);
    expect(await toldOf([...before, given('n', 'ana')], [revoked('n', 'ana')], 'ana', ANA)).toEqual(['n: negotiation']);
  });
  it('is not told what went out of sight before they had access, or after they lost it', async () => {
    const before = [opened('n'), planned('n', 'm1'), said('n', 's1')];
    const raised = marked('n', 'meeting', 'm1', SECRET);
    expect(await toldOf(before, [raised, given('n', 'ben')], 'ben', BEN)).toEqual(['n: negotiation']);
    const lost = [revoked('n', 'ben'), raised];
    expect(await toldOf([...before, given('n', 'ben')], lost, 'ben', BEN)).toEqual(['n: negotiation']);
    expect(await toldOf([...before, given('n', 'ben')], [raised, revoked('n', 'ben')], 'ben', BEN)).toEqual([
      'n: meeting, negotiation',
    ]);
  });
  it('is told of the access of others only if they may know of it', async () => {
    const log = logOf(...TALKS, given('n', 'eve'));
    const window = await windowIn(log, BEN, TALKS.length - 1);
    expect(told(noticesFor(window, readerOf(log, 'ben')))).toEqual([]);
    expect(told(noticesFor(window, readerOf(log, 'ben', true)))).toEqual(['n: grant']);
  });
  it('is never told of checkpoints', async () => {
    const checkpoint = about('checkpoint', 'c1', fact('CheckpointSigned', { note: 'x' }, 'ledger'));
    const log = logOf(...TALKS, checkpoint);
    const local = { ...readerOf(log, 'ben'), admits: () => true };
    expect(noticesFor(await windowIn(log, undefined, TALKS.length - 1), local)).toEqual([]);
  });
});

const LEVELS = fc.constantFrom<Marking>(
  OPEN,
  { level: 'restreint' },
  { level: 'restreint', compartments: ['trade'] },
  SECRET,
);
const CLEARANCES = fc.constantFrom<Clearance | undefined>(
  BEN,
  { level: 'restreint', compartments: [] },
  { level: 'restreint', compartments: ['trade'] },
  ANA,
  undefined,
);
const TALKING = fc.constantFrom('n', 'm');
const STEP = fc.oneof(
  fc
    .record({ n: TALKING, thing: fc.integer({ min: 0, max: 2 }), marking: fc.option(LEVELS, { nil: undefined }) })
    .map((drawn) => ({ kind: 'thing' as const, ...drawn })),
  fc.record({ n: TALKING, marking: LEVELS }).map((drawn) => ({ kind: 'negotiation' as const, ...drawn })),
  fc
    .record({ n: TALKING, subject: fc.constantFrom('ben', 'eve'), has: fc.boolean() })
    .map((drawn) => ({ kind: 'grant' as const, ...drawn })),
);
const HISTORIES = fc
  .record({
    n: fc.option(LEVELS, { nil: undefined }),
    m: fc.option(LEVELS, { nil: undefined }),
    steps: fc.array(STEP, { maxLength: 30 }),
  })
  .map(({ n, m, steps }) => {
    const begun = new Set<string>();
    return logOf(
      opened('n', n),
      opened('m', m),
      ...steps.map((step): About => {
        if (step.kind === 'negotiation') return marked(step.n, 'negotiation', step.n, step.marking);
        if (step.kind === 'grant') return (step.has ? given : revoked)(step.n, step.subject);
        const id = `${step.n}${step.thing}`;
        if (begun.has(id)) return step.marking ? marked(step.n, 'statement', id, step.marking) : said(step.n, id);
        begun.add(id);
        return said(step.n, id, step.marking);
      }),
    );
  });

/** The events that a reader is told of, from the log alone: each event is judged by what they saw before it and see now. */
const plainly = (log: readonly StoredEvent[], clearance: Clearance | undefined, key: string): readonly number[] => {
  const markingBefore = (stream: string, end: number): Marking =>
    log.slice(0, end).reduce<Marking>((marking, event) => {
      if (event.stream !== stream) return marking;
      if (event.type === 'RecordMarked') return (JSON.parse(event.data) as { marking: Marking }).marking;
      return event.revision === 0 ? ((JSON.parse(event.metadata) as { marking?: Marking }).marking ?? OPEN) : marking;
    }, OPEN);
  const sees = (stream: string, n: string, end: number) =>
    clearance === undefined ||
    [stream, `negotiation-${n}`].every((one) => dominates(EU_LADDER, clearance, markingBefore(one, end)));
  const has = (n: string, end: number) => admitsIn(log.slice(0, end), key)(n);
  const now = log.length;
  return log.flatMap((event, at) => {
    const n = negotiationOf(event);
    const isOwn = isAccessType(event.type) && accessIn(event).person === key;
    const isVisible = !event.stream.startsWith('grant-') && sees(event.stream, n, now) && has(n, now);
    const departs =
      has(n, at) && sees(event.stream, n, at) && !sees(event.stream, n, at + 1) && event.type === 'RecordMarked';
    const gains = isOwn && !has(n, at) && has(n, at + 1) && has(n, now) && sees(`negotiation-${n}`, n, now);
    const loses = isOwn && has(n, at) && !has(n, at + 1) && sees(`negotiation-${n}`, n, at);
    return isVisible || departs || gains || loses ? [at] : [];
  });
};

const sumOf = (log: readonly StoredEvent[], ordinals: readonly number[]) =>
  [...Map.groupBy(ordinals, (at) => negotiationOf(log[at]!))]
    .map(([n, all]) => {
      const kinds = all.map((at) => (isAccessType(log[at]!.type) ? 'negotiation' : log[at]!.stream.split('-')[0]!));
      return `${n}: ${[...new Set(kinds)].toSorted().join(', ')}`;
    })
    .toSorted();

describe('for every history, clearance and window', () => {
  it('the notices are those of the events that the reader sees now, or that took something out of their sight', () =>
    fc.assert(
      fc.asyncProperty(HISTORIES, CLEARANCES, fc.nat(32), fc.nat(32), async (log, clearance, one, other) => {
        const [after, upTo] = [Math.min(one, other) - 1, Math.min(Math.max(one, other), log.length - 1)];
        const window: Window = await windowIn(log, clearance, after, upTo);
        const due = plainly(log, clearance, person('ben')).filter((at) => at > after && at <= upTo);
        expect(told(noticesFor(window, readerOf(log, 'ben')))).toEqual(sumOf(log, due));
      }),
      { numRuns: 300 },
    ));
});

import { describe, expect, it } from '@jest/globals';
import type Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { type Kind, streamOf } from '#domain/ids.js';
import { EU_LADDER } from '#domain/marking.js';
import type { Day } from '#domain/world-date.js';
import { parseEdtf } from '#edtf/parse-edtf.js';
import { canonicalJson } from '#ledger/canonical.js';
import { LANGUAGES } from '#messages/languages.js';
import { openDatabase } from '#storage/open-database.js';
import { commitment } from '../../models/commitments.js';
import { dispute } from '../../models/disputes.js';
import { measure } from '../../models/measures.js';
import { meeting } from '../../models/meetings/meeting-routes.js';
import { minutesPage } from '../../models/minutes.js';
import { models } from '../../models/models.js';
import { itemOf } from '../../models/overview/overview-items.js';
import { position } from '../../models/positions.js';
import { proposalByItself } from '../../models/proposals.js';
import { statement } from '../../models/statements/statements.js';
import { thing } from '../../models/things.js';
import { type StoredFact, withFacts } from '../../models/timeline/facts.js';
import { anyMoment, type At, viewpoint } from '../../testing/any-moment.js';
import { storeByPosition, storeOf } from '../../testing/batches.js';
import { placesIn } from '../../testing/memory-index.js';
import { NEGOTIATION, randomHistory } from '../../testing/random-history.js';
import { dossierOf, recordedByRank, recordedInOrder } from '../../testing/simulated-recorder.js';
import { about, type About, loggedOf, logOf, type Telling, viewsOf } from '../../testing/told-log.js';
import { headerIn, linesIn, moved } from './moved.js';
import { movedInLanguage } from './moved-line.js';
import { draws, sameDraws } from '../../testing/draws.js';

type Asked = Readonly<{ dossier: readonly About[]; from: At; to: At; negotiationId?: string; over?: string }>;

const answer = async (
  { dossier, from, to, negotiationId = 'n', over = '2025-12-31' }: Asked,
  sight?: Parameters<typeof moved>[1]['sight'],
) => {
  const log = logOf(...dossier);
  const [store, places] = [storeOf(log), placesIn(log, { negotiationId })];
  const moments = { from: viewpoint(from), to: viewpoint(to) };
  const db = openDatabase(':memory:');
  await moved(db, {
    store,
    places,
    ...moments,
    negotiationId,
    over: over as Day,
    sight,
  });
  try {
    const items = linesIn(db, { after: undefined, limit: 10_000 }).map(({ key: _, ...line }) => line);
    return { ...headerIn(db), items };
  } finally {
    db.close();
  }
};
const inEnglish = (found: Awaited<ReturnType<typeof answer>>) =>
  movedInLanguage(found, 'en').items.map(
    ({ tag, sentences }) =>
      `${tag}: ${sentences.items.map((one) => (one as unknown as { text: string }).text).join(' ')}`,
  );

const opened: Telling = { type: 'NegotiationOpened', data: { title: 'Talks' } };
const noted = (title: string, marking?: string): Telling => ({
  type: 'MeetingProposed',
  data: { title },
  ...(marking !== undefined && { metadata: { marking: { level: marking } } }),
});
const marked = (level: string): Telling => ({
  type: 'RecordMarked',
  data: { marking: { level }, reason: 'As agreed.' },
});
const ANA = { ladder: EU_LADDER, clearance: { level: 'restreint', compartments: [] } };

describe('what moved', () => {
  const talks = (...facts: readonly Telling[]) => [about('negotiation', 'n', opened), about('meeting', '1', ...facts)];
  it('does not tell of what was recorded in error and voided since', async () => {
    const voided: Telling = { type: 'RecordVoided', data: { eventId: 'event-1' as never, reason: 'In error.' } };
    const dossier = talks(noted('Talks in Brussels'), voided);
    expect((await answer({ dossier, from: { upTo: 0 }, to: { upTo: 2 } })).items).toEqual([]);
    expect(inEnglish(await answer({ dossier, from: { upTo: 1 }, to: { upTo: 2 } }))).toEqual([
      'corrected: The record of “Talks in Brussels” was voided.',
    ]);
  });
  it.each([
    ['it was hidden, and is not', 'secret', 'public', 1],
    ['it was hidden for nobody who is cleared like this', 'restreint', 'public', 0],
    ['it is hidden as of the second moment, and was lowered later', 'secret', 'secret', 0],
  ])('tells of a marking if %s', async (_, before, after, lines) => {
    const dossier = talks(noted('Talks in Brussels', before), marked(after));
    const found = await answer({ dossier, from: { upTo: 1 }, to: { upTo: 2 } }, ANA);
    expect(found.items.map(({ tag }) => tag)).toEqual(Array.from({ length: lines }, () => 'newly-visible'));
    expect(found.counts.lines).toBe(lines);
  });
  it('reads what was recorded between the moments and what it names, and no more', async () => {
    const others = Array.from({ length: 300 }, (_, n) => about('meeting', `other-${n}`, noted(`Meeting ${n}`)));
    const party = about('party', 'eu', {
      type: 'PartyJoined',
      data: { name: 'European Union', kind: 'regional-organisation', role: 'principal' },
    });
    const confirmed: Telling = { type: 'MeetingConfirmed', data: { confirmedById: 'eu' as never } };
    const dossier = [...talks(noted('Talks in Brussels')), party, ...others, about('meeting', '1', confirmed)];
    const log = logOf(...dossier);
    const [store, places] = [storeByPosition(log), placesIn(log, { negotiationId: 'n' })];
    const at = (upTo: number, day: string) => ({ choice: { upTo }, day: day as Day });
    const moments = { from: at(log.length - 2, '2026-01-01'), to: at(log.length - 1, '2026-06-01') };
    const over = '2025-12-31' as Day;
    const asked = { store, places, ...moments, negotiationId: 'n', over, sight: undefined };
    const db = openDatabase(':memory:');
    await moved(db, asked);
    db.close();
    // The negotiation, the two events of the meeting, and the party.
    expect(store.readBack).toBe(4);
  });
  it.each([
    [undefined, 'Ana made a statement.'],
    ['background', 'Ana made a statement, on background.'],
    ['chatham-house', 'Ana made a statement, under the Chatham House Rule.'],
    ['unattributed', 'Ana made a statement, not for attribution.'],
  ] as const)('says how a statement may be attributed: %s', async (attribution, sentence) => {
    const ana = about('representative', 'ana', { type: 'RepresentativeNamed', data: { name: 'Ana', kind: 'person' } });
    const said = { kind: 'interview', text: 'No comment.', verbatim: true, speakerId: 'ana' as never } as const;
    const made: Telling = { type: 'StatementMade', data: { ...said, ...(attribution && { attribution }) } };
    const dossier = [about('negotiation', 'n', opened), ana, about('statement', '1', made)];
    const found = await answer({ dossier, from: { upTo: 1 }, to: { upTo: 2 } });
    expect(inEnglish(found)).toEqual([`happened: ${sentence}`]);
  });
  describe('of a meeting that was held on another day than that of its plan', () => {
    const planned: Telling = {
      type: 'MeetingProposed',
      data: { title: 'Round 1', planned: { on: parseEdtf('2026-06-20') } },
      circumstances: { occurredOn: parseEdtf('2026-04-01') },
    };
    const statesAfter = async (day?: string) => {
      const circumstances = { ...(day !== undefined && { occurredOn: parseEdtf(day) }) };
      const held: Telling = { type: 'MeetingHeld', data: {}, circumstances };
      const { items } = await answer({ dossier: talks(planned, held), from: { upTo: 1 }, to: { upTo: 2 } });
      return [items[0]!.before, items[0]!.after];
    };
    const before = [{ id: 'state.meeting.tentative', parameters: {}, planned: { on: '2026-06-20' } }];
    it('tells for when it was planned, and then on which day it was held', async () => {
      const after = [{ id: 'state.meeting.held', parameters: {}, occurredOn: '2026-05-10' }];
      expect(await statesAfter('2026-05-10')).toEqual([before, after]);
    });
    it('tells of no day, if nobody told when it was held', async () =>
      expect(await statesAfter()).toEqual([before, [{ id: 'state.meeting.held', parameters: {} }]]));
  });
  describe('of what was recorded without a date, along the days of the world', () => {
    const alpha: Telling = { type: 'PartyJoined', data: { name: 'Alpha', kind: 'state', role: 'principal' } };
    const between = (dossier: readonly About[], first: string) => {
      const upTo = logOf(...dossier).length - 1;
      const at = (day: string) => ({ upTo, happenedBy: day as Day, day });
      return answer({ dossier, from: at(first), to: at('2026-06-01'), over: first });
    };
    const turns = ({ items }: Awaited<ReturnType<typeof answer>>) =>
      items.map(({ tag, kind, before, after }) => [tag, kind, before?.[0]?.id, after?.[0]?.id]);
    const onDay = (day: string) => ({ circumstances: { occurredOn: parseEdtf(day) } });
    const talks: Telling = { type: 'MeetingProposed', data: { title: 'Round 1', partyIds: ['alpha' as never] } };
    const negotiation = about('negotiation', 'n', { ...opened, ...onDay('2025-01-01') });

    // Our side learned of it on 1 January 2026.
    it('a party joined on the day on which that was learned, and took no part before, although a meeting named it', async () => {
      const dossier = [
        negotiation,
        about('party', 'alpha', alpha),
        about('meeting', '1', { ...talks, ...onDay('2025-04-01') }),
      ];
      expect(turns(await between(dossier, '2025-05-01'))).toEqual([
        ['happened', 'party', 'state.absent', 'state.party.joined'],
      ]);
    });
    it('a party that joined before the first day stands as it stood, and one that joined later did not take part', async () => {
      const joined = (day: string) => [
        negotiation,
        about('party', 'alpha', { ...alpha, ...onDay(day) }),
        about('meeting', '1', { ...talks, ...onDay('2025-04-01') }),
      ];
      expect(turns(await between(joined('2025-03-01'), '2025-05-01'))).toEqual([]);
      expect(turns(await between(joined('2025-08-01'), '2025-05-01'))).toEqual([
        ['happened', 'party', 'state.absent', 'state.party.joined'],
      ]);
    });
    it.each([
      ['negotiation', opened, { type: 'NegotiationActivated', data: {} }],
      ['issue', { type: 'IssueRaised', data: { title: 'Metals' } }, { type: 'IssueSettled', data: {} }],
    ] as readonly (readonly [Kind, Telling, Telling])[])(
      'a %s had begun if anything else had happened to it, so that it did not begin between two later days',
      async (kind, opening, later) => {
        const id = kind === 'negotiation' ? 'n' : '1';
        const others = kind === 'negotiation' ? [] : [negotiation];
        const dossier = [...others, about(kind, id, opening, { ...later, ...onDay('2025-04-01') })];
        expect(turns(await between(dossier, '2025-05-01'))).toEqual([]);
        // The same, if it began by a day, which is all that is known.
        const vague = [
          ...others,
          about(kind, id, { ...opening, ...onDay('../2026-02-01') }, { ...later, ...onDay('2025-04-01') }),
        ];
        expect(turns(await between(vague, '2025-05-01'))).toEqual([]);
        // It is told all the same, if it has a day of its own after that.
        const dated = [
          ...others,
          about(kind, id, { ...opening, ...onDay('2025-06-01') }, { ...later, ...onDay('2025-04-01') }),
        ];
        expect((await between(dated, '2025-05-01')).items.map(({ tag, kind }) => [tag, kind])).toEqual([
          ['happened', kind],
        ]);
        // Before that, nothing of it had happened.
        expect((await between(dossier, '2025-03-01')).items.map(({ tag, kind }) => [tag, kind])).toEqual([
          ['happened', kind],
        ]);
      },
    );
  });
  it('tells late that something began, if our side knew before of what came after that', async () => {
    const raised: Telling = {
      type: 'IssueRaised',
      data: { title: 'Metals' },
      circumstances: { learnedAt: '2026-03-01T00:00:00.000Z' as never },
    };
    const settled: Telling = {
      type: 'IssueSettled',
      data: {},
      circumstances: { occurredOn: parseEdtf('2025-04-01'), learnedAt: '2026-01-01T00:00:00.000Z' as never },
    };
    const dossier = [about('negotiation', 'n', opened), about('issue', '1', raised, settled)];
    const at = (day: string) => ({ upTo: 2, knownAt: `${day}T00:00:00.000Z` as never, day });
    const { items } = await answer({ dossier, from: at('2026-02-01'), to: at('2026-04-01'), over: '2026-02-01' });
    expect(items.map(({ tag, kind }) => [tag, kind])).toEqual([['learned-late', 'issue']]);
  });
  it('claims of no provision that it is in force once it may have been removed', async () => {
    const china = about('party', 'china', {
      type: 'PartyJoined',
      data: { name: 'China', kind: 'state', role: 'principal' },
    });
    const onDay = (edtf: string) => ({ on: parseEdtf(edtf) });
    const provisions = [{ provisionId: '1', text: 'Section 1', entersIntoForce: onDay('2026-03-01') }];
    const announced: Telling = {
      type: 'MeasureAnnounced',
      data: { actorId: 'china' as never, title: 'No. 1', instrument: 'export-control', provisions },
      circumstances: { occurredOn: parseEdtf('2026-02-01') },
    };
    const removed: Telling = {
      type: 'ProvisionRemoved',
      data: { provisionId: '1', from: onDay('2026-11/2026-12') },
      circumstances: { occurredOn: parseEdtf('2026-02-10') },
    };
    const dossier = [about('negotiation', 'n', opened), china, about('measure', '1', announced, removed)];
    const movedBy = async (day: string) =>
      inEnglish(await answer({ dossier, from: { upTo: 3, day: '2026-02-15' }, to: { upTo: 3, day } }));
    expect(await movedBy('2026-10-31')).toEqual([
      'happened: A provision of China has been in force since 1 March 2026: No. 1.',
    ]);
    expect(await movedBy('2026-12-01')).toEqual(['happened: No. 1: only days have passed.']);
  });
  it('tells nobody of a marking who sees everything', async () => {
    const dossier = talks(noted('Talks in Brussels', 'secret'), marked('public'));
    expect((await answer({ dossier, from: { upTo: 1 }, to: { upTo: 2 } })).items).toEqual([]);
  });
});

type Page = (db: Database.Database, id: string, day: string) => object | undefined;
/** What a plain read of a thing shows. */
const PAGES: Partial<Record<Kind, Page>> = {
  negotiation: (db, id) => itemOf(db, 'negotiations', id),
  party: (db, id) => itemOf(db, 'parties', id),
  representative: (db, id) => itemOf(db, 'representatives', id),
  issue: (db, id) => itemOf(db, 'issues', id),
  meeting,
  minutes: minutesPage,
  statement,
  position,
  measure: (db, id, day) => measure(db, id, { on: day }),
  commitment,
  proposal: proposalByItself,
  dispute,
};
/** Of other things, of the day that was asked for, and of who corrected something without changing it. */
const LEFT_OUT = new Set(
  'minutes readouts preparedByIds replies inReplyTo warnings replacedByIds on because eventIds correctedBy'.split(' '),
);
const shown = (db: Database.Database, kind: Kind, id: string, day: string): string => {
  if (thing(db, kind, id)?.standing !== 'present') return 'nothing';
  // A page may have one of several accounts of a fact; the timeline has all of them.
  const [told] = withFacts(db, [{ stream: streamOf(kind, id) }]);
  const facts = told!.facts as readonly StoredFact[];
  const all = [PAGES[kind]!(db, id, day), facts.map(({ revision: _, ordinal: __, ...fact }) => fact)];
  // In the log, keys are sorted. Here they are as drawn, and a correction can change their order.
  const compared = JSON.stringify(all, (name, value: unknown) => (LEFT_OUT.has(name) ? undefined : value));
  return canonicalJson(JSON.parse(compared));
};

describe('of any history', () => {
  const history = randomHistory.map((drawn) => dossierOf(recordedByRank(recordedInOrder(drawn))).dossier);

  it('a thing is told of if what is shown of it differs at the two moments, and only then', async () => {
    let told = 0;
    const isTold = fc.asyncProperty(
      history,
      fc.nat(60),
      fc.nat(30),
      fc.boolean(),
      async (dossier, first, more, isLater) => {
        const [from, to] = [
          { upTo: first, day: '2025-06-01' },
          { upTo: first + more, day: isLater ? '2026-09-01' : '2025-06-01' },
        ];
        const { items } = await answer({ dossier, from, to, negotiationId: NEGOTIATION });
        const found = items.flatMap(({ things }) => things.items.map(({ kind, id }) => streamOf(kind, id)));
        told += found.length;
        const before = viewsOf(models, ...dossier.slice(0, from.upTo + 1));
        const after = viewsOf(models, ...dossier.slice(0, to.upTo + 1));
        const things = new Map(dossier.map(({ kind, id }) => [streamOf(kind, id), { kind, id }]));
        const moves = [...things].filter(
          ([, { kind, id }]) => shown(before, kind, id, from.day) !== shown(after, kind, id, to.day),
        );
        before.close();
        after.close();
        expect([...new Set(found)].toSorted()).toEqual(moves.map(([stream]) => stream).toSorted());
      },
    );
    await fc.assert(isTold, draws(12));
    told = 0;
    await fc.assert(isTold, sameDraws(12));
    expect(told).toBeGreaterThan(20);
  });

  it('no sentence is without events, each is written in every language, and a moment equals itself', async () => {
    await fc.assert(
      fc.asyncProperty(history, anyMoment, anyMoment, async (dossier, from, to) => {
        const ids = new Set<string>(loggedOf(...dossier).map(({ id }) => id));
        const of = { dossier, negotiationId: NEGOTIATION };
        expect((await answer({ ...of, from, to: from })).items).toEqual([]);
        const found = await answer({ ...of, from, to });
        expect(found.counts.lines).toBe(found.items.length);
        for (const line of found.items)
          for (const sentence of line.sentences.items) {
            expect([sentence.id, sentence.eventIds.length > 0]).toEqual([sentence.id, true]);
            expect(sentence.eventIds.filter((id) => !ids.has(id))).toEqual([]);
          }
        for (const language of LANGUAGES)
          expect(JSON.stringify(movedInLanguage(found, language))).not.toMatch(/"text":""|undefined|\[object/);
      }),
      draws(8),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { EventId, IssueId, MeetingId, PartyId, RepresentativeId, StatementId } from '#domain/ids.js';
import type { StatementEvents } from '#domain/statement.js';
import { on, openBefore, voids } from '#domain/testing.js';
import { meetings } from '../meetings/meetings.js';
import { overview } from '../overview/overview.js';
import { draws, sameDraws } from '../../testing/draws.js';
import { NEGOTIATION, randomHistory } from '../../testing/random-history.js';
import { dossierOf, recordedInOrder } from '../../testing/simulated-recorder.js';
import { models } from '../replayed-models.js';
import { things } from '../things.js';
import { type StatementFilter, statement, statements, statementsOf } from './statements.js';
import { type About, about, everyRow, type Telling, viewsOf } from '../../testing/told-log.js';

const [eu, china] = ['eu', 'china'] as [PartyId, PartyId];
const [sefcovic, gill, mofcom] = ['sefcovic', 'gill', 'mofcom'] as [
  RepresentativeId,
  RepresentativeId,
  RepresentativeId,
];
const [controls, talks] = ['controls', 'talks'] as [IssueId, IssueId];
const brussels = 'brussels' as MeetingId;

const said = (day: string, data: Partial<StatementEvents['StatementMade']>, more: Partial<Telling> = {}): Telling =>
  ({
    type: 'StatementMade',
    data: { kind: 'press-statement', text: 'a statement', verbatim: false, ...data },
    ...more,
    circumstances: { occurredOn: on(day), ...more.circumstances },
  }) as Telling;
const withdrawn = (day: string, reason: string): Telling => ({
  type: 'StatementWithdrawn',
  data: { reason },
  circumstances: { occurredOn: on(day) },
});

const unjustified = said('2025-10-21', {
  speakerId: sefcovic,
  partyId: eu,
  text: 'These measures are unjustified and harmful.',
  verbatim: true,
  issueIds: [controls],
});
const arrival = said('2025-10-27', {
  speakerId: gill,
  speakingForId: sefcovic,
  partyId: eu,
  kind: 'spokesperson-remark',
  text: 'A high-level technical delegation will arrive in Brussels on Thursday.',
  issueIds: [talks],
  meetingId: brussels,
});
const consistent = said(
  '2025-10-28',
  {
    speakerId: mofcom,
    partyId: china,
    text: '中方对稀土出口管制的立场是一贯的。',
    language: 'zh-Hans',
    translation: { language: 'en', text: 'The position of China on export controls of rare earths is consistent.' },
    issueIds: [controls, talks],
    inReplyToId: 'unjustified' as StatementId,
  },
  { circumstances: { sources: [{ title: 'Ministry briefing', quote: 'Licences will be granted.' }] } },
);
const dossier: readonly About[] = [
  about('statement', 'unjustified', unjustified),
  about('statement', 'consistent', consistent),
  about('statement', 'arrival', arrival),
  about('statement', 'level', said('2025-10-26', { text: 'A minister will come.' }), withdrawn('2025-10-27', 'a slip')),
];
const MODELS = [statements, overview, meetings, things];
const views = viewsOf(MODELS, ...dossier);

const all = { after: undefined, limit: 50 };
const found = (filter: StatementFilter, db = views) => statementsOf(db, 'n', filter, all).map(({ id }) => id);
const search = (typed: string, db = views) => found({ q: typed }, db);

describe('the list of statements', () => {
  it('has the newest first, in any order of recording', () =>
    expect(found({})).toEqual(['consistent', 'arrival', 'level', 'unjustified']));
  it('has the statements as they were recorded', () =>
    expect(statementsOf(views, 'n', { kind: ['spokesperson-remark'] }, all)).toEqual([
      expect.objectContaining({
        id: 'arrival',
        withdrawn: false,
        speakerId: gill,
        speakingForId: sefcovic,
        occurredOn: '2025-10-27',
        recordedBy: 'Ana',
      }),
    ]));
  it('is paged without gaps and duplicates', () => {
    const seen: string[] = [];
    for (let after: readonly (string | number)[] | undefined; ;) {
      const [row] = statementsOf(views, 'n', {}, { after, limit: 1 });
      if (row === undefined) break;
      seen.push(row.id);
      after = row.key;
    }
    expect(seen).toEqual(found({}));
  });
});

describe('a search in a long record', () => {
  const COUNT = 1_200;
  const months = ['2024-01', '2024-07', '2025-01', '2025-07'] as const;
  const textOf = (n: number) => `Talks${n % 3 === 0 ? ' on licences' : ''}${n % 97 === 0 ? ' for magnets' : ''}.`;
  const kindOf = (n: number) => (n % 5 === 0 ? 'interview' : 'press-statement');
  const statement = (n: number) =>
    about(
      'statement',
      String(n),
      said(`${months[n % 4]!}-${String(10 + (n % 7))}`, { text: textOf(n), kind: kindOf(n) }),
    );
  const record = viewsOf(MODELS, ...Array.from({ length: COUNT }, (_, n) => statement(n)));
  /** The ids of all pages. */
  const paged = (filter: StatementFilter): readonly string[] => {
    const ids: string[] = [];
    for (let after: readonly (string | number)[] | undefined; ;) {
      const rows = statementsOf(record, 'n', filter, { after, limit: 170 });
      if (rows.length === 0) return ids;
      ids.push(...rows.map(({ id }) => id));
      after = rows.at(-1)!.key;
    }
  };
  const listed = paged({});

  it.each([
    ['talks', () => true],
    ['licences', (n: number) => n % 3 === 0],
    ['magnets', (n: number) => n % 97 === 0],
    ['tariffs', () => false],
  ] as const)('finds “%s” in the order of the list, however many statements have it', (q, has) => {
    const expected = listed.filter((id) => has(Number(id)));
    expect(paged({ q })).toEqual(expected);
    expect(paged({ q, kind: ['interview'] })).toEqual(expected.filter((id) => kindOf(Number(id)) === 'interview'));
    expect(paged({ q, from: '2025-01-01' })).toEqual(expected.filter((id) => Number(id) % 4 >= 2));
  });
  it('has every statement once', () => expect(new Set(listed).size).toBe(COUNT));
});

describe('an earlier statement of a party on an issue', () => {
  it('is found by party and issue', () => {
    expect(found({ partyId: [eu], issueId: controls })).toEqual(['unjustified']);
    expect(found({ partyId: [china], issueId: talks })).toEqual(['consistent']);
  });
  it('is found by the party of its speaker, or of the person spoken for, if it names no party', () => {
    const person = (id: string, partyId: PartyId) =>
      about('representative', id, { type: 'RepresentativeNamed', data: { name: id, kind: 'person', partyId } });
    const people = viewsOf(
      MODELS,
      person('gill', eu),
      person('mofcom', china),
      about('statement', 'own', said('2025-10-27', { speakerId: gill })),
      about('statement', 'for-another', said('2025-10-26', { speakerId: gill, speakingForId: mofcom })),
      about('statement', 'named', said('2025-10-25', { speakerId: gill, partyId: china })),
    );
    expect(found({ partyId: [eu] }, people)).toEqual(['own']);
    expect(found({ partyId: [china] }, people)).toEqual(['for-another', 'named']);
  });
  it('is not found by another party or issue', () => {
    expect(found({ partyId: ['norway'] })).toEqual([]);
    expect(found({ partyId: [eu], issueId: 'tariffs' })).toEqual([]);
    expect(statementsOf(views, 'another', {}, all)).toEqual([]);
  });
  it('is also found by the person spoken for', () => {
    expect(found({ speakerId: sefcovic })).toEqual(['arrival', 'unjustified']);
    expect(found({ speakerId: gill })).toEqual(['arrival']);
  });
  it('is found by its meeting and its kind', () => {
    expect(found({ meetingId: brussels })).toEqual(['arrival']);
    expect(found({ kind: ['spokesperson-remark'] })).toEqual(['arrival']);
  });
  it('is found by a period, including its last day', () => {
    expect(found({ from: '2025-10-22', to: '2025-10-27' })).toEqual(['arrival', 'level']);
    expect(found({ from: '2025-10-29' })).toEqual([]);
  });
  it('is found in a period that overlaps its fuzzy date', () => {
    const early = viewsOf(
      MODELS,
      about(
        'statement',
        'early',
        said('', {}, { circumstances: { occurredOn: on('2025-10-0X', '2025-10-01', '2025-10-09') } }),
      ),
    );
    expect(found({ from: '2025-10-09' }, early)).toEqual(['early']);
    expect(found({ from: '2025-10-10' }, early)).toEqual([]);
    expect(found({ to: '2025-09-30' }, early)).toEqual([]);
  });
  it('is found in every period before its last possible day if the first is unknown', () => {
    const occurredOn = openBefore('2025-10-09');
    const sometime = viewsOf(MODELS, about('statement', 'sometime', said('', {}, { circumstances: { occurredOn } })));
    expect(found({ from: '2024-01-01', to: '2024-12-31' }, sometime)).toEqual(['sometime']);
    expect(found({ from: '2025-10-10' }, sometime)).toEqual([]);
  });
});

describe('a search', () => {
  it('covers the text, its translation and the sources, but no names', () => {
    expect(search('delegation brussels')).toEqual(['arrival']);
    expect(search('"rare earths"')).toEqual(['consistent']);
    expect(search('稀土')).toEqual(['consistent']);
    expect(search('licen*')).toEqual(['consistent']);
    expect(search('"ministry briefing"')).toEqual(['consistent']);
    expect(search('gill')).toEqual([]);
  });
  it('has the newest first, and can be combined with other filters', () => {
    expect(search('will')).toEqual(['consistent', 'arrival', 'level']);
    expect(found({ q: 'will', partyId: [eu] })).toEqual(['arrival']);
  });
  it('finds a corrected text by its new words and not by its old ones', () => {
    const corrected = viewsOf(
      MODELS,
      about('statement', '1', said('2025-10-27', { text: 'on Friday' }, { id: 'made' }), {
        type: 'RecordCorrected',
        data: { eventId: 'made' as EventId, changes: { text: 'on Thursday' }, reason: 'misheard' },
      }),
    );
    expect(search('thursday', corrected)).toEqual(['1']);
    expect(search('friday', corrected)).toEqual([]);
  });
  it('does not find voided statements', () => {
    const voided = viewsOf(
      MODELS,
      about('statement', '1', said('2025-10-27', { text: 'on Friday' }, { id: 'made' }), {
        type: 'RecordVoided',
        data: { eventId: 'made' as EventId, reason: 'never said' },
      }),
    );
    expect(search('friday', voided)).toEqual([]);
    expect(found({}, voided)).toEqual([]);
  });
});

describe('a statement', () => {
  it('has the statement that it replies to', () =>
    expect(statement(views, 'consistent')).toMatchObject({
      inReplyTo: { id: 'unjustified', text: 'These measures are unjustified and harmful.' },
      replies: [],
    }));
  it('has the replies to it', () => {
    expect(statement(views, 'unjustified')).toMatchObject({ replies: [{ id: 'consistent' }] });
    expect(statement(views, 'unjustified')).not.toHaveProperty('inReplyTo');
  });
  it('stays, with a flag, if it was withdrawn', () => {
    expect(statement(views, 'level')).toMatchObject({
      withdrawn: true,
      withdrawal: { reason: 'a slip', occurredOn: '2025-10-27' },
    });
    expect(statement(views, 'arrival')).toMatchObject({ withdrawn: false });
    expect(statement(views, 'arrival')).not.toHaveProperty('withdrawal');
  });
  it('that was not recorded is undefined', () => expect(statement(views, 'unheard')).toBeUndefined());
});

describe('statements in any order of recording', () => {
  it('give the same rows and search results', () => {
    const facts = dossier.flatMap(({ kind, id, facts: told }) =>
      told.map((fact, i) => ({
        kind,
        id,
        facts: [{ ...fact, id: `${id}-${i}`, metadata: { recordedAt: '2026-01-01T00:00:00.000Z' } }],
      })),
    );
    const rows = (db: typeof views) => {
      const { statements: made = [] } = everyRow(db, MODELS);
      return made.map((row) => row.replace(/"ordinal":\d+/, '')).toSorted();
    };
    const expected = rows(viewsOf(MODELS, ...facts));
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (shuffled) => {
        const db = viewsOf(MODELS, ...shuffled);
        expect(rows(db)).toEqual(expected);
        expect(search('will', db)).toEqual(['consistent', 'arrival', 'level']);
        expect(search('出口管制', db)).toEqual(['consistent']);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the warnings of a statement', () => {
  const met: readonly Telling[] = [
    { type: 'MeetingProposed', data: { title: 'Talks' } },
    { type: 'MeetingHeld', data: {}, circumstances: { occurredOn: on('2025-10-30') } },
  ];
  const warned = (made: Telling, ...others: readonly About[]) =>
    statement(viewsOf(MODELS, ...others, about('statement', '1', made)), '1')?.warnings;
  const atMeeting = (day: string, kind: StatementEvents['StatementMade']['kind'] = 'floor-statement') =>
    warned(said(day, { kind, meetingId: brussels }), about('meeting', 'brussels', ...met));

  it('say that it is dated before or after its meeting', () => {
    expect(atMeeting('2025-10-30')).toBeUndefined();
    for (const [day, when] of [
      ['2025-10-29', 'before'],
      ['2025-11-01', 'after'],
    ] as const)
      expect(atMeeting(day)).toEqual([
        {
          code: 'outside-its-meeting',
          field: '/occurredOn',
          detail: `It is dated ${day}, ${when} its meeting (2025-10-30). Correct the date or the meeting, unless it is about the meeting.`,
        },
      ]);
  });
  it('allow a readout after the meeting, and a statement that may have been made there', () => {
    expect(atMeeting('2025-11-01', 'readout')).toBeUndefined();
    expect(atMeeting('2025-10-29', 'readout')).toHaveLength(1);
    const fuzzy = said('', { meetingId: brussels }, { circumstances: { occurredOn: openBefore('2025-12-31') } });
    expect(warned(fuzzy, about('meeting', 'brussels', ...met))).toBeUndefined();
  });
  it('are silent on a meeting that was not held, or that is not on record', () => {
    const early = said('2024-01-01', { meetingId: brussels });
    expect(warned(early, about('meeting', 'brussels', met[0]!))).toBeUndefined();
    expect(warned(early)).toBeUndefined();
  });
  it('say that its party was voided', () => {
    const joined = { type: 'PartyJoined', data: { name: 'EU', kind: 'state', role: 'principal' } } as Telling;
    const made = said('2025-10-21', { speakerId: sefcovic, partyId: eu, toIds: [china] });
    expect(warned(made, about('party', 'eu', joined))).toBeUndefined();
    expect(warned(made, about('party', 'eu', joined, voids(0)))).toEqual([
      { code: 'refers-to-voided', field: '/partyId', detail: expect.stringContaining('This party was voided') },
    ]);
    expect(warned(made, about('party', 'china', joined, voids(0)))).toMatchObject([{ field: '/toIds/0' }]);
  });
});

describe('a filter', () => {
  /** The conditions of the filters, as they are read from the rows alone. */
  const MEANT: Readonly<Record<string, string>> = {
    speakerId: '@value IN (speakerId, speakingForId)',
    meetingId: 'meetingId = @value',
    issueId: 'EXISTS (SELECT 1 FROM json_each(issueIds) WHERE value = @value)',
    kind: 'kind = @value',
    attribution: 'attribution = @value',
    reliability: 'substr(reliability, 1, 1) <= @value',
    provenance: "firstHand = (@value = 'first-hand')",
    from: 'latest >= @value',
    to: 'reachesFrom <= @value',
  };
  const VALUES: Readonly<Record<string, readonly string[]>> = {
    attribution: ['on-the-record', 'background', 'chatham-house'],
    reliability: ['A', 'C', 'F'],
    provenance: ['first-hand', 'reported'],
    from: ['2025-01-01', '2025-06-10', '2026-01-01'],
    to: ['2025-01-01', '2025-06-10', '2026-01-01'],
  };
  const several = new Set(['kind']);
  it('finds by the index exactly the statements whose rows have what is asked for', () => {
    let found = 0;
    const isFound = fc.property(randomHistory, (history) => {
      const db = viewsOf(models, ...dossierOf(recordedInOrder(history)).dossier);
      for (const [name, meant] of Object.entries(MEANT)) {
        const inRows = (column: string) =>
          db.prepare<[], string | null>(`SELECT DISTINCT ${column} FROM statements`).pluck().all();
        const values =
          VALUES[name] ??
          (name === 'issueId'
            ? inRows('issueIds').flatMap((ids) => JSON.parse(ids ?? '[]') as string[])
            : inRows(name));
        for (const value of new Set(values)) {
          if (value === null) continue;
          const wanted = db
            .prepare<[{ value: string; n: string }], string>(
              `SELECT id FROM statements WHERE negotiationId = @n AND ${meant} ORDER BY id`,
            )
            .pluck()
            .all({ value, n: NEGOTIATION });
          const filter = { [name]: several.has(name) ? [value] : value };
          const ids = statementsOf(db, NEGOTIATION, filter, { after: undefined, limit: 1_000 }).map(({ id }) => id);
          expect([name, value, ids.toSorted()]).toEqual([name, value, wanted]);
          found += ids.length;
        }
      }
      db.close();
    });
    fc.assert(isFound, draws(25, 15));
    found = 0;
    fc.assert(isFound, sameDraws(6));
    expect(found).toBeGreaterThan(50);
  });
});

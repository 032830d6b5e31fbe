import { describe, expect, it } from '@jest/globals';
import type Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { on } from '#domain/testing.js';
import { meetings } from '../meetings/meetings.js';
import { overview } from './overview.js';
import { issuesOf, itemOf, negotiationsOf, partiesOf, representativesOf } from './overview-items.js';
import { overviewOf } from './overview-page.js';
import { type About, about, type Telling, viewsOf } from '../../testing/told-log.js';
import { things } from '../things.js';
import { timeline } from '../timeline/timeline.js';

const fact = (type: string, data: object, occurredOn?: string, rest: object = {}) =>
  ({
    type,
    data,
    ...((occurredOn ?? Object.keys(rest).length > 0) && {
      circumstances: { ...(occurredOn && { occurredOn: on(occurredOn) }), ...rest },
    }),
  }) as unknown as Telling;

const opened = fact('NegotiationOpened', { title: 'Rare earths', subject: 'Export controls' }, '2025-01-01');
const eu = about(
  'party',
  'eu',
  fact('PartyJoined', { name: 'EU', kind: 'regional-organisation', role: 'principal' }, '2025-01-02'),
);
const china = about(
  'party',
  'china',
  fact('PartyJoined', { name: 'China', kind: 'state', role: 'principal', code: 'CN' }, '2025-01-03'),
);
const norway = about(
  'party',
  'norway',
  fact('PartyJoined', { name: 'Norway', kind: 'state', role: 'observer' }, '2025-01-04'),
  fact('PartyLeft', { reason: 'no interest' }, '2025-02-01'),
);
const people = [
  about(
    'representative',
    'sefcovic',
    fact(
      'RepresentativeNamed',
      { name: 'Maroš Šefčovič', kind: 'person', partyId: 'eu', post: 'trade commissioner' },
      '2025-01-05',
    ),
  ),
  about(
    'representative',
    'gill',
    fact(
      'RepresentativeNamed',
      { name: 'Olof Gill', kind: 'person', partyId: 'eu', post: 'spokesperson', speaksForId: 'sefcovic' },
      '2025-01-06',
    ),
  ),
  about(
    'representative',
    'mofcom',
    fact('RepresentativeNamed', { name: 'MOFCOM', kind: 'body', partyId: 'china' }, '2025-01-07'),
    fact('RepresentativeStoodDown', {}, '2025-12-01'),
  ),
];
const controls = about(
  'issue',
  'controls',
  fact('IssueRaised', { title: 'Export controls', raisedById: 'eu' }, '2025-04-04'),
  fact('IssueSettled', { terms: 'licences' }, '2025-11-07'),
  fact('IssueReopened', {}, '2025-12-19'),
);
const talks = about(
  'meeting',
  'talks',
  fact(
    'MeetingProposed',
    { title: 'Talks', level: 'technical', mode: 'in-person', planned: { on: on('2026-03-01') } },
    '2025-12-20',
  ),
);
const negotiation = about(
  'negotiation',
  'n',
  opened,
  fact('NegotiationActivated', {}, '2025-10-27'),
  fact('NegotiationDescribed', { title: 'Rare earths and magnets' }, '2025-11-01'),
);
const dossier = [negotiation, eu, china, norway, ...people, controls, talks];
const MODELS = [things, overview, timeline, meetings];
const show = (...told: readonly About[]) => viewsOf(MODELS, ...told);
const all = { after: undefined, limit: 50 };
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
const statusOf = (...facts: readonly Telling[]) =>
  itemOf(show(about('negotiation', 'n', ...facts)), 'negotiations', 'n');

describe('the overview of a negotiation', () => {
  const views = show(...dossier);

  it('has its status, its parties, its issues and what comes next', () => {
    expect(overviewOf(views, 'n', '2026-01-01')).toMatchObject({
      id: 'n',
      status: 'active',
      since: { occurredOn: '2025-10-27' },
      title: 'Rare earths and magnets',
      subject: 'Export controls',
      parties: [
        { id: 'eu', name: 'EU', status: 'joined' },
        { id: 'china', kind: 'state', code: 'CN' },
        { id: 'norway', status: 'left', since: { occurredOn: '2025-02-01' } },
      ],
      people: [
        { id: 'sefcovic', partyId: 'eu', post: 'trade commissioner', status: 'named' },
        { id: 'gill', speaksForId: 'sefcovic' },
        { id: 'mofcom', kind: 'body', status: 'stood-down' },
      ],
      issues: [{ id: 'controls', title: 'Export controls', status: 'reopened', raisedById: 'eu' }],
      nextMeeting: { id: 'talks' },
      lastEvent: { type: 'MeetingProposed', occurredOn: '2025-12-20' },
      counts: { party: 3, representative: 3, issue: 1, meeting: 1, minutes: 0, dispute: 0 },
    });
  });
  it('determines next and last from the requested day', () => {
    expect(overviewOf(views, 'n', '2026-03-02')).not.toHaveProperty('nextMeeting');
    expect(overviewOf(views, 'n', '2025-12-19')).toMatchObject({ lastEvent: { type: 'IssueReopened' } });
  });
  it('is undefined for an unknown or voided negotiation', () => {
    expect(overviewOf(views, 'another', '2026-01-01')).toBeUndefined();
    const voiding = fact('RecordVoided', { eventId: 'event-0', reason: 'a test' });
    expect(overviewOf(show(about('negotiation', 'n', opened, voiding)), 'n', '2026-01-01')).toBeUndefined();
  });
  it('is the same in any order of recording', () => {
    const facts = dossier.flatMap(({ kind, id, facts }) => facts.map((one) => about(kind, id, one)));
    const seen = (views: Database.Database) =>
      JSON.parse(
        JSON.stringify(overviewOf(views, 'n', '2026-01-01'), (field, value: unknown) =>
          ['eventId', 'recordedAt', 'learnedAt'].includes(field) ? undefined : value,
        ),
      ) as unknown;
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (shuffled) => {
        expect(seen(show(...shuffled))).toEqual(seen(views));
      }),
      { numRuns: 30 },
    );
  });
});

describe('the status of a negotiation', () => {
  const suspended = fact('NegotiationSuspended', { reason: 'no date' }, '2025-03-01');
  const resumed = fact('NegotiationResumed', {}, '2025-04-01');
  const concluded = fact('NegotiationConcluded', { outcome: 'agreement', summary: 'general licences' }, '2025-05-01');

  it('is exploratory at first', () => {
    expect(statusOf(opened)).toMatchObject({ status: 'exploratory', history: [] });
    expect(statusOf(opened)).not.toHaveProperty('since');
  });
  it('follows chronological order, not the order of the log', () => {
    expect(statusOf(opened, resumed, suspended)).toMatchObject({
      status: 'active',
      history: [
        { type: 'NegotiationSuspended', status: 'suspended', reason: 'no date' },
        { type: 'NegotiationResumed', status: 'active' },
      ],
    });
  });
  it('includes the outcome as long as it is concluded', () => {
    expect(statusOf(opened, concluded)).toMatchObject({
      status: 'concluded',
      outcome: 'agreement',
      summary: 'general licences',
    });
    const reopened = statusOf(opened, concluded, fact('NegotiationReopened', {}, '2025-06-01'));
    expect(reopened).toMatchObject({ status: 'active', history: [{ outcome: 'agreement' }, {}] });
    expect(reopened).not.toHaveProperty('outcome');
  });
  it('is not changed by another account of a fact', () => {
    const reopened = fact('NegotiationReopened', {}, '2025-06-01');
    const again = fact('NegotiationConcluded', { outcome: 'lapsed' }, '2025-07-01', { reportOf: 'event-1' });
    expect(statusOf(opened, concluded, reopened, again)).toMatchObject({ status: 'active' });
    const voiding = fact('RecordVoided', { eventId: 'event-1', reason: 'hearsay' });
    expect(statusOf(opened, concluded, reopened, again, voiding)).toMatchObject({ outcome: 'lapsed' });
  });
  it('keeps the latest description even if the opening is dated later', () => {
    const early = fact('NegotiationDescribed', { title: 'Early' }, '2024-01-01');
    expect(statusOf(opened, early)).toMatchObject({ title: 'Early', subject: 'Export controls' });
  });
});

describe('the lists', () => {
  const views = show(
    ...dossier,
    about('negotiation', 'm', fact('NegotiationOpened', { title: 'Steel' }, '2025-02-01')),
  );

  it('contain the negotiations in the order of their opening, page by page', () => {
    const [first, second] = negotiationsOf(views, {}, all);
    expect([first, second]).toMatchObject([
      { id: 'n', title: 'Rare earths and magnets' },
      { id: 'm', status: 'exploratory' },
    ]);
    expect(ids(negotiationsOf(views, {}, { after: first!.key, limit: 1 }))).toEqual(['m']);
    expect(negotiationsOf(views, {}, { after: second!.key, limit: 1 })).toEqual([]);
    expect(ids(negotiationsOf(views, { status: 'active' }, all))).toEqual(['n']);
  });
  it('can be filtered by the fields of parties, people and issues', () => {
    expect(ids(partiesOf(views, 'n', { role: 'observer' }, all))).toEqual(['norway']);
    expect(ids(partiesOf(views, 'n', { status: 'joined' }, all))).toEqual(['eu', 'china']);
    expect(ids(representativesOf(views, 'n', { partyId: ['eu'] }, all))).toEqual(['sefcovic', 'gill']);
    expect(ids(representativesOf(views, 'n', { kind: ['body'], status: 'named' }, all))).toEqual([]);
    expect(ids(issuesOf(views, 'n', { raisedById: 'eu' }, all))).toEqual(['controls']);
    expect(ids(issuesOf(views, 'n', { status: 'settled' }, all))).toEqual([]);
    expect(ids(partiesOf(views, 'another', {}, all))).toEqual([]);
  });
  it('contain each thing with its later facts', () => {
    expect(itemOf(views, 'parties', 'norway')).toMatchObject({
      history: [{ type: 'PartyLeft', reason: 'no interest' }],
    });
    expect(itemOf(views, 'issues', 'quotas')).toBeUndefined();
  });
});

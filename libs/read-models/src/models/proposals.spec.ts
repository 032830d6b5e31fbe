import { describe, expect, it } from '@jest/globals';
import type { EventId, IssueId, PartyId, ProposalId } from '#domain/ids.js';
import type { PartyRole } from '#domain/party.js';
import type { ProposalEvents } from '#domain/proposal.js';
import { on } from '#domain/testing.js';
import { orderThatMatters } from '../testing/any-order.js';
import { overview } from './overview/overview.js';
import { proposal, proposals, proposalsOf } from './proposals.js';
import { type About, about, type Telling, viewsOf } from '../testing/told-log.js';

const [eu, china] = ['eu', 'china'] as [PartyId, PartyId];
const told = <T extends keyof ProposalEvents>(day: string, type: T, data: ProposalEvents[T], more = {}) =>
  ({ type, data, circumstances: { occurredOn: on(day), ...more } }) as Telling;
const tabled = (day: string, more: Partial<ProposalEvents['ProposalTabled']> = {}) =>
  told(day, 'ProposalTabled', {
    title: 'An upgraded export supply mechanism',
    tabledByIds: [eu],
    text: 'Licences within 45 days.',
    binding: false,
    ...more,
  });
const revised = told('2025-11-02', 'ProposalRevised', { text: 'Licences within 30 days.' });
const accepts = (partyId: PartyId, day: string, more = {}) => told(day, 'ProposalAccepted', { partyId }, more);
const rejects = (partyId: PartyId, day: string) =>
  told(day, 'ProposalRejected', { partyId, reason: 'Too short a time.' });
const withdrawn = told('2025-11-05', 'ProposalWithdrawn', { reason: 'Overtaken by the suspension.' });
const adopted = told('2025-11-06', 'ProposalAdopted', { text: 'Licences within 40 days.' });

const joined = (id: string, role: PartyRole, ...facts: readonly Telling[]) =>
  about('party', id, { type: 'PartyJoined', data: { name: id, kind: 'state', role } }, ...facts);
const left: Telling = { type: 'PartyLeft', data: {} };
const PRINCIPALS = [joined('eu', 'principal'), joined('china', 'principal')];
const among = (parties: readonly About[], ...facts: readonly Telling[]) =>
  proposal(viewsOf([proposals, overview], about('proposal', '1', tabled('2025-10-30'), ...facts), ...parties), '1');
const shown = (...facts: readonly Telling[]) => among(PRINCIPALS, ...facts);

describe('a proposal', () => {
  it('has the text that was tabled', () => {
    expect(shown()).toMatchObject({
      status: 'tabled',
      title: 'An upgraded export supply mechanism',
      tabledByIds: [eu],
      text: 'Licences within 45 days.',
      occurredOn: '2025-10-30',
      acceptedBy: [],
      rejectedBy: [],
      replacedByIds: [],
    });
  });
  it('has its current text and the earlier ones', () => {
    expect(shown(revised)).toMatchObject({
      status: 'revised',
      text: 'Licences within 30 days.',
      history: [
        { type: 'ProposalTabled', text: 'Licences within 45 days.' },
        { type: 'ProposalRevised', text: 'Licences within 30 days.' },
      ],
    });
  });
  it('is a document once a document replaces its text', () => {
    const asDocument = told('2025-11-02', 'ProposalRevised', { document: { title: 'Draft mechanism' } });
    expect(shown(asDocument)).toMatchObject({ document: { title: 'Draft mechanism' } });
    expect(shown(asDocument)).not.toHaveProperty('text');
  });
  it('is accepted or rejected by the last answer of a party', () => {
    expect(shown(rejects(china, '2025-10-31'), accepts(china, '2025-11-01'))).toMatchObject({
      status: 'accepted',
      acceptedBy: [china],
      rejectedBy: [],
    });
    expect(shown(rejects(china, '2025-11-01'), accepts(china, '2025-10-31'))).toMatchObject({
      status: 'rejected',
      acceptedBy: [],
      rejectedBy: [china],
    });
  });
  it('is rejected if one party rejects it and another accepts it', () => {
    expect(shown(accepts(eu, '2025-10-31'), rejects(china, '2025-10-31'))).toMatchObject({
      status: 'rejected',
      acceptedBy: [eu],
      rejectedBy: [china],
    });
  });
  it('needs new answers after a revision', () => {
    expect(shown(accepts(china, '2025-11-01'), revised)).toMatchObject({ status: 'revised', acceptedBy: [] });
    expect(shown(accepts(china, '2025-11-03'), revised)).toMatchObject({ status: 'accepted', acceptedBy: [china] });
  });
  it('is not answered again by another account of an answer, but by a different answer', () => {
    const report = { reportOf: 'event-1' as EventId };
    const again = told('2025-11-03', 'ProposalAccepted', { partyId: china }, report);
    expect(shown(accepts(china, '2025-11-01'), revised, again)).toMatchObject({ status: 'revised', acceptedBy: [] });
    const otherwise = told('2025-11-01', 'ProposalRejected', { partyId: china }, report);
    expect(shown(accepts(china, '2025-10-31'), otherwise)).toMatchObject({ status: 'rejected', history: [{}, {}, {}] });
  });
  it('is withdrawn, or adopted with the adopted text, whatever the later answers', () => {
    expect(shown(withdrawn, accepts(china, '2025-11-07'))?.status).toBe('withdrawn');
    expect(shown(adopted, rejects(china, '2025-11-07'))).toMatchObject({
      status: 'adopted',
      text: 'Licences within 40 days.',
      rejectedBy: [china],
    });
    expect(shown(adopted, withdrawn)?.status).toBe('adopted');
  });
  it('can be adopted without a recorded acceptance', () => {
    expect(shown(adopted)).toMatchObject({ status: 'adopted', acceptedBy: [] });
  });
  it('says whose consent it has and awaits: of all principals that have not left', () => {
    const parties = [...PRINCIPALS, joined('japan', 'principal'), joined('peru', 'principal', left)];
    const answered = [accepts(china, '2025-11-01')];
    expect(among([...parties, joined('norway', 'observer')], ...answered)).toMatchObject({
      status: 'tabled',
      acceptedBy: [china],
      consent: {
        needed: 3,
        given: 2,
        refused: 0,
        givenByIds: [china, eu],
        refusedByIds: [],
        awaitedFromIds: ['japan'],
      },
    });
  });
  it('is not accepted by an observer, whose answer it shows', () => {
    const norway = 'norway' as PartyId;
    const page = among([...PRINCIPALS, joined('norway', 'observer')], accepts(norway, '2025-11-01'));
    expect(page).toMatchObject({
      status: 'tabled',
      acceptedBy: [norway],
      consent: { given: 1, awaitedFromIds: [china] },
    });
  });
  it('is the same in any order of recording', () => {
    const facts = [
      accepts(china, '2025-11-01'),
      revised,
      rejects(china, '2025-11-03'),
      accepts(eu, '2025-11-04'),
      withdrawn,
      adopted,
    ];
    expect(
      orderThatMatters(
        { kind: 'proposal', models: [proposals, overview], page: proposal },
        [tabled('2025-10-30')],
        facts,
      ),
    ).toBeUndefined();
    expect(
      orderThatMatters(
        { kind: 'proposal', models: [proposals, overview], page: proposal },
        [tabled('2025-10-30')],
        facts.slice(0, 4),
      ),
    ).toBeUndefined();
  });
});

describe('the list of proposals', () => {
  const views = viewsOf(
    [proposals, overview],
    ...PRINCIPALS,
    about('proposal', 'later', tabled('2025-11-10', { tabledByIds: [china], replacesId: 'first' as ProposalId })),
    about('proposal', 'first', tabled('2025-10-30', { issueIds: ['rare-earths' as IssueId] }), withdrawn),
    about('proposal', 'answered', tabled('2025-11-01'), accepts(china, '2025-11-02')),
  );
  const all = { after: undefined, limit: 50 };
  const ids = (filter: Parameters<typeof proposalsOf>[2], negotiationId = 'n') =>
    proposalsOf(views, negotiationId, filter, all).found.map(({ id }) => id);

  it('is sorted by when they were tabled', () => {
    expect(ids({})).toEqual(['first', 'answered', 'later']);
    expect(ids({}, 'another')).toEqual([]);
  });
  it('includes what each one replaces and what replaced it', () => {
    expect(proposal(views, 'first')).toMatchObject({ replacedByIds: ['later'] });
    expect(proposal(views, 'later')).toMatchObject({ replacesId: 'first', replacedByIds: [] });
  });
  it('can be filtered by status, party and issue', () => {
    expect(ids({ status: 'withdrawn' })).toEqual(['first']);
    expect(ids({ status: 'accepted' })).toEqual(['answered']);
    expect(ids({ status: 'tabled' })).toEqual(['later']);
    expect(ids({ status: 'rejected' })).toEqual([]);
    expect(ids({ partyId: [china] })).toEqual(['answered', 'later']);
    expect(ids({ partyId: ['norway'] })).toEqual([]);
    expect(ids({ issueId: 'rare-earths' })).toEqual(['first']);
    expect(ids({ issueId: 'tariffs' })).toEqual([]);
    expect(proposal(views, 'none')).toBeUndefined();
  });
  it('is paged without gaps and duplicates', () => {
    const seen: string[] = [];
    for (let after: readonly (string | number)[] | undefined; ;) {
      const [row] = proposalsOf(views, 'n', {}, { after, limit: 1 }).found;
      if (row === undefined) break;
      seen.push(row.id);
      after = row.key;
    }
    expect(seen).toEqual(['first', 'answered', 'later']);
  });
});

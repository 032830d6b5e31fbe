import { describe, expect, it } from '@jest/globals';
import { answersIn, assessConsent, type ConsentingParty, statusOf } from './assess-consent.js';
import type { PartyId } from './ids.js';
import type { PartyRole } from './party.js';
import type { ProposalEvent } from './proposal.js';

const [eu, china, japan, norway, un] = ['eu', 'china', 'japan', 'norway', 'un'] as [
  PartyId,
  PartyId,
  PartyId,
  PartyId,
  PartyId,
];
const party = (id: PartyId, role: PartyRole, left = false): ConsentingParty => ({ id, role, left });
/** Three principals negotiate; Norway observes, and the United Nations mediate. */
const everybody = [
  party(eu, 'principal'),
  party(china, 'principal'),
  party(japan, 'principal'),
  party(norway, 'observer'),
  party(un, 'mediator'),
];

const tabled = (tabledByIds: readonly PartyId[], consentOf?: readonly PartyId[]): ProposalEvent => ({
  type: 'ProposalTabled',
  data: { title: 'General licences', tabledByIds, text: 'One year.', binding: true, ...(consentOf && { consentOf }) },
});
const accepts = (partyId: PartyId): ProposalEvent => ({ type: 'ProposalAccepted', data: { partyId } });
const rejects = (partyId: PartyId): ProposalEvent => ({ type: 'ProposalRejected', data: { partyId } });
const revised: ProposalEvent = { type: 'ProposalRevised', data: { text: 'Two years.' } };
const withdrawn: ProposalEvent = { type: 'ProposalWithdrawn', data: {} };
const adopted: ProposalEvent = { type: 'ProposalAdopted', data: {} };

/** Given a proposal and who takes part, where it stands. */
const among = (parties: readonly ConsentingParty[], ...events: readonly ProposalEvent[]) => {
  const answers = answersIn(events);
  const consent = assessConsent(answers, parties);
  return { status: statusOf(answers, consent), ...consent };
};
const given = (...events: readonly ProposalEvent[]) => among(everybody, ...events);

describe('a proposal of one of three principals', () => {
  it('awaits the other two, and has the consent of its own party', () => {
    expect(given(tabled([eu]))).toEqual({ status: 'tabled', given: [eu], refused: [], awaited: [china, japan] });
  });
  it('is not accepted when one of the others accepts it', () => {
    expect(given(tabled([eu]), accepts(china))).toEqual({
      status: 'tabled',
      given: [eu, china],
      refused: [],
      awaited: [japan],
    });
  });
  it('is accepted when both accept it', () => {
    expect(given(tabled([eu]), accepts(japan), accepts(china))).toMatchObject({ status: 'accepted', awaited: [] });
  });
  it('is neither accepted nor rejected by an observer or a mediator', () => {
    for (const answer of [accepts, rejects])
      expect(given(tabled([eu]), answer(norway), answer(un))).toEqual(given(tabled([eu])));
  });
  it('is rejected when one principal rejects it, whoever else accepts', () => {
    expect(given(tabled([eu]), accepts(china), rejects(japan))).toMatchObject({ status: 'rejected', refused: [japan] });
  });
  it('is rejected when its own party drops it, and says so', () => {
    expect(given(tabled([eu]), accepts(china), accepts(japan), rejects(eu))).toMatchObject({
      status: 'rejected',
      refused: [eu],
    });
  });
  it('awaits the others again once it is revised, by the party that tabled it', () => {
    expect(given(tabled([eu]), accepts(china), accepts(japan), revised)).toEqual({
      status: 'revised',
      given: [eu],
      refused: [],
      awaited: [china, japan],
    });
  });
  it('does not await a principal that left', () => {
    const without = [...everybody.slice(0, 2), party(japan, 'principal', true)];
    expect(among(without, tabled([eu]), accepts(china))).toMatchObject({ status: 'accepted', given: [eu, china] });
  });
  it('is not accepted by an answer if no principal is on record', () => {
    expect(among([], tabled([eu]), accepts(china))).toEqual({ status: 'tabled', given: [], refused: [], awaited: [] });
  });
});

describe('a proposal that names whose consent it needs', () => {
  it('is accepted by them alone', () => {
    expect(given(tabled([eu], [china]), accepts(china))).toEqual({
      status: 'accepted',
      given: [china],
      refused: [],
      awaited: [],
    });
    expect(given(tabled([eu], [china]), rejects(japan))).toMatchObject({ status: 'tabled', awaited: [china] });
  });
  it('can need the consent of the mediator, and of a party that left', () => {
    const left = [party(un, 'mediator'), party(japan, 'principal', true)];
    expect(among(left, tabled([eu], [un, japan]), accepts(un))).toMatchObject({ given: [un], awaited: [japan] });
  });
  it('never needs that of an observer', () => {
    expect(given(tabled([eu], [china, norway]), accepts(china))).toMatchObject({ status: 'accepted', given: [china] });
  });
  it('counts a party once', () => {
    expect(given(tabled([eu], [china, china]))).toMatchObject({ awaited: [china] });
  });
});

describe('a joint proposal', () => {
  it('has the consent of all that tabled it, but is accepted only once one of them says so', () => {
    expect(given(tabled([eu, china, japan]))).toMatchObject({ status: 'tabled', awaited: [] });
    expect(given(tabled([eu, china, japan]), accepts(eu)).status).toBe('accepted');
  });
});

describe('a proposal that is over', () => {
  it('stays withdrawn or adopted, whatever is answered or revised', () => {
    const answered = [accepts(china), accepts(japan)];
    expect(given(tabled([eu]), withdrawn, ...answered).status).toBe('withdrawn');
    expect(given(tabled([eu]), adopted, rejects(china), revised).status).toBe('adopted');
  });
  it('is what happened to it last', () => expect(given(tabled([eu]), withdrawn, adopted).status).toBe('adopted'));
});

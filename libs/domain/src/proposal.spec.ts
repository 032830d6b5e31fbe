import { describe, expect, it } from '@jest/globals';
import type { EventId, PartyId } from './ids.js';
import { proposal } from './proposal.js';
import { on, scenario } from './testing.js';

const { given } = scenario(proposal);

const [eu, china] = ['eu' as PartyId, 'china' as PartyId];
const tabled = {
  type: 'ProposalTabled',
  data: {
    title: 'An upgraded export supply mechanism',
    tabledByIds: [eu, china],
    text: 'Licences within 45 days.',
    binding: false,
  },
} as const;
const revised = { type: 'ProposalRevised', data: { text: 'Licences within 30 days.' } } as const;
const accepted = { type: 'ProposalAccepted', data: { partyId: china } } as const;
const rejected = { type: 'ProposalRejected', data: { partyId: china, reason: 'Too short a time.' } } as const;
const withdrawn = { type: 'ProposalWithdrawn', data: { reason: 'Overtaken by the suspension.' } } as const;
const adopted = { type: 'ProposalAdopted', data: { text: 'Licences within 45 days.' } } as const;
const accept = { type: 'AcceptProposal', data: accepted.data } as const;
const reject = { type: 'RejectProposal', data: rejected.data } as const;
const refusal = (code: string) => expect.objectContaining({ refused: code });

describe('proposal', () => {
  it('is tabled by both sides', () => {
    expect(given().when({ type: 'TableProposal', data: tabled.data })).toEqual([tabled]);
  });
  it('is not tabled by nobody', () => {
    expect(given().when({ type: 'TableProposal', data: { ...tabled.data, tabledByIds: [] } })).toEqual(
      refusal('tabled-by-nobody'),
    );
  });
  it('is tabled as a document', () => {
    const data = {
      title: 'Draft mechanism',
      tabledByIds: [eu],
      document: { url: 'https://example.org/draft' },
      binding: true,
    };
    expect(given().when({ type: 'TableProposal', data })).toEqual([{ type: 'ProposalTabled', data }]);
  });
  it('is not tabled without text or document, nor as a document that nobody could find', () => {
    const data = { title: 'Draft mechanism', tabledByIds: [eu], binding: true };
    expect(given().when({ type: 'TableProposal', data })).toEqual(refusal('proposal-without-content'));
    expect(given().when({ type: 'TableProposal', data: { ...data, document: {} } })).toEqual(
      refusal('document-without-name'),
    );
  });
  it('is tabled once', () => {
    expect(given(tabled).when({ type: 'TableProposal', data: tabled.data })).toEqual(
      refusal('proposal-already-recorded'),
    );
  });
  it('must be known before anybody can answer it', () => {
    expect(given().when(accept)).toEqual(refusal('proposal-unknown'));
  });

  it('is revised', () => {
    expect(given(tabled).when({ type: 'ReviseProposal', data: revised.data })).toEqual([revised]);
  });
  it('is not revised by a reason alone', () => {
    expect(given(tabled).when({ type: 'ReviseProposal', data: { reason: 'It was too short a time.' } })).toEqual(
      refusal('revision-without-content'),
    );
  });

  it('is accepted by one party, then by the other', () => {
    expect(given(tabled, accepted).when({ type: 'AcceptProposal', data: { partyId: eu } })).toEqual([
      { type: 'ProposalAccepted', data: { partyId: eu } },
    ]);
  });
  it('is not accepted twice by one party, nor rejected twice', () => {
    expect(given(tabled, accepted).when(accept)).toEqual(refusal('acceptance-already-recorded'));
    expect(given(tabled, rejected).when(reject)).toEqual(refusal('rejection-already-recorded'));
  });
  it('is accepted by a party that had rejected it, and rejected by one that had accepted it', () => {
    expect(given(tabled, rejected).when(accept)).toEqual([accepted]);
    expect(given(tabled, accepted).when(reject)).toEqual([rejected]);
  });
  it('is accepted again once it was revised: that is another text', () => {
    expect(given(tabled, accepted, revised).when(accept)).toHaveLength(1);
  });
  it('is not accepted again where the revision came before the acceptance that is on record', () => {
    const inMay = { ...revised, circumstances: { occurredOn: on('2025-05-02') } };
    const inJune = { ...accepted, circumstances: { occurredOn: on('2025-06-02') } };
    expect(given(tabled, inJune, inMay).when(accept)).toEqual(refusal('acceptance-already-recorded'));
  });
  it('is told accepted twice where the second telling is another account of the first', () => {
    expect(given(tabled, accepted).when(accept, { reportOf: 'event-1' as EventId })).toHaveLength(1);
  });

  it('is rejected after it was adopted or withdrawn: the clerk learned of it late', () => {
    expect(given(tabled, adopted, withdrawn).when(reject)).toEqual([rejected]);
  });
  it('is withdrawn', () => {
    expect(given(tabled).when({ type: 'WithdrawProposal', data: withdrawn.data })).toEqual([withdrawn]);
  });
  it('is not withdrawn twice', () => {
    expect(given(tabled, withdrawn).when({ type: 'WithdrawProposal', data: {} })).toEqual(
      refusal('proposal-withdrawn-already-recorded'),
    );
  });
  it('is adopted although no party is known to have accepted it', () => {
    expect(given(tabled).when({ type: 'AdoptProposal', data: adopted.data })).toEqual([adopted]);
  });
  it('is not adopted twice', () => {
    expect(given(tabled, adopted).when({ type: 'AdoptProposal', data: {} })).toEqual(
      refusal('proposal-adopted-already-recorded'),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import type { EventId, PartyId } from './ids.js';
import { proposal } from './proposal.js';
import { corrects, on, scenario } from './testing.js';

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
  it('can be tabled by both parties', () => {
    expect(given().when({ type: 'TableProposal', data: tabled.data })).toEqual([tabled]);
  });
  it('needs at least one party that tables it', () => {
    expect(given().when({ type: 'TableProposal', data: { ...tabled.data, tabledByIds: [] } })).toEqual(
      refusal('tabled-by-nobody'),
    );
  });
  it('can name the parties whose consent it needs, at least one', () => {
    const needing = (...consentOf: readonly PartyId[]) => ({ ...tabled.data, consentOf });
    expect(given().when({ type: 'TableProposal', data: needing(china) })).toEqual([
      { type: 'ProposalTabled', data: needing(china) },
    ]);
    expect(given().when({ type: 'TableProposal', data: needing() })).toEqual(refusal('consent-of-nobody'));
  });
  it('can have those parties corrected, but not to nobody', () => {
    expect(given(tabled).whenCorrected(corrects(0, { consentOf: [eu, china] }))).toBeUndefined();
    expect(given(tabled).whenCorrected(corrects(0, { consentOf: [] }))).toEqual(refusal('consent-of-nobody'));
  });
  it('can be tabled as a document', () => {
    const data = {
      title: 'Draft mechanism',
      tabledByIds: [eu],
      document: { url: 'https://example.org/draft' },
      binding: true,
    };
    expect(given().when({ type: 'TableProposal', data })).toEqual([{ type: 'ProposalTabled', data }]);
  });
  it('cannot be tabled without text or document, or as a document without title and URL', () => {
    const data = { title: 'Draft mechanism', tabledByIds: [eu], binding: true };
    expect(given().when({ type: 'TableProposal', data })).toEqual(refusal('proposal-without-content'));
    expect(given().when({ type: 'TableProposal', data: { ...data, document: {} } })).toEqual(
      refusal('document-without-name'),
    );
  });
  it('cannot be tabled twice', () => {
    expect(given(tabled).when({ type: 'TableProposal', data: tabled.data })).toEqual(
      refusal('proposal-already-recorded'),
    );
  });
  it('must exist before it is answered', () => {
    expect(given().when(accept)).toEqual(refusal('proposal-unknown'));
  });

  it('can be revised', () => {
    expect(given(tabled).when({ type: 'ReviseProposal', data: revised.data })).toEqual([revised]);
  });
  it('cannot be revised with only a reason', () => {
    expect(given(tabled).when({ type: 'ReviseProposal', data: { reason: 'It was too short a time.' } })).toEqual(
      refusal('revision-without-content'),
    );
  });

  it('can be accepted by one party, then by the other', () => {
    expect(given(tabled, accepted).when({ type: 'AcceptProposal', data: { partyId: eu } })).toEqual([
      { type: 'ProposalAccepted', data: { partyId: eu } },
    ]);
  });
  it('cannot be accepted or rejected twice by one party', () => {
    expect(given(tabled, accepted).when(accept)).toEqual(refusal('acceptance-already-recorded'));
    expect(given(tabled, rejected).when(reject)).toEqual(refusal('rejection-already-recorded'));
  });
  it('can be accepted by a party that rejected it, and vice versa', () => {
    expect(given(tabled, rejected).when(accept)).toEqual([accepted]);
    expect(given(tabled, accepted).when(reject)).toEqual([rejected]);
  });
  it('can be accepted again after a revision, which is another text', () => {
    expect(given(tabled, accepted, revised).when(accept)).toHaveLength(1);
  });
  it('cannot be accepted again if the revision was before the recorded acceptance', () => {
    const inMay = { ...revised, circumstances: { occurredOn: on('2025-05-02') } };
    const inJune = { ...accepted, circumstances: { occurredOn: on('2025-06-02') } };
    expect(given(tabled, inJune, inMay).when(accept)).toEqual(refusal('acceptance-already-recorded'));
  });
  it('can be reported as accepted twice if the second is another account of the first', () => {
    expect(given(tabled, accepted).when(accept, { reportOf: 'event-1' as EventId })).toHaveLength(1);
  });

  it('can be rejected after it was adopted or withdrawn, if that is learned late', () => {
    expect(given(tabled, adopted, withdrawn).when(reject)).toEqual([rejected]);
  });
  it('can be withdrawn', () => {
    expect(given(tabled).when({ type: 'WithdrawProposal', data: withdrawn.data })).toEqual([withdrawn]);
  });
  it('cannot be withdrawn twice', () => {
    expect(given(tabled, withdrawn).when({ type: 'WithdrawProposal', data: {} })).toEqual(
      refusal('proposal-withdrawn-already-recorded'),
    );
  });
  it('can be adopted without a recorded acceptance', () => {
    expect(given(tabled).when({ type: 'AdoptProposal', data: adopted.data })).toEqual([adopted]);
  });
  it('cannot be adopted twice', () => {
    expect(given(tabled, adopted).when({ type: 'AdoptProposal', data: {} })).toEqual(
      refusal('proposal-adopted-already-recorded'),
    );
  });
});

import { ATTRIBUTIONS, STATEMENT_KINDS } from '#domain/statement.js';
import { DIRECTIONS, POSITION_KINDS, SCOPES } from '#domain/position.js';
import { INSTRUMENTS } from '#domain/measure.js';
import type { Kind } from '#domain/ids.js';
import { OUTCOMES } from '#domain/negotiation.js';
import { PARTY_KINDS, PARTY_ROLES } from '#domain/party.js';
import { PREFERENCES } from '#domain/dispute.js';
import { parseEdtf } from '#edtf/parse-edtf.js';
import type { SeededRandom } from './seeded-random.js';
import { MEETING_FACT_GENERATORS } from './meeting-fact-generators.js';
import type { Fact } from '../projection/read-model.js';
import { about, content, fact, perhaps, planned, reasoned, type FactGenerator } from './fact-parts.js';

const PROVISIONS = ['1-1', '1-2', '1-3', '2-1', '2-2'];
const provisions = (draw: SeededRandom, first: number) =>
  PROVISIONS.slice(first, first + 1 + draw.below(3)).map((provisionId) => ({
    provisionId,
    text: draw.text(`provision ${provisionId}`),
    ...perhaps(draw, {
      entersIntoForce: planned(draw),
      ...(draw.oneIn(3) && { expires: { on: parseEdtf('2025-12-31') }, affectedPartyIds: draw.ids('party') }),
    }),
  }));
const change =
  (type: Fact['type'], more: (draw: SeededRandom) => object = () => ({})): FactGenerator =>
  (draw) =>
    fact(type, {
      provisionId: draw.one(PROVISIONS.slice(0, 3)),
      ...perhaps(draw, { from: planned(draw), instrument: draw.one(['No. 70', 'No. 71']), ...more(draw) }),
    });

const held = (draw: SeededRandom, thing: number) => ({
  partyId: `party:${thing % 2}`,
  issueId: `issue:${thing < 2 ? 0 : 1}`,
  scope: SCOPES[thing % SCOPES.length],
});
const grounds = (draw: SeededRandom) => ({
  reason: draw.text('reason'),
  evidence: [about(draw, 'statement', 'meeting', 'measure', 'proposal')],
});
const weight = (draw: SeededRandom) => ({ scale: draw.below(101), salience: draw.below(101) });

const answered =
  (type: Fact['type']): FactGenerator =>
  (draw) =>
    fact(type, { partyId: draw.id('party'), ...perhaps(draw, { reason: draw.text('reason') }) });

/** The facts of each kind of thing. The event that opens the thing comes first. */
export const FACT_GENERATORS: Readonly<Record<Kind, readonly FactGenerator[]>> = {
  negotiation: [
    (draw) => fact('NegotiationOpened', { title: draw.text('Talks'), ...perhaps(draw, { subject: draw.text('on') }) }),
    (draw) =>
      fact('NegotiationDescribed', {
        title: draw.text('Talks renamed'),
        ...perhaps(draw, { subject: draw.text('on') }),
      }),
    (draw) => fact('NegotiationDescribed', { title: draw.text('Talks renamed') }),
    (draw) => fact('NegotiationDescribed', { subject: draw.text('on'), description: draw.text('more') }),
    ...(['NegotiationActivated', 'NegotiationSuspended', 'NegotiationResumed', 'NegotiationReopened'] as const).map(
      reasoned,
    ),
    (draw) =>
      fact('NegotiationConcluded', { outcome: draw.one(OUTCOMES), ...perhaps(draw, { summary: draw.text('sum') }) }),
  ],
  party: [
    (draw) =>
      fact('PartyJoined', {
        name: draw.text('Party'),
        kind: draw.one(PARTY_KINDS),
        role: draw.one(PARTY_ROLES),
        ...perhaps(draw, { shortName: draw.text('P'), code: 'EU' }),
      }),
    reasoned('PartyLeft'),
  ],
  representative: [
    (draw, thing) =>
      fact('RepresentativeNamed', {
        name: draw.text('Person'),
        kind: draw.one(['person', 'body']),
        ...perhaps(draw, {
          partyId: draw.id('party'),
          post: draw.text('post'),
          ...(thing > 0 && { speaksForId: draw.id('representative') }),
        }),
      }),
    reasoned('RepresentativeStoodDown'),
  ],
  issue: [
    (draw) => fact('IssueRaised', { title: draw.text('Issue'), ...perhaps(draw, { raisedById: draw.id('party') }) }),
    (draw) => fact('IssueSettled', perhaps(draw, { terms: draw.text('terms') })),
    reasoned('IssueReopened'),
  ],
  meeting: MEETING_FACT_GENERATORS,
  minutes: [
    (draw) =>
      fact('MinutesCirculated', {
        meetingId: draw.id('meeting'),
        ...content(draw),
        ...perhaps(draw, { circulatedById: draw.id('representative') }),
      }),
    (draw) =>
      fact('MinutesApproved', { partyId: draw.id('party'), ...perhaps(draw, { text: draw.text('with a reserve') }) }),
  ],
  statement: [
    (draw, thing) =>
      fact('StatementMade', {
        kind: draw.oneIn(2) ? 'readout' : draw.one(STATEMENT_KINDS),
        text: draw.text('said'),
        verbatim: draw.oneIn(2),
        attribution: draw.one(ATTRIBUTIONS.slice(1)),
        ...perhaps(draw, {
          speakerId: draw.id('representative'),
          speakingForId: draw.id('representative'),
          partyId: draw.id('party'),
          toIds: draw.ids('party'),
          channel: draw.text('channel'),
          language: 'zh',
          translation: { language: 'en', text: draw.text('translated') },
          issueIds: draw.ids('issue'),
          meetingId: draw.id('meeting'),
          ...(thing > 0 && { inReplyToId: draw.id('statement') }),
        }),
      }),
    (draw) =>
      fact(
        'StatementWithdrawn',
        perhaps(draw, { reason: draw.text('sorry'), withdrawnById: draw.id('representative') }),
      ),
  ],
  position: [
    (draw, thing) =>
      fact('PositionTaken', {
        ...held(draw, thing),
        text: draw.text('wants'),
        kind: draw.one(POSITION_KINDS),
        ...perhaps(draw, { ...grounds(draw), ...weight(draw) }),
      }),
    (draw, thing) =>
      fact('PositionShifted', {
        ...held(draw, thing),
        direction: draw.one(DIRECTIONS),
        text: draw.text('now wants'),
        ...perhaps(draw, {
          ...grounds(draw),
          ...weight(draw),
          fromText: draw.text('wanted'),
          kind: draw.one(POSITION_KINDS),
        }),
      }),
    (draw, thing) =>
      fact('PositionMaintained', {
        ...held(draw, thing),
        ...perhaps(draw, { ...grounds(draw), text: draw.text('still wants') }),
      }),
    (draw, thing) => fact('PositionWithdrawn', { ...held(draw, thing), ...perhaps(draw, grounds(draw)) }),
  ],
  measure: [
    (draw, thing) =>
      fact('MeasureAnnounced', {
        actorId: draw.id('party'),
        title: draw.text('Measure'),
        instrument: draw.one(INSTRUMENTS),
        provisions: provisions(draw, 0),
        ...perhaps(draw, {
          issuedById: draw.id('representative'),
          reference: draw.text('No.'),
          affectedPartyIds: draw.ids('party'),
          issueIds: draw.ids('issue'),
          products: ['gallium'],
          ...(thing > 0 && { widensId: draw.id('measure') }),
        }),
      }),
    (draw) =>
      fact('MeasureExpanded', {
        provisions: provisions(draw, 2 + draw.below(3)),
        ...perhaps(draw, { reason: draw.text('more') }),
      }),
    (draw) => fact('ProvisionEnteredIntoForce', { provisionId: draw.one(PROVISIONS) }),
    change('ProvisionSuspended', (draw) => ({
      until: planned(draw),
      forPartyIds: draw.ids('party'),
      instrumentId: draw.id('measure'),
    })),
    change('ProvisionReinstated', (draw) => ({ forPartyIds: draw.ids('party') })),
    change('ProvisionRemoved'),
    (draw) =>
      fact('FigureReported', {
        about: draw.one(['exports', 'licences']),
        figure: draw.text('about'),
        ...perhaps(draw, { number: draw.below(100), unit: '%', reportedById: draw.id('representative') }),
      }),
  ],
  commitment: [
    (draw) =>
      fact('CommitmentMade', {
        byIds: [draw.id('party')],
        text: draw.text('pledge'),
        ...perhaps(draw, {
          toIds: draw.ids('party'),
          meetingId: draw.id('meeting'),
          issueIds: draw.ids('issue'),
          due: planned(draw),
        }),
      }),
    (draw) =>
      fact('ProgressReported', {
        text: draw.text('progress'),
        ...perhaps(draw, {
          figure: draw.text('about'),
          reportedById: draw.id('representative'),
          partyId: draw.id('party'),
        }),
      }),
    (draw) => fact('FulfilmentReported', { partyId: draw.id('party'), ...perhaps(draw, { text: draw.text('done') }) }),
    (draw) => fact('CommitmentDisputed', { partyId: draw.id('party'), reason: draw.text('not done') }),
    answered('CommitmentReleased'),
  ],
  proposal: [
    (draw, thing) =>
      fact('ProposalTabled', {
        title: draw.text('Proposal'),
        tabledByIds: [draw.id('party')],
        binding: draw.oneIn(2),
        ...content(draw),
        ...perhaps(draw, {
          issueIds: draw.ids('issue'),
          meetingId: draw.id('meeting'),
          ...(thing > 0 && { replacesId: draw.id('proposal') }),
          consentOf: draw.ids('party'),
        }),
      }),
    (draw) => fact('ProposalRevised', { ...content(draw), ...perhaps(draw, { reason: draw.text('reason') }) }),
    answered('ProposalAccepted'),
    answered('ProposalRejected'),
    reasoned('ProposalWithdrawn'),
    (draw) => fact('ProposalAdopted', perhaps(draw, { meetingId: draw.id('meeting'), text: draw.text('as adopted') })),
  ],
  dispute: [
    (draw) =>
      fact('AccountDisputed', {
        about: about(draw, 'meeting', 'statement', 'measure', 'party'),
        rivalAccount: draw.text('rival'),
        ...perhaps(draw, {
          field: 'place',
          recordedAccount: draw.text('recorded'),
          rivalPublisher: draw.text('paper'),
        }),
      }),
    (draw) => fact('DisputeSettled', { preferred: draw.one(PREFERENCES), reason: draw.text('reason') }),
  ],
  // Events about the log itself are not recorded.
  grant: [],
  ledger: [],
  checkpoint: [],
};

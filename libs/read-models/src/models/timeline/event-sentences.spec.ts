import { describe, expect, it } from '@jest/globals';
import { isCorrection } from '#domain/correction.js';
import { EVENT_TYPES } from '#domain/decode.js';
import { thingOf } from '#domain/ids.js';
import { isApproval } from '#domain/marking-approval.js';
import { isMarking } from '#domain/record-marked.js';
import { on } from '#domain/testing.js';
import type { Fact } from '../../projection/read-model.js';
import { sentenceOf } from './event-sentences.js';
import { fill, thingName } from './wording.js';

const NAMES: Readonly<Record<string, string>> = {
  'party-eu': 'EU',
  'party-china': 'China',
  'representative-gill': 'Olof Gill',
  'representative-sefcovic': 'Maroš Šefčovič',
  'representative-wang': 'Wang Wentao',
  'representative-mofcom': 'MOFCOM',
};
const nameOf = (stream: string) => NAMES[stream] ?? `“${thingOf(stream).id}”`;
const told = (type: string, data: object, opening?: readonly [string, object]) =>
  fill(
    sentenceOf({ type, data } as unknown as Fact, {
      self: thingName('meeting', 'it'),
      opening: opening && ({ type: opening[0], data: opening[1] } as unknown as Fact),
    }),
    nameOf,
  );

const held = { partyId: 'china', issueId: 'controls', scope: 'public' };
const spoken = { speakerId: 'gill', kind: 'spokesperson-remark', text: 'The talks go on.', verbatim: true };

/** Facts, and their sentences. */
const LINES: readonly (readonly [type: string, data: object, line: string, opening?: readonly [string, object]])[] = [
  ['NegotiationOpened', { title: 'Rare earths' }, 'Negotiation opened: “Rare earths”'],
  ['NegotiationDescribed', { title: 'Magnets' }, 'The negotiation was renamed “Magnets”'],
  ['NegotiationDescribed', { subject: 'Magnets.' }, 'The negotiation was described: Magnets'],
  ['NegotiationActivated', {}, 'Negotiation proper began'],
  ['NegotiationSuspended', { reason: 'no date' }, 'The negotiation was suspended: no date'],
  ['NegotiationResumed', {}, 'The negotiation resumed'],
  ['NegotiationConcluded', { outcome: 'no-agreement' }, 'The negotiation ended without agreement'],
  ['NegotiationReopened', {}, 'The negotiation was reopened'],
  ['PartyJoined', { role: 'observer' }, '“it” joined as an observer'],
  ['PartyJoined', { role: 'third-party' }, '“it” joined as a third party'],
  ['PartyLeft', { reason: 'in protest' }, '“it” left: in protest'],
  [
    'RepresentativeNamed',
    { partyId: 'eu', post: 'spokesperson', speaksForId: 'sefcovic' },
    '“it” was named as spokesperson for EU, speaking for Maroš Šefčovič',
  ],
  ['RepresentativeStoodDown', {}, '“it” stood down'],
  ['IssueRaised', { raisedById: 'eu' }, 'EU raised “it”'],
  ['IssueSettled', { terms: 'general licences' }, '“it” was settled: general licences'],
  ['IssueReopened', {}, '“it” was reopened'],
  [
    'MeetingProposed',
    {
      level: 'summit',
      mode: 'video-call',
      proposedById: 'eu',
      partyIds: ['eu', 'china'],
      planned: { text: 'this week' },
      preparesForId: 'talks',
    },
    'EU proposed a summit by video call: “it”, with China, for “this week”, to prepare “talks”',
  ],
  ['InvitationExtended', { inviteeId: 'wang' }, 'Wang Wentao was invited to “it”'],
  ['InvitationExtended', { inviteeId: 'wang', invitedById: 'sefcovic' }, 'Maroš Šefčovič invited Wang Wentao to “it”'],
  [
    'InvitationAnswered',
    { personId: 'wang', answer: 'ACCEPTED', reportedById: 'gill' },
    'Wang Wentao accepted the invitation to “it”, according to Olof Gill',
  ],
  [
    'InvitationAnswered',
    { personId: 'wang', answer: 'DELEGATED', delegatedToId: 'mofcom' },
    'Wang Wentao passed on the invitation to “it” to MOFCOM',
  ],
  [
    'MeetingScheduled',
    { planned: { on: on('2025-10-30'), time: '09:30', zone: 'Europe/Brussels', text: 'Thursday' }, place: 'Brussels' },
    '“it” was scheduled for 30 October 2025 at 09:30 (Europe/Brussels) (“Thursday”), in Brussels',
  ],
  ['MeetingConfirmed', { confirmedById: 'china' }, 'China confirmed “it”'],
  [
    'MeetingRescheduled',
    { planned: { on: on('2025-11', '2025-11-01', '2025-11-30') }, reason: 'a strike' },
    '“it” was moved to November 2025: a strike',
  ],
  ['MeetingPostponed', {}, '“it” was postponed'],
  ['MeetingPostponed', { until: { time: '15:00', zone: 'Asia/Tokyo' } }, '“it” was postponed until 15:00 (Asia/Tokyo)'],
  ['MeetingCancelled', { reason: 'no mandate' }, '“it” was cancelled: no mandate'],
  [
    'DelegationAnnounced',
    { partyId: 'china', level: 'unclear', confirmed: false },
    'China’s delegation announced for “it”: level unclear, not confirmed',
  ],
  [
    'DelegationAnnounced',
    {
      partyId: 'china',
      level: 'high-level-technical',
      headId: 'mofcom',
      members: [{ representativeId: 'wang', coming: 'not-coming' }],
      confirmed: true,
      announcedById: 'gill',
    },
    'China’s delegation announced for “it”: high-level technical, led by MOFCOM, without Wang Wentao, confirmed, according to Olof Gill',
  ],
  [
    'MeetingHeld',
    { partyIds: ['eu', 'china'], durationText: 'almost two hours', outcome: 'An invitation' },
    '“it” was held, with EU and China, for almost two hours: An invitation',
  ],
  ['MinutesCirculated', { meetingId: 'talks', circulatedById: 'gill' }, 'Olof Gill circulated the minutes of “talks”'],
  [
    'MinutesApproved',
    { partyId: 'china', text: 'with a reserve' },
    'China approved the minutes of “talks”: with a reserve',
    ['MinutesCirculated', { meetingId: 'talks' }],
  ],
  [
    'StatementMade',
    { ...spoken, speakingForId: 'sefcovic', toIds: ['china'] },
    'Olof Gill for Maroš Šefčovič to China (spokesperson’s remark): “The talks go on”',
  ],
  [
    'StatementMade',
    { kind: 'demarche', text: '我们', verbatim: false, translation: { language: 'en-GB', text: 'We' } },
    'Unattributed (démarche): We',
  ],
  ['StatementWithdrawn', {}, 'Olof Gill took back the statement “it”', ['StatementMade', spoken]],
  ['StatementWithdrawn', { reason: 'misquoted' }, 'The statement “it” was taken back: misquoted'],
  [
    'PositionTaken',
    { ...held, kind: 'offer', text: 'general licences' },
    'China took a public position on “controls”, an offer: general licences',
  ],
  [
    'PositionShifted',
    { ...held, direction: 'hardened', text: 'no licences', scope: 'assessed' },
    'By our assessment, China hardened its position on “controls”: no licences',
  ],
  ['PositionMaintained', { ...held, scope: 'private' }, 'China maintained its private position on “controls”'],
  ['PositionWithdrawn', held, 'China withdrew its public position on “controls”'],
  [
    'MeasureAnnounced',
    {
      actorId: 'china',
      issuedById: 'mofcom',
      instrument: 'export-control',
      reference: 'No. 61',
      affectedPartyIds: ['eu'],
    },
    'China announced an export control through MOFCOM: “it” (No. 61), affecting EU',
  ],
  ['MeasureExpanded', { provisions: [{ provisionId: '2' }] }, '“it” was expanded with provision 2'],
  ['ProvisionEnteredIntoForce', { provisionId: '1-3' }, 'Provision 1-3 of “it” entered into force'],
  [
    'ProvisionSuspended',
    { provisionId: '1-1', until: { on: on('2026-11-10') }, instrument: 'MOFCOM No. 70', forPartyIds: ['eu'] },
    'Provision 1-1 of “it” was suspended until 10 November 2026 for EU by MOFCOM No. 70',
  ],
  ['ProvisionReinstated', { provisionId: '1-1' }, 'Provision 1-1 of “it” was reinstated'],
  ['ProvisionRemoved', { provisionId: '1-1' }, 'Provision 1-1 of “it” was removed'],
  [
    'FigureReported',
    { about: 'applications dealt with', figure: 'just over half', reportedBy: 'one agency' },
    'Figure for “it”: applications dealt with, “just over half”, according to one agency',
  ],
  [
    'CommitmentMade',
    { byIds: ['eu', 'china'], text: 'an upgraded mechanism', meetingId: 'summit', due: { on: on('2025-12-31') } },
    'EU and China pledged at “summit”: an upgraded mechanism, due 31 December 2025',
  ],
  ['ProgressReported', { text: 'licences', figure: 'only half' }, 'Progress on the pledge “it”: licences, “only half”'],
  ['FulfilmentReported', { partyId: 'china' }, 'China called the pledge “it” fulfilled'],
  ['CommitmentDisputed', { partyId: 'eu', reason: 'too slow' }, 'EU disputed the pledge “it”: too slow'],
  ['CommitmentReleased', { partyId: 'eu' }, 'EU let go of the pledge “it”'],
  ['ProposalTabled', { tabledByIds: ['eu'], binding: false }, 'EU tabled a non-binding proposal: “it”'],
  ['ProposalRevised', {}, 'The proposal “it” was revised'],
  ['ProposalAccepted', { partyId: 'china' }, 'China accepted the proposal “it”'],
  ['ProposalRejected', { partyId: 'china', reason: 'too vague' }, 'China rejected the proposal “it”: too vague'],
  ['ProposalWithdrawn', {}, 'The proposal “it” was withdrawn'],
  ['ProposalAdopted', { meetingId: 'talks' }, 'The proposal “it” was adopted at “talks”'],
  [
    'AccountDisputed',
    {
      about: { kind: 'meeting', id: 'talks' },
      field: 'planned',
      rivalAccount: 'tomorrow',
      rivalPublisher: 'a newspaper',
    },
    'Rival account of “talks” (planned): “tomorrow”, according to a newspaper',
  ],
  [
    'DisputeSettled',
    { preferred: 'recorded', reason: 'the agenda says so' },
    'The recorded account of “talks” was upheld: the agenda says so',
    ['AccountDisputed', { about: { kind: 'meeting', id: 'talks' } }],
  ],

  ['GrantGiven', { issuer: 'i', subject: '8f1c', name: 'Berta' }, '“Berta” was let into the negotiation'],
  [
    'GrantRevoked',
    { issuer: 'i', subject: '8f1c', reason: 'she has left' },
    '“8f1c” was shut out of the negotiation: she has left',
  ],
  [
    'OriginStarted',
    {
      origin: 'record.example.org/talks.2',
      reason: 'the disk failed',
      previous: '…',
      verifierKey: '…',
      previousVerifierKey: '…',
    },
    'The log goes on as “record.example.org/talks.2”: the disk failed',
  ],
  ['CheckpointSigned', { note: '…' }, 'The ledger signed the log'],
];

describe('a sentence of the timeline', () => {
  it.each(LINES.map(([type, data, line, opening]) => ({ type, data, line, opening })))(
    'describes $type: $line',
    ({ type, data, line, opening }) => {
      expect(told(type, data, opening)).toBe(line);
    },
  );
  it('exists for every type of fact', () => {
    const isFact = (type: string) => !isCorrection({ type }) && !isMarking({ type }) && !isApproval({ type });
    const facts = EVENT_TYPES.filter(isFact);
    expect(new Set(LINES.map(([type]) => type))).toEqual(new Set(facts));
  });
  it('counts parties if there are too many to list', () => {
    const byIds = ['eu', 'china', 'a', 'b', 'c'];
    expect(told('CommitmentMade', { byIds, text: 'peace' })).toBe('EU, China, “a” and 2 others pledged: peace');
  });
  it('stays short, without splitting a character', () => {
    const line = told('NegotiationSuspended', { reason: `a\n b ${'𝄞'.repeat(200)}` });
    expect(line).toMatch(/: a b 𝄞+…$/u);
    expect(Array.from(line).length).toBeLessThan(200);
  });
  it.each([
    { edtf: '2025', earliest: '2025-01-01', latest: '2025-12-31', words: '2025' },
    { edtf: '2025-10-0X', earliest: '2025-10-01', latest: '2025-10-09', words: '1 October 2025 to 9 October 2025' },
    { edtf: '2025-04/..', earliest: '2025-04-01', latest: null, words: '1 April 2025 or later' },
    { edtf: '../2025-12-31', earliest: null, latest: '2025-12-31', words: '31 December 2025 or earlier' },
    { edtf: '2025-10-27?', earliest: '2025-10-27', latest: '2025-10-27', words: '27 October 2025, more or less' },
  ])('writes the date $edtf in words', ({ edtf, earliest, latest, words }) => {
    const planned = { on: { edtf, earliest, latest, begunBy: null } };
    expect(told('MeetingScheduled', { planned })).toBe(`“it” was scheduled for ${words}`);
  });
  it('adds only an apostrophe to a name that ends in s', () => {
    const line = sentenceOf(
      { type: 'DelegationAnnounced', data: { partyId: 'nl', confirmed: true } } as unknown as Fact,
      {
        self: thingName('meeting', 'it'),
        opening: undefined,
      },
    );
    expect(fill(line, () => 'the Netherlands')).toBe(
      'the Netherlands’ delegation announced for the Netherlands: confirmed',
    );
  });
});

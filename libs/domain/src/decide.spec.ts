import { describe, expect, it } from '@jest/globals';
import type { EventId, Instant, PartyId } from './ids.js';
import { issue } from './issue.js';
import { measure } from './measure.js';
import { meeting } from './meeting.js';
import { negotiation } from './negotiation.js';
import { proposal } from './proposal.js';
import { corrects, on, scenario, voids } from './testing.js';

const eventId = (n: number) => `event-${n}` as EventId;
const refusal = (code: string, because: unknown = expect.any(String)) => ({ refused: code, because });
const inconsistent = (because: RegExp) => refusal('record-inconsistent', expect.stringMatching(because));
const dated = (day: string) => ({ circumstances: { occurredOn: on(day) } });

const proposed = { type: 'MeetingProposed', data: { title: 'Talks' } } as const;
const cancelled = (day: string) => ({ type: 'MeetingCancelled', data: {}, ...dated(day) }) as const;
const back = (day: string) => ({ type: 'MeetingConfirmed', data: {}, ...dated(day) }) as const;
const cancel = { type: 'CancelMeeting', data: {} } as const;
const held = { type: 'MeetingHeld', data: {} } as const;
const hold = { type: 'HoldMeeting', data: {} } as const;
const meetings = scenario(meeting);

describe('a fact that is told late', () => {
  it('is taken where it happened: called off, back on the calendar, and called off again', () => {
    const told = meetings.given(proposed, back('2025-10-25'), cancelled('2025-11-05'));
    expect(told.when(cancel, { occurredOn: on('2025-10-20') })).toHaveLength(1);
    expect(told.when(cancel, { occurredOn: on('2025-10-30') })).toEqual(
      refusal(
        'meeting-cancelled-already-recorded',
        expect.stringMatching(/^Beside it, MeetingCancelled event-2 could not stand: .*record first that it was back/),
      ),
    );
    expect(told.when(cancel, { occurredOn: on('2025-11-06') })).toEqual(refusal('meeting-cancelled-already-recorded'));
  });
  it('is refused before what undid it is told, and taken after', () => {
    const late = [cancel, { occurredOn: on('2025-10-20') }] as const;
    expect(meetings.given(proposed, cancelled('2025-11-05')).when(...late)).toEqual(
      refusal('meeting-cancelled-already-recorded'),
    );
    expect(meetings.given(proposed, cancelled('2025-11-05'), back('2025-10-25')).when(...late)).toHaveLength(1);
  });
  it('is taken between two others: an issue settled twice, a negotiation concluded twice', () => {
    const raised = { type: 'IssueRaised', data: { title: 'Licences' } } as const;
    const reopened = { type: 'IssueReopened', data: {}, ...dated('2025-06-01') } as const;
    const settled = { type: 'IssueSettled', data: {}, ...dated('2025-11-07') } as const;
    const issues = scenario(issue).given(raised, settled, reopened);
    expect(issues.when({ type: 'SettleIssue', data: {} }, { occurredOn: on('2025-05-02') })).toHaveLength(1);
    expect(issues.when({ type: 'SettleIssue', data: {} }, { occurredOn: on('2025-07-02') })).toEqual(
      refusal('issue-settled-already-recorded'),
    );

    const opened = { type: 'NegotiationOpened', data: { title: 'Talks' } } as const;
    const resumed = { type: 'NegotiationResumed', data: {}, ...dated('2025-06-01') } as const;
    const concluded = { type: 'NegotiationConcluded', data: { outcome: 'agreement' }, ...dated('2025-11-07') } as const;
    const conclude = { type: 'ConcludeNegotiation', data: { outcome: 'lapsed' } } as const;
    const talks = scenario(negotiation).given(opened, concluded, resumed);
    expect(talks.when(conclude, { occurredOn: on('2025-05-02') })).toHaveLength(1);
    expect(talks.when(conclude, { occurredOn: on('2025-07-02') })).toEqual(refusal('conclusion-already-recorded'));
  });
  it('is taken where a party changed its mind after it', () => {
    const eu = { partyId: 'eu' as PartyId };
    const tabled = {
      type: 'ProposalTabled',
      data: { title: 'Annex', tabledByIds: [eu.partyId], text: 'x', binding: false },
      ...dated('2025-01-02'),
    } as const;
    const accepted = { type: 'ProposalAccepted', data: eu, ...dated('2025-11-07') } as const;
    const rejected = { type: 'ProposalRejected', data: eu, ...dated('2025-06-01') } as const;
    const told = scenario(proposal).given(tabled, accepted, rejected);
    const accept = { type: 'AcceptProposal', data: eu } as const;
    expect(told.when(accept, { occurredOn: on('2025-05-02') })).toHaveLength(1);
    expect(told.when(accept, { occurredOn: on('2025-07-02') })).toEqual(refusal('acceptance-already-recorded'));
    const reject = { type: 'RejectProposal', data: eu } as const;
    expect(told.when(reject, { occurredOn: on('2025-05-02') })).toEqual(refusal('rejection-already-recorded'));
  });
  it('may wait for another that waits for it: then what came last is voided, and brought back when both are told', () => {
    const eu = { partyId: 'eu' as PartyId };
    const data = { title: 'Annex', tabledByIds: [eu.partyId], text: 'x', binding: false };
    const tabled = { type: 'ProposalTabled', data, ...dated('2025-01-02') } as const;
    const accepted = (day: string) => ({ type: 'ProposalAccepted', data: eu, ...dated(day) }) as const;
    const rejected = (day: string) => ({ type: 'ProposalRejected', data: eu, ...dated(day) }) as const;
    const told = [tabled, accepted('2025-10-01'), rejected('2025-12-01')] as const;
    const [reject, accept] = [
      [{ type: 'RejectProposal', data: eu }, { occurredOn: on('2025-11-01') }],
      [{ type: 'AcceptProposal', data: eu }, { occurredOn: on('2025-11-15') }],
    ] as const;
    const proposals = scenario(proposal);
    expect(proposals.given(...told).when(...reject)).toEqual(
      refusal(
        'rejection-already-recorded',
        expect.stringMatching(/event-2 could not stand.*void that, and bring it back/),
      ),
    );
    expect(proposals.given(...told).when(...accept)).toEqual(refusal('acceptance-already-recorded'));
    const voided = [...told, voids(2)] as const;
    expect(proposals.given(...voided).when(...reject)).toHaveLength(1);
    expect(proposals.given(...voided, rejected('2025-11-01')).when(...accept)).toHaveLength(1);
    const all = [...voided, rejected('2025-11-01'), accepted('2025-11-15')] as const;
    expect(proposals.given(...all).whenCorrected(voids(3))).toBeUndefined();
  });
  it('stands where it was learned if nobody knows when it happened', () => {
    const told = meetings.given(proposed, back('2025-10-25'), cancelled('2025-11-05'));
    const learned = (day: string) => ({ learnedAt: `${day}T12:00:00.000Z` as Instant });
    expect(told.when(cancel, learned('2025-10-20'))).toHaveLength(1);
    expect(told.when(cancel, learned('2025-11-20'))).toEqual(refusal('meeting-cancelled-already-recorded'));
  });
  it('stands after what happened on the same day and was told before', () => {
    const oneDay = [cancelled('2025-10-20'), back('2025-10-20')] as const;
    const again = [cancel, { occurredOn: on('2025-10-20') }] as const;
    expect(meetings.given(proposed, ...oneDay).when(...again)).toHaveLength(1);
    expect(meetings.given(proposed, ...oneDay.toReversed()).when(...again)).toEqual(
      refusal('meeting-cancelled-already-recorded'),
    );
  });
});

describe('a voiding', () => {
  const start = { start: '2025-10-30T10:00', end: '2025-10-30T11:00' };
  const later = [corrects(1, { end: '2025-10-30T13:00' }), corrects(1, { start: '2025-10-30T12:00' })] as const;
  const corrected = [proposed, { ...held, data: start }, ...later] as const;

  it('of a correction does not bring back an end before the start', () => {
    expect(meetings.given(...corrected).whenCorrected(voids(2))).toEqual(
      inconsistent(/^It would bring back what the record refuses of MeetingHeld event-1: The meeting cannot end/),
    );
    expect(meetings.given(...corrected).whenCorrected(voids(3))).toBeUndefined();
    expect(meetings.given(...corrected, voids(3)).whenCorrected(voids(2))).toBeUndefined();
  });
  it('of a voiding does not bring back a second holding, until the one that stands is voided or reports it', () => {
    const rival = [proposed, held, voids(1), held] as const;
    expect(meetings.given(...rival).whenCorrected(voids(2))).toEqual(
      inconsistent(/^Then MeetingHeld event-3 could not stand: .*Void that first, or correct it\.$/),
    );
    expect(meetings.given(...rival, voids(3)).whenCorrected(voids(2))).toBeUndefined();
    expect(meetings.given(...rival, corrects(3, { reportOf: eventId(1) })).whenCorrected(voids(2))).toBeUndefined();
  });
  it('names what stands against that which would come back', () => {
    const rival = [
      proposed,
      { ...held, ...dated('2025-10-30') },
      voids(1),
      { ...held, ...dated('2025-10-29') },
    ] as const;
    expect(meetings.given(...rival).whenCorrected(voids(2))).toEqual(
      inconsistent(/of MeetingHeld event-1: .*Void MeetingHeld event-3 first, or correct it\.$/),
    );
  });
  it('of what lies between two cancellations waits for the second to go', () => {
    const told = [proposed, cancelled('2025-10-20'), back('2025-10-25'), cancelled('2025-11-05')] as const;
    expect(meetings.given(...told).whenCorrected(voids(2))).toEqual(
      inconsistent(/^Then MeetingCancelled event-3 could not stand: .*Void that first/),
    );
    expect(meetings.given(...told).whenCorrected(corrects(2, { occurredOn: on('2025-11-25') }))).toEqual(
      inconsistent(/^Then MeetingCancelled event-3 could not stand: /),
    );
    expect(meetings.given(...told).whenCorrected(voids(3))).toBeUndefined();
    expect(meetings.given(...told, voids(3)).whenCorrected(voids(2))).toBeUndefined();
  });
  it('of the opening takes all of it out, whatever depends on what, and back in', () => {
    expect(meetings.given(...corrected).whenCorrected(voids(0))).toBeUndefined();
    expect(meetings.given(...corrected, voids(0)).whenCorrected(voids(4))).toBeUndefined();
  });
  it('of the opening is not voided where the thing would come back inconsistent', () => {
    const out = [proposed, cancelled('2025-10-20'), back('2025-10-25'), cancelled('2025-11-05'), voids(0)] as const;
    expect(meetings.given(...out).whenCorrected(voids(2))).toBeUndefined();
    expect(meetings.given(...out, voids(2)).whenCorrected(voids(4))).toEqual(
      inconsistent(/of MeetingCancelled event-3: .*Void MeetingCancelled event-1 first/),
    );
    expect(meetings.given(...out, voids(2), voids(1)).whenCorrected(voids(4))).toBeUndefined();
  });
  it('is not stopped by what was inconsistent before it', () => {
    const twice = [proposed, held, held, cancelled('2025-10-20')] as const;
    expect(meetings.given(...twice).whenCorrected(voids(3))).toBeUndefined();
    expect(meetings.given(...twice).whenCorrected(voids(2))).toBeUndefined();
    expect(meetings.given(...twice).whenCorrected(voids(1))).toBeUndefined();
    expect(meetings.given(...twice).whenCorrected(corrects(3, { reason: 'No room was free.' }))).toBeUndefined();
    expect(meetings.given(...twice).when({ type: 'PostponeMeeting', data: {} })).toHaveLength(1);
  });
  it('does not name what it voids as the duplicate that stays', () => {
    const duplicate = (n: number) => ({
      type: 'RecordVoided' as const,
      data: { ...voids(1).data, duplicateOf: eventId(n) },
    });
    expect(meetings.given(proposed, held).whenCorrected(duplicate(1))).toEqual(refusal('duplicate-of-itself'));
    expect(meetings.given(proposed, held).whenCorrected(duplicate(0))).toBeUndefined();
  });
});

describe('a fact and its other accounts', () => {
  const rumour = { ...held, circumstances: { reportOf: eventId(1) } } as const;
  const told = [proposed, held, rumour] as const;

  it('are one: each of them may be corrected, and voided', () => {
    for (const n of [1, 2]) {
      expect(meetings.given(...told).whenCorrected(corrects(n, { summary: 'Talks' }))).toBeUndefined();
      expect(meetings.given(...told).whenCorrected(voids(n))).toBeUndefined();
    }
  });
  it('are two once the one is not said to report the other', () => {
    expect(meetings.given(...told).whenCorrected(corrects(2, { reportOf: null }))).toEqual(
      refusal('meeting-held-already-recorded'),
    );
  });
  it('are no account of what does not stand', () => {
    const [gone, other] = [voids(1), { reportOf: eventId(1) }];
    expect(meetings.given(proposed, held, gone, held).when(hold, other)).toEqual(
      refusal('meeting-held-already-recorded'),
    );
    expect(meetings.given(proposed, held, gone).when(hold, other)).toHaveLength(1);
  });
  it('of which two report a third are two without it', () => {
    expect(meetings.given(...told, rumour).whenCorrected(voids(1))).toEqual(
      inconsistent(/^Then MeetingHeld event-3 could not stand/),
    );
    const settled = [...told, rumour, corrects(3, { reportOf: eventId(2) })] as const;
    expect(meetings.given(...settled).whenCorrected(voids(1))).toBeUndefined();
  });
  it('stand where the first account stands, whatever day the other gives', () => {
    const again = { ...cancelled('2025-10-30'), circumstances: { occurredOn: on('2025-10-30'), reportOf: eventId(1) } };
    const history = [proposed, cancelled('2025-10-20'), back('2025-10-25'), again] as const;
    expect(meetings.given(...history).when(cancel, { occurredOn: on('2025-11-05') })).toHaveLength(1);
  });
  it('may tell of a provision that only one of them names', () => {
    const part = (provisionId: string) => ({ provisionId, text: provisionId });
    const announced = {
      type: 'MeasureAnnounced',
      data: { actorId: 'china' as PartyId, title: 'No. 61', instrument: 'tariff', provisions: [part('1')] },
    } as const;
    const expanded = (...ids: readonly string[]) =>
      ({ type: 'MeasureExpanded', data: { provisions: ids.map(part) } }) as const;
    const another = { ...expanded('2', '3'), circumstances: { reportOf: eventId(1) } };
    const suspend = { type: 'SuspendProvision', data: { provisionId: '3' } } as const;
    expect(scenario(measure).given(announced, expanded('2'), another).when(suspend)).toHaveLength(1);
  });
});

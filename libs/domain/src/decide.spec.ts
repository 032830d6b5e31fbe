import { describe, expect, it } from '@jest/globals';
import type { EventId, Instant, PartyId } from './ids.js';
import { issue } from './issue.js';
import { measure } from './measure.js';
import { meeting } from './meeting.js';
import { minutes } from './minutes.js';
import { negotiation } from './negotiation.js';
import { proposal } from './proposal.js';
import { corrects, on, scenario, voids } from './testing.js';

const eventId = (n: number) => `event-${n}` as EventId;
const refusal = (code: string, because: unknown = expect.any(String)) =>
  expect.objectContaining({ refused: code, because });
const inconsistent = (because: RegExp) => refusal('record-inconsistent', expect.stringMatching(because));
const dated = (day: string) => ({ circumstances: { occurredOn: on(day) } });

const proposed = { type: 'MeetingProposed', data: { title: 'Talks' } } as const;
const cancelled = (day: string) => ({ type: 'MeetingCancelled', data: {}, ...dated(day) }) as const;
const back = (day: string) => ({ type: 'MeetingConfirmed', data: {}, ...dated(day) }) as const;
const cancel = { type: 'CancelMeeting', data: {} } as const;
const held = { type: 'MeetingHeld', data: {} } as const;
const hold = { type: 'HoldMeeting', data: {} } as const;
const meetings = scenario(meeting);

describe('a fact that is recorded late', () => {
  it('is accepted at its chronological place: a meeting cancelled, confirmed and cancelled again', () => {
    const told = meetings.given(proposed, back('2025-10-25'), cancelled('2025-11-05'));
    expect(told.when(cancel, { occurredOn: on('2025-10-20') })).toHaveLength(1);
    expect(told.when(cancel, { occurredOn: on('2025-10-30') })).toEqual(
      refusal(
        'meeting-cancelled-already-recorded',
        expect.stringMatching(
          /^This would make MeetingCancelled event-2 invalid: .*first record that it was scheduled again/,
        ),
      ),
    );
    expect(told.when(cancel, { occurredOn: on('2025-11-06') })).toEqual(refusal('meeting-cancelled-already-recorded'));
  });
  it('is refused until the fact that reversed it is recorded', () => {
    const late = [cancel, { occurredOn: on('2025-10-20') }] as const;
    expect(meetings.given(proposed, cancelled('2025-11-05')).when(...late)).toEqual(
      refusal('meeting-cancelled-already-recorded'),
    );
    expect(meetings.given(proposed, cancelled('2025-11-05'), back('2025-10-25')).when(...late)).toHaveLength(1);
  });
  it('is accepted between two others: an issue settled twice, a negotiation concluded twice', () => {
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
  it('is accepted if the party changed its answer after it', () => {
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
  it('may depend on another that depends on it: the later event is voided, and restored once both are recorded', () => {
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
        expect.stringMatching(/event-2 invalid: .*then void that voiding to restore it\.$/),
      ),
    );
    expect(proposals.given(...told).when(...accept)).toEqual(refusal('acceptance-already-recorded'));
    const voided = [...told, voids(2)] as const;
    expect(proposals.given(...voided).when(...reject)).toHaveLength(1);
    expect(proposals.given(...voided, rejected('2025-11-01')).when(...accept)).toHaveLength(1);
    const all = [...voided, rejected('2025-11-01'), accepted('2025-11-15')] as const;
    expect(proposals.given(...all).whenCorrected(voids(3))).toBeUndefined();
  });
  it('without a date is placed on the day when it was learned', () => {
    const told = meetings.given(proposed, back('2025-10-25'), cancelled('2025-11-05'));
    const learned = (day: string) => ({ learnedAt: `${day}T12:00:00.000Z` as Instant });
    expect(told.when(cancel, learned('2025-10-20'))).toHaveLength(1);
    expect(told.when(cancel, learned('2025-11-20'))).toEqual(refusal('meeting-cancelled-already-recorded'));
  });
  it('comes after the facts of the same day that were recorded earlier', () => {
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

  it('of a correction must not restore an end before the start', () => {
    expect(meetings.given(...corrected).whenCorrected(voids(2))).toEqual(
      inconsistent(/^This would restore MeetingHeld event-1, which is invalid: The meeting cannot end/),
    );
    expect(meetings.given(...corrected).whenCorrected(voids(3))).toBeUndefined();
    expect(meetings.given(...corrected, voids(3)).whenCorrected(voids(2))).toBeUndefined();
  });
  it('of a voiding must not restore a second meeting-held, until the other is voided or is an account of it', () => {
    const rival = [proposed, held, voids(1), held] as const;
    expect(meetings.given(...rival).whenCorrected(voids(2))).toEqual(
      inconsistent(/^This would make MeetingHeld event-3 invalid: .*Void or correct MeetingHeld event-3 first\.$/),
    );
    expect(meetings.given(...rival, voids(3)).whenCorrected(voids(2))).toBeUndefined();
    expect(meetings.given(...rival, corrects(3, { reportOf: eventId(1) })).whenCorrected(voids(2))).toBeUndefined();
  });
  it('names the event that conflicts with the restored one', () => {
    const rival = [
      proposed,
      { ...held, ...dated('2025-10-30') },
      voids(1),
      { ...held, ...dated('2025-10-29') },
    ] as const;
    expect(meetings.given(...rival).whenCorrected(voids(2))).toEqual(
      inconsistent(
        /^This would restore MeetingHeld event-1, which is invalid: .*Void or correct MeetingHeld event-3 first\.$/,
      ),
    );
  });
  it('of a fact between two cancellations requires voiding the second one first', () => {
    const told = [proposed, cancelled('2025-10-20'), back('2025-10-25'), cancelled('2025-11-05')] as const;
    expect(meetings.given(...told).whenCorrected(voids(2))).toEqual(
      inconsistent(
        /^This would make MeetingCancelled event-3 invalid: .*Void or correct MeetingCancelled event-3 first/,
      ),
    );
    expect(meetings.given(...told).whenCorrected(corrects(2, { occurredOn: on('2025-11-25') }))).toEqual(
      inconsistent(/^This would make MeetingCancelled event-3 invalid: /),
    );
    expect(meetings.given(...told).whenCorrected(voids(3))).toBeUndefined();
    expect(meetings.given(...told, voids(3)).whenCorrected(voids(2))).toBeUndefined();
  });
  it('of the opening removes the whole thing, and its voiding restores it', () => {
    expect(meetings.given(...corrected).whenCorrected(voids(0))).toBeUndefined();
    expect(meetings.given(...corrected, voids(0)).whenCorrected(voids(4))).toBeUndefined();
  });
  it('of the opening must not be voided if the restored thing would be inconsistent', () => {
    const out = [proposed, cancelled('2025-10-20'), back('2025-10-25'), cancelled('2025-11-05'), voids(0)] as const;
    expect(meetings.given(...out).whenCorrected(voids(2))).toBeUndefined();
    expect(meetings.given(...out, voids(2)).whenCorrected(voids(4))).toEqual(
      inconsistent(
        /^This would restore MeetingCancelled event-3, which is invalid: .*Void or correct MeetingCancelled event-1 first/,
      ),
    );
    expect(meetings.given(...out, voids(2), voids(1)).whenCorrected(voids(4))).toBeUndefined();
  });
  it('is accepted although the record was inconsistent before', () => {
    const twice = [proposed, held, held, cancelled('2025-10-20')] as const;
    expect(meetings.given(...twice).whenCorrected(voids(3))).toBeUndefined();
    expect(meetings.given(...twice).whenCorrected(voids(2))).toBeUndefined();
    expect(meetings.given(...twice).whenCorrected(voids(1))).toBeUndefined();
    expect(meetings.given(...twice).whenCorrected(corrects(3, { reason: 'No room was free.' }))).toBeUndefined();
    expect(meetings.given(...twice).when({ type: 'PostponeMeeting', data: {} })).toHaveLength(1);
  });
  it('must not name the voided event as the remaining duplicate', () => {
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

  it('are one fact: each account can be corrected and voided', () => {
    for (const n of [1, 2]) {
      expect(meetings.given(...told).whenCorrected(corrects(n, { summary: 'Talks' }))).toBeUndefined();
      expect(meetings.given(...told).whenCorrected(voids(n))).toBeUndefined();
    }
  });
  it('are two facts once reportOf is removed', () => {
    expect(meetings.given(...told).whenCorrected(corrects(2, { reportOf: null }))).toEqual(
      refusal('meeting-held-already-recorded'),
    );
  });
  it('do not count as accounts of a voided fact', () => {
    const [gone, other] = [voids(1), { reportOf: eventId(1) }];
    expect(meetings.given(proposed, held, gone, held).when(hold, other)).toEqual(
      refusal('meeting-held-already-recorded'),
    );
    expect(meetings.given(proposed, held, gone).when(hold, other)).toHaveLength(1);
  });
  it('are two facts if both report a third that is voided', () => {
    expect(meetings.given(...told, rumour).whenCorrected(voids(1))).toEqual(
      inconsistent(/^This would make MeetingHeld event-3 invalid: /),
    );
    const settled = [...told, rumour, corrects(3, { reportOf: eventId(2) })] as const;
    expect(meetings.given(...settled).whenCorrected(voids(1))).toBeUndefined();
  });
  it('are placed by the date of the original account', () => {
    const again = { ...cancelled('2025-10-30'), circumstances: { occurredOn: on('2025-10-30'), reportOf: eventId(1) } };
    const history = [proposed, cancelled('2025-10-20'), back('2025-10-25'), again] as const;
    expect(meetings.given(...history).when(cancel, { occurredOn: on('2025-11-05') })).toHaveLength(1);
  });
  it('may name a provision that only one of them introduces', () => {
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

describe('a thing that is opened twice', () => {
  it('is refused in a sentence that fits its kind', () => {
    const because = (outcome: unknown) => (outcome as { because: string }).because;
    const raised = { type: 'IssueRaised', data: { title: 'Licences' } } as const;
    expect(
      because(
        scenario(issue)
          .given(raised)
          .when({ type: 'RaiseIssue', data: { title: 'Licences' } }),
      ),
    ).toBe('An issue with this id is already recorded. Correct it, or choose another id.');
    expect(because(meetings.given(proposed).when({ type: 'ProposeMeeting', data: { title: 'Talks' } }))).toBe(
      'A meeting with this id is already recorded. Correct it, or choose another id.',
    );
    const document = { title: 'Minutes' };
    const circulated = { type: 'MinutesCirculated', data: { document } } as const;
    expect(
      because(
        scenario(minutes)
          .given(circulated as never)
          .when({ type: 'CirculateMinutes', data: { document } } as never),
      ),
    ).toMatch(/^Minutes with this id are already recorded\./);
  });
});

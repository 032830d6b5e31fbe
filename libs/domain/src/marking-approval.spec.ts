import { describe, expect, it } from '@jest/globals';
import type { CorrectionEvent } from './correction.js';
import { effective } from './effective.js';
import type { Person, RecordedEvent } from './envelope.js';
import { EU_LADDER, type Marking } from './marking.js';
import {
  type ApprovalEvent,
  approvalInForce,
  guardApproval,
  guardTwoPeople,
  guardWithdrawal,
  isApproval,
} from './marking-approval.js';
import { meeting, type MeetingEvent } from './meeting.js';
import { type MarkingEvent, markingOf } from './record-marked.js';
import { approves, corrects, type GivenFact, marks, recorded, scenario, voids, withdraws } from './testing.js';

const issuer = 'https://login.example.org';
const [ana, dora, emil] = ['ana', 'dora', 'emil'].map((subject) => ({ issuer, subject, name: subject })) as [
  Person & { name: string },
  Person & { name: string },
  Person & { name: string },
];
type Fact = GivenFact<MeetingEvent | CorrectionEvent | MarkingEvent | ApprovalEvent> & { by?: typeof ana };

const secret: Marking = { level: 'secret' };
const open: Marking = { level: 'public' };
const proposed = { type: 'MeetingProposed', data: { title: 'Talks' } } as const;
const held = { type: 'MeetingHeld', data: {} } as const;
const refusal = (code: string) => expect.objectContaining({ refused: code });

/** A secret meeting that Ana has proposed, and what was recorded after that, by Ana if nobody else is named. */
const given = (...facts: readonly Fact[]) => {
  const history: RecordedEvent[] = recorded<Fact>(meeting, [proposed, marks(secret), ...facts]).map(
    ({ by = ana, ...event }) => ({ ...event, metadata: { ...event.metadata, recordedBy: by } }),
  );
  return {
    history,
    whenMarked: (by: Person, marking: Marking) => guardTwoPeople(EU_LADDER, history, by, marking),
    whenApproved: (by: Person, marking: Marking, consent?: string) =>
      guardApproval(EU_LADDER, history, by, { marking, reason: 'It is over.', ...(consent && { consent }) }),
    whenWithdrawn: () => guardWithdrawal(history),
  };
};
const approved = (by: typeof ana, marking = open): Fact => ({ ...approves(marking), by });

describe('a secret meeting', () => {
  it('is not opened by one person alone', () => {
    expect(given().whenMarked(ana, open)).toEqual(refusal('approval-missing'));
  });
  it('is opened by Ana once Dora has approved it', () => {
    expect(given(approved(dora)).whenMarked(ana, open)).toBeUndefined();
  });
  it('is not opened by Dora, who has approved it herself', () => {
    expect(given(approved(dora)).whenMarked(dora, open)).toEqual(refusal('approval-by-oneself'));
  });
  it('is not opened by Dora after Ana has approved it if Dora approves it once more: the last approval is in force', () => {
    expect(given(approved(ana), approved(dora)).whenMarked(dora, open)).toEqual(refusal('approval-by-oneself'));
    expect(given(approved(dora), approved(ana)).whenMarked(dora, open)).toBeUndefined();
  });
  it('is opened by somebody with the same subject at another issuer, who is another person', () => {
    const other = { issuer: 'https://other.example.org', subject: 'dora' };
    expect(given(approved(dora)).whenMarked(other, open)).toBeUndefined();
  });
  it('gets exactly the marking that was approved, not one in between', () => {
    const restricted: Marking = { level: 'restreint' };
    expect(given(approved(dora)).whenMarked(ana, restricted)).toEqual(refusal('approval-differs'));
    expect(given(approved(dora, restricted)).whenMarked(ana, open)).toEqual(refusal('approval-differs'));
    expect(given(approved(dora)).whenMarked(ana, { ...open, handling: ['LIMITE'] })).toEqual(
      refusal('approval-differs'),
    );
    expect(given(approved(dora)).whenMarked(ana, { ...open, compartments: [] })).toBeUndefined();
  });
  it('is raised at once by one person, with or without an approval', () => {
    for (const raised of [
      { level: 'tres-secret' },
      { ...secret, compartments: ['trade'] },
      { ...secret, originator: 'EU' },
    ])
      for (const facts of [[], [approved(dora)]]) expect(given(...facts).whenMarked(ana, raised)).toBeUndefined();
  });
  it('loses its originator, or a compartment, only with two people', () => {
    for (const before of [
      { ...secret, originator: 'EU' },
      { ...secret, compartments: ['trade'] },
    ])
      expect(given(marks(before)).whenMarked(ana, secret)).toEqual(refusal('approval-missing'));
    const moved = { ...secret, originator: 'China' };
    expect(given(marks({ ...secret, originator: 'EU' })).whenMarked(ana, moved)).toEqual(refusal('approval-missing'));
  });
});

describe('an approval', () => {
  it('is used up by the marking', () => {
    const { whenMarked } = given(approved(dora), marks(open), marks(secret));
    expect(whenMarked(ana, open)).toEqual(refusal('approval-missing'));
  });
  it.each<readonly [string, Fact]>([
    ['a fact that Dora has not seen', held],
    ['a correction that Dora has not seen', corrects(0, { title: 'Secret talks' })],
    ['the voiding of an event', voids(0)],
    ['another marking', marks({ level: 'tres-secret' })],
    ['its withdrawal', { ...withdraws, by: dora }],
    ['the approval of another marking', approved(emil, { level: 'restreint' })],
  ])('ends with the next event of the meeting: %s', (_, next) => {
    const { history, whenMarked } = given(approved(dora), next);
    expect(whenMarked(ana, open)).toMatchObject({ refused: expect.stringMatching(/^approval-(?:missing|differs)$/) });
    expect(approvalInForce(history)?.data.marking).not.toEqual(open);
  });
  it('can be given again after it has ended', () => {
    expect(given(approved(dora), held).whenApproved(dora, open)).toBeUndefined();
    expect(given(approved(dora), held, approved(dora)).whenMarked(ana, open)).toBeUndefined();
  });
  it('is given once by each person, and may be replaced', () => {
    expect(given(approved(dora)).whenApproved(dora, open)).toEqual(refusal('approval-already-given'));
    expect(given(approved(dora)).whenApproved(emil, open)).toBeUndefined();
    expect(given(approved(dora)).whenApproved(dora, { level: 'restreint' })).toBeUndefined();
  });
  it('is not needed for a marking that is not lower', () => {
    expect(given().whenApproved(dora, { level: 'tres-secret' })).toEqual(refusal('approval-not-needed'));
    expect(given().whenApproved(dora, { ...secret, handling: ['LIMITE'] })).toEqual(refusal('approval-not-needed'));
  });
  it('obeys the rules of the marking: a known level, a change, and the consent of the originator', () => {
    expect(given().whenApproved(dora, { level: 'cosmic' })).toEqual(refusal('level-unknown'));
    expect(given().whenApproved(dora, secret)).toEqual(refusal('nothing-changes'));
    const { whenApproved } = given(marks({ ...secret, originator: 'EU' }));
    expect(whenApproved(dora, open)).toEqual(refusal('consent-missing'));
    expect(whenApproved(dora, open, 'Note of 14 January 2026')).toBeUndefined();
  });
  it('can be withdrawn while it is in force', () => {
    expect(given(approved(dora)).whenWithdrawn()).toBeUndefined();
    for (const facts of [[], [approved(dora), held], [approved(dora), marks(open)], [approved(dora), withdraws]])
      expect(given(...facts).whenWithdrawn()).toEqual(refusal('approval-not-in-force'));
  });
  it('cannot be corrected or voided, and neither can its withdrawal', () => {
    const { whenCorrected } = scenario(meeting).given(proposed, marks(secret), approves(open), withdraws);
    for (const n of [2, 3])
      for (const correction of [voids(n), corrects(n, { reason: 'x' })])
        expect(whenCorrected(correction)).toEqual(refusal('approval-not-correctable'));
  });
  it('is no fact, and changes no marking', () => {
    const { history } = given(approved(dora), withdraws);
    expect(history.map((event) => isApproval(event))).toEqual([false, false, true, true]);
    expect(effective<MeetingEvent>(history as RecordedEvent<MeetingEvent>[]).events).toHaveLength(1);
    expect(markingOf(EU_LADDER, history)).toEqual(secret);
    expect(scenario(meeting).given(proposed, approves(open)).when({ type: 'HoldMeeting', data: {} })).toEqual([held]);
  });
});

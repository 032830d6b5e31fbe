import { describe, expect, it } from '@jest/globals';
import { effective } from './effective.js';
import { EU_LADDER, type Marking } from './marking.js';
import { meeting, type MeetingEvent } from './meeting.js';
import { guardMarking, isMarking, markingIn, type MarkingEvent, markingOf } from './record-marked.js';
import { corrects, marks, on, recorded, scenario, type GivenFact, voids } from './testing.js';
import type { CorrectionEvent } from './correction.js';

type Fact = GivenFact<MeetingEvent | CorrectionEvent | MarkingEvent>;
const proposed = { type: 'MeetingProposed', data: { title: 'Talks' } } as const;
const held = { type: 'MeetingHeld', data: {} } as const;
const secret: Marking = { level: 'secret', originator: 'EU' };
const openedAs = (marking: Marking, ...facts: readonly Fact[]) => {
  const [first, ...later] = recorded<Fact>(meeting, [proposed, ...facts]);
  return [{ ...first!, metadata: { ...first!.metadata, marking } }, ...later];
};
const how = (...facts: readonly Fact[]) => markingOf(EU_LADDER, recorded<Fact>(meeting, facts));
const refusal = (code: string) => expect.objectContaining({ refused: code });

describe('the marking of a thing', () => {
  it('can be set when it is opened', () => {
    expect(markingOf(EU_LADDER, openedAs(secret, held))).toEqual(secret);
  });
  it('is the lowest level by default', () => {
    expect(how(proposed, held)).toEqual({ level: 'public' });
    expect(markingOf(['open', 'closed'], recorded<Fact>(meeting, [proposed]))).toEqual({ level: 'open' });
    expect(markingOf(EU_LADDER, [])).toEqual({ level: 'public' });
  });
  it('is the last one set', () => {
    expect(markingOf(EU_LADDER, openedAs(secret, marks({ level: 'restreint' })))).toEqual({ level: 'restreint' });
    expect(how(proposed, marks({ level: 'secret' }), held, marks({ level: 'public' }))).toEqual({ level: 'public' });
  });
  it('is not changed by corrections, even of the event that opened it', () => {
    expect(markingOf(EU_LADDER, openedAs(secret, corrects(0, { title: 'Call' })))).toEqual(secret);
    expect(markingOf(EU_LADDER, openedAs(secret, voids(0)))).toEqual(secret);
    expect(how(proposed, marks(secret), voids(0), voids(2))).toEqual(secret);
  });
  it('is set by the first event and by markings, and by no other', () => {
    const [first, marked, fact] = openedAs(secret, marks({ level: 'restreint' }), held);
    expect([first, marked, fact].map((event) => markingIn(event!))).toEqual([
      secret,
      { level: 'restreint' },
      undefined,
    ]);
    expect([first, marked, fact].map((event) => isMarking(event!))).toEqual([false, true, false]);
    const claims = { ...fact!, metadata: { ...fact!.metadata, marking: { level: 'public' } } };
    expect(markingOf(EU_LADDER, [first!, marked!, claims])).toEqual({ level: 'restreint' });
  });
});

describe('a marking', () => {
  it('is no fact: guards and chronological order ignore it', () => {
    const past = (...facts: readonly Fact[]) =>
      effective<MeetingEvent>(recorded<MeetingEvent | CorrectionEvent | MarkingEvent>(meeting, facts));
    const dated = { ...marks(secret), circumstances: { occurredOn: on('1999-01-01') } };
    expect(past(proposed, dated)).toEqual(past(proposed));
    expect(past(proposed, dated, corrects(0, { title: 'Call' })).events).toHaveLength(1);
    expect(scenario(meeting).given(proposed, marks(secret)).when({ type: 'HoldMeeting', data: {} })).toEqual([held]);
  });
  it('cannot be corrected or voided: the thing is marked again', () => {
    const { whenCorrected: whenPutRight } = scenario(meeting).given(proposed, marks(secret));
    expect(whenPutRight(voids(1))).toEqual(refusal('marking-not-correctable'));
    expect(whenPutRight(corrects(1, { reason: 'x' }))).toEqual(refusal('marking-not-correctable'));
    expect(whenPutRight(voids(0))).toBeUndefined();
  });
});

describe('marking a thing', () => {
  const mark = (before: Marking, marking: Marking, consent?: string) =>
    guardMarking(EU_LADDER, before, { marking, reason: 'x', ...(consent !== undefined && { consent }) });
  const consent = 'The Council secretariat, note of 14 January 2026';

  it.each<[Marking, Marking]>([
    [{ level: 'public' }, { level: 'secret' }],
    [secret, { level: 'tres-secret', originator: 'EU' }],
    [secret, { ...secret, compartments: ['trade'] }],
    [secret, { ...secret, handling: ['LIMITE'] }],
  ])('higher needs no consent: %j to %j', (before, after) => expect(mark(before, after)).toBeUndefined());
  it.each<[Marking, Marking]>([
    [secret, { level: 'restreint', originator: 'EU' }],
    [secret, { level: 'secret' }],
    [secret, { level: 'secret', originator: 'China' }],
    [{ ...secret, compartments: ['trade'] }, secret],
    [
      { ...secret, compartments: ['trade'] },
      { ...secret, level: 'tres-secret' },
    ],
  ])('lower needs the consent of the originator: %j to %j', (before, after) => {
    expect(mark(before, after)).toEqual(refusal('consent-missing'));
    expect(mark(before, after, consent)).toBeUndefined();
  });
  it('lower needs no consent without an originator', () => {
    expect(mark({ level: 'secret' }, { level: 'public' })).toBeUndefined();
  });
  it('with its current marking is refused', () => {
    expect(mark(secret, secret, consent)).toEqual(refusal('nothing-changes'));
    const twice = { level: 'secret', compartments: ['trade', 'energy', 'trade'], handling: [] };
    expect(mark({ level: 'secret', compartments: ['energy', 'trade'] }, twice)).toEqual(refusal('nothing-changes'));
  });
  it('with an unknown level is refused, because that would hide it for ever', () => {
    expect(mark(secret, { level: 'cosmic' }, consent)).toEqual(refusal('level-unknown'));
  });
});

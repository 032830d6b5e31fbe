import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isRefusal } from '#domain/decider.js';
import type { Recorder, RecordedEvent } from '#domain/envelope.js';
import type { Instant } from '#domain/ids.js';
import { EU_LADDER, type Marking } from '#domain/marking.js';
import { markingOf } from '#domain/record-marked.js';
import { meeting } from '#domain/meeting.js';
import { recorded } from '#domain/testing.js';
import { localCaller } from '../access/caller.js';
import { RecordFact } from './command.js';
import { decide } from './decide.js';
import { meetingRoutes } from './routes/meeting.js';

const NOW = '2026-11-01T09:00:00.000Z' as Instant;
const PEOPLE: readonly Recorder[] = [
  ['https://login.example.org', 'ana'],
  ['https://login.example.org', 'dora'],
  ['https://other.example.org', 'dora'],
].map(([issuer = '', subject = '']) => ({ issuer, subject, name: subject }));
const MARKINGS: readonly Marking[] = [
  { level: 'public' },
  { level: 'restreint' },
  { level: 'secret' },
  { level: 'secret', compartments: ['trade'] },
  { level: 'secret', originator: 'EU' },
  { level: 'restreint', originator: 'China', handling: ['LIMITE'] },
];

type Step = Readonly<{ by: Recorder; type: string; marking: Marking }>;
const step = fc.record({
  by: fc.constantFrom(...PEOPLE),
  type: fc.constantFrom('MarkRecord', 'ApproveMarking', 'WithdrawMarkingApproval', 'ConfirmMeeting'),
  marking: fc.constantFrom(...MARKINGS),
});
/** One person approves a marking, and one marks, the same person or another one, at once or after something else. */
const lowering = fc
  .record({ approving: step, between: fc.option(step), marking: step })
  .map(({ approving, between, marking }): Step[] => [
    { ...approving, type: 'ApproveMarking' },
    ...(between ? [between] : []),
    { ...marking, type: 'MarkRecord', marking: approving.marking },
  ]);
const steps = fc
  .array(
    fc.oneof(
      step.map((one): Step[] => [one]),
      lowering,
    ),
    { maxLength: 15, size: 'max' },
  )
  .map((all) => all.flat());

const commandOf = ({ by, type, marking }: Step) => {
  const isAboutMarking = type === 'MarkRecord' || type === 'ApproveMarking';
  return new RecordFact({
    kind: 'meeting',
    id: '1',
    type,
    data: type === 'ConfirmMeeting' ? {} : { reason: 'So.', ...(isAboutMarking && { consent: 'As agreed.' }) },
    circumstances: {},
    references: [],
    marking: isAboutMarking ? marking : undefined,
    context: { caller: { ...localCaller('ana'), recorder: by }, correlationId: 'c' },
  });
};

/** What the record has after each person has tried their step. */
const afterAll = (all: readonly Step[], fourEyes: boolean): readonly RecordedEvent[] => {
  const [first] = recorded(meeting, [{ type: 'MeetingProposed', data: { title: 'Talks' } }]);
  const history: RecordedEvent[] = [first!];
  for (const step of all) {
    const decision = decide(meetingRoutes, commandOf(step), history, NOW, { ladder: EU_LADDER, fourEyes });
    if (isRefusal(decision)) continue;
    const metadata = { ...first!.metadata, recordedBy: step.by };
    history.push({ ...first!, ...decision.event, id: `event-${history.length}`, metadata } as RecordedEvent);
  }
  return history;
};

/** Level, compartments and originator: `after` drops something that `before` had. */
const isLooser = (before: Marking, after: Marking) =>
  EU_LADDER.indexOf(after.level) < EU_LADDER.indexOf(before.level) ||
  (before.compartments ?? []).some((one) => !after.compartments?.includes(one)) ||
  (before.originator !== undefined && before.originator !== after.originator);

/** The markings that loosened the one before, and the event before each. */
const loosenings = (history: readonly RecordedEvent[]) =>
  history.flatMap((event, n) => {
    const before = markingOf(EU_LADDER, history.slice(0, n));
    const isLoosening = event.type === 'RecordMarked' && isLooser(before, (event.data as Step).marking);
    return isLoosening ? [{ event, previous: history[n - 1]! }] : [];
  });
const personIn = ({ metadata: { recordedBy } }: RecordedEvent) => `${recordedBy.issuer} ${recordedBy.subject}`;

describe('a marking', () => {
  it('is never loosened without the approval of exactly this marking by another person, in force until then', () => {
    let loosened = 0;
    fc.assert(
      fc.property(steps, (all) => {
        for (const { event, previous } of loosenings(afterAll(all, true))) {
          loosened++;
          expect(previous.type).toBe('MarkingApproved');
          expect((previous.data as Step).marking).toEqual((event.data as Step).marking);
          expect(personIn(previous)).not.toBe(personIn(event));
        }
      }),
      { numRuns: 500 },
    );
    expect(loosened).toBeGreaterThan(100);
  });
  it('is loosened by one person where that is allowed', () => {
    const alone = (type: string, marking: Marking): Step => ({ by: PEOPLE[0]!, type, marking });
    const tried = [alone('MarkRecord', MARKINGS[2]!), alone('MarkRecord', MARKINGS[0]!)];
    expect([true, false].map((fourEyes) => loosenings(afterAll(tried, fourEyes)).length)).toEqual([0, 1]);
  });
  it('is raised by one person, whatever was recorded before', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(...PEOPLE), (all, by) => {
        const before = afterAll(all, true);
        const { originator } = markingOf(EU_LADDER, before);
        const marking = {
          level: 'tres-secret',
          compartments: ['trade'],
          ...(originator !== undefined && { originator }),
        };
        const after = afterAll([...all, { by, type: 'MarkRecord', marking }], true);
        expect(after).toHaveLength(before.length + 1);
      }),
    );
  });
});

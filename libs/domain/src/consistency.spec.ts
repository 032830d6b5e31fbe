import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { commitment } from './commitment.js';
import type { Patch } from './correction.js';
import { decide, decideCorrection, type OrderingFields } from './decide.js';
import { type Command, type Decider, isRefusal, type Message } from './decider.js';
import { effective, type Effective } from './effective.js';
import type { Circumstances } from './envelope.js';
import type { EventId, Instant } from './ids.js';
import { issue } from './issue.js';
import { measure } from './measure.js';
import { meeting } from './meeting.js';
import { position } from './position.js';
import { proposal } from './proposal.js';
import { corrects, on, refusalOfCorrection, recorded, type GivenFact, voids } from './testing.js';
import { span } from './world-date.js';

const command = (type: string, data: object = {}): Command => ({ type, data });
const each = (values: readonly string[], type: string, field = 'partyId') =>
  values.map((value) => command(type, { [field]: value }));
const parts = (...ids: readonly string[]) => ({ provisions: ids.map((provisionId) => ({ provisionId, text: 'x' })) });
const held = { partyId: 'eu', issueId: 'licences', scope: 'public' };
const [PARTIES, PROVISIONS] = [
  ['eu', 'china'],
  ['1', '2', '3'],
];

/** Commands for some things, the opening first, and changes to correct their records with. */
const THINGS: readonly Readonly<{ decider: Decider; commands: readonly Command[]; changes?: readonly Patch[] }>[] = [
  { decider: issue, commands: [command('RaiseIssue', { title: 'x' }), command('SettleIssue'), command('ReopenIssue')] },
  {
    decider: meeting,
    commands: [
      command('ProposeMeeting', { title: 'x' }),
      ...['CancelMeeting', 'CancelMeeting', 'ConfirmMeeting', 'HoldMeeting'].map((type) => command(type)),
      command('HoldMeeting', { start: '2025-01-01T10:00', end: '2025-01-01T11:00' }),
    ],
    changes: [{ start: '2025-01-01T12:00' }, { end: '2025-01-01T13:00' }, { end: '2025-01-01T09:00' }, { start: null }],
  },
  {
    decider: position,
    commands: [
      command('TakePosition', { ...held, text: 'x', kind: 'demand' }),
      command('WithdrawPosition', held),
      command('MaintainPosition', held),
    ],
  },
  {
    decider: proposal,
    commands: [
      command('TableProposal', { title: 'x', tabledByIds: ['eu'], text: 'x', binding: false }),
      command('ReviseProposal', { text: 'y' }),
      ...each(PARTIES, 'AcceptProposal'),
      ...each(PARTIES, 'RejectProposal'),
    ],
    changes: [{ partyId: 'eu' }, { partyId: 'china' }],
  },
  {
    decider: commitment,
    commands: [
      command('MakeCommitment', { byIds: ['eu'], text: 'x' }),
      ...each(PARTIES, 'ReportFulfilment'),
      ...each(PARTIES, 'DisputeCommitment'),
      ...each(PARTIES, 'ReleaseCommitment'),
    ],
    changes: [{ partyId: 'eu' }, { partyId: 'china' }],
  },
  {
    decider: measure,
    commands: [
      command('AnnounceMeasure', { title: 'x', ...parts('1') }),
      ...[parts('2'), parts('3'), parts('2', '3')].map((data) => command('ExpandMeasure', data)),
      ...['BringProvisionIntoForce', 'SuspendProvision', 'RemoveProvision', 'ReinstateProvision'].flatMap((type) =>
        each(PROVISIONS, type, 'provisionId'),
      ),
    ],
    changes: [{ provisionId: '1' }, { provisionId: '2' }, parts('1', '2'), parts('2'), parts('3')],
  },
];

const day = (n: number) => `2025-01-${String(1 + n).padStart(2, '0')}`;
const hour = fc.constantFrom('09:00', '12:00', '18:00').map((time) => ({ time, zone: 'Asia/Shanghai' }));
type When = Pick<Circumstances, 'occurredOn' | 'occurredTime'>;
const when: fc.Arbitrary<When> = fc.oneof(
  fc.nat(9).map((n) => ({ occurredOn: on(day(n)) })),
  fc.tuple(fc.nat(9), hour).map(([n, occurredTime]) => ({ occurredOn: on(day(n)), occurredTime })),
  fc
    .tuple(fc.nat(9), fc.nat(9))
    .map(([n, more]) => ({ occurredOn: on(`${day(n)}/${day(n + more)}`, day(n), day(n + more)) })),
  fc.constant({}),
);
const step = fc.record({
  act: fc.constantFrom('tell', 'tell', 'tell', 'correct', 'void'),
  what: fc.nat(),
  about: fc.nat(),
  when,
  reported: fc.option(fc.nat(), { freq: 5 }),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
const story = fc.record({
  thing: fc.constantFrom(...THINGS.map((thing) => ({ ...thing, [fc.toStringMethod]: () => thing.decider.kind }))),
  steps: fc.array(step, { maxLength: 30 }),
});

type Telling = readonly GivenFact<Message>[];
const id = (n: number) => `event-${n}` as EventId;
const learnedAt = (n: number) => new Date(Date.UTC(2025, 0, 1 + (n % 10))).toISOString() as Instant;
const past = (decider: Decider, record: Telling) => effective<Message>(recorded<Message>(decider, record));

/** The record with this fact; undefined if it is refused. */
const tell = (decider: Decider, record: Telling, fact: Command, placing: OrderingFields): Telling | undefined => {
  const decision = decide(decider, fact, placing, past(decider, record));
  return isRefusal(decision) ? undefined : [...record, { ...decision[0]!, circumstances: placing }];
};

/** The record after these steps, without the refused ones. */
const recordOf = ({ decider, commands, changes = [] }: (typeof THINGS)[number], steps: readonly Step[]): Telling =>
  steps.reduce<Telling>(
    (record, { act, what, about, when, reported }, n) => {
      const target = about % record.length;
      const reportOf = reported === null || target === 0 ? undefined : id(reported % target);
      const circumstances: Circumstances = { ...when, ...(reportOf && { reportOf }) };
      if (act === 'tell') {
        const fact = commands[what % commands.length]!;
        const same = record.findIndex(({ type }) => type === decider.records[fact.type]);
        const report = reported !== null && same >= 0 ? { reportOf: id(same) } : {};
        const placing = { ...when, ...report, learnedAt: learnedAt(n) };
        return tell(decider, record, fact, placing) ?? record;
      }
      const patches: readonly Patch[] = [
        { occurredOn: null, occurredTime: null, ...when },
        { reportOf: null },
        circumstances,
        ...changes,
      ];
      const correction = act === 'void' ? voids(target) : corrects(target, patches[what % patches.length]!);
      return refusalOfCorrection(decider, recorded<Message>(decider, record), correction)
        ? record
        : [...record, correction];
    },
    tell(decider, [], commands[0]!, { occurredOn: on(day(0)), learnedAt: learnedAt(0) })!,
  );

describe('any record', () => {
  it('contains no fact that it would refuse at its place', () => {
    fc.assert(
      fc.property(story, ({ thing, steps }) => {
        const { decider } = thing;
        const record = recordOf(thing, steps);
        const { events } = past(decider, record);
        for (const fact of events) {
          const history = recorded<Message>(decider, record);
          expect(decideCorrection(decider, history, corrects(fact.revision, {}))).toBeUndefined();
          if (isToldNow(fact, events))
            expect(
              retell(
                decider,
                fact,
                events.filter((one) => one !== fact),
              ),
            ).not.toHaveProperty('refused');
        }
      }),
      { numRuns: 1_000 },
    );
  });
  it('can be voided step by step, and recorded again in some order', () => {
    fc.assert(
      fc.property(story, ({ thing: { decider, ...thing }, steps }) => {
        const record = recordOf({ decider, ...thing }, steps);
        const { events } = past(decider, record);

        let emptied = record;
        for (;;) {
          const left = past(decider, emptied).events.filter(({ revision }) => revision > 0);
          if (left.length === 0) break;
          const history = recorded<Message>(decider, emptied);
          const next = left.find(({ revision }) => !refusalOfCorrection(decider, history, voids(revision)));
          expect(next).toBeDefined();
          emptied = [...emptied, voids(next!.revision)];
        }

        let anew: Telling = [];
        const places = new Map<EventId, EventId>();
        for (
          const waiting = [...events].toSorted((a, b) => Number(b.revision === 0) - Number(a.revision === 0));
          waiting.length > 0;
        ) {
          const next = waiting.findIndex((fact) => {
            const { reportOf, ...circumstances } = fact.metadata;
            const isThere = events.some((one) => one.id === reportOf);
            const there = reportOf && places.get(reportOf);
            if (isThere && there === undefined) return false;
            const placing = { ...circumstances, ...(there && { reportOf: there }) };
            const taken = tell(decider, anew, commandOf(decider, fact), placing);
            if (taken === undefined) return false;
            places.set(fact.id, id(anew.length));
            anew = taken;
            return true;
          });
          expect(next).not.toBe(-1);
          waiting.splice(next, 1);
        }
        expect(facts(past(decider, anew).events)).toEqual(facts(events));
      }),
      { numRuns: 500 },
    );
  });
});

const commandOf = ({ records }: Decider, { type, data }: Message): Command => ({
  type: Object.keys(records).find((name) => records[name] === type)!,
  data,
});
const retell = (decider: Decider, fact: Effective, others: readonly Effective[]) => {
  const standing = fact.revision === 0 ? 'absent' : 'present';
  return decide(decider, commandOf(decider, fact), fact.metadata, { existence: standing, events: others });
};
/** Whether it could be recorded now: it comes last among the facts of the same days, and no other account refers to it. */
const isToldNow = (fact: Effective, events: readonly Effective[]) =>
  events.findLast((one) => daysOf(one) === daysOf(fact)) === fact &&
  !events.some(({ metadata }) => metadata.reportOf === fact.id);
const daysOf = ({ metadata }: Effective) => JSON.stringify(span(metadata));
const facts = (events: readonly Effective[]) =>
  events
    .map(({ type, data, metadata }) => JSON.stringify([type, data, span(metadata), metadata.occurredTime]))
    .toSorted();

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { effective } from '#domain/effective.js';
import type { EventId, Instant } from '#domain/ids.js';
import { on } from '#domain/testing.js';
import { type Day, dayOf, nextDay, previousDay } from '#domain/world-date.js';
import { logged } from '../projection/logged-event.js';
import type { Fact } from '../projection/read-model.js';
import { randomHistory } from '../testing/random-history.js';
import { dossierOf, recordedByRank, recordedInOrder } from '../testing/simulated-recorder.js';
import { about, loggedOf, logOf } from '../testing/told-log.js';
import type { AsOf } from './events-as-of.js';
import { keepSelections, select } from './selection.js';

/** An event, at or just beside whose times the moment is. */
const drawn = fc.record({
  axis: fc.constantFrom('knownAt', 'happenedBy', 'both'),
  place: fc.nat(),
  beside: fc.constantFrom(-1, 0, 1),
});
type Drawn = Readonly<{ axis: string; place: number; beside: number }>;

const later = (instant: Instant, ms: number) => new Date(Date.parse(instant) + ms).toISOString() as Instant;
const dayBeside = (day: Day, beside: number): Day =>
  beside === 0 ? day : beside === 1 ? nextDay(day) : previousDay(day);

describe('selections that are kept', () => {
  it('are those of each moment, in whatever order it is asked for', () => {
    fc.assert(
      fc.property(randomHistory, fc.array(drawn, { minLength: 2, maxLength: 8 }), (history, moments) => {
        const { dossier } = dossierOf(recordedByRank(recordedInOrder(history)));
        const log = logOf(...dossier).map((event, ordinal) => logged(event, ordinal));
        const histories = [...Map.groupBy(log, ({ stream }) => stream).values()];
        const counting = histories.flatMap((one) => effective<Fact>(one).events);
        const corrected = counting.filter(({ correctedBy }) => correctedBy.length > 0);
        // As recorded, and as often as corrected.
        const told = [
          ...log,
          ...Array.from({ length: log.length }, (_, n) => corrected[n % corrected.length] ?? log[n]!),
        ];
        const choiceAt = ({ axis, place, beside }: Drawn): AsOf => {
          const { learnedAt, occurredOn } = told[place % told.length]!.metadata;
          const knownAt = later(learnedAt, beside);
          const happenedBy = dayBeside(occurredOn?.begunBy ?? dayOf(learnedAt), beside);
          return {
            upTo: log.length,
            ...(axis !== 'happenedBy' && { knownAt }),
            ...(axis !== 'knownAt' && { happenedBy }),
          };
        };
        const kept = keepSelections();
        for (const choice of moments.map(choiceAt))
          for (const one of histories)
            for (const named of [false, true]) expect(kept(one, choice, named)).toEqual(select(one, choice, named));
      }),
    );
  });
  it.each([
    ['happenedBy', ['2025-10-20', '2025-10-30', '2025-10-31']],
    ['knownAt', ['2025-10-21T00:00:00.000Z', '2025-10-30T09:59:59.999Z', '2025-10-30T10:00:00.000Z']],
  ])('turn at the time to which a fact was corrected: %s', (axis, moments) => {
    const learnedAt = '2025-10-20T10:00:00.000Z' as Instant;
    const plan = { data: { title: 'Talks', partyIds: [] }, circumstances: { occurredOn: on('2025-10-20'), learnedAt } };
    const changes = { occurredOn: on('2025-10-31'), learnedAt: '2025-10-30T10:00:00.000Z' } as never;
    const right = { eventId: 'event-0' as EventId, changes, reason: 'It was later.' };
    const history = loggedOf(
      about(
        'meeting',
        '1',
        { type: 'MeetingProposed', ...plan },
        { type: 'RecordCorrected', data: right, circumstances: { learnedAt } },
      ),
    );
    const kept = keepSelections();
    const found = moments.map((at) => kept(history, { upTo: Infinity, [axis]: at }, false).events.length);
    expect(found).toEqual([0, 0, 2]);
  });
  it('are found once for all moments between two turns', () => {
    const { dossier } = dossierOf(
      recordedByRank(recordedInOrder(fc.sample(randomHistory, { numRuns: 1, seed: 1 })[0]!)),
    );
    const log = logOf(...dossier).map((event, ordinal) => logged(event, ordinal));
    const kept = keepSelections();
    const at = (happenedBy: string): AsOf => ({ upTo: log.length, happenedBy: happenedBy as Day });
    expect(kept(log, at('9998-01-01'), false)).toBe(kept(log, at('9998-01-02'), false));
    expect(kept(log, at('1000-01-01'), false)).not.toBe(kept(log, at('9998-01-02'), false));
  });
});

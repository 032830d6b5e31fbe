import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { EventId, Instant } from '#domain/ids.js';
import { on } from '#domain/testing.js';
import type { Day } from '#domain/world-date.js';
import { logged } from '../projection/logged-event.js';
import { besideEvent, momentBeside } from '../testing/any-moment.js';
import { randomHistory } from '../testing/random-history.js';
import { dossierOf, recordedByRank, recordedInOrder } from '../testing/simulated-recorder.js';
import { about, loggedOf, logOf } from '../testing/told-log.js';
import type { AsOf } from './events-as-of.js';
import { keepSelections, select } from './selection.js';

describe('selections that are kept', () => {
  it('are those of each moment, in whatever order it is asked for', () => {
    fc.assert(
      fc.property(randomHistory, fc.array(besideEvent, { minLength: 2, maxLength: 8 }), (history, moments) => {
        const { dossier } = dossierOf(recordedByRank(recordedInOrder(history)));
        const log = logOf(...dossier).map((event, ordinal) => logged(event, ordinal));
        const histories = [...Map.groupBy(log, ({ stream }) => stream).values()];
        const beside = momentBeside(log);
        const kept = keepSelections();
        for (const choice of moments.map((drawn) => ({ upTo: log.length, ...beside(drawn) })))
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

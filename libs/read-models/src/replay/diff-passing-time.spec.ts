import { describe, expect, it } from '@jest/globals';
import type { CommitmentEvents } from '#domain/commitment.js';
import { on } from '#domain/testing.js';
import { changes, lines } from '../testing/changes-between.js';
import { china, eu } from '../testing/meeting-fixture.js';
import { about, type Telling } from '../testing/told-log.js';

describe('changes by the passing of time', () => {
  const announced = {
    type: 'MeasureAnnounced',
    data: {
      actorId: china,
      title: 'No. 61',
      instrument: 'export-control',
      provisions: [
        { provisionId: '1-1', text: 'Parts', entersIntoForce: { on: on('2025-12-01') } },
        { provisionId: '1-3', text: 'Now', entersIntoForce: { on: on('2025-10-09') } },
      ],
    },
    circumstances: { occurredOn: on('2025-10-09') },
  } as Telling;
  const suspended = {
    type: 'ProvisionSuspended',
    data: { provisionId: '1-1', from: { on: on('2025-11-10') }, until: { on: on('2026-11-10') } },
    circumstances: { occurredOn: on('2025-11-07') },
  } as Telling;
  const measure = (...more: readonly Telling[]) => [about('measure', '1', announced, ...more)];

  it('a provision enters into force on its day', async () => {
    const [status, ...others] = await changes(measure(), { day: '2025-11-15' }, { day: '2025-12-02' });
    expect(status).toEqual({
      change: 'changed',
      thing: { kind: 'measure', id: '1' },
      about: { actorId: 'china' },
      field: '/provisions/1-1/force/status',
      before: 'not-yet',
      after: 'in-force',
      by: null,
      because: 'time passed',
    });
    expect(others.every(({ because }) => because === 'time passed')).toBe(true);
    expect(await lines(measure(), { day: '2025-12-02' }, { day: '2025-11-15' })).toContain(
      'measure changed /provisions/1-1/force/status in-force → not-yet, time had not passed yet',
    );
  });
  it('nothing changes if the day makes no difference', async () => {
    expect(await changes(measure(), { day: '2025-11-15' }, { day: '2025-11-16' })).toEqual([]);
  });
  it('a suspension is the cause, even if time passed', async () => {
    const asked = [measure(suspended), { upTo: 0, day: '2025-11-05' }, { upTo: 1, day: '2025-11-15' }] as const;
    expect(await lines(...asked)).toContain(
      'measure changed /provisions/1-1/force/status not-yet → suspended, by event-1',
    );
    expect(await lines(asked[0], asked[2], asked[1])).toContain(
      'measure changed /provisions/1-1/force/status suspended → not-yet, not recorded yet: event-1',
    );
  });
  it('a suspension ends by itself', async () => {
    expect(await lines(measure(suspended), { day: '2026-11-10' }, { day: '2026-11-11' })).toContain(
      'measure changed /provisions/1-1/force/status suspended → in-force, time passed',
    );
  });
  it('a commitment is overdue on the day after its due date', async () => {
    const made = {
      type: 'CommitmentMade',
      data: {
        byIds: [eu],
        text: 'A dialogue',
        due: { on: on('2025-12-31') },
      } as unknown as CommitmentEvents['CommitmentMade'],
    } as Telling;
    const pledge = [about('commitment', '1', made)];
    expect(await lines(pledge, { day: '2025-12-31' }, { day: '2026-01-01' })).toEqual([
      'commitment changed /overdue false → true, time passed',
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { DisputeEvents } from '#domain/dispute.js';
import type { EventId } from '#domain/ids.js';
import { on } from '#domain/testing.js';
import { dispute, disputes, disputesOf } from './disputes.js';
import { orderThatMatters } from '../testing/any-order.js';
import { about, type Telling, viewsOf } from '../testing/told-log.js';

const disputed = (day: string, data: Partial<DisputeEvents['AccountDisputed']> = {}) =>
  ({
    type: 'AccountDisputed',
    data: { about: { kind: 'measure', id: 'no61' }, rivalAccount: 'another account', ...data },
    circumstances: { occurredOn: on(day) },
  }) as Telling;
const settled: Telling = {
  id: 'settled',
  type: 'DisputeSettled',
  data: { preferred: 'recorded', reason: 'The Commission confirmed it.' },
  circumstances: { occurredOn: on('2025-11-03') },
};

const views = viewsOf(
  [disputes],
  about('dispute', 'where', disputed('2025-11-01'), settled),
  about('dispute', 'how-many', disputed('2025-10-22')),
  about(
    'dispute',
    'which-day',
    disputed('2025-10-20', {
      about: { kind: 'meeting', id: 'brussels', eventId: 'scheduled' as EventId },
      field: 'planned',
      recordedAccount: 'the talks are on 30 October',
      rivalAccount: 'the talks are tomorrow',
      rivalPublisher: 'a newspaper of the 28th',
    }),
  ),
);
const all = { after: undefined, limit: 50 };
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

describe('the list of disputes', () => {
  it('has the open ones first', () =>
    expect(ids(disputesOf(views, 'n', {}, all))).toEqual(['which-day', 'how-many', 'where']));
  it('can be filtered by status', () => {
    expect(ids(disputesOf(views, 'n', { status: 'open' }, all))).toEqual(['which-day', 'how-many']);
    expect(ids(disputesOf(views, 'n', { status: 'settled' }, all))).toEqual(['where']);
    expect(disputesOf(views, 'another', {}, all)).toEqual([]);
  });
  it('is paged without gaps and duplicates', () => {
    const seen: string[] = [];
    for (let after: readonly (string | number)[] | undefined; ;) {
      const [row] = disputesOf(views, 'n', {}, { after, limit: 1 });
      if (row === undefined) break;
      seen.push(row.id);
      after = row.key;
    }
    expect(seen).toEqual(['which-day', 'how-many', 'where']);
  });
});

describe('a dispute', () => {
  it('has both accounts and what they are about', () =>
    expect(dispute(views, 'which-day')).toMatchObject({
      status: 'open',
      about: { kind: 'meeting', id: 'brussels', eventId: 'scheduled' },
      field: 'planned',
      recordedAccount: 'the talks are on 30 October',
      rivalAccount: 'the talks are tomorrow',
      rivalPublisher: 'a newspaper of the 28th',
    }));
  it('has the preferred account and the reason once it is settled', () => {
    expect(dispute(views, 'where')).toMatchObject({
      status: 'settled',
      preferred: 'recorded',
      reason: 'The Commission confirmed it.',
      settlement: { eventId: 'settled', occurredOn: '2025-11-03' },
    });
    expect(dispute(views, 'how-many')).not.toHaveProperty('preferred');
  });
  it('is open again if its settlement was voided', () => {
    const reopened = viewsOf(
      [disputes],
      about('dispute', '1', disputed('2025-11-01'), settled, {
        type: 'RecordVoided',
        data: { eventId: 'settled' as EventId, reason: 'too soon' },
      }),
    );
    expect(dispute(reopened, '1')).toMatchObject({ status: 'open' });
  });
  it('that was not recorded is undefined', () => expect(dispute(views, 'none')).toBeUndefined());
  it('is the same in any order of recording', () =>
    expect(
      orderThatMatters({ kind: 'dispute', models: [disputes], page: dispute }, [], [disputed('2025-11-01'), settled]),
    ).toBeUndefined());
});

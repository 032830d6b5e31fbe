import { describe, expect, it } from '@jest/globals';
import type { PartyId } from '#domain/ids.js';
import { on } from '#domain/testing.js';
import { commitment, commitments, commitmentsOf } from './commitments.js';
import { about, viewsOf } from '../testing/told-log.js';

const [eu, china] = ['eu', 'china'] as [PartyId, PartyId];
const made = (data: object) =>
  ({
    type: 'CommitmentMade',
    data: { byIds: [eu, china], text: 'an upgraded export supply mechanism', ...data },
  }) as const;
const all = { after: undefined, limit: 50 };
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

describe('the list of commitments', () => {
  const views = viewsOf(
    [commitments],
    about('commitment', 'no-day', made({})),
    about('commitment', 'in-time', made({ due: { on: on('2026-06-30') } })),
    about('commitment', 'late', made({ due: { on: on('2025-12', '2025-12-01', '2025-12-31') } })),
    about(
      'commitment',
      'kept',
      made({ due: { on: on('2025-11-30') } }),
      { type: 'FulfilmentReported', data: { partyId: eu } },
      { type: 'FulfilmentReported', data: { partyId: china } },
    ),
  );

  it('has overdue ones first and those without a date last', () => {
    const rows = commitmentsOf(views, 'n', {}, '2026-01-01', all);
    expect(ids(rows)).toEqual(['late', 'kept', 'in-time', 'no-day']);
    expect(rows.map(({ overdue }) => overdue)).toEqual([true, false, false, false]);
  });
  it('marks one as overdue only after its last possible due date', () => {
    expect(commitment(views, 'late', '2025-12-31')).toMatchObject({ overdue: false, status: 'open' });
    expect(commitment(views, 'late', '2026-01-01')).toMatchObject({ overdue: true });
  });
  it('marks one as fulfilled only if every party says so', () => {
    expect(commitment(views, 'kept', '2026-01-01')).toMatchObject({
      status: 'fulfilled',
      outstanding: [],
      saidFulfilledBy: [eu, china],
    });
    expect(commitment(views, 'late', '2026-01-01')).toMatchObject({ outstanding: [eu, china] });
  });
  it('is paged without gaps and duplicates', () => {
    const seen: string[] = [];
    for (let after: readonly (string | number)[] | undefined; ;) {
      const [row] = commitmentsOf(views, 'n', {}, '2026-01-01', { after, limit: 1 });
      if (row === undefined) break;
      seen.push(row.id);
      after = row.key;
    }
    expect(seen).toEqual(['late', 'kept', 'in-time', 'no-day']);
  });
  it('can be filtered by status and by party', () => {
    expect(ids(commitmentsOf(views, 'n', { status: 'fulfilled' }, '2026-01-01', all))).toEqual(['kept']);
    expect(ids(commitmentsOf(views, 'n', { partyId: [china] }, '2026-01-01', all))).toHaveLength(4);
    expect(ids(commitmentsOf(views, 'n', { partyId: ['norway'] }, '2026-01-01', all))).toEqual([]);
    expect(ids(commitmentsOf(views, 'another', {}, '2026-01-01', all))).toEqual([]);
  });
});

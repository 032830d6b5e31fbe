import { describe, expect, it } from '@jest/globals';
import type { Circumstances } from '#domain/envelope.js';
import type { EventId, Instant } from '#domain/ids.js';
import { on } from '#domain/testing.js';
import { accountIn, accountOf, briefAccountOf, briefFactOf, factOf } from './attribution.js';
import type { StoredFact } from './timeline/facts.js';

/** Every circumstance that a recorder can enter. */
const circumstances: Required<Circumstances> = {
  occurredOn: on('2025-10-30'),
  occurredTime: { time: '09:30', zone: 'Asia/Shanghai' },
  occurredText: 'on Thursday morning',
  learnedAt: '2025-10-30T03:00:00.000Z' as Instant,
  onBehalfOf: 'Olof Gill',
  sources: [{ publisher: 'A daily', reliability: 'B2' }],
  codes: [{ scheme: 'CAMEO', version: '1.1b3', code: '036' }],
  comment: 'Agrees with what we heard.',
  reportOf: 'earlier' as EventId,
};
const fact = {
  id: 'event' as EventId,
  type: 'MeetingHeld',
  revision: 1,
  ordinal: 1,
  data: { place: 'Brussels' },
  metadata: { ...circumstances, recordedAt: '2025-10-30T04:00:00.000Z', recordedBy: { name: 'Ana' } },
  correctedBy: ['correction' as EventId],
} as unknown as StoredFact;

describe('the account of a fact', () => {
  it('has every circumstance that was entered', () => {
    const { sources: _, codes: __, comment: ___, ...brief } = circumstances;
    expect(accountOf(fact)).toMatchObject({ ...brief, occurredOn: '2025-10-30', correctedBy: ['correction'] });
    expect(accountOf(fact)).toMatchObject({ comment: circumstances.comment, codes: circumstances.codes });
    expect(briefAccountOf(fact)).toMatchObject({ ...brief, occurredOn: '2025-10-30', recordedBy: 'Ana' });
  });
  it('is the same brief account in whatever says more', () => {
    const brief = briefAccountOf(fact);
    for (const more of [accountOf(fact), factOf(fact), briefFactOf(fact)]) expect(accountIn(more)).toEqual(brief);
  });
});

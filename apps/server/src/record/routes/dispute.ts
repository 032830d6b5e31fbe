import { dispute, type DisputeEvents, type Preference, PREFERENCES } from '#domain/dispute.js';
import type { EventId } from '#domain/ids.js';
import { commandRoutes } from '../command-routes.js';
import { ID } from '../../openapi/examples.js';
import { Fact, type Fields, OpeningFact, ThingField } from '../../http/validation/fact.js';
import { EventRef, Line, Nested, OneOf, Text } from '../../http/validation/fields.js';

const optional = { optional: true } as const;

class DisputedRecord extends ThingField implements Fields<DisputeEvents['AccountDisputed']['about']> {
  @EventRef({ ...optional, description: 'The disputed event of that thing' })
  readonly eventId?: EventId;
}

class DisputeAccount extends OpeningFact implements Fields<DisputeEvents['AccountDisputed']> {
  @Nested(() => DisputedRecord) readonly about!: DisputedRecord;
  @Line({ ...optional, description: 'The disputed field of the event, if it is a single one' }) readonly field?: string;
  @Text({ ...optional, description: 'The recorded account' }) readonly recordedAccount?: string;
  @Text({ description: 'The account that contradicts it' }) readonly rivalAccount!: string;
  @Line({ ...optional, description: 'Who gives the other account' }) readonly rivalPublisher?: string;
}

class SettleDispute extends Fact implements Fields<DisputeEvents['DisputeSettled']> {
  @OneOf(PREFERENCES, { name: 'Preference' }) readonly preferred!: Preference;
  @Text() readonly reason!: string;
}

export const disputeRoutes = commandRoutes(dispute, {
  routes: {
    DisputeAccount: {
      path: 'negotiations/:negotiationId/disputes',
      dto: DisputeAccount,
      summary: 'Record that accounts of the same thing differ; both are kept',
      examples: {
        day: {
          id: ID.dispute,
          about: { kind: 'meeting', id: ID.brussels },
          field: 'planned',
          recordedAccount: 'Thursday the 30th',
          rivalAccount: 'in the coming weeks',
          rivalPublisher: 'The President of the European Council',
          occurredOn: '2025-10-27',
        },
        origin: {
          id: ID.origin,
          about: { kind: 'measure', id: ID.suspension },
          recordedAccount: 'The suspension came from the meeting in Brussels.',
          rivalAccount: 'The suspension came from a video call on Friday.',
          occurredOn: '2025-11-01',
        },
      },
    },
    SettleDispute: {
      path: 'disputes/:id/settle',
      dto: SettleDispute,
      summary: 'Resolve a dispute: which account is right, and why',
      examples: {
        day: { preferred: 'recorded', reason: 'The talks took place on 30 October.', occurredOn: '2025-10-30' },
      },
    },
  },
});

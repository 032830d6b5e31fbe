import type { RecordedEvent } from '#domain/envelope.js';
import { guardApproval, guardWithdrawal } from '#domain/marking-approval.js';
import { Text } from '../http/validation/fields.js';
import { EXAMPLE } from '../openapi/examples.js';
import type { RecordFact } from './command.js';
import type { CommandRoutes } from './command-routes.js';
import { type Decision, type Rejection, type Rules, thingUnknown } from './decision.js';
import { guardCleared, NewMarking, storedMarking, referredTo } from './mark.js';

export class ApproveMarking extends NewMarking {
  static readonly example = EXAMPLE.approval;
}

export class WithdrawMarkingApproval {
  static readonly example = EXAMPLE.withdrawal;
  @Text({ description: 'The reason for the withdrawal' }) readonly reason!: string;
}

/** The approval of a lower marking obeys the rules of the marking itself, so what is approved can be recorded. */
export const approveMarking = (
  routes: CommandRoutes,
  { kind, data: sent, marking, context: { caller } }: RecordFact,
  history: readonly RecordedEvent[],
  { ladder }: Rules,
): Decision | Rejection => {
  if (history.length === 0) return thingUnknown(kind);
  const data = storedMarking(sent, marking);
  return (
    guardApproval(ladder, history, caller.recorder, data) ??
    guardCleared(ladder, caller, data.marking) ?? {
      event: { type: 'MarkingApproved', data },
      circumstances: {},
      references: referredTo(history, routes),
    }
  );
};

export const withdrawMarkingApproval = (
  { kind, data }: RecordFact,
  history: readonly RecordedEvent[],
): Decision | Rejection => {
  if (history.length === 0) return thingUnknown(kind);
  return (
    guardWithdrawal(history) ?? { event: { type: 'MarkingApprovalWithdrawn', data }, circumstances: {}, references: [] }
  );
};

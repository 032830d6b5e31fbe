import { decide as decideFact } from '#domain/decide.js';
import { isRefusal } from '#domain/decider.js';
import { effective } from '#domain/effective.js';
import type { RecordedEvent } from '#domain/envelope.js';
import { guardGrantToOneself } from '#domain/grant.js';
import { type Instant, thingOf } from '#domain/ids.js';
import { guardDayHeld, withDayHeld } from '#domain/meeting-dates.js';
import { approveMarking, withdrawMarkingApproval } from './approve-marking.js';
import type { RecordFact } from './command.js';
import type { CommandRoutes } from './command-routes.js';
import { correct, voidEvent } from './correct.js';
import { type Decision, guardSelfReference, type Rejection, type Rules } from './decision.js';
import { deniedToOne, mark } from './mark.js';

/** Decides what a command records, given the history of its thing. Pure. */
export const decide = (
  routes: CommandRoutes,
  command: RecordFact,
  history: readonly RecordedEvent[],
  now: Instant,
  rules: Rules,
): Decision | Rejection => {
  switch (command.type) {
    case 'CorrectRecord':
      return correct(routes, command, history, now);
    case 'VoidRecord':
      return voidEvent(routes, command, history);
    case 'MarkRecord':
      return mark(routes, command, history, rules);
    case 'ApproveMarking':
      return approveMarking(routes, command, history, rules);
    case 'WithdrawMarkingApproval':
      return withdrawMarkingApproval(command, history);
    default:
      return record(routes, command, history, now, rules);
  }
};

const record = (
  { decider }: CommandRoutes,
  { kind, id, belongsTo, type, data, references, marking, ...command }: RecordFact,
  history: readonly RecordedEvent[],
  now: Instant,
  { fourEyes }: Rules,
): Decision | Rejection => {
  if (!(type in decider.records)) throw new Error(`${type} is not a command for things of kind ${kind}`);
  const alone = fourEyes ? guardGrantToOneself({ type, data }, command.context.caller.recorder) : undefined;
  if (alone) return deniedToOne(alone);
  const [first] = history;
  const chosen = belongsTo && id;
  const selfReference = guardSelfReference(kind, first ? thingOf(first.stream).id : chosen, references);
  if (selfReference) return selfReference;
  const circumstances = withDayHeld(data, command.circumstances);
  const events = decideFact(decider, { type, data }, { learnedAt: now, ...circumstances }, effective(history));
  if (isRefusal(events)) return events;
  return guardDayHeld({ ...data, ...circumstances }) ?? { event: events[0]!, circumstances, references, marking };
};

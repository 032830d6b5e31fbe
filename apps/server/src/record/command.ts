import { Command } from '@nestjs/cqrs';
import type { Circumstances, RecordedEvent } from '#domain/envelope.js';
import type { Kind, NegotiationId, ThingRef } from '#domain/ids.js';
import type { Marking } from '#domain/marking.js';
import type { RequestKey } from '../access/batch-context.js';
import type { Caller } from '../access/caller.js';
import type { TokenPlace } from '../http/consistency-token.js';
import type { Reference } from '../http/validation/references.js';
import type { Rejection } from './decision.js';

/** The caller of a command, and how a repeated command is recognized. */
export type CommandContext = Readonly<{
  caller: Caller;
  key?: RequestKey | undefined;
  /** SHA-256 of method, path and body, if there is a key. */
  request?: string | undefined;
  correlationId: string;
  /** The revision in If-Match. */
  ifMatch?: number | undefined;
  /** Nothing is recorded: the answer is what would be. */
  isDryRun?: boolean;
}>;

/**
 * What was recorded, by this request or by an earlier request with the same Idempotency-Key; and where the last event is in the log:
 * its position, or its ordinal or that of a later event.
 */
export type Receipt = TokenPlace &
  Readonly<{
    kind: Kind;
    id: string;
    negotiationId: NegotiationId;
    revision: number;
    events: readonly RecordedEvent[];
    /** Whether this is the receipt of an earlier request with the same Idempotency-Key. */
    replayed: boolean;
  }>;

/** What a command would record. `id` is undefined if the service would make another one. `history`: what the caller may know of the thing. */
export type Trial = Readonly<{
  kind: Kind;
  id: string | undefined;
  negotiationId: NegotiationId;
  history: readonly RecordedEvent[];
  event: RecordedEvent;
  references: readonly Reference[];
}>;

export const isTrial = (outcome: object): outcome is Trial => 'history' in outcome;

/** The commands of every kind of thing besides those of its decider. */
export type RecordKeeping =
  | 'CorrectRecord'
  | 'VoidRecord'
  | 'MarkRecord'
  | 'ApproveMarking'
  | 'WithdrawMarkingApproval';

/** Records one event on one thing. It is plain data: it can be logged, stored and sent to another process. */
export class RecordFact extends Command<Receipt | Trial | Rejection> {
  readonly kind!: Kind;
  /** The id of a recorded thing, or the id that the caller chose for a new thing. */
  readonly id?: string | undefined;
  /** The owner of a thing that may be new; a negotiation belongs to itself. If undefined, the thing must be recorded. */
  readonly belongsTo?: ThingRef | 'itself' | undefined;
  /** A command of the decider of this kind, or one of `RecordKeeping`. */
  readonly type!: string;
  readonly data!: Readonly<Record<string, unknown>>;
  readonly circumstances!: Circumstances;
  readonly references!: readonly Reference[];
  readonly marking?: Marking | undefined;
  readonly context!: CommandContext;

  constructor(fields: Omit<RecordFact, keyof Command<unknown>>) {
    super();
    Object.assign(this, fields);
  }
}

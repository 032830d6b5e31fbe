import { Command } from '@nestjs/cqrs';
import type { Circumstances, RecordedEvent } from '#domain/envelope.js';
import type { Kind, NegotiationId, ThingRef } from '#domain/ids.js';
import type { Marking } from '#domain/marking.js';
import type { Caller } from '../access/caller.js';
import type { Reference } from '../http/validation/references.js';
import type { Rejection } from './decision.js';

/** Who sends a command, and how it is recognized when it is sent again. */
export type CommandContext = Readonly<{
  caller: Caller;
  /** Derived from the Idempotency-Key where there is one, else made for this request. */
  commandId: string;
  /** SHA-256 of method, path and body, where there is an Idempotency-Key. */
  request?: string | undefined;
  correlationId: string;
  /** The revision that the caller has seen. */
  ifMatch?: number | undefined;
}>;

/** What was recorded, now or when the same request came before. */
export type Receipt = Readonly<{
  kind: Kind;
  id: string;
  negotiationId: NegotiationId;
  revision: number;
  events: readonly RecordedEvent[];
  /** Ordinal of the last of them or of a later event. */
  ordinal: number;
  /** Whether the same request came before, and all of this is its first answer. */
  replayed: boolean;
}>;

/** What every kind of thing takes beside the commands of its decider: they put its record right, or say how secret it is. */
export type RecordKeeping = 'CorrectRecord' | 'VoidRecord' | 'MarkRecord';

/** Records one event on one thing. Data and nothing else: it can be logged, stored and sent elsewhere. */
export class RecordFact extends Command<Receipt | Rejection> {
  readonly kind!: Kind;
  /** Of the thing on record, or the one that the caller chose for a new thing. */
  readonly id?: string | undefined;
  /** What a thing belongs to that may be new; a negotiation belongs to itself. Absent: the thing must be on record. */
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

import { refuse } from '#domain/decider.js';
import { schemaVersionOf } from '#domain/decode.js';
import type { Metadata, RecordedEvent } from '#domain/envelope.js';
import type { DomainEvent } from '#domain/events.js';
import type { EventId, Instant, NegotiationId, Stream } from '#domain/ids.js';
import type { Marking } from '#domain/marking.js';
import type { NewEvent } from '#event-store/event-store.js';
import { IndexKey, inOrder } from '#ledger/canonical.js';
import { seal } from '#ledger/seal.js';
import type { CommandContext } from './command.js';
import type { Decision, Rejection } from './decision.js';
import { newId } from './new-id.js';

type Envelope = Readonly<{
  stream: Stream;
  revision: number;
  negotiationId: NegotiationId;
  recordedAt: Instant;
  marking?: Marking;
  commandId: string;
  context: CommandContext;
}>;

/** The event as stored in the log, and as it will be read back, so that a repeated request gets the same response byte by byte. */
export const sealEvent = (
  { event: { type, data }, circumstances }: Decision,
  { stream, revision, negotiationId, recordedAt, marking, commandId, context }: Envelope,
): Readonly<{ recorded: RecordedEvent; sealed: NewEvent }> | Rejection => {
  const metadata: Metadata = {
    learnedAt: recordedAt,
    ...circumstances,
    schemaVersion: schemaVersionOf(type as DomainEvent['type']),
    negotiationId,
    recordedBy: context.caller.recorder,
    recordedAt,
    correlationId: context.correlationId,
    commandId,
    ...(context.request !== undefined && { request: context.request }),
    ...(marking && { marking }),
  };
  try {
    const canonical = { data: inOrder(data), metadata: inOrder(metadata) };
    const place = { id: newId() as EventId, stream, revision, type };
    const texts = { ...place, data: JSON.stringify(canonical.data), metadata: JSON.stringify(canonical.metadata) };
    return { recorded: { ...place, ...canonical } as RecordedEvent, sealed: { ...texts, ...seal(texts) } };
  } catch (error) {
    if (error instanceof IndexKey)
      return refuse(
        'key-is-a-number',
        `"${error.key}" cannot be a field name, since it is a number. Rename the field.`,
      );
    throw error;
  }
};

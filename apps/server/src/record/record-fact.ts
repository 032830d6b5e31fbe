import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decode, schemaVersionOf } from '#domain/decode.js';
import { isRefusal, type Refusal } from '#domain/decider.js';
import type { Metadata, RecordedEvent } from '#domain/envelope.js';
import { type EventId, type Kind, type NegotiationId, streamOf, type Stream } from '#domain/ids.js';
import type { DomainEvent } from '#domain/events.js';
import type { Marking } from '#domain/marking.js';
import { checkAppend } from '#event-store/check-append.js';
import { EventStore, VersionConflict } from '#event-store/event-store.js';
import { IndexKey, inOrder } from '#ledger/canonical.js';
import { seal } from '#ledger/entry.js';
import { type Asker, GRANT_MISSING } from '../access/decision-log.js';
import { Grants } from '../access/grants.js';
import { Problem } from '../http/problem.js';
import { LogFollower } from '../log/log-follower.js';
import { Metrics } from '../telemetry/metrics.js';
import { Clock } from '../log/clock.js';
import { KeyedMutex, keyUsedElsewhere } from './keyed-mutex.js';
import { newId } from './new-id.js';
import { rejectFutureDates } from './reject-future-dates.js';
import { MarkingPolicy } from './marking-policy.js';
import type { Telling } from './decision.js';

/** Who asks, and how the request is known again. */
export type Call = Asker &
  Readonly<{
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

/** Without a negotiation the thing must be on record already, and belongs where its first event belongs. */
export class Decide extends Command<Receipt> {
  constructor(
    readonly kind: Kind,
    readonly id: string,
    readonly negotiationId: NegotiationId | undefined,
    readonly tell: (history: readonly RecordedEvent[]) => Telling | Refusal,
    readonly call: Call,
    /** The id was made for this command, so nothing can be on record under it yet. */
    readonly fresh = false,
  ) {
    super();
  }
}

// Within one process commands on one thing take turns, so a conflict means another instance; those are few.
const ATTEMPTS = 20;

/** The one write path: read the thing, know a request again, decide, append where nobody else has written since. */
@CommandHandler(Decide)
export class DecideHandler implements ICommandHandler<Decide> {
  private readonly inTurn = new KeyedMutex();

  constructor(
    private readonly store: EventStore,
    private readonly tail: LogFollower,
    private readonly secrecy: MarkingPolicy,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
    private readonly grants: Grants,
  ) {}

  execute(command: Decide): Promise<Receipt> {
    const stream = streamOf(command.kind, command.id);
    return this.inTurn.take(stream, command.call.commandId, () => this.record(stream, command));
  }

  private async record(stream: Stream, { kind, id, tell, call, ...command }: Decide): Promise<Receipt> {
    for (let attempt = 1; ; attempt++) {
      const stored = command.fresh && attempt === 1 ? [] : await this.store.readStream(stream);
      const found = stored.map(decode);
      const isNew = command.negotiationId !== undefined;
      // What the caller may not know of is to them as if it were not there.
      const isShown = (await this.secrecy.isShown(call, found)) && this.admits(kind, found[0], call);
      const history = isShown ? found : [];
      const earlier = history.filter(({ metadata }) => metadata.commandId === call.commandId);
      if (earlier.length > 0)
        // Another instance may have recorded it just now, and the end of the log may not have been seen here yet.
        return again(kind, id, earlier, call, await this.tail.ordinalOf(stored.at(-1)!.position));
      if (call.request !== undefined && ((await this.tail.streamOfCommand(call.commandId)) ?? stream) !== stream)
        throw keyUsedElsewhere();

      const first = history[0];
      const revision = history.at(-1)?.revision;
      if (call.ifMatch !== undefined && call.ifMatch !== revision) throw movedOn(kind, call.ifMatch, revision, isNew);

      const telling = tell(history);
      if (isRefusal(telling)) throw refused(kind, telling);
      const negotiationId = first?.metadata.negotiationId ?? command.negotiationId;
      if (negotiationId === undefined)
        throw new Problem(404, `${kind}-unknown`, `No ${kind} with this id is recorded.`);
      const marking = await this.secrecy.settle({ kind, negotiationId, history, telling, asker: call });
      const event = this.event(stream, (revision ?? -1) + 1, negotiationId, telling, marking, call);
      if (!isShown) {
        // An append would refuse what is too large, and is not come to.
        checkAppend(stream, [event.sealed], this.store.appendBytes);
        throw taken(kind);
      }
      const answered = this.metrics.appendSeconds.startTimer();
      try {
        const appended = await this.store.append(stream, [event.sealed], { expected: revision ?? 'no-stream' });
        answered();
        this.metrics.appends.inc();
        const ordinal = await this.tail.ordinalOf(appended.position);
        return {
          kind,
          id,
          negotiationId,
          revision: appended.revision,
          events: [event.recorded],
          ordinal,
          replayed: false,
        };
      } catch (error) {
        if (!(error instanceof VersionConflict)) throw error;
        this.metrics.conflicts.inc();
        if (attempt === ATTEMPTS)
          throw new Problem(
            409,
            'too-many-writers',
            `Others keep recording on this ${kind}. Nothing was recorded; send it again.`,
          );
      }
    }
  }

  /** What is in a negotiation that the caller has not is to them as if it were not there. */
  private admits(kind: Kind, first: RecordedEvent | undefined, { caller, refused: tell }: Call): boolean {
    if (first === undefined || kind === 'grant' || this.grants.admits(caller, first.metadata.negotiationId))
      return true;
    tell(GRANT_MISSING);
    return false;
  }

  private event(
    stream: Stream,
    revision: number,
    negotiationId: NegotiationId,
    telling: Telling,
    marking: Marking | undefined,
    call: Call,
  ) {
    const { message, circumstances } = telling;
    const recordedAt = this.clock.now();
    rejectFutureDates(telling, recordedAt);
    const envelope: Metadata = {
      learnedAt: recordedAt,
      ...circumstances,
      schemaVersion: schemaVersionOf(message.type as DomainEvent['type']),
      negotiationId,
      recordedBy: call.caller.recorder,
      recordedAt,
      correlationId: call.correlationId,
      commandId: call.commandId,
      ...(call.request === undefined ? {} : { request: call.request }),
      ...(marking === undefined ? {} : { marking }),
    };
    // As they will be read back, so that a repeated request is answered to the byte as the first.
    const [data, metadata] = [canonical(message.data), canonical(envelope)];
    const place = { id: newId() as EventId, stream, revision, type: message.type };
    const texts = { ...place, data: JSON.stringify(data), metadata: JSON.stringify(metadata) };
    return { recorded: { ...place, data, metadata } as RecordedEvent, sealed: { ...texts, ...seal(texts) } };
  }
}

const canonical = (value: unknown) => {
  try {
    return inOrder(value);
  } catch (error) {
    if (error instanceof IndexKey)
      throw new Problem(400, 'key-is-a-number', `A field cannot be called "${error.key}".`);
    throw error;
  }
};

const again = (kind: Kind, id: string, events: readonly RecordedEvent[], call: Call, ordinal: number): Receipt => {
  const last = events.at(-1)!;
  if (last.metadata.request !== call.request)
    throw new Problem(
      422,
      'idempotency-key-reused',
      'This Idempotency-Key was used for another request. Take a new key for each thing that you record.',
      { members: { recorded: { kind, id, eventId: last.id } } },
    );
  return {
    kind,
    id,
    negotiationId: last.metadata.negotiationId,
    revision: last.revision,
    events,
    ordinal,
    replayed: true,
  };
};

/** RFC 9110, section 13: 412 also where something new is recorded and nothing can match, 404 where the address itself is of nothing. */
const movedOn = (kind: Kind, seen: number, revision: number | undefined, isNew: boolean) => {
  if (revision !== undefined)
    return new Problem(
      412,
      'moved-on',
      `This ${kind} is at revision ${revision}, and you have seen ${seen}. Read it again, and decide again.`,
    );
  return isNew
    ? new Problem(
        412,
        'not-there-yet',
        `No ${kind} is here yet that you can have seen. Leave If-Match out to record a new one.`,
      )
    : new Problem(404, `${kind}-unknown`, `No ${kind} with this id is recorded.`);
};

/** Said of a thing that the caller may not know of, and after every other refusal: nothing less would keep two apart. */
const taken = (kind: Kind) =>
  new Problem(422, 'id-taken', `No ${kind} can be recorded under this id. Choose another, or another Idempotency-Key.`);

const refused = (kind: Kind, { refused: code, because }: Refusal) =>
  new Problem(code === `${kind}-unknown` ? 404 : 422, code, because);

import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { asRecorded, decode } from '#domain/decode.js';
import { isRefusal } from '#domain/decider.js';
import type { RecordedEvent } from '#domain/envelope.js';
import { type Instant, type Stream, streamOf } from '#domain/ids.js';
import type { Ladder } from '#domain/marking.js';
import { markingOf } from '#domain/record-marked.js';
import { rejectFutureDates } from '#domain/reject-future-dates.js';
import { checkAppend } from '#event-store/check-append.js';
import {
  type Appended,
  EventStore,
  expectedBefore,
  type PlacedEvent,
  type Position,
  TooLarge,
  VersionConflict,
} from '#event-store/event-store.js';
import { Ledger } from '#ledger/storage/ledger.js';
import { batchWriter, type PendingFacts } from '../access/batch-context.js';
import { FOUR_EYES } from '../access/four-eyes.js';
import { LADDER } from '../access/ladder.js';
import { ThingIndex } from '../access/thing-index.js';
import type { TokenPlace } from '../http/consistency-token.js';
import type { Written } from '../log/batch-writer.js';
import { DryRunFacts } from './dry-run-facts.js';
import { Clock } from '../log/clock.js';
import { assertStillWhole } from '../log/guard-streams.js';
import { LogFollower } from '../log/log-follower.js';
import { StartCheck } from '../log/start-check.js';
import { TamperAlarm } from '../log/tamper-alarm.js';
import { Metrics } from '../telemetry/metrics.js';
import { type Receipt, RecordFact, type Trial } from './command.js';
import { ComputedIds, type KnownRequest } from './computed-ids.js';
import { decide } from './decide.js';
import { type Rejection, type Rules, thingUnknown } from './decision.js';
import { KeyedMutex } from './keyed-mutex.js';
import { MarkingPolicy } from './marking-policy.js';
import {
  idTaken,
  keyReused,
  keyUsedElsewhere,
  preconditionFailed,
  tooLarge,
  tooManyWriters,
} from './pipeline-rejections.js';
import { routesOf } from './record-routes.js';
import { sealEvent } from './seal-event.js';
import { type Target, findTarget } from './find-target.js';

// Commands on one thing are serialized within a process, so conflicts come only from other instances, of which there are few.
const ATTEMPTS = 20;

/** The maximum size of a new fact. Every engine takes so much, so every record can move to another one. */
const FACT_BYTES = 1_000_000;

/**
 * The only write path: read the thing, recognize a repeated command, decide, and append with optimistic concurrency. In a batch, what
 * the earlier commands have decided counts as if it were in the log, and the batch writes it.
 */
@CommandHandler(RecordFact)
export class RecordFactHandler implements ICommandHandler<RecordFact> {
  private readonly mutex = new KeyedMutex();
  private readonly rules: Rules;

  constructor(
    private readonly store: EventStore,
    private readonly follower: LogFollower,
    private readonly things: ThingIndex,
    private readonly ids: ComputedIds,
    private readonly markingPolicy: MarkingPolicy,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly metrics: Metrics,
    private readonly alarm: TamperAlarm,
    private readonly startCheck: StartCheck,
    @Inject(LADDER) ladder: Ladder,
    @Inject(FOUR_EYES) fourEyes: boolean,
  ) {
    this.rules = { ladder, fourEyes };
  }

  /** @throws LedgerBroken once an event was found that is not what was recorded; ClockJumped while the clock is not trusted */
  async execute(command: RecordFact): Promise<Receipt | Trial | Rejection> {
    this.alarm.assertSound();
    // What the check finds tells more than that it has ended early.
    if (!this.startCheck.isDone) await this.startCheck.whenDone().finally(() => this.alarm.assertSound());
    const { kind, context } = command;
    const known = this.ids.ofRequest(context.caller.recorder, context.key);
    // While the keys are being changed, another instance may have just recorded it with the older one.
    if (context.key !== undefined && this.ids.haveOlderKeys) await this.follower.upToDate();
    const target = await findTarget(command, known, { things: this.things, follower: this.follower, ids: this.ids });
    if (isRefusal(target)) return target;
    const stream = streamOf(kind, target.id);
    const { commandId } = known.ids;
    if (this.mutex.isElsewhere(commandId, stream)) return keyUsedElsewhere();
    const batch = batchWriter();
    const work = async () => {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        try {
          return await this.attempt(command, known, target, stream, batch, target.isFresh && attempt === 1);
        } catch (error) {
          if (!(error instanceof VersionConflict)) throw error;
          this.metrics.conflicts.inc();
        }
      }
      return tooManyWriters(kind);
    };
    return context.isDryRun ? work() : this.mutex.run(stream, commandId, work, batch);
  }

  /** @throws VersionConflict if another writer has appended since the thing was read */
  private async attempt(
    command: RecordFact,
    known: KnownRequest,
    target: Target,
    stream: Stream,
    batch: PendingFacts | undefined,
    isEmpty: boolean,
  ): Promise<Receipt | Trial | Rejection> {
    const { kind, context } = command;
    const { caller, key, request, ifMatch } = context;
    const commandIds = [known.ids, ...known.earlier].map(({ commandId }) => commandId);
    const { id } = target;

    // Read. A thing that the caller may not know of is treated as missing.
    // A dry run costs nothing, so it must not tell which ids hidden things have: what it opens stands where its id was free.
    const isOpenedByThisDryRun = context.isDryRun && batch?.pendingOf(stream)[0]?.revision === 0;
    const stored = isEmpty || isOpenedByThisDryRun ? [] : await this.store.readStream(stream);
    const found = [...stored, ...(batch?.pendingOf(stream, stored.length) ?? [])].map(decode);
    const thing = found[0] && { ...found[0].metadata, marking: markingOf(this.rules.ladder, found) };
    const denial = thing && (await this.things.denialOf(caller, thing, kind));
    const history = denial ? [] : found;
    const reject = (rejection: Rejection): Rejection =>
      denial ? { ...rejection, denials: [denial, ...(rejection.denials ?? [])] } : rejection;

    // Recognize a repeated command. Another instance may have just recorded it, and the follower may not have read it yet.
    const earlier = history.filter(({ metadata }) => commandIds.includes(metadata.commandId));
    const last = earlier.at(-1);
    if (last !== undefined) {
      const isOfTheSameBatch = batch !== undefined && last.revision >= stored.length;
      // The same batch has just decided it: its receipt names its place in the log.
      if (isOfTheSameBatch && !context.isDryRun) {
        await batch.written();
        return this.attempt(command, known, target, stream, batch, isEmpty);
      }
      if (last.metadata.request !== request) return keyReused(kind, id, last.id);
      if (isOfTheSameBatch) return trialOf(command, target, history.slice(0, history.indexOf(last)), last);
      const named = await this.placeOf(stored.at(-1)!.position);
      const { revision, metadata } = last;
      const repeated = new Set(earlier.map((event) => event.id as string));
      const events = stored.filter((event) => repeated.has(event.id)).map(asRecorded);
      return { kind, id, negotiationId: metadata.negotiationId, revision, events, ...named, replayed: true };
    }
    if (key !== undefined)
      for (const commandId of commandIds)
        if (((await this.follower.streamOfCommand(commandId)) ?? stream) !== stream) return reject(keyUsedElsewhere());

    // Check the precondition.
    const revision = history.at(-1)?.revision;
    if (ifMatch !== undefined && ifMatch !== revision)
      return reject(preconditionFailed(kind, ifMatch, revision, command.belongsTo !== undefined));

    // Decide the event, then the marking of a new thing.
    const now = context.isDryRun ? (new Date(this.clock.at()).toISOString() as Instant) : this.clock.now();
    const decision = decide(routesOf(kind), command, history, now, this.rules);
    if (isRefusal(decision)) return reject(decision);
    const negotiationId = history[0]?.metadata.negotiationId ?? target.negotiationId;
    if (negotiationId === undefined) return reject(thingUnknown(kind));
    const settled = await this.markingPolicy.settle({ kind, negotiationId, history, decision, caller });
    if (isRefusal(settled)) return reject(settled);

    this.clock.assertTrusted();
    const next = (revision ?? -1) + 1;
    const seal = (recordedAt: Instant) => {
      const ahead = rejectFutureDates(decision, recordedAt);
      if (ahead) return reject(ahead);
      const place = { stream, revision: next, negotiationId, recordedAt };
      const event = sealEvent(decision, { ...place, commandId: known.ids.commandId, context, ...settled });
      if (isRefusal(event)) return reject(event);
      checkAppend(stream, [event.sealed], FACT_BYTES);
      return denial && !context.isDryRun ? reject(idTaken(kind)) : event;
    };
    if (context.isDryRun) {
      try {
        const event = seal(now);
        if (isRefusal(event)) return event;
        if (batch instanceof DryRunFacts) batch.keep({ ...event.sealed, stream, revision: next });
        return trialOf(command, target, history, event.recorded, decision.references);
      } catch (error) {
        if (error instanceof TooLarge) return reject(tooLarge(error));
        throw error;
      }
    }
    // Seal. Whoever reads as of an instant waits for the appends that were stamped before it (ClosedTime), so there must be no
    // await from here to the append.
    const { recordedAt, done } = await this.ledger.beginFact();
    let seen: Promise<void> = Promise.resolve();
    try {
      const event = seal(recordedAt);
      if (isRefusal(event)) return event;
      const appended = await this.append({ ...event.sealed, stream, revision: next }, batch);
      // The ledger has a fact only once it was read, also if nobody waits for that.
      seen = this.follower.whenRead(appended.position);
      const named = 'ordinal' in appended ? { ordinal: await appended.ordinal } : await this.placeOf(appended.position);
      // A stream that was deleted meanwhile takes what continues it, which nobody can read. Whoever cut it before the event
      // stood in the log is seen by then. A new stream that was deleted takes nothing at this revision.
      if (next > 0) {
        if (named.ordinal === undefined) await this.follower.ordinalOf(appended.position);
        assertStillWhole(this.alarm);
      }
      const { revision: last } = appended;
      return { kind, id, negotiationId, revision: last, events: [event.recorded], ...named, replayed: false };
    } catch (error) {
      if (error instanceof TooLarge) return reject(tooLarge(error));
      throw error;
    } finally {
      void seen.then(done);
    }
  }

  private async append(fact: PlacedEvent, batch: PendingFacts | undefined): Promise<Appended | Written> {
    const stopTimer = this.metrics.appendSeconds.startTimer();
    const { stream, revision } = fact;
    const appended = await (batch === undefined
      ? this.store.append(stream, [fact], { expected: expectedBefore(revision) })
      : batch.append(fact));
    stopTimer();
    this.metrics.appends.inc();
    return appended;
  }

  /**
   * For a token. A position names the place without a read. The log is read up to it where the engine has no number for it, and
   * for the first event, which gives the log its id.
   */
  private async placeOf(position: Position): Promise<TokenPlace> {
    const number = this.follower.logId === undefined ? undefined : this.store.numberOf(position);
    return number === undefined ? { ordinal: await this.follower.ordinalOf(position) } : { position: number };
  }
}

/** What would be recorded. An id is not told that another request would not get, or that depends on things that the caller may not know of. */
const trialOf = (
  command: RecordFact,
  target: Target,
  history: readonly RecordedEvent[],
  event: RecordedEvent,
  references = command.references,
): Trial => ({
  kind: command.kind,
  id: target.isFresh || (target.isIdentified && history.length === 0) ? undefined : target.id,
  negotiationId: event.metadata.negotiationId,
  history,
  event,
  references,
});

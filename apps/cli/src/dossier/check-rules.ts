import { correctFact } from '#domain/correct-fact.js';
import { type CorrectionEvent, guardCorrection, type Patch } from '#domain/correction.js';
import { decide, decideCorrection } from '#domain/decide.js';
import { isRefusal, type Message, type Refusal, refuse } from '#domain/decider.js';
import { deciders } from '#domain/deciders.js';
import { effective } from '#domain/effective.js';
import type { Circumstances, RecordedEvent } from '#domain/envelope.js';
import { type EventId, type Instant, streamOf } from '#domain/ids.js';
import { guardDayHeld, withDayHeld } from '#domain/meeting-dates.js';
import type { RefusalCode } from '#domain/refusal-codes/refusal-codes.js';
import { hourProblems } from './check-dates.js';
import type { FieldProblem } from './check-fields.js';
import { type Command, CORRECTION_COMMAND } from './commands-from-openapi.js';
import type { DossierSchema } from './dossier-schema.js';
import { storedFields } from './stored-fields.js';

type Fields = Readonly<Record<string, unknown>>;
/** A complete entry. `thing`: the key of the thing that it is about. `target`: for a correction, the command that it corrects. */
type Told = Readonly<{ key: string; thing: string; command: Command; fields: Fields; target?: Command | undefined }>;
type Decided = Message & Readonly<{ circumstances: Circumstances }>;
/** By the rules of the record, or for a corrected fact with invalid fields. */
type Refused = Refusal<RefusalCode | 'fields-invalid'>;
type CheckFields = (command: string, fields: Fields) => readonly FieldProblem[];

/** Replays a dossier by the rules of the record, in the order of its entries, with keys in place of ids. */
export class RuleCheck {
  private readonly histories = new Map<string, RecordedEvent[]>();
  /** Things with an entry that is not recorded: what is said of them later cannot be judged. */
  private readonly unsure = new Set<string>();
  private told = 0;

  constructor(
    private readonly definitions: DossierSchema['definitions'],
    private readonly checkFields: CheckFields,
    private readonly now: Instant,
  ) {}

  leaveOut(thing: string): void {
    this.unsure.add(thing);
  }

  /** Why the record would refuse this entry after those before it; undefined if it takes it. */
  refusalOf(entry: Told): Refused | undefined {
    const { key, thing, command } = entry;
    if (this.unsure.has(thing)) return undefined;
    const history = this.histories.get(thing) ?? [];
    const learnedAt = new Date(Date.parse(this.now) + this.told++).toISOString() as Instant;
    const decided = CORRECTION_COMMAND.test(command.name)
      ? this.correct(entry, history, learnedAt)
      : this.record(entry, history, learnedAt);
    if (decided === undefined) return undefined;
    if (isRefusal(decided)) {
      // Of a thing that was never opened, nothing more can be said.
      if (history.length === 0) this.unsure.add(thing);
      return decided;
    }
    const { circumstances, ...message } = decided;
    const event = {
      ...message,
      id: key as EventId,
      stream: streamOf(command.kind, thing),
      revision: history.length,
      metadata: { learnedAt, recordedAt: learnedAt, ...circumstances },
    } as unknown as RecordedEvent;
    this.histories.set(thing, [...history, event]);
    return undefined;
  }

  private record(
    { command, fields }: Told,
    history: readonly RecordedEvent[],
    learnedAt: Instant,
  ): Decided | Refusal | undefined {
    const decider = deciders[command.kind];
    // A marking is no fact.
    if (!(command.name in decider.records)) return undefined;
    const { data, circumstances: told } = storedFields(fields, command.name, this.definitions);
    const circumstances = { learnedAt, ...withDayHeld(data, told) };
    const decision = decide(decider, { type: command.name, data }, circumstances, effective(history));
    if (isRefusal(decision)) return decision;
    return guardDayHeld({ ...data, ...circumstances }) ?? { ...decision[0]!, circumstances };
  }

  private correct(
    { command, fields, target }: Told,
    history: readonly RecordedEvent[],
    now: Instant,
  ): Decided | Refused {
    const decider = deciders[command.kind];
    const { data, circumstances } = storedFields(fields, command.name, this.definitions);
    const act = command.name.startsWith('Void-')
      ? this.voiding(history, data)
      : correctFact(decider, history, data as Correction, (merged) => this.readCorrected(merged, target!), now);
    if (isRefusal(act)) return act;
    return decideCorrection(decider, history, act.event) ?? { ...act.event, circumstances };
  }

  private voiding(history: readonly RecordedEvent[], data: Fields) {
    const event = { type: 'RecordVoided', data } as unknown as CorrectionEvent;
    return guardCorrection(history, event.data.eventId, 'void') ?? { event };
  }

  /** The corrected fact, as an entry of its own would have it. */
  private readCorrected(merged: Patch, { name, of, in: owner }: Command) {
    const entry = { key: 'corrected', record: name, ...(of && { of: 'it' }), ...(owner && { in: 'it' }) };
    const [wrong] = this.checkFields(name, { ...merged, ...entry });
    if (wrong) return refuse('fields-invalid', wrong.message);
    const stored = storedFields(merged, name, this.definitions);
    const [hour] = hourProblems({ ...stored.data, ...stored.circumstances });
    return hour ? refuse('fields-invalid', hour.message) : stored;
  }
}

type Correction = Parameters<typeof correctFact>[2];

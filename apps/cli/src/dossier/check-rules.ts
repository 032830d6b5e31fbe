import { type CorrectionEvent, guardCorrection } from '#domain/correction.js';
import { decide, decideCorrection } from '#domain/decide.js';
import { isRefusal, type Message, type Refusal } from '#domain/decider.js';
import { deciders } from '#domain/deciders.js';
import { effective } from '#domain/effective.js';
import { type Circumstances, isCircumstance, type RecordedEvent } from '#domain/envelope.js';
import { type EventId, type Instant, streamOf } from '#domain/ids.js';
import { impliedDay } from '#domain/meeting.js';
import { parseEdtf } from '#edtf/parse-edtf.js';
import type { Command, Schema } from './commands-from-openapi.js';
import { DEFINITIONS, type DossierSchema } from './dossier-schema.js';

type Fields = Readonly<Record<string, unknown>>;
/** A complete entry. `thing`: the key of the thing that it is about. `target`: for a correction, the command that it corrects. */
type Told = Readonly<{ key: string; thing: string; command: Command; fields: Fields; target?: Command | undefined }>;

/** Replays a dossier by the rules of the record, in the order of its entries, with keys in place of ids. */
export class RuleCheck {
  private readonly histories = new Map<string, RecordedEvent[]>();
  /** Things with an entry that is not recorded: what is said of them later cannot be judged. */
  private readonly unsure = new Set<string>();
  private told = 0;

  constructor(
    private readonly definitions: DossierSchema['definitions'],
    private readonly now: Instant,
  ) {}

  leaveOut(thing: string): void {
    this.unsure.add(thing);
  }

  /** Why the record would refuse this entry after those before it; undefined if it takes it. */
  refusalOf(entry: Told): Refusal | undefined {
    const { key, thing, command } = entry;
    if (this.unsure.has(thing)) return undefined;
    const history = this.histories.get(thing) ?? [];
    const learnedAt = new Date(Date.parse(this.now) + this.told++).toISOString() as Instant;
    const decided = isAct(command) ? correct(this.definitions, entry, history) : this.record(entry, history, learnedAt);
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
    const { data, circumstances } = split(datesIn(fields, this.definitions[command.name]!, this.definitions) as Fields);
    const occurredOn = circumstances.occurredOn ?? impliedDay(data);
    const placing = { learnedAt, ...circumstances, ...(occurredOn && { occurredOn }) };
    const decision = decide(decider, { type: command.name, data }, placing, effective(history));
    return isRefusal(decision) ? decision : { ...decision[0]!, circumstances: placing };
  }
}
type Decided = Message & Readonly<{ circumstances: Circumstances }>;

const isAct = ({ name }: Command) => /^(?:Correct|Void)-/.test(name);

const correct = (
  definitions: DossierSchema['definitions'],
  { command, fields, target }: Told,
  history: readonly RecordedEvent[],
): Decided | Refusal => {
  const { data, circumstances } = split(fields);
  const { changes, ...rest } = data;
  const isVoiding = command.name.startsWith('Void-');
  const schema = target === undefined ? undefined : definitions[target.name];
  const act = {
    type: isVoiding ? 'RecordVoided' : 'RecordCorrected',
    data: isVoiding ? rest : { ...rest, changes: schema ? datesIn(changes, schema, definitions) : changes },
  } as unknown as CorrectionEvent;
  return (
    guardCorrection(history, act.data.eventId, isVoiding ? 'void' : 'correct') ??
    decideCorrection(deciders[command.kind], history, act) ?? { ...act, circumstances }
  );
};

const split = (fields: Fields): { data: Record<string, unknown>; circumstances: Circumstances } => {
  const data: Record<string, unknown> = {};
  const circumstances: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(fields))
    if (field === 'learnedAt') circumstances[field] = new Date(value as string).toISOString();
    else if (isCircumstance(field)) circumstances[field] = value;
    else if (field !== 'marking' && field !== 'id') data[field] = value;
  return { data, circumstances };
};

/** The value with every date as the record has it. */
const datesIn = (value: unknown, schema: Schema, definitions: DossierSchema['definitions']): unknown => {
  const { $ref, allOf, items, properties, format } = schema;
  if ($ref !== undefined) return datesIn(value, definitions[$ref.slice(DEFINITIONS.length)]!, definitions);
  if (allOf !== undefined) return allOf.reduce<unknown>((made, one) => datesIn(made, one, definitions), value);
  if (typeof value === 'string') return format === 'edtf' ? parseEdtf(value) : value;
  if (Array.isArray(value)) return items ? value.map((one: unknown) => datesIn(one, items, definitions)) : value;
  if (typeof value !== 'object' || value === null || properties === undefined) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [
      field,
      properties[field] ? datesIn(inner, properties[field], definitions) : inner,
    ]),
  );
};

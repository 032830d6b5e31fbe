import { isCorrection, mergePatch, type Patch, voidedIn } from '#domain/correction.js';
import { fieldsOf } from '#domain/effective.js';
import type { RecordedEvent } from '#domain/envelope.js';
import { type Stream, streamOf, thingOf } from '#domain/ids.js';
import { type Ladder, type Marking, unmarked } from '#domain/marking.js';
import { withoutImpliedDay } from '#domain/meeting.js';
import { isMarking, isSameMarking, markingOf, openingMarking } from '#domain/record-marked.js';
import { datesAsEdtf, withOpenEnds } from '#domain/world-date.js';
import type { Api, ProblemBody } from '../api.js';
import { correctionOf, markOf, voidingOf } from './dossier-schema.js';
import { threeWayMerge } from './three-way-merge.js';

/** A later correction of a field, or a new marking: the current value and the event. */
export type LaterChange = Readonly<{ field: string; now: unknown; by: string; on: string; eventId: string }>;

/** An entry that differs from what it recorded: the request to correct the record. */
export type ChangedEntry = Readonly<{
  eventId: string;
  /** RFC 7396: from the record to the changes in the file. */
  changes: Patch;
  /** The fields among them that somebody has corrected since, to another value than in the file. */
  contested: readonly LaterChange[];
  /** The path of the correction, and its If-Match. */
  path: string;
  ifMatch: string;
}>;
/** An entry that is another fact than it recorded, which cannot be corrected: the request to void the old one. */
export type ReplacedEntry = Readonly<{ eventId: string; path: string; ifMatch: string; recordedAs: string }>;

/** An entry with another marking than the record: the request to mark the thing. */
export type RemarkedEntry = Readonly<{
  marking: Marking;
  contested: readonly LaterChange[];
  path: string;
  ifMatch: string;
}>;

/** The current content of an entry: the type of event, the negotiation, and the fields. */
type EntryContent = Readonly<{ type: string | undefined; negotiationId: string; fields: Patch; ladder: Ladder }>;
type Comparison = Readonly<{
  id: string;
  negotiationId: string;
  eventId: string;
  /** Of the event. */
  revision: number;
  change?: ChangedEntry | ReplacedEntry | RemarkedEntry;
  /** What somebody has corrected since, and is unchanged in the file: it stays. */
  kept?: readonly LaterChange[];
}>;

/** How an entry that was recorded before differs from the record now. */
export const compareWithRecord = async (
  api: Api,
  { kind, id, eventId }: NonNullable<ProblemBody['recorded']>,
  content: EntryContent,
): Promise<Comparison> => {
  const history = await trailOf(api, streamOf(kind, id));
  const event = history.find((one) => one.id === eventId);
  if (event === undefined) throw new Error(`the event ${eventId} was recorded, but is not on the trail`);
  return compareWithHistory(event, history, content);
};

/** All events of a thing, in order. */
export const trailOf = async (api: Api, thing: Stream): Promise<readonly RecordedEvent[]> =>
  (await api.all<Readonly<{ event: RecordedEvent }>>('/v1/audit/trail', { thing })).map(({ event }) => event);

/** `history`: all events of the thing, in order. */
export const compareWithHistory = (
  event: RecordedEvent,
  history: readonly RecordedEvent[],
  { type, negotiationId, ladder, fields: { marking, ...fields } }: EntryContent,
): Comparison => {
  const { kind, id } = thingOf(event.stream);
  const base = { id, negotiationId: event.metadata.negotiationId, eventId: event.id, revision: event.revision };
  const ifMatch = `"${history.at(-1)!.revision}"`;
  const put = { eventId: event.id, path: correctionOf(kind, id), ifMatch };

  // The type of an event and the negotiation of a thing cannot be corrected.
  const moved = base.negotiationId !== negotiationId;
  if (moved || event.type !== type) {
    const recordedAs = `${event.type}${moved ? ' in another negotiation' : ''}`;
    return { ...base, change: { ...put, path: voidingOf(kind, id), recordedAs } };
  }
  const first = withoutImpliedDay(datesAsEdtf(withoutDefault(fieldsOf(event), event)) as Patch);
  const now = withoutImpliedDay(datesAsEdtf(currentFields(event, history)) as Patch);
  const { changes, kept, contested } = threeWayMerge(first, withoutImpliedDay(withStoredInstants(fields)), now);
  const mark = marking === undefined ? undefined : compareMarking(ladder, event, history, marking as Marking);
  const since = (fields: readonly string[]) =>
    fields.map((field) => laterCorrection(event, history, field, now[field]));
  const before: Comparison = { ...base, ...withKept([...since(kept), ...(mark?.kept ?? [])]) };
  if (Object.keys(changes).length > 0) return { ...before, change: { ...put, changes, contested: since(contested) } };
  if (mark?.contested === undefined) return before;
  const { contested: marked } = mark;
  return { ...before, change: { marking: marking as Marking, contested: marked, path: markOf(kind, id), ifMatch } };
};

const withKept = (kept: readonly LaterChange[]) => (kept.length > 0 ? { kept } : {});

/**
 * Whether the marking of a thing differs from the file. `kept`: it was marked since, and the file is unchanged. `contested`:
 * the file has changed; the later marking by somebody else, if any. Empty if the marking is the same.
 */
const compareMarking = (
  ladder: Ladder,
  event: RecordedEvent,
  history: readonly RecordedEvent[],
  marking: Marking,
): Readonly<{ kept?: readonly LaterChange[]; contested?: readonly LaterChange[] }> => {
  const now = markingOf(ladder, history);
  if (isSameMarking(now, marking)) return {};
  const first = (event.revision === 0 ? openingMarking(event) : undefined) ?? unmarked(ladder);
  const last = history.findLast((one) => isMarking(one));
  const since = last === undefined ? [] : [laterChange(last, 'marking', now)];
  return since.length > 0 && isSameMarking(first, marking) ? { kept: since } : { contested: since };
};

/**
 * The last effective correction of a field, or else the last one of the event: the day of a meeting may differ from its clock
 * times if a correction of both was voided, but a later one of the times was not.
 */
const laterCorrection = (
  event: RecordedEvent,
  history: readonly RecordedEvent[],
  field: string,
  now: unknown,
): LaterChange => {
  const corrections = correctionsOf(event, history);
  const last = corrections.findLast(({ data }) => Object.hasOwn(data.changes, field)) ?? corrections.at(-1);
  if (last === undefined) throw new Error(`the event ${event.id} has another ${field} now, but no correction of it`);
  return laterChange(last, field, now);
};

const laterChange = ({ id, metadata }: RecordedEvent, field: string, now: unknown): LaterChange => ({
  field,
  now,
  by: metadata.recordedBy.name,
  on: metadata.recordedAt.slice(0, 10),
  eventId: id,
});

/** The service stores instants in UTC with milliseconds. */
const withStoredInstants = ({ learnedAt, ...fields }: Patch): Patch =>
  typeof learnedAt === 'string' ? { ...fields, learnedAt: new Date(learnedAt).toISOString() } : fields;

/** The current fields of an event, with its corrections applied. */
const currentFields = (event: RecordedEvent, history: readonly RecordedEvent[]): Patch =>
  correctionsOf(event, history).reduce<Patch>(
    (sofar, { data }) => withOpenEnds(mergePatch(sofar, data.changes)) as Patch,
    withoutDefault(fieldsOf(event), event),
  );

/** The effective corrections of an event, oldest first. */
const correctionsOf = (event: RecordedEvent, history: readonly RecordedEvent[]) => {
  const voided = voidedIn(history);
  return history
    .filter((one) => !voided.has(one.id))
    .flatMap((one) => {
      const isOfEvent = isCorrection(one) && one.type === 'RecordCorrected' && one.data.eventId === event.id;
      return isOfEvent ? [{ ...one, data: one.data }] : [];
    });
};

/** Removes `learnedAt` if it is the default, the time of recording. */
const withoutDefault = ({ learnedAt, ...fields }: Patch, { metadata }: RecordedEvent): Patch =>
  learnedAt === undefined || learnedAt === metadata.recordedAt ? fields : { ...fields, learnedAt };

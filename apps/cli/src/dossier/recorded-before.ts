import { isCorrection, mergePatch, mergePatchBetween, type Patch, voidedIn } from '#domain/correction.js';
import { told as toldBy } from '#domain/effective.js';
import type { Recorded } from '#domain/envelope.js';
import { type Stream, streamOf, thingOf } from '#domain/ids.js';
import { inOneForm, type Ladder, type Marking } from '#domain/marking.js';
import { withoutDayHeld } from '#domain/meeting.js';
import { markingOf } from '#domain/record-marked.js';
import { asTold, withOpenEnds } from '#domain/world-date.js';
import type { Api, ProblemBody } from '../api.js';
import { correctionOf, markOf, voidingOf } from './dossier-schema.js';

/** An entry that says something else than when it was recorded: what to send to put the record right. */
export type Changed = Readonly<{
  eventId: string;
  /** RFC 7396: from what is on record to what the file says. */
  changes: Patch;
  /** The address of the correction, and the ETag that goes with it. */
  path: string;
  ifMatch: string;
}>;
/** An entry that tells another fact than when it was recorded, which no correction can change: what to send to void that. */
export type Otherwise = Readonly<{ eventId: string; path: string; ifMatch: string; recordedAs: string }>;

/** An entry that says how secret a thing is, which is marked otherwise now: what to send to mark it so. */
export type Marked = Readonly<{ marking: Marking; path: string; ifMatch: string }>;

/** What an entry tells now: the type of event, where, and the fields. */
type Telling = Readonly<{ type: string | undefined; negotiationId: string; told: Patch; ladder: Ladder }>;
type Comparison = Readonly<{
  id: string;
  negotiationId: string;
  eventId: string;
  /** Of the event. */
  revision: number;
  change?: Changed | Otherwise | Marked;
}>;

/** How an entry that was recorded before differs from what is told now. */
export const recordedBefore = async (
  api: Api,
  { kind, id, eventId }: NonNullable<ProblemBody['recorded']>,
  telling: Telling,
): Promise<Comparison> => {
  const history = await trailOf(api, streamOf(kind, id));
  const event = history.find((one) => one.id === eventId);
  if (event === undefined) throw new Error(`the event ${eventId} was recorded, and is not on the trail`);
  return compared(event, history, telling);
};

/** All that is on record of a thing, in order. */
export const trailOf = async (api: Api, thing: Stream): Promise<readonly Recorded[]> =>
  (await api.all<Readonly<{ event: Recorded }>>('/v1/audit/trail', { thing })).map(({ event }) => event);

/** `history`: all that is on record of the thing, in order. */
export const compared = (
  event: Recorded,
  history: readonly Recorded[],
  { type, negotiationId, ladder, told: { marking, ...told } }: Telling,
): Comparison => {
  const { kind, id } = thingOf(event.stream);
  const base = { id, negotiationId: event.metadata.negotiationId, eventId: event.id, revision: event.revision };
  const ifMatch = `"${history.at(-1)!.revision}"`;
  const put = { eventId: event.id, path: correctionOf(kind, id), ifMatch };

  // A correction is not corrected, an event does not become one of another type, and a thing stays where it belongs.
  const moved = base.negotiationId !== negotiationId;
  if (moved || event.type !== type) {
    const recordedAs = `${event.type}${moved ? ' in another negotiation' : ''}`;
    return { ...base, change: { ...put, path: voidingOf(kind, id), recordedAs } };
  }
  const changes = mergePatchBetween(
    withoutDayHeld(asTold(standing(event, history)) as Patch),
    withoutDayHeld(inStoredForm(told)),
  );
  if (Object.keys(changes).length > 0) return { ...base, change: { ...put, changes } };
  if (marking === undefined || isMarkedSo(ladder, history, marking as Marking)) return base;
  return { ...base, change: { marking: marking as Marking, path: markOf(kind, id), ifMatch } };
};

const isMarkedSo = (ladder: Ladder, history: readonly Recorded[], marking: Marking) =>
  JSON.stringify(inOneForm(markingOf(ladder, history))) === JSON.stringify(inOneForm(marking));

/** The service keeps instants in UTC with milliseconds. */
const inStoredForm = ({ learnedAt, ...told }: Patch): Patch =>
  typeof learnedAt === 'string' ? { ...told, learnedAt: new Date(learnedAt).toISOString() } : told;

/** What an event tells as it counts now, its corrections applied. */
const standing = (event: Recorded, history: readonly Recorded[]): Patch => {
  const voided = voidedIn(history);
  return history
    .filter((one) => !voided.has(one.id))
    .reduce<Patch>(
      (sofar, one) =>
        isCorrection(one) && one.type === 'RecordCorrected' && one.data.eventId === event.id
          ? (withOpenEnds(mergePatch(sofar, one.data.changes)) as Patch)
          : sofar,
      withoutDefault(toldBy(event), event),
    );
};

/** Where nobody told when it was learned, the service put in when it was recorded: that is no part of what was told. */
const withoutDefault = ({ learnedAt, ...told }: Patch, { metadata }: Recorded): Patch =>
  learnedAt === undefined || learnedAt === metadata.recordedAt ? told : { ...told, learnedAt };

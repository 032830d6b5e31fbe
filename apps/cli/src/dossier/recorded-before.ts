import { isCorrection, mergePatch, mergePatchBetween, type Patch, voidedIn } from '#domain/correction.js';
import { told as toldBy } from '#domain/effective.js';
import type { Recorded } from '#domain/envelope.js';
import { type Kind, streamOf, thingOf } from '#domain/ids.js';
import { asTold, withOpenEnds } from '#domain/world-date.js';
import type { Api } from '../api.js';
import { correctionOf } from './dossier-schema.js';
import { commandIdOf } from './keys.js';

type TrailEntry = Readonly<{ event: Recorded }>;

/** An entry that says something else than when it was recorded: what to send to put the record right. */
export type Changed = Readonly<{
  eventId: string;
  /** RFC 7396: from what is on record to what the file says. */
  changes: Patch;
  /** The address of the correction, and the ETag that goes with it. */
  path: string;
  ifMatch: string;
}>;
/** An entry that is about another thing than when it was recorded, which no correction can change. */
export type Elsewhere = Readonly<{ eventId: string; path: string; ifMatch: string; recordedAs: string }>;

/** What an entry tells now: `thing` is its id, where the entry says which. */
type Telling = Readonly<{ type: string | undefined; kind: Kind; thing: string | undefined; told: Patch }>;
type Comparison = Readonly<{ id: string; eventId: string; revision: number; change?: Changed | Elsewhere }>;

/** What makes a position the one that it is. */
const IDENTITY = ['partyId', 'issueId', 'scope'];

/** Finds on the trail what an entry recorded in an earlier load, by the id of its command. */
export class RecordedBefore {
  private readonly trails = new Map<string, Promise<readonly TrailEntry[]>>();

  constructor(private readonly api: Api) {}

  /** What a request with this key recorded, and how it differs from what is told now; nothing where it is not on the trail. */
  async compare(negotiationId: string, idempotencyKey: string, telling: Telling): Promise<Comparison | undefined> {
    let trail = this.trails.get(negotiationId);
    if (trail === undefined) {
      trail = this.api.all<TrailEntry>('/v1/audit/trail', { negotiationId });
      this.trails.set(negotiationId, trail);
    }
    const events = (await trail).map(({ event }) => event);
    const found = events.find(
      ({ metadata: { recordedBy, commandId } }) => commandIdOf(recordedBy, idempotencyKey) === commandId,
    );
    return (
      found &&
      compared(
        found,
        events.filter(({ stream }) => stream === found.stream),
        telling,
      )
    );
  }
}

/** `history`: all that is on record of the thing, in order. */
export const compared = (
  event: Recorded,
  history: readonly Recorded[],
  { type, kind, thing, told }: Telling,
): Comparison => {
  const { kind: recordedKind, id } = thingOf(event.stream);
  const revision = history.at(-1)!.revision;
  const base = { id, eventId: event.id, revision };
  const put = { eventId: event.id, path: correctionOf(recordedKind, id), ifMatch: `"${revision}"` };

  const changes = mergePatchBetween(asTold(standing(event, history)) as Patch, inStoredForm(told));
  const movedTo = thing !== undefined && event.stream !== streamOf(kind, thing);
  const anotherPosition = kind === 'position' && IDENTITY.some((field) => field in changes);
  // A correction is not corrected, and an event does not become one of another type: what it says is voided.
  if (movedTo || anotherPosition || event.type !== type) {
    const recordedAs = `${event.type} of ${event.stream}`;
    return { ...base, change: { ...put, path: put.path.replace(/correct$/, 'void'), recordedAs } };
  }
  return Object.keys(changes).length === 0 ? base : { ...base, change: { ...put, changes } };
};

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

import { CORRECTION_TYPES } from './correction.js';
import { deciders } from './deciders.js';
import type { Metadata, RecordedEvent } from './envelope.js';
import type { DomainEvent, FactEvent } from './events.js';
import { type EventId, type Stream, WORLD_KINDS } from './ids.js';
import { MARKING_TYPES } from './record-marked.js';

/** An event as the log keeps it: `data` and `metadata` are JSON texts. */
export type SerializedEvent = Readonly<{
  id: string;
  stream: string;
  revision: number;
  type: string;
  data: string;
  metadata: string;
}>;

/** Turns the data of one version of an event into the data of the next. */
export type Upcast = (data: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
export type Upcasters = Readonly<Record<string, Upcast>>;

/**
 * To change the form of an event, add the step here that leads from its last version, `'PartyJoined@1': (data) => …`:
 * from then on the event is written as version 2 and every older one is read as if it had been. Add
 * `PartyJoined@2.json` to the golden files and leave `PartyJoined@1.json` as it is. The patches in RecordCorrected
 * speak of the form of their day, so that a step that renames a field goes to `'RecordCorrected@1'` as well.
 */
const UPCASTERS: Upcasters = {};

/** Everything that the log may hold, by the tables that say what each command records. */
export const EVENT_TYPES = [
  ...new Set([
    ...Object.values(deciders).flatMap(({ records }) => Object.values(records)),
    ...CORRECTION_TYPES,
    ...MARKING_TYPES,
  ]),
] as readonly DomainEvent['type'][];

/** What is told of the world: neither corrections, nor who may see it, nor what became of the log. */
export const WORLD_TYPES = WORLD_KINDS.flatMap((kind) =>
  Object.values(deciders[kind].records),
) as readonly FactEvent['type'][];

/** An event that is newer than this code, or foreign to it. A server that meets one stops; it does not guess. */
export class UnknownEvent extends Error {
  constructor(
    readonly type: string,
    readonly schemaVersion: number,
    readonly eventId: string,
  ) {
    super(`event ${eventId} is a ${type} of version ${schemaVersion}, which this version of the service does not know`);
    this.name = UnknownEvent.name;
  }
}

const newest = (type: string, upcasters: Upcasters) => {
  let version = 1;
  while (upcasters[`${type}@${version}`] !== undefined) version += 1;
  return version;
};

/** The version in which each type is written now: one more than there are steps that lead to it. */
const versionsBy = (upcasters: Upcasters): ReadonlyMap<string, number> =>
  new Map(EVENT_TYPES.map((type) => [type, newest(type, upcasters)]));

/** A reader of the log by a table of steps. The specs give a table of their own. */
export const decoder = (upcasters: Upcasters) => {
  const versions = versionsBy(upcasters);
  return ({ id, stream, revision, type, data, metadata }: SerializedEvent): RecordedEvent<DomainEvent> => {
    const envelope = JSON.parse(metadata) as Metadata;
    const { schemaVersion } = envelope;
    const version = versions.get(type);
    if (version === undefined || !Number.isInteger(schemaVersion) || schemaVersion < 1 || schemaVersion > version)
      throw new UnknownEvent(type, schemaVersion, id);

    let telling = JSON.parse(data) as Readonly<Record<string, unknown>>;
    for (let step = schemaVersion; step < version; step += 1)
      telling = upcasters[`${type}@${step}`]?.(telling) ?? telling;
    return {
      id: id as EventId,
      stream: stream as Stream,
      revision,
      type,
      data: telling,
      metadata: schemaVersion === version ? envelope : { ...envelope, schemaVersion: version },
    } as RecordedEvent<DomainEvent>;
  };
};

/** Reads an event of the log in the form that this code knows. @throws UnknownEvent */
export const decode = decoder(UPCASTERS);

const VERSIONS = versionsBy(UPCASTERS);
/** The `schemaVersion` with which an event of this type is written. */
export const schemaVersionOf = (type: DomainEvent['type']): number => VERSIONS.get(type) ?? 1;

import { CORRECTION_TYPES } from './correction.js';
import { deciders } from './deciders.js';
import type { Metadata, RecordedEvent } from './envelope.js';
import type { DomainEvent, FactEvent } from './events.js';
import { type EventId, type Stream, WORLD_KINDS } from './ids.js';
import { APPROVAL_TYPES } from './marking-approval.js';
import { MARKING_TYPES } from './record-marked.js';

/** An event as stored in the log: `data` and `metadata` are JSON texts. */
export type SerializedEvent = Readonly<{
  id: string;
  stream: string;
  revision: number;
  type: string;
  data: string;
  metadata: string;
}>;

/** Converts the data of one version of an event to the next. */
export type Upcast = (data: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
export type Upcasters = Readonly<Record<string, Upcast>>;

/**
 * To change the format of an event, add an upcaster from its last version here, `'PartyJoined@1': (data) => …`. From then on
 * the event is written as version 2, and older events are read as version 2. Add `PartyJoined@2.json` to the golden files and
 * do not change `PartyJoined@1.json`. The patches in RecordCorrected use the format of their time, so an upcaster that renames
 * a field also needs `'RecordCorrected@1'`.
 */
const UPCASTERS: Upcasters = {
  'OriginStarted@1': (data) => ({ ...data, verifierKey: '', previousVerifierKey: '' }),
  // Version 2 may have `consentOf`.
  'ProposalTabled@1': (data) => data,
};

/** All event types of the log, from the tables of what each command records. */
export const EVENT_TYPES = [
  ...new Set([
    ...Object.values(deciders).flatMap(({ records }) => Object.values(records)),
    ...CORRECTION_TYPES,
    ...MARKING_TYPES,
    ...APPROVAL_TYPES,
  ]),
] as readonly DomainEvent['type'][];

/** The types of facts about the world: without corrections, markings, approvals, grants, ledger events and checkpoints. */
export const WORLD_TYPES = WORLD_KINDS.flatMap((kind) =>
  Object.values(deciders[kind].records),
) as readonly FactEvent['type'][];

/** An event that is newer than this code or unknown to it. The server stops on it and does not guess. */
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

/** The current version of each type: one more than its number of upcasters. */
const versionsBy = (upcasters: Upcasters): ReadonlyMap<string, number> =>
  new Map(EVENT_TYPES.map((type) => [type, newest(type, upcasters)]));

/** A decoder with a table of upcasters. The specs use their own table. */
export const decoder = (upcasters: Upcasters) => {
  const versions = versionsBy(upcasters);
  return ({ id, stream, revision, type, data, metadata }: SerializedEvent): RecordedEvent<DomainEvent> => {
    const envelope = JSON.parse(metadata) as Metadata;
    const { schemaVersion } = envelope;
    const version = versions.get(type);
    if (version === undefined || !Number.isInteger(schemaVersion) || schemaVersion < 1 || schemaVersion > version)
      throw new UnknownEvent(type, schemaVersion, id);

    let current = JSON.parse(data) as Readonly<Record<string, unknown>>;
    for (let step = schemaVersion; step < version; step += 1)
      current = upcasters[`${type}@${step}`]?.(current) ?? current;
    return {
      id: id as EventId,
      stream: stream as Stream,
      revision,
      type,
      data: current,
      metadata: schemaVersion === version ? envelope : { ...envelope, schemaVersion: version },
    } as RecordedEvent<DomainEvent>;
  };
};

/** An event of the log in the version in which it was recorded, for whoever got it then. */
export const asRecorded = ({ id, stream, revision, type, data, metadata }: SerializedEvent): RecordedEvent =>
  ({ id, stream, revision, type, data: JSON.parse(data), metadata: JSON.parse(metadata) }) as RecordedEvent;

/** Decodes an event of the log to its current version. @throws UnknownEvent */
export const decode = decoder(UPCASTERS);

const VERSIONS = versionsBy(UPCASTERS);
/** The `schemaVersion` of new events of this type. */
export const schemaVersionOf = (type: DomainEvent['type']): number => VERSIONS.get(type) ?? 1;

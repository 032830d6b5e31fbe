import { identityOf } from '#domain/identity.js';
import { type Kind, type NegotiationId, streamOf, thingOf } from '#domain/ids.js';
import type { Caller } from '../access/caller.js';
import type { ThingIndex } from '../access/thing-index.js';
import type { LogFollower } from '../log/log-follower.js';
import type { RecordFact } from './command.js';
import type { ComputedIds, KnownRequest } from './computed-ids.js';
import { type Rejection, thingUnknown } from './decision.js';

/** The thing that a command is about, and its negotiation if it is new. */
export type Target = Readonly<{
  id: string;
  negotiationId?: NegotiationId;
  /** The id was generated for this command, so its stream is empty. */
  isFresh: boolean;
  /** The id follows from what the thing is about, and from which of these ids hidden things have. */
  isIdentified?: true;
}>;
type Places = Readonly<{ things: ThingIndex; follower: LogFollower; ids: ComputedIds }>;

/** @throws Unavailable */
export const findTarget = async (
  { kind, id, belongsTo, data, context: { caller, key } }: RecordFact,
  request: KnownRequest,
  places: Places,
): Promise<Target | Rejection> => {
  if (belongsTo === undefined) return { id: id!, isFresh: false };
  const isFresh = id === undefined && key === undefined;
  if (belongsTo === 'itself') {
    const itself = id ?? (await openedBy(request, kind, places));
    return { id: itself, negotiationId: itself as NegotiationId, isFresh };
  }

  const { things } = places;
  const owner = await things.findFor(caller, streamOf(belongsTo.kind, belongsTo.id), kind);
  if (owner === undefined) return thingUnknown(belongsTo.kind);
  const denial = await things.denialOf(caller, owner, kind);
  if (denial) return { ...thingUnknown(belongsTo.kind), denials: [denial] };
  const { negotiationId } = owner;
  const identity = identityOf(kind, negotiationId, data);
  if (identity === undefined) return { id: id ?? (await openedBy(request, kind, places)), negotiationId, isFresh };
  return { id: await identified(identity, kind, caller, places), negotiationId, isFresh: false, isIdentified: true };
};

/** The id of the thing that this request has opened before, or would open now. */
const openedBy = async ({ ids, earlier }: KnownRequest, kind: Kind, { follower }: Places): Promise<string> => {
  for (const { commandId, thingId } of earlier)
    if ((await follower.streamOfCommand(commandId)) === streamOf(kind, thingId)) return thingId;
  return ids.thingId;
};

/**
 * The id of the thing that is about this, whatever key its id was made with. Instances that open it at the same moment compute the
 * same id, and the log takes one of them. A thing that the caller may not know of must not block them: they get one of their own.
 */
const identified = async (
  identity: string,
  kind: Kind,
  caller: Caller,
  { things, follower, ids }: Places,
): Promise<string> => {
  for (const stream of await follower.streamsOfIdentity(identity)) {
    const thing = await things.find(stream);
    if (thing !== undefined && (await things.isVisible(caller, thing))) return thingOf(stream).id;
  }
  for (let n = 0; ; n++) {
    const id = ids.ofIdentity(identity, n);
    const thing = await things.find(streamOf(kind, id));
    if (thing === undefined || (await things.isVisible(caller, thing))) return id;
  }
};

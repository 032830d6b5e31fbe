import { v5 as uuidv5 } from 'uuid';
import { type NegotiationId, streamOf } from '#domain/ids.js';
import type { ThingIndex } from '../access/thing-index.js';
import type { RecordFact } from './command.js';
import type { CommandRoutes } from './command-routes.js';
import { type Rejection, thingUnknown } from './decision.js';
import { newId } from './new-id.js';

/** The thing that a command is about, and its negotiation if it is new. */
export type Target = Readonly<{
  id: string;
  negotiationId?: NegotiationId;
  /** The id was generated for this command, so its stream is empty. */
  isFresh: boolean;
}>;

export const findTarget = async (
  { identity }: CommandRoutes,
  { kind, id, belongsTo, data, context: { caller, commandId, request } }: RecordFact,
  things: ThingIndex,
): Promise<Target | Rejection> => {
  if (belongsTo === undefined) return { id: id!, isFresh: false };
  // With an Idempotency-Key, a retry gets the same id. Otherwise, time-ordered ids keep the indexes of the log compact.
  const chosen = id ?? (request === undefined ? newId() : uuidv5('thing', commandId));
  const isFresh = id === undefined && request === undefined;
  if (belongsTo === 'itself') return { id: chosen, negotiationId: chosen as NegotiationId, isFresh };

  const owner = await things.find(streamOf(belongsTo.kind, belongsTo.id));
  if (owner === undefined) return thingUnknown(belongsTo.kind);
  const denial = await things.denialOf(caller, owner, kind);
  if (denial) return { ...thingUnknown(belongsTo.kind), denials: [denial] };
  const { negotiationId } = owner;
  if (identity.length === 0) return { id: chosen, negotiationId, isFresh };

  // A thing that the caller may not know of must not block them: they get the first id that is not hidden.
  const about = [kind, ...identity.map((name) => data[name])];
  for (let n = 0; ; n++) {
    const derived = uuidv5(JSON.stringify(n === 0 ? about : [...about, n]), negotiationId);
    const thing = await things.find(streamOf(kind, derived));
    if (thing === undefined || (await things.isVisible(caller, thing)))
      return { id: derived, negotiationId, isFresh: false };
  }
};

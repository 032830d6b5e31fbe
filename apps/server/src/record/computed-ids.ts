import { randomUUID } from 'node:crypto';
import type { Recorder } from '#domain/envelope.js';
import type { IdKey } from '#ledger/id-key.js';
import type { RequestKey } from '../access/batch-context.js';
import { earlierIdsOf } from './earlier-ids.js';
import { newId } from './new-id.js';

/** The id of a command, and that of the thing that it opens if the caller chooses none. */
export type RequestIds = Readonly<{ commandId: string; thingId: string }>;
/** The ids that a request gets; and those by which it is recognized if it was recorded with an older key, or with none. */
export type KnownRequest = Readonly<{ ids: RequestIds; earlier: readonly RequestIds[] }>;

/** Ids that are computed, so that a repeated request gets the same ones, and nobody without a key can compute them. */
export class ComputedIds {
  private readonly key: IdKey;
  private readonly older: readonly IdKey[];

  /** @param keys the first makes ids, and the others find what was recorded with them; at least one */
  constructor([key, ...older]: readonly IdKey[]) {
    if (key === undefined) throw new Error('there is no key for ids');
    this.key = key;
    this.older = older;
  }

  get haveOlderKeys(): boolean {
    return this.older.length > 0;
  }

  /** Without an Idempotency-Key, time-ordered ids keep the indexes of the log compact. */
  ofRequest(recorder: Recorder, key: RequestKey | undefined): KnownRequest {
    if (key === undefined) return { ids: { commandId: randomUUID(), thingId: newId() }, earlier: [] };
    const earlier = this.older.map((older) => idsOf(older, recorder, key));
    return { ids: idsOf(this.key, recorder, key), earlier: [...earlier, earlierIdsOf(recorder, key)] };
  }

  /** The id of a thing that is identified by what it is about. @param n counts those that are hidden from the recorder */
  ofIdentity(identity: string, n: number): string {
    return this.key.idOf('identity', identity, n);
  }
}

const idsOf = (idKey: IdKey, { issuer, subject }: Recorder, { text, item }: RequestKey): RequestIds => {
  const commandId = idKey.idOf('command', issuer, subject, text, ...(item === undefined ? [] : [item]));
  return { commandId, thingId: idKey.idOf('thing', commandId) };
};

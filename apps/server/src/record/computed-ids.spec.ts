import { describe, expect, it } from '@jest/globals';
import { type Arbitrary, assert, nat, pre, property, record, string, stringMatching } from 'fast-check';
import { validate, version } from 'uuid';
import type { Recorder } from '#domain/envelope.js';
import { IdKey, idKeyNameIn } from '#ledger/id-key.js';
import type { RequestKey } from '../access/batch-context.js';
import { ComputedIds, type KnownRequest } from './computed-ids.js';

const secret = stringMatching(/^[!-+.-~]{32,48}$/);
const recorder: Arbitrary<Recorder> = record({ issuer: string(), subject: string(), name: string() });
const requestKey: Arbitrary<RequestKey> = record(
  { text: string({ minLength: 1 }), item: nat(999) },
  { requiredKeys: ['text'] },
);
const idsWith = (...secrets: readonly string[]) => new ComputedIds(secrets.map((text) => new IdKey(text)));
const allOf = ({ ids, earlier }: KnownRequest) => [ids, ...earlier].flatMap((one) => Object.values(one));

describe('the ids of a request with an Idempotency-Key', () => {
  it('are the same with the same key, and all different with another key', () => {
    assert(
      property(secret, secret, recorder, requestKey, (ours, theirs, who, key) => {
        pre(ours !== theirs);
        const { ids } = idsWith(ours).ofRequest(who, key);
        expect(idsWith(ours).ofRequest(who, key).ids).toEqual(ids);
        const others = allOf(idsWith(theirs).ofRequest(who, key));
        expect(others.filter((id) => Object.values(ids).includes(id))).toEqual([]);
      }),
    );
  });
  it('differ for another recorder, another key of a request and another item of a batch', () => {
    assert(
      property(secret, recorder, recorder, requestKey, requestKey, (text, who, other, key, otherKey) => {
        pre(JSON.stringify([who.issuer, who.subject, key]) !== JSON.stringify([other.issuer, other.subject, otherKey]));
        const ids = idsWith(text);
        const [one, two] = [ids.ofRequest(who, key), ids.ofRequest(other, otherKey)];
        expect(allOf(one).filter((id) => allOf(two).includes(id))).toEqual([]);
      }),
    );
  });
  it('are UUIDs of version 8 that name the key, and the name is found in the command id of an event', () => {
    assert(
      property(secret, recorder, requestKey, (text, who, key) => {
        const idKey = new IdKey(text);
        const { commandId, thingId } = idsWith(text).ofRequest(who, key).ids;
        for (const id of [commandId, thingId]) {
          expect([validate(id), version(id)]).toEqual([true, 8]);
          expect(id.slice(14, 18)).toBe(`8${idKey.name}`);
        }
        expect(idKeyNameIn(JSON.stringify({ commandId }))).toBe(idKey.name);
        expect(idKeyNameIn(JSON.stringify({ said: JSON.stringify({ commandId }) }))).toBeUndefined();
      }),
    );
  });
  it('are recognized after a new key was put before the old one, also those from before there were keys', () => {
    assert(
      property(secret, secret, recorder, requestKey, (old, fresh, who, key) => {
        pre(old !== fresh);
        const before = idsWith(old).ofRequest(who, key);
        const { ids, earlier } = idsWith(fresh, old).ofRequest(who, key);
        expect(earlier).toEqual([before.ids, ...before.earlier]);
        expect(ids).toEqual(idsWith(fresh).ofRequest(who, key).ids);
      }),
    );
    const { earlier } = idsWith('k'.repeat(32)).ofRequest(
      { issuer: 'local', subject: 'clerk', name: '' },
      { text: 'a' },
    );
    expect(earlier).toEqual([
      { commandId: 'ba0f0777-2d21-5252-bcdc-a1d46d71e815', thingId: '7f738331-1559-5d13-9a85-f5740319be10' },
    ]);
  });
  it('are random without an Idempotency-Key', () => {
    const ids = idsWith('k'.repeat(32));
    const nobody = { issuer: 'local', subject: 'clerk', name: 'clerk' };
    const [one, two] = [ids.ofRequest(nobody, undefined), ids.ofRequest(nobody, undefined)];
    expect(new Set([...allOf(one), ...allOf(two)]).size).toBe(4);
    expect(one.earlier).toEqual([]);
  });
});

describe('the id of what a thing is about', () => {
  it('follows from the key, and from how many are hidden from the recorder', () => {
    assert(
      property(secret, secret, string(), nat(9), (ours, theirs, identity, n) => {
        pre(ours !== theirs);
        const id = idsWith(ours, theirs).ofIdentity(identity, n);
        expect(idsWith(ours).ofIdentity(identity, n)).toBe(id);
        expect(idsWith(ours).ofIdentity(identity, n + 1)).not.toBe(id);
        expect(idsWith(theirs).ofIdentity(identity, n)).not.toBe(id);
      }),
    );
  });
});

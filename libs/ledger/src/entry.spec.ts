import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import * as fc from 'fast-check';
import { canonicalJson, IndexKey } from './canonical.js';
import { canonicalEvent, entryOf } from './entry.js';
import { seal } from './seal.js';

const event = {
  id: '0199c0de-0000-4000-8000-000000000001',
  stream: 'statement-0199c0de-0000-4000-8000-000000000002',
  revision: 0,
  type: 'StatementMade',
  data: canonicalJson({ text: '“unjustified and harmful” 稀土', b: 1, a: [1e21, 0.1] }),
  metadata: canonicalJson({ recordedBy: { name: 'Ana', issuer: 'local' } }),
};

describe('the entry of an event', () => {
  it('is the hash of the salt and the canonical event (RFC 8785)', () => {
    const whole = canonicalize({
      ...event,
      data: JSON.parse(event.data),
      metadata: JSON.parse(event.metadata),
    }) as string;
    expect(canonicalEvent(event)).toBe(whole);
    const { salt, entry } = seal(event);
    expect(entry).toBe(createHash('sha256').update(Buffer.from(salt, 'hex')).update(whole, 'utf8').digest('hex'));
  });
  it('differs for each salt, and for each change of the event', () => {
    const seals = Array.from({ length: 1000 }, () => seal(event));
    expect(new Set(seals.map(({ salt }) => salt)).size).toBe(1000);
    expect(seals.every(({ salt }) => /^[0-9a-f]{32}$/.test(salt))).toBe(true);
    const { salt, entry } = seals[0]!;
    expect(entryOf(salt, event)).toBe(entry);
    expect(entryOf(salt, { ...event, revision: 1 })).not.toBe(entry);
    expect(entryOf(salt, { ...event, data: '{}' })).not.toBe(entry);
  });
});

describe('canonical JSON', () => {
  it('is unchanged by an engine that parses and serializes it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          const text = canonicalJson(value);
          expect(JSON.stringify(JSON.parse(text))).toBe(text);
        } catch (error) {
          expect(error).toBeInstanceOf(IndexKey);
        }
      }),
    );
  });
  it('refuses a key that looks like an array index, at any depth', () => {
    expect(() => canonicalJson({ a: [{ '7': 1 }] })).toThrow(IndexKey);
    expect(canonicalJson({ '07': 1, '-1': 2 })).toBe('{"-1":2,"07":1}');
  });
});

import { describe, expect, it } from '@jest/globals';
import { emptyEntry } from './entry.js';
import { answered, entryAgain, heldBy, namesMade, nextToSend, type Row } from './outbox.js';

const LI = { id: 'li', kind: 'person', name: 'Li Chenggang', isNew: true } as const;
const row = (id: string, changes: Partial<Row> = {}): Row => ({
  id,
  negotiationId: 'talks',
  entry: emptyEntry('statement'),
  line: id,
  commands: [{ role: 'main', path: '/v1/negotiations/talks/statements', body: { text: id }, key: `key of ${id}` }],
  keptAt: `2025-10-28T09:0${id}:00.000Z`,
  state: 'waiting',
  done: [],
  ...changes,
});
/** Names Li, and says something of theirs. */
const parent = row('1', {
  entry: { ...emptyEntry('statement'), who: [LI] },
  commands: [
    { role: 'name', path: '/v1/negotiations/talks/representatives', body: { id: 'li' }, key: 'a' },
    { role: 'main', path: '/v1/negotiations/talks/statements', body: { speakerId: 'li' }, key: 'b' },
  ],
});
const child = row('2', {
  commands: [{ role: 'main', path: '/v1/negotiations/talks/statements', body: { speakerId: 'li' }, key: 'c' }],
});
const recorded = (id: string) => ({ status: 201, body: { events: [{ id }] } });
const refused = { status: 400, body: { code: 'fields-invalid', detail: 'No.' } };
const notTried = { status: 424, body: { code: 'not-tried', detail: '' } };
const AT = '2025-10-28T10:00:00.000Z';

describe('the outbox', () => {
  it('sends what waits longest first', () => {
    expect(nextToSend([row('3'), row('2'), row('1', { state: 'recorded' })])?.id).toBe('2');
    expect(nextToSend([row('1', { state: 'refused' })])).toBeUndefined();
  });
  it('holds what names something that is not on record yet, also if that was refused', () => {
    expect(heldBy(child, [child, parent])?.id).toBe('1');
    expect(nextToSend([child, { ...parent, state: 'refused' }])).toBeUndefined();
    expect(nextToSend([child, { ...parent, state: 'recorded' }])?.id).toBe('2');
    // Thrown away, it holds nothing: the service says what is missing.
    expect(nextToSend([child])?.id).toBe('2');
  });
  it('knows as which event something is on record', () => {
    expect(answered(parent, [recorded('1'), recorded('2')], AT)).toMatchObject({
      state: 'recorded',
      eventId: '2',
      settledAt: AT,
      done: ['a', 'b'],
    });
  });
  it('keeps what was refused with what the service says, and never sends it again by itself', () => {
    const after = answered(parent, [recorded('1'), refused], AT);
    expect(after).toMatchObject({ state: 'refused', done: ['a'], refusal: [recorded('1'), refused] });
    expect(nextToSend([after])).toBeUndefined();
    expect(answered(parent, [refused, notTried], AT).state).toBe('refused');
  });
  it('waits on, if the service was busy', () => {
    const busy = { status: 503, body: { code: 'log-unavailable' } };
    expect(answered(parent, [busy, { status: 503, body: { code: 'not-tried' } }], AT)).toMatchObject({
      state: 'waiting',
    });
    expect(answered(parent, [recorded('1'), busy], AT)).toMatchObject({ state: 'waiting', done: ['a'] });
  });
  it('gives an entry back to be put right, without what is on record of it', () => {
    const after = answered(parent, [recorded('1'), refused], AT);
    expect(entryAgain(after).who).toEqual([{ id: 'li', kind: 'person', name: 'Li Chenggang' }]);
    expect(entryAgain(answered(parent, [refused, notTried], AT)).who).toEqual([LI]);
    const call = row('4', {
      commands: [
        { role: 'proposal', path: '', body: { id: 'meeting' }, key: 'd' },
        { role: 'main', path: '', body: {}, key: 'e' },
      ],
    });
    expect(entryAgain(answered(call, [recorded('1'), refused], AT)).sameAs).toMatchObject({ thingId: 'meeting' });
  });
  it('knows the names that it makes', () => {
    expect(namesMade([parent, child], 'talks')).toEqual([{ id: 'li', kind: 'person', name: 'Li Chenggang' }]);
    expect(namesMade([parent], 'others')).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { emptyEntry } from './entry.js';
import {
  answered,
  asSent,
  dependentOn,
  entryAgain,
  heldBy,
  isAnotherThan,
  isUnsettled,
  keptAfter,
  movedName,
  namesMade,
  nextToSend,
  overAt,
  type Row,
} from './outbox.js';

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
    // The name is on record, and only what was said is not: it holds nothing.
    expect(nextToSend([child, { ...parent, state: 'refused', done: ['a'] }])?.id).toBe('2');
  });
  it('sends what is said of a position in the order in which it was said', () => {
    const path = '/v1/negotiations/talks/positions';
    const holder = { partyId: 'eu', issueId: 'licences', scope: 'public' };
    const about = (id: string, end: string, body: object = holder, changes: Partial<Row> = {}) =>
      row(id, { commands: [{ role: 'main', path: `${path}${end}`, body: { ...body }, key: id }], ...changes });
    const taken = about('5', '');
    const hardened = about('6', '/shifts');
    const ofAnother = about('7', '/shifts', { ...holder, partyId: 'china' });
    expect(heldBy(hardened, [hardened, taken])?.id).toBe('5');
    expect(heldBy(taken, [hardened, taken])).toBeUndefined();
    expect(heldBy(ofAnother, [taken, ofAnother])).toBeUndefined();
    // Refused, it holds what comes after it; put right, it takes its place.
    expect(nextToSend([hardened, { ...taken, state: 'refused' }])).toBeUndefined();
    expect(nextToSend([hardened, about('8', '', holder, { keptAt: taken.keptAt })])?.id).toBe('8');
  });
  it('knows all that cannot be recorded without a row: it is thrown away with it, or not at all', () => {
    const grandchild = row('3', {
      commands: [{ role: 'main', path: '/v1/meetings/brussels/answers', body: {}, key: 'd' }],
    });
    const makesMeeting: Row = {
      ...child,
      commands: [...child.commands, { role: 'main', path: '', body: { id: 'brussels' }, key: 'e' }],
    };
    const all = [grandchild, row('4'), makesMeeting, parent];
    expect(dependentOn(parent, all).map(({ id }) => id)).toEqual(['3', '2']);
    expect(dependentOn(grandchild, all)).toEqual([]);
    expect(dependentOn(parent, [{ ...child, state: 'recorded' }, parent])).toEqual([]);
  });
  it('tries a row once in a pass, and goes on with the others', () => {
    expect(nextToSend([row('1'), row('2')], new Set(['1']))?.id).toBe('2');
    expect(nextToSend([row('1')], new Set(['1']))).toBeUndefined();
  });
  it('knows as which event something is on record', () => {
    expect(answered(parent, [recorded('1'), recorded('2')], AT)).toMatchObject({
      state: 'recorded',
      eventId: '2',
      settledAt: AT,
      done: ['a', 'b'],
    });
  });
  it('keeps nothing of what is on record but its line, and the names that it made', () => {
    const entry = { ...parent.entry, text: 'Confidential words', comment: 'So they say', source: 'A friend' };
    const after = answered({ ...parent, entry, trouble: 'Busy' }, [recorded('1'), recorded('2')], AT);
    expect(after.entry).toEqual({ ...emptyEntry('statement'), who: [LI] });
    expect(after).toMatchObject({ line: '1', commands: [] });
    expect(after).not.toHaveProperty('trouble');
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
  it.each([401, 403, 408, 425, 429, 500, 502, 503, 504])(
    'waits on with the same keys after a %i: nobody knows what became of it, or it is about who sends it',
    (status) => {
      const after = answered(parent, [recorded('1'), { status, body: { code: 'some', detail: 'Why' } }], AT);
      expect(after).toMatchObject({ state: 'waiting', done: ['a'], commands: parent.commands, trouble: 'Why' });
      expect(nextToSend([after])?.id).toBe('1');
    },
  );
  it.each([400, 404, 409, 412, 413, 415, 422, 428])('is refused for good by a %i', (status) => {
    const after = answered(parent, [recorded('1'), { status, body: { code: 'some', detail: 'Why' } }], AT);
    expect(after.state).toBe('refused');
  });
  it('waits on if something else answers in place of the service, or a service that is another one now', () => {
    for (const body of [{ message: 'Not found' }, { code: 404 }, { code: 'route-unknown' }])
      expect(answered(parent, [recorded('1'), { status: 404, body }], AT)).toMatchObject({
        state: 'waiting',
        commands: parent.commands,
      });
  });
  it('tells what was refused for who sends it from what nobody knows', () => {
    const forbidden = answered(
      parent,
      [recorded('1'), { status: 403, body: { code: 'role-missing', detail: 'No' } }],
      AT,
    );
    expect(forbidden).toMatchObject({ state: 'waiting', isForbidden: true, trouble: 'No' });
    const unknown = answered(forbidden, [recorded('1')], AT);
    expect(unknown).toMatchObject({ state: 'waiting', trouble: '' });
    expect(unknown).not.toHaveProperty('isForbidden');
  });
  it('does not send what was taken back, and holds what depends on it', () => {
    const recalled = row('1', { ...parent, state: 'recalled' });
    expect(nextToSend([recalled, child])).toBeUndefined();
    expect(heldBy(child, [recalled, child])?.id).toBe('1');
  });
  it('is left after an hour by what is on record, and by nothing else', () => {
    expect(overAt(answered(parent, [recorded('1'), recorded('2')], AT))).toBe(Date.parse('2025-10-28T11:00:00.000Z'));
    expect(overAt(answered(parent, [refused, notTried], AT))).toBeUndefined();
  });
  it('waits on if others write at once, or if an answer is missing or is no answer of the service', () => {
    const writers = { status: 409, body: { code: 'too-many-writers', detail: '' } };
    for (const results of [[recorded('1'), writers], [recorded('1')], [], [recorded('1'), { status: 302, body: '' }]])
      expect(answered(parent, results, AT).state).toBe('waiting');
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

describe('a row that was sent before without an answer', () => {
  const sent = row('1', { isSent: true });
  const of = (status: number, code: string) => [{ status, body: { code, detail: 'No.' } }];
  it('may be on record, also if its recorder may no longer record, or sees the negotiation no more', () => {
    for (const status of [403, 404]) {
      const after = answered(sent, of(status, 'refused'), AT, isUnsettled(sent));
      expect(after).toMatchObject({ state: 'waiting', trouble: 'No.' });
      expect(after.isForbidden).toBeUndefined();
      // It stays so, however often it is sent.
      expect(answered(after, of(403, 'refused'), AT, isUnsettled(after)).isForbidden).toBeUndefined();
    }
  });
  it('is not on record if it was refused each time', () => {
    const first = answered(sent, of(403, 'refused'), AT, isUnsettled(row('1')));
    expect(first).toMatchObject({ state: 'waiting', isForbidden: true });
    expect(answered(first, of(403, 'refused'), AT, isUnsettled(first)).isForbidden).toBe(true);
    expect(answered(row('1'), of(404, 'thing-unknown'), AT, false).state).toBe('refused');
  });
  it('may be on record, too, if it was refused once before that', () => {
    const first = answered(asSent(row('1')), of(403, 'refused'), AT, isUnsettled(row('1')));
    expect(isUnsettled(first)).toBe(false);
    // It is sent again, and has no answer.
    const second = asSent(first);
    expect(isUnsettled(second)).toBe(true);
    expect(asSent(second)).toBe(second);
    expect(answered(second, of(404, 'thing-unknown'), AT, isUnsettled(second)).state).toBe('waiting');
  });
  it('may be on record, too, if its id is taken: it may have been marked above the clearance of its recorder since', () => {
    expect(answered(sent, of(422, 'id-taken'), AT, isUnsettled(sent)).state).toBe('waiting');
    expect(answered(asSent(row('1')), of(422, 'id-taken'), AT, isUnsettled(row('1'))).state).toBe('refused');
  });
  it('is refused by what the service says only of what it has not recorded', () => {
    expect(answered(sent, of(422, 'rule'), AT, isUnsettled(sent)).state).toBe('refused');
  });
});

describe('the order of rows', () => {
  it('is that in which they were kept, also if the clock was set back', () => {
    const rows = [row('1'), row('2', { keptAt: '2025-10-28T10:00:00.000Z' })];
    expect(keptAfter(rows, new Date('2025-10-28T09:29:00Z'))).toBe('2025-10-28T10:00:00.001Z');
    expect(keptAfter(rows, new Date('2025-10-28T11:00:00Z'))).toBe('2025-10-28T11:00:00.000Z');
    expect(keptAfter([], new Date('2025-10-28T11:00:00Z'))).toBe('2025-10-28T11:00:00.000Z');
  });
});

describe('what takes the place of a row', () => {
  const WANG = { id: 'wang', kind: 'person', name: 'Wang Wentao' } as const;
  const said = { ...emptyEntry('statement'), who: [WANG], when: 'yesterday', text: 'No.' };
  it('is another fact if nothing of it stands there any more', () => {
    const before = row('1', { entry: said });
    expect(isAnotherThan(before, { ...said, who: [LI], when: 'today', text: 'Yes.' })).toBe(true);
    for (const kept of ['who', 'when', 'text'] as const) {
      const other = { ...said, who: [LI], when: 'today', text: 'Yes.', [kept]: said[kept] };
      expect(isAnotherThan(before, other)).toBe(false);
    }
  });
});

describe('a draft that is moved to the box of who says that it is theirs', () => {
  it('has one name there, however often that is tried, and another one if it was written again', () => {
    const name = 'draft talks window';
    expect(movedName(name, { at: 1 })).toBe('draft talks window-1');
    expect(movedName(name, { at: 2 })).not.toBe(movedName(name, { at: 1 }));
    expect(movedName(name, { at: 1 })).not.toBe(name);
  });
});

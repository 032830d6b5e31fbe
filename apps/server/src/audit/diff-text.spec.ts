import { describe, expect, it } from '@jest/globals';
import type { Cause, Change } from '#read-models/replay/change.js';
import { diffText } from './diff-text.js';

const thing = { kind: 'meeting', id: 'm' } as const;
const by: Cause = {
  ordinal: 7,
  type: 'DelegationAnnounced',
  eventId: 'e7',
  occurredOn: '2025-10-27',
  learnedAt: '2025-10-28T09:12:00.000Z',
  recordedAt: '2025-10-28T09:12:00.000Z',
  recordedBy: 'Ana',
};
const names = {
  m: { kind: 'meeting', label: 'Talks in Brussels' },
  wang: { kind: 'representative', label: 'Wang Wentao' },
} as const;
const moments = { from: { ordinal: 3, day: '2025-10-24' }, to: { ordinal: 9, day: '2025-10-28' } };
const linesOf = (...items: readonly Change[]) =>
  diffText({ ...moments, items, names })
    .split('\n')
    .slice(3, -1);
const changed = (field: string, values: object, cause: Partial<Change> = { by }): Change =>
  ({ change: 'changed', thing, field, ...values, ...cause }) as Change;
const BY = 'by DelegationAnnounced of 2025-10-27 (recorded by Ana, 2025-10-28 09:12 UTC)';

it('moments have no ordinals for readers who may not know them', () => {
  const told = diffText({ from: { day: '2025-10-24' }, to: { day: '2025-10-28' }, items: [], names });
  expect(told.split('\n').slice(0, 2)).toEqual([
    'From the log as it stood, judged on 2025-10-24',
    'to   the log as it stood, judged on 2025-10-28',
  ]);
});

describe('the text of a change', () => {
  it('has its subject, the old value, the new value, and the source', () => {
    expect(linesOf(changed('/status', { before: 'tentative', after: 'confirmed' }))).toEqual([
      `Meeting “Talks in Brussels”: status tentative → confirmed, ${BY}`,
    ]);
  });
  it('has the names of people, as subjects and as values', () => {
    expect(
      linesOf(
        changed('/coming/wang/coming', { before: 'coming', after: 'not-coming' }),
        changed('/headId', { before: 'gill', after: 'wang' }),
        changed('/partyIds/wang', { after: 'wang' }),
        changed('/planned', { before: { on: '2025-10-30', text: 'on Thursday' } }),
      ),
    ).toEqual([
      `Meeting “Talks in Brussels”: coming / “Wang Wentao” / coming coming → not-coming, ${BY}`,
      `Meeting “Talks in Brussels”: headId gill → “Wang Wentao”, ${BY}`,
      `Meeting “Talks in Brussels”: partyIds / “Wang Wentao” added, ${BY}`,
      `Meeting “Talks in Brussels”: planned removed: {on: 2025-10-30, text: “on Thursday”}, ${BY}`,
    ]);
  });
  it('names what the thing is about: party and issue, speaker, document', () => {
    const more = {
      china: { kind: 'party', label: 'China' },
      licences: { kind: 'issue', label: 'Licences' },
      p: { kind: 'position', label: 'No controls.' },
      s: { kind: 'statement', label: 'We will not accept that.' },
      d: { kind: 'dispute', label: 'Two hours' },
      mi: { kind: 'minutes', label: 'Minutes' },
    } as const;
    const about = (one: Change['thing'], told: Change['about']) =>
      diffText({
        ...moments,
        items: [{ ...changed('/status', { before: 'a', after: 'b' }), thing: one, ...(told && { about: told }) }],
        names: { ...names, ...more },
      })
        .split('\n')[3]!
        .split(': status')[0];
    expect(
      about({ kind: 'position', id: 'p' }, { partyId: 'china', issueId: 'licences', scope: 'public' } as never),
    ).toBe('Position “No controls.” (party “China”, issue “Licences”, scope public)');
    expect(about({ kind: 'statement', id: 's' }, { speakerId: 'wang', partyId: 'china' } as never)).toBe(
      'Statement “We will not accept that.” (speaker “Wang Wentao”, party “China”)',
    );
    expect(
      about({ kind: 'minutes', id: 'mi' }, {
        meetingId: 'm',
        document: { title: 'WK 12/25', url: 'https://example.org/12' },
      } as never),
    ).toBe('Minutes “Minutes” (meeting “Talks in Brussels”, document “WK 12/25”)');
    expect(about({ kind: 'dispute', id: 'd' }, { about: { kind: 'meeting', id: 'm' } } as never)).toBe(
      'Dispute “Two hours” (about Meeting “Talks in Brussels”)',
    );
    expect(about(thing, undefined)).toBe('Meeting “Talks in Brussels”');
  });
  it('has the reason of a correction, and that of a voiding', () => {
    const fact = { eventId: 'e2', type: 'MeetingHeld', occurredOn: '2025-10-29' } as const;
    const cause = { ...by, type: 'RecordCorrected', occurredOn: undefined, reason: 'It was “Thursday”.' } as never;
    const values = { field: '/occurredOn', before: '2025-10-29', after: '2025-10-30' };
    expect(
      linesOf(
        { change: 'corrected', thing, fact, ...values, by: cause },
        { change: 'voided', thing, fact, before: { summary: 'Talks', learnedAt: 'x', sources: [] }, by },
        { change: 'voided', thing, before: { title: 'Talks' }, by },
      ),
    ).toEqual([
      'Meeting “Talks in Brussels”: MeetingHeld of 2025-10-29 occurredOn corrected: 2025-10-29 → 2025-10-30, by RecordCorrected “It was “Thursday”.” (recorded by Ana, 2025-10-28 09:12 UTC)',
      `Meeting “Talks in Brussels”: MeetingHeld of 2025-10-29 voided: {summary: Talks}, ${BY}`,
      `Meeting “Talks in Brussels”: voided, ${BY}`,
    ]);
  });
  it('with the other events that touched the field, after the one that holds its value', () => {
    const other = { ...by, type: 'RecordVoided', occurredOn: undefined, reason: 'A slip.', recordedBy: 'Bea' } as never;
    const values = { before: '2025-10-31', after: '2025-11-04' };
    expect(linesOf(changed('/planned/on', values, { by, alsoTouchedBy: [other] }))).toEqual([
      `Meeting “Talks in Brussels”: planned / on 2025-10-31 → 2025-11-04, ${BY}; also touched by RecordVoided “A slip.” (recorded by Bea, 2025-10-28 09:12 UTC)`,
    ]);
  });
  it('has the fact that caused it, and when we learned of it', () => {
    const fact = { eventId: 'e7', type: 'DelegationAnnounced', occurredOn: '2025-10-27' } as const;
    const late = { ...by, learnedAt: '2025-10-27T08:00:00.000Z' };
    expect(
      linesOf(
        { change: 'added', thing, fact, after: { confirmed: true, members: ['wang'] }, by: late },
        { change: 'removed', thing, fact, before: {}, by: null, because: 'not recorded yet', without: by },
      ),
    ).toEqual([
      'Meeting “Talks in Brussels”: DelegationAnnounced of 2025-10-27 added: {confirmed: true, members: [“Wang Wentao”]} (learned 2025-10-27 08:00 UTC, recorded by Ana, 2025-10-28 09:12 UTC)',
      'Meeting “Talks in Brussels”: DelegationAnnounced of 2025-10-27 removed: {}, not recorded yet (recorded by Ana, 2025-10-28 09:12 UTC)',
    ]);
  });
  it('names nobody if there is no cause', () => {
    const values = { before: 'not-yet', after: 'in-force' };
    expect(
      linesOf(
        changed('/force', values, { by: null, because: 'time passed' }),
        changed('/force', values, { by: null, because: 'not learned yet', without: by }),
      ),
    ).toEqual([
      'Meeting “Talks in Brussels”: force not-yet → in-force, because time passed',
      `Meeting “Talks in Brussels”: force not-yet → in-force, ${BY.replace('by', 'without')}, not learned yet`,
    ]);
  });
  it('is on one line and from left to right, whatever its values contain', () => {
    const text = 'a\nb\tc\r\u0000\u001b[2J\u2028\u202e\u2066\\n é 稀土 😀';
    const [line, ...others] = linesOf(changed('/summary', { before: text, after: 'x'.repeat(400) }));
    expect(others).toEqual([]);
    expect(line).toContain('“a\\nb\\tc\\r\\u0000\\u001b[2J\\u2028\\u202e\\u2066\\\\n é 稀土 😀”');
    expect(line).toContain(`${'x'.repeat(299)}…`);
    expect(line).not.toContain('x'.repeat(300));
    expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\p{Bidi_Control}]/u);
  });
});

describe('the whole text', () => {
  it('starts with the moments that it compares', () => {
    const from = { ordinal: -1, knownAt: '2025-10-24T23:59:59.999Z', day: '2025-10-24' };
    const to = { ordinal: 9, happenedBy: '2025-10-28', day: '2025-10-28' };
    expect(diffText({ from, to, items: [], names })).toBe(
      'From before its first event, as known by 2025-10-24T23:59:59.999Z, judged on 2025-10-24\n' +
        'to   event 9 of the log, as happened by 2025-10-28, judged on 2025-10-28\n\nNothing differs.\n',
    );
  });
  it('ends with the address of the next page', () => {
    const text = diffText({ ...moments, items: [changed('/status', { after: 'held' })], names, next: 'cursor' });
    expect(text.split('\n').slice(-3)).toEqual(['', 'There is more: ask again with after=cursor', '']);
  });
});

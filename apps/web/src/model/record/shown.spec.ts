import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { commandsOf } from './commands.js';
import { changed, inForm } from './editing.js';
import { emptyEntry, type Entry, FORMS, type SameAs, takesSeveral } from './entry.js';
import { faultsOf } from './faults.js';
import { levelOf, moreOf, sameAsOf, takesLevel } from './shown.js';

const WANG = { id: 'wang', kind: 'person', name: 'Wang Wentao', partyId: 'china' } as const;
const CHINA = { id: 'china', kind: 'party', name: 'China' } as const;
const CALL: SameAs = { eventId: 'event-20', thingId: 'call', type: 'MeetingHeld', title: 'A call' };
const DATE = { edtf: '2025-10-28', earliest: '2025-10-28', latest: '2025-10-28' };
const about = {
  negotiationId: 'talks',
  date: DATE,
  source: { title: 'Reuters', reliability: 'C2' },
  today: '2025-10-28',
  learnedAt: '2025-10-28T08:12:00.000Z',
  meetingId: 'new-meeting',
  title: 'Video call',
};
/** Each field has words of its own, whatever form it belongs to. */
const full = (changes: Partial<Entry>): Entry => ({
  ...emptyEntry(changes.form ?? 'statement'),
  who: [changes.form === 'position' ? CHINA : WANG],
  when: 'yesterday',
  text: 'the text',
  comment: 'the comment',
  language: 'the language',
  title: 'the title',
  place: 'the place',
  duration: 'the duration',
  meetingId: 'the meeting',
  issueId: 'the issue',
  toId: 'the addressee',
  answer: 'ACCEPTED',
  source: 'Reuters',
  grade: 'C2',
  ...changes,
});
const forms = fc.constantFrom(...FORMS);
const levels = fc.constantFrom('', 'secret');
const sames = fc.constantFrom(undefined, CALL, { ...CALL, type: 'MeetingProposed' });
const entries = fc
  .record({
    form: forms,
    level: levels,
    sameAs: sames,
    isHeld: fc.constantFrom(true, false),
    change: fc.constantFrom('taken' as const, 'hardened' as const, 'maintained' as const, 'withdrawn' as const),
  })
  .map(full);

/** The words of the fields that a reader of the form sees. */
const wordsShown = (entry: Entry): readonly string[] => {
  const more = moreOf(entry);
  const { form } = entry;
  return [
    'the text',
    'the comment',
    ...(form === 'statement' ? ['the language'] : []),
    ...(form === 'call' ? ['the duration'] : []),
    ...(form === 'meeting' ? ['the place'] : []),
    ...(form === 'answer' || more.includes('meeting') ? ['the meeting'] : []),
    ...(form === 'position' || more.includes('issue') ? ['the issue'] : []),
    ...(more.includes('title') ? ['the title'] : []),
    ...(more.includes('to') ? ['the addressee'] : []),
  ];
};
const WORDS = ['text', 'comment', 'language', 'duration', 'place', 'meeting', 'issue', 'title', 'addressee'];

describe('what a form shows', () => {
  it('is recorded, each field, and nothing that it does not show', () => {
    fc.assert(
      fc.property(entries, (entry) => {
        if (faultsOf(entry, DATE, '2025-10-28').length > 0) return;
        const recorded = commandsOf(entry, about)
          .map(({ path, body }) => path + JSON.stringify(body))
          .join('\n');
        // The path has the id of the meeting that was answered.
        const text = decodeURIComponent(recorded);
        expect(WORDS.filter((word) => text.includes(`the ${word}`)).toSorted()).toEqual(
          wordsShown(entry)
            .map((words) => words.slice('the '.length))
            .toSorted(),
        );
      }),
    );
  });

  it('has a level that is recorded or refused, in every form and of every report: secret words never go where all see them', () => {
    fc.assert(
      fc.property(entries, (entry) => {
        const secret = { ...entry, level: 'secret' };
        const fields = faultsOf(secret, DATE, '2025-10-28').map(({ field }) => field);
        expect(moreOf(secret)).toContain('level');
        if (fields.includes('level')) {
          expect(() => commandsOf(secret, about)).toThrow('the marking of another thing');
          return;
        }
        const commands = commandsOf(secret, about);
        const made = commands.find(({ role }) => role === 'proposal') ?? commands.at(-1)!;
        expect(made.body).toMatchObject({ marking: { level: 'secret' } });
      }),
    );
  });

  it.each([
    ['a second report of a call that was held', full({ form: 'call', sameAs: CALL, level: 'secret' })],
    ['another account of a plan', full({ form: 'meeting', isHeld: false, sameAs: CALL, level: 'secret' })],
    ['an answer, after a secret record left its level', full({ form: 'answer', level: 'secret' })],
    ['a position that hardened', full({ form: 'position', change: 'hardened', level: 'secret' })],
  ])('refuses a level of %s, since it has the marking of what it is told of', (_, entry) => {
    const faults = faultsOf(entry, DATE, '2025-10-28');
    expect(faults).toEqual([{ field: 'level', code: 'level' }]);
    expect(takesLevel(entry)).toBe(false);
    expect(faultsOf({ ...entry, level: '' }, DATE, '2025-10-28')).toEqual([]);
  });

  it('asks once whether an answer may go without the level that is kept, and again of another meeting', () => {
    const answer = full({ form: 'answer', level: 'secret' });
    const confirmed = changed(answer, { isLevelConfirmed: true });
    expect(faultsOf(confirmed, DATE, '2025-10-28')).toEqual([]);
    expect(commandsOf(confirmed, about).map(({ body }) => body['marking'])).toEqual([undefined]);
    expect(faultsOf(changed(confirmed, { text: 'Perhaps.' }), DATE, '2025-10-28')).toEqual([]);
    expect(faultsOf(changed(confirmed, { meetingId: 'another' }), DATE, '2025-10-28')).toMatchObject([
      { code: 'level' },
    ]);
    // As a statement it has the level, whatever was confirmed of the answer.
    const statement = inForm(confirmed, 'statement');
    expect(statement.isLevelConfirmed).toBe(false);
    expect(commandsOf(statement, about)[0]!.body).toMatchObject({ marking: { level: 'secret' } });
  });

  it('lets a half-recorded call keep the level that its meeting got, and no other', () => {
    const own = full({ form: 'call', sameAs: { ...CALL, isOwn: true, level: 'secret' }, level: 'secret' });
    expect(faultsOf(own, DATE, '2025-10-28')).toEqual([]);
    expect(commandsOf(own, about).map(({ path }) => path)).toEqual(['/v1/meetings/call/held']);
    expect(faultsOf({ ...own, level: 'tres-secret' }, DATE, '2025-10-28')).toMatchObject([{ field: 'level' }]);
  });

  it('refuses a grade without a source', () => {
    const graded = full({ source: ' ' });
    expect(faultsOf(graded, DATE, '2025-10-28')).toEqual([{ field: 'source', code: 'source' }]);
  });
});

describe('that it is the same', () => {
  const said = full({ sameAs: { ...CALL, type: 'StatementMade' } });
  it.each([
    ['who', { who: [] }],
    ['when', { when: 'today' }],
    ['kind', { kind: 'interview' }],
    ['position', { issueId: 'another' }],
  ] as const)('ends with another %s', (_, changes) => {
    expect(changed(said, changes).sameAs).toBeUndefined();
  });
  it('stays while the words are written, and of what this entry has recorded itself', () => {
    expect(changed(said, { text: 'Other words', source: 'AFP' }).sameAs).toBe(said.sameAs);
    const own = full({ form: 'call', sameAs: { ...CALL, isOwn: true } });
    expect(changed(own, { who: [], when: '' }).sameAs).toBe(own.sameAs);
  });
  it('stays of what this entry has recorded itself, for a call or a meeting alone', () => {
    const own = full({ form: 'call', sameAs: { ...CALL, isOwn: true, level: 'secret' } });
    const meeting = inForm(own, 'meeting');
    expect(commandsOf(meeting, about).map(({ path }) => path)).toEqual(['/v1/meetings/call/held']);
    const statement = inForm(meeting, 'statement');
    expect([sameAsOf(statement), levelOf(statement)]).toEqual([undefined, '']);
    expect(commandsOf(statement, about).map(({ path }) => path)).toEqual(['/v1/negotiations/talks/statements']);
    expect(commandsOf(inForm(statement, 'call'), about).map(({ path }) => path)).toEqual(['/v1/meetings/call/held']);
  });
  it.each(FORMS)('is undone by another form than %s', (form) => {
    const other = FORMS.find((one) => takesSeveral(one) !== takesSeveral(form))!;
    expect(inForm(full({ form, sameAs: CALL }), other).sameAs).toBeUndefined();
  });
});

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { datedOf, hasChoice, learnedBy, nextReading } from './dated.js';
import { changed, inForm, inFormAgain, leftBy, typed, type Typing, withKept, withoutStored } from './editing.js';
import { faultsOf } from './faults.js';
import { emptyEntry, type Entry, FORMS, isBlank, keptFrom } from './entry.js';

const WANG = { id: 'wang', kind: 'person', name: 'Wang Wentao', partyId: 'china' } as const;
const GILL = { id: 'gill', kind: 'person', name: 'Olof Gill' } as const;
const KEPT = {
  source: 'Reuters, 2025-10-27',
  grade: 'C2',
  language: 'en',
  kind: 'interview',
  attribution: 'background',
  level: 'secret',
} as const;
const at = (day: string, time: string): Typing => ({ day, time, language: 'en' });
const said = typed(
  emptyEntry('statement', KEPT),
  { who: [WANG], when: 'yesterday', text: 'No.' },
  at('2025-10-28', '10:00'),
);

describe('what the last record leaves', () => {
  it('is taken by an entry that was begun before it was known, above all its level, where nobody has changed anything', () => {
    const begun = changed(emptyEntry('statement'), { text: 'No.', source: 'AFP' });
    expect(withKept(begun, KEPT)).toEqual({ ...begun, ...KEPT, source: 'AFP' });
  });
  it('leaves alone a level that was chosen first, also the usual one', () => {
    const chosen = changed(emptyEntry('statement'), { level: 'tres-secret' });
    expect(withKept(chosen, KEPT).level).toBe('tres-secret');
    expect(withKept(changed(chosen, { level: '' }), KEPT).level).toBe('');
  });
  it('stays secret from a statement over an answer, which can have no level, to the next statement', () => {
    const statement = changed(emptyEntry('statement'), { level: 'secret', text: 'No.' });
    const first = leftBy(statement, undefined);
    const answer = changed(inForm(emptyEntry('statement', first), 'answer'), {
      answer: 'ACCEPTED',
      isLevelConfirmed: true,
    });
    const second = leftBy(answer, first);
    expect(emptyEntry('statement', second).level).toBe('secret');
  });
  it('is not what stood in an older entry that is put right', () => {
    const older = { ...emptyEntry('answer'), source: 'AFP', level: '' };
    expect(leftBy(older, KEPT)).toEqual(KEPT);
    expect(leftBy(changed(older, { grade: 'A1' }), KEPT)).toEqual({ ...KEPT, grade: 'A1' });
  });
});

describe('the day from which words are read', () => {
  const atMidnight = typed(emptyEntry('statement'), { when: 'yesterday' }, at('2025-12-01', '23:58'));
  it('is that on which they were typed, also if the source is typed after midnight', () => {
    const later = typed(atMidnight, { source: 'Reuters' }, at('2025-12-02', '00:01'));
    expect(datedOf(later, '2025-12-02', 'en').date).toMatchObject({ edtf: '2025-11-30' });
    expect(later.learnedAt).toBe('23:58');
  });
  it('is another one once the words are typed again', () => {
    const again = typed(atMidnight, { when: 'Yesterday' }, at('2025-12-02', '00:01'));
    expect(datedOf(again, '2025-12-02', 'en').date).toMatchObject({ edtf: '2025-12-01' });
    expect(again.learnedAt).toBe('00:01');
  });
  it('of a source is that of the source', () => {
    const later = typed(atMidnight, { source: 'Reuters, yesterday' }, at('2025-12-02', '00:01'));
    // The draft is opened on Friday.
    expect(datedOf(later, '2025-12-05', 'en')).toMatchObject({ from: '2025-12-01', date: { edtf: '2025-11-30' } });
  });
  it('keeps the reading that was chosen while a source without a day is typed', () => {
    const twoDays = typed(emptyEntry('statement'), { when: '03/04/2025' }, at('2025-12-01', '23:58'));
    for (const reading of ['2025-03-04', '2025-04-03']) {
      const later = typed(changed(twoDays, { reading }), { source: 'AFP' }, at('2025-12-02', '00:01'));
      expect(datedOf(later, '2025-12-02', 'en').date).toMatchObject({ edtf: reading });
    }
  });
  it('changes the year of the reading that was chosen, and neither its month nor its day', () => {
    const short = typed(emptyEntry('statement'), { when: '3/4' }, at('2026-11-29', '10:00'));
    const chosen = changed(short, { reading: '2027-03-04', readingWhy: 'monthFirst' });
    const later = typed(chosen, { source: 'Reuters, 27 October 2025' }, at('2026-11-29', '10:01'));
    expect(datedOf(later, '2026-11-29', 'en').date).toMatchObject({ edtf: '2026-03-04' });
  });
  it('puts nothing in the place of a reading that was chosen, and is not possible from there', () => {
    const weekday = typed(emptyEntry('statement'), { when: 'next friday' }, at('2025-10-27', '10:00'));
    const chosen = changed(weekday, { reading: '2025-10-31', readingWhy: 'lastPast' });
    const later = typed(chosen, { source: 'Reuters, 2024-10-28' }, at('2025-10-27', '10:01'));
    const { date, readings } = datedOf(later, '2025-10-27', 'en');
    expect(readings.length).toBeGreaterThan(1);
    expect(date).toBeUndefined();
    expect(faultsOf({ ...later, who: [GILL], text: 'No.' }, date, '2025-10-27')).toEqual([
      { field: 'when', code: 'reading' },
    ]);
  });
  it('of two Fridays is not replaced by one on the other side of the source', () => {
    const friday = typed(emptyEntry('statement'), { when: 'friday' }, at('2025-10-30', '10:00'));
    const [, past] = datedOf(friday, '2025-10-30', 'en').readings;
    expect(past).toMatchObject({ edtf: '2025-10-24', why: 'otherDay' });
    const chosen = changed(friday, { reading: past!.edtf, readingWhy: past!.why });
    const later = typed(chosen, { source: 'Reuters, 13 October 2025' }, at('2025-10-30', '10:01'));
    expect(datedOf(later, '2025-10-30', 'en').date).toBeUndefined();
  });
  it('is chosen again if the one that was chosen is not possible any more, also if a single one is left', () => {
    const weekday = typed(emptyEntry('statement'), { when: 'next friday' }, at('2025-10-27', '10:00'));
    const chosen = changed(weekday, { reading: '2025-10-31', readingWhy: 'firstToCome' });
    const later = typed(chosen, { source: 'Reuters, 2025-10-31' }, at('2025-10-27', '10:01'));
    const none = datedOf(later, '2025-10-27', 'en');
    expect(none).toMatchObject({ date: undefined, readings: [{ edtf: '2025-11-07' }] });
    expect(hasChoice(none)).toBe(true);
    expect(nextReading(none, 1).edtf).toBe('2025-11-07');
    expect(nextReading(none, -1).edtf).toBe('2025-11-07');
    expect(hasChoice(datedOf({ ...later, reading: '' }, '2025-10-27', 'en'))).toBe(false);
  });
  it('is the first one for the key down and the last one for the key up, if none is meant', () => {
    const readings = datedOf(typed(emptyEntry('statement'), { when: '3/4/2025' }, at('2025-10-27', '10:00')), '', 'en');
    const [first, last] = readings.readings;
    const none = { ...readings, date: undefined };
    expect([nextReading(none, 1), nextReading(none, -1)]).toEqual([first, last]);
    expect([nextReading(readings, 1), nextReading(readings, -1)]).toEqual([last, last]);
    expect(nextReading({ ...readings, date: last }, 1)).toEqual(first);
  });
});

describe('another form', () => {
  const CHINA = { id: 'china', kind: 'party', name: 'China' } as const;
  const call = changed(emptyEntry('call'), { who: [GILL, WANG, CHINA] });
  it('has the names that it can have, and the first one again has all of them, whatever was looked at in between', () => {
    const statement = inFormAgain(call, 'statement', undefined);
    expect(statement.entry.who).toEqual([GILL]);
    const position = inFormAgain(statement.entry, 'position', statement.left);
    expect(position.entry.who).toEqual([CHINA]);
    expect(inFormAgain(position.entry, 'call', position.left).entry.who).toEqual([GILL, WANG, CHINA]);
  });
  it('leaves the names that were chosen there', () => {
    const statement = inFormAgain(call, 'statement', undefined);
    const other = changed(statement.entry, { who: [WANG] });
    expect(inFormAgain(other, 'call', statement.left).entry.who).toEqual([WANG]);
  });
});

describe('when it was learned', () => {
  it('is never after now: the clock may have been ahead when it was typed', () => {
    const ahead = { learnedAt: '2025-10-28T12:00:00.000Z' };
    expect(learnedBy(ahead, '2025-10-28T10:00:00.000Z')).toBe('2025-10-28T10:00:00.000Z');
    expect(learnedBy(ahead, '2025-10-29T10:00:00.000Z')).toBe(ahead.learnedAt);
    expect(learnedBy({ learnedAt: '' }, '2025-10-29T10:00:00.000Z')).toBe('2025-10-29T10:00:00.000Z');
  });
});

describe('the language of the page', () => {
  it('in which words were typed says what they mean, also if they are read in another one', () => {
    const english = typed(emptyEntry('statement'), { when: '03/04/2025' }, at('2025-12-01', '10:00'));
    expect(datedOf(english, '2025-12-01', 'zh').date).toMatchObject({ edtf: '2025-04-03' });
    const chinese = typed(english, { when: '03/04/2025 ' }, { ...at('2025-12-01', '10:01'), language: 'zh' });
    expect(datedOf(chinese, '2025-12-01', 'en').date).toMatchObject({ edtf: '2025-03-04' });
  });
});

describe('what was answered', () => {
  const another = changed(said, { others: ['call'], otherNames: ['li'] });
  it.each<Partial<Entry>>([{ when: 'today' }, { kind: 'readout' }])('is asked again of another fact: %j', (changes) => {
    expect(changed(another, changes)).toMatchObject({ others: [], otherNames: ['li'] });
  });
  it('is asked again of other people, names too', () => {
    expect(changed(another, { who: [GILL] })).toMatchObject({ others: [], otherNames: [] });
  });
  it('stays while the words are written, or the post of a new name', () => {
    expect(changed(another, { text: 'Yes.', source: 'AFP' }).others).toEqual(['call']);
    expect(changed(another, { who: [{ ...WANG, name: 'Wang' }] })).toMatchObject({
      others: ['call'],
      otherNames: ['li'],
    });
  });
});

describe('an entry that is stored while somebody types on', () => {
  it('leaves an empty form, if nobody does', () => {
    expect(withoutStored(said, said, KEPT)).toEqual(emptyEntry('statement', KEPT));
  });
  it('leaves what was typed meanwhile, and nothing else', () => {
    const now = changed(said, { text: 'No. And more' });
    expect(withoutStored(now, said, KEPT)).toEqual({ ...emptyEntry('statement', KEPT), text: 'No. And more' });
    const next = typed(said, { who: [GILL], when: 'today' }, at('2025-10-28', '10:01'));
    expect(withoutStored(next, said, KEPT)).toMatchObject({
      who: [GILL],
      when: 'today',
      whenTypedOn: '2025-10-28',
      learnedAt: '10:01',
      text: '',
    });
  });
  it('leaves the form that was chosen meanwhile, empty', () => {
    for (const form of FORMS) expect(withoutStored(inForm(said, form), said, KEPT)).toEqual(emptyEntry(form, KEPT));
  });
  it('leaves of a call the name that was added', () => {
    const call = changed(emptyEntry('call', KEPT), { who: [WANG] });
    expect(withoutStored(changed(call, { who: [WANG, GILL] }), call, KEPT).who).toEqual([GILL]);
  });
  it('leaves a level that was chosen meanwhile, and takes the others from what was left', () => {
    const now = changed(said, { level: 'tres-secret' });
    const left = { ...KEPT, source: 'AFP' };
    expect(withoutStored(now, said, left)).toMatchObject({ ...left, level: 'tres-secret', touched: ['level'] });
  });
  it('loses nothing of what was typed, whatever it was', () => {
    const texts = fc.record(
      {
        text: fc.string(),
        when: fc.string(),
        comment: fc.string(),
        title: fc.string(),
        source: fc.string(),
        place: fc.string(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(texts, fc.constantFrom(...FORMS), (changes, form) => {
        const now = inForm(typed(said, changes, at('2025-10-29', '11:00')), form);
        const after = withoutStored(now, said, keptFrom(said));
        for (const [key, value] of Object.entries(changes))
          if (value !== said[key as keyof Entry]) expect(after).toMatchObject({ [key]: value });
        const isSame = Object.entries(changes).every(([key, value]) => value === said[key as keyof Entry]);
        if (isSame) expect(isBlank(after)).toBe(true);
      }),
    );
  });
});

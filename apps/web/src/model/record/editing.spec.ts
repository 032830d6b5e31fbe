import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { datedOf } from './dated.js';
import { changed, inForm, leftBy, typed, withKept, withoutStored } from './editing.js';
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
const said = typed(
  emptyEntry('statement', KEPT),
  { who: [WANG], when: 'yesterday', text: 'No.' },
  '2025-10-28',
  '10:00',
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
  const atMidnight = typed(emptyEntry('statement'), { when: 'yesterday' }, '2025-12-01', '23:58');
  it('is that on which they were typed, also if the source is typed after midnight', () => {
    const later = typed(atMidnight, { source: 'Reuters' }, '2025-12-02', '00:01');
    expect(datedOf(later, '2025-12-02', 'en').date).toMatchObject({ edtf: '2025-11-30' });
    expect(later.learnedAt).toBe('23:58');
  });
  it('is another one once the words are typed again', () => {
    const again = typed(atMidnight, { when: 'Yesterday' }, '2025-12-02', '00:01');
    expect(datedOf(again, '2025-12-02', 'en').date).toMatchObject({ edtf: '2025-12-01' });
    expect(again.learnedAt).toBe('00:01');
  });
  it('of a source is that of the source', () => {
    const later = typed(atMidnight, { source: 'Reuters, yesterday' }, '2025-12-02', '00:01');
    // The draft is opened on Friday.
    expect(datedOf(later, '2025-12-05', 'en')).toMatchObject({ from: '2025-12-01', date: { edtf: '2025-11-30' } });
  });
  it('keeps the reading that was chosen while a source without a day is typed', () => {
    const twoDays = typed(emptyEntry('statement'), { when: '03/04/2025' }, '2025-12-01', '23:58');
    for (const reading of ['2025-03-04', '2025-04-03']) {
      const later = typed(changed(twoDays, { reading }), { source: 'AFP' }, '2025-12-02', '00:01');
      expect(datedOf(later, '2025-12-02', 'en').date).toMatchObject({ edtf: reading });
    }
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
    const next = typed(said, { who: [GILL], when: 'today' }, '2025-10-28', '10:01');
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
        const now = inForm(typed(said, changes, '2025-10-29', '11:00'), form);
        const after = withoutStored(now, said, keptFrom(said));
        for (const [key, value] of Object.entries(changes))
          if (value !== said[key as keyof Entry]) expect(after).toMatchObject({ [key]: value });
        const isSame = Object.entries(changes).every(([key, value]) => value === said[key as keyof Entry]);
        if (isSame) expect(isBlank(after)).toBe(true);
      }),
    );
  });
});

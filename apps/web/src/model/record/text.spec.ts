import { describe, expect, it } from '@jest/globals';
import { emptyEntry } from './entry.js';
import { textIn, textOf } from './text.js';

const GILL = { id: 'gill', kind: 'person', name: 'Olof Gill' } as const;

describe('an entry in short', () => {
  const answer = {
    ...emptyEntry('answer'),
    who: [GILL],
    meetingId: 'm1',
    answer: 'DECLINED',
    text: 'No mandate.',
  } as const;
  it('is who, and what was typed', () => {
    expect(textIn(answer)).toBe('Olof Gill · No mandate.');
    expect(textIn({ ...emptyEntry('meeting'), typed: 'Wang', title: ' ' })).toBe('Wang');
  });
  it('is never empty with the name of its form, also if what it is about has no name here', () => {
    expect(textOf(answer, 'Answer to invitation')).toBe('Answer to invitation · Olof Gill · No mandate.');
    expect(textOf(emptyEntry('position'), 'Position')).toBe('Position');
  });
});

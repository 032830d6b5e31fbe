import { describe, expect, it } from '@jest/globals';
import { changedTexts, fieldText, textsBeside } from './event-changes.js';

describe('a corrected event', () => {
  it('differs from what was first recorded in its texts, and not in its ids', () => {
    const first = {
      actorId: '0b8f7c8e-0000-4000-8000-000000000001',
      title: 'Widening',
      provisions: [{ text: 'One part' }],
    };
    const now = {
      actorId: '0b8f7c8e-0000-4000-8000-000000000002',
      title: 'Widening',
      reference: 'No. 61',
      provisions: [{ text: 'Two' }],
    };
    expect(changedTexts(first, now)).toEqual([
      { key: '/provisions/0/text', before: 'One part', after: 'Two' },
      { key: '/reference', after: 'No. 61' },
    ]);
    expect(changedTexts(now, now)).toEqual([]);
  });
  it('names its fields in words', () => {
    expect(['/reference', '/provisions/0/entersIntoForce/on'].map(fieldText)).toEqual([
      'reference',
      'provisions 1 enters into force on',
    ]);
  });
});

describe('the texts beside the line of an event', () => {
  it('are those that it does not have in full', () => {
    const data = {
      text: 'We act.',
      translation: { language: 'en', text: 'A longer text.' },
      reason: 'A slip',
      year: 1,
    };
    expect(textsBeside('Gill (remark): “We act”', data)).toEqual(['A slip', 'A longer text.']);
  });
});

import { describe, expect, it } from '@jest/globals';
import { changedMeanwhile, meantBy, otherFields, patchOf, readFromOf, type RightEvent, rightFields } from './right.js';

const answer: RightEvent = {
  type: 'InvitationAnswered',
  data: { personId: 'wang', answer: 'ACCEPTED' },
  occurredOn: '2025-10-2X',
  occurredText: 'last week',
};
const october = { edtf: '2025-10-21' };

describe('a fact that is put right', () => {
  it('has a field for what it says, and for what it might', () => {
    expect(rightFields(answer).map(({ key, as, value }) => [key, as, value])).toEqual([
      ['personId', 'name', 'wang'],
      ['answer', 'choice', 'ACCEPTED'],
      ['text', 'words', ''],
      ['when', 'when', 'last week'],
      ['comment', 'words', ''],
    ]);
  });
  it('leaves alone what makes a position the one that it is, and what has parts', () => {
    const position = {
      type: 'PositionTaken',
      data: {
        partyId: 'china',
        issueId: 'controls',
        scope: 'public',
        text: 'No.',
        kind: 'demand',
        evidence: [],
        scale: 5,
      },
    };
    expect(rightFields(position).map(({ key }) => key)).toEqual(['text', 'kind', 'reason', 'when', 'comment']);
    expect(otherFields(position)).toEqual(['partyId', 'issueId', 'scope', 'evidence', 'scale']);
  });
  it('is a patch of what was changed alone', () => {
    expect(patchOf(answer, {}, undefined)).toEqual({});
    expect(patchOf(answer, { answer: 'ACCEPTED', text: ' ' }, undefined)).toEqual({});
    expect(patchOf(answer, { answer: 'TENTATIVE', text: 'Perhaps.' }, undefined)).toEqual({
      answer: 'TENTATIVE',
      text: 'Perhaps.',
    });
    const said = { type: 'StatementMade', data: { text: 'No.', verbatim: true, channel: 'Radio' } };
    expect(patchOf(said, { verbatim: 'false', channel: '' }, undefined)).toEqual({ verbatim: false, channel: null });
  });
  it('has its date as it was said', () => {
    expect(patchOf(answer, { when: '21 October' }, october)).toEqual({
      occurredOn: '2025-10-21',
      occurredText: '21 October',
    });
    expect(patchOf(answer, { when: '2025-10-21' }, october)).toEqual({ occurredOn: '2025-10-21', occurredText: null });
    expect(patchOf(answer, { when: '' }, undefined)).toEqual({ occurredOn: null, occurredText: null });
    expect(patchOf({ ...answer, occurredText: undefined }, { when: '2025-10-21' }, october)).toEqual({
      occurredOn: '2025-10-21',
    });
  });
  it('has another reading of the same words, if that is chosen', () => {
    const said = { ...answer, occurredOn: '2025-03-04', occurredText: '03/04/2025' };
    const readings = [{ edtf: '2025-04-03' }, { edtf: '2025-03-04' }];
    expect(meantBy(said, undefined, readings, '')).toEqual({ edtf: '2025-03-04' });
    expect(patchOf(said, {}, meantBy(said, undefined, readings, ''))).toEqual({});
    expect(patchOf(said, {}, meantBy(said, undefined, readings, '2025-04-03'))).toEqual({ occurredOn: '2025-04-03' });
    // Other words mean what they mean first.
    expect(meantBy(said, '3/4/2025', readings, '')).toEqual({ edtf: '2025-04-03' });
    // What is on record may be none of what the words can mean: then nothing is changed unasked.
    const other = { ...said, occurredOn: '2025-10' };
    expect(patchOf(other, {}, meantBy(other, undefined, readings, ''))).toEqual({});
  });
  it('is read from the day of its source, or of when it was learned, in UTC wherever its reader is', () => {
    const learnedAt = '2025-10-15T23:30:00-05:00';
    expect(readFromOf({ learnedAt })).toBe('2025-10-16');
    expect(readFromOf({ learnedAt: '2025-10-15T00:30:00Z', sources: [{}] })).toBe('2025-10-15');
    expect(readFromOf({ learnedAt, sources: [{ publishedOn: '2025-10' }, { publishedOn: '2025-10-03' }] })).toBe(
      '2025-10-03',
    );
  });
  it('shows what another has changed meanwhile', () => {
    const theirs = { ...answer, data: { ...answer.data, answer: 'DECLINED', text: 'Busy.' } };
    expect(changedMeanwhile(answer, theirs)).toEqual([
      { key: 'answer', before: 'ACCEPTED', now: 'DECLINED' },
      { key: 'text', before: '', now: 'Busy.' },
    ]);
    expect(changedMeanwhile(answer, answer)).toEqual([]);
  });
});

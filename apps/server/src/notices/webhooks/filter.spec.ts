import { describe, expect, it } from '@jest/globals';
import { KINDS } from '#domain/ids.js';
import type { Window } from '../window.js';
import { narrowed } from './filter.js';

const change = (ordinal: number, kind: (typeof KINDS)[number], type?: string) => ({
  ordinal,
  kind,
  negotiationId: 'n',
  recordedAt: '2025-10-30T10:00:00.000Z',
  ...(type !== undefined && { type }),
});
const WINDOW: Window = {
  after: 0,
  upTo: 9,
  readAt: 9,
  changes: [
    change(1, 'issue', 'IssueRaised'),
    change(2, 'issue', 'RecordCorrected'),
    change(3, 'meeting', 'RecordVoided'),
  ],
  departures: [change(4, 'meeting')],
  accesses: new Map(),
};
const ordinals = ({ changes, departures }: Window) => [...changes, ...departures].map(({ ordinal }) => ordinal);

describe('what a webhook asks to be told of', () => {
  it('is all, some kinds, or all but corrections and voidings', () => {
    expect(ordinals(narrowed(WINDOW, { corrections: true }))).toEqual([1, 2, 3, 4]);
    expect(ordinals(narrowed(WINDOW, { corrections: false }))).toEqual([1, 4]);
    expect(ordinals(narrowed(WINDOW, { corrections: true, kinds: ['issue'] }))).toEqual([1, 2]);
    expect(ordinals(narrowed(WINDOW, { corrections: false, kinds: ['meeting'] }))).toEqual([4]);
  });
});

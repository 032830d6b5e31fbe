import { describe, expect, it } from '@jest/globals';
import type { KINDS } from '#domain/ids.js';
import { noticesFor, type Window } from '../window.js';
import { askedBy } from './filter.js';

const change = (ordinal: number, kind: (typeof KINDS)[number], type?: string) => ({
  ordinal,
  kind,
  negotiationId: 'n',
  recordedAt: `2025-10-30T10:0${ordinal}:00.000Z`,
  ...(type !== undefined && { type }),
});
const OWN = {
  ordinal: 5,
  negotiationId: 'n',
  person: 'ana',
  recordedAt: '2025-10-30T10:05:00.000Z',
  wasOpen: true,
  isOpen: true,
};
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
const READER = { person: 'ana', seesGrants: false, admits: () => true };
const told = (webhook: Parameters<typeof askedBy>[0], window = WINDOW) =>
  noticesFor(window, READER, askedBy(webhook)).flatMap(({ kinds, at }) => [...kinds, at.slice(11, 16)]);

describe('what a webhook asks to be told of', () => {
  it('is all, some kinds, or all but corrections and voidings', () => {
    expect(told({ corrections: true })).toEqual(['issue', 'meeting', '10:04']);
    expect(told({ corrections: true, kinds: ['issue'] })).toEqual(['issue', '10:02']);
    expect(told({ corrections: false, kinds: ['issue'] })).toEqual(['issue', '10:01']);
    expect(told({ corrections: false, kinds: ['meeting'] })).toEqual(['meeting', '10:04']);
    expect(told({ corrections: true, kinds: ['proposal'] })).toEqual([]);
  });

  it('is of the kind of negotiations where it is about access to them', () => {
    const lost = { ...OWN, had: true, has: false };
    const window = {
      ...WINDOW,
      accesses: new Map([['ana', [lost]]]),
      changes: WINDOW.changes.slice(0, 1),
      departures: [],
    };
    expect(told({ corrections: true }, window)).toEqual(['issue', 'negotiation', '10:05']);
    expect(told({ corrections: false, kinds: ['negotiation'] }, window)).toEqual(['negotiation', '10:05']);
    expect(told({ corrections: true, kinds: ['issue'] }, window)).toEqual(['issue', '10:01']);
    expect(told({ corrections: false, kinds: ['meeting'] }, window)).toEqual([]);
  });
});

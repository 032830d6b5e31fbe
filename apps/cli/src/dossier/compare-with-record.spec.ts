import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#domain/envelope.js';
import { EU_LADDER } from '#domain/marking.js';
import { parseEdtf } from '#edtf/parse-edtf.js';
import { compareWithHistory } from './compare-with-record.js';

const ID = '5ba1ad00-0000-4000-8000-000000000041';
const stream = `meeting-${ID}`;
const held = {
  id: 'event-1',
  stream,
  revision: 1,
  type: 'MeetingHeld',
  data: { summary: 'Talks', partyIds: ['eu'] },
  metadata: {
    negotiationId: 'talks',
    occurredOn: parseEdtf('2025-10-30'),
    recordedAt: '2025-11-01T08:00:00.000Z',
    learnedAt: '2025-11-01T08:00:00.000Z',
  },
} as unknown as RecordedEvent;
const corrected = {
  id: 'event-2',
  stream,
  revision: 2,
  type: 'RecordCorrected',
  data: { eventId: 'event-1', changes: { summary: 'High-level talks' }, reason: 'A slip.' },
  metadata: { recordedBy: { name: 'Ben' }, recordedAt: '2025-11-02T08:00:00.000Z' },
} as unknown as RecordedEvent;
const sinceBen = { field: 'summary', now: 'High-level talks', by: 'Ben', on: '2025-11-02', eventId: 'event-2' };
const content = { type: 'MeetingHeld', negotiationId: 'talks', ladder: EU_LADDER } as const;
const fields = { occurredOn: '2025-10-30', summary: 'Talks', partyIds: ['eu'] };

describe('an entry that was already recorded', () => {
  it('is unchanged', () => {
    expect(compareWithHistory(held, [held], { ...content, fields })).toEqual({
      id: ID,
      negotiationId: 'talks',
      eventId: 'event-1',
      revision: 1,
    });
  });
  it('has changed: the difference is a merge patch without later corrections, with the last revision', () => {
    const now = { ...fields, occurredOn: '2025-10-31' };
    const { change, kept } = compareWithHistory(held, [held, corrected], { ...content, fields: now });
    expect(change).toEqual({
      eventId: 'event-1',
      changes: { occurredOn: '2025-10-31' },
      contested: [],
      path: `/v1/meetings/${ID}/correct`,
      ifMatch: '"2"',
    });
    expect(kept).toEqual([sinceBen]);
  });
  it('has changed in a field that was also corrected since: the correction is listed as contested', () => {
    const { change, kept } = compareWithHistory(held, [held, corrected], {
      ...content,
      fields: { ...fields, summary: 'Long talks' },
    });
    expect(change).toMatchObject({ changes: { summary: 'Long talks' }, contested: [sinceBen] });
    expect(kept).toBeUndefined();
  });
  it('is unchanged in a field that was corrected since: the correction stays', () => {
    expect(compareWithHistory(held, [held, corrected], { ...content, fields })).toMatchObject({ kept: [sinceBen] });
    expect(compareWithHistory(held, [held, corrected], { ...content, fields }).change).toBeUndefined();
  });
  it('ignores voided corrections', () => {
    const voided = {
      ...corrected,
      id: 'event-3',
      type: 'RecordVoided',
      data: { eventId: 'event-2' },
    } as unknown as RecordedEvent;
    const both = [held, corrected, voided];
    expect(compareWithHistory(held, both, { ...content, fields }).kept).toBeUndefined();
    const now = { ...fields, summary: 'Long talks' };
    expect(compareWithHistory(held, both, { ...content, fields: now }).change).toMatchObject({ contested: [] });
  });
  it('has no change if a correction has the same value', () => {
    const now = { ...fields, summary: 'High-level talks' };
    expect(compareWithHistory(held, [held, corrected], { ...content, fields: now }).change).toBeUndefined();
  });
  it('can lose a field', () => {
    const { summary: _, ...less } = fields;
    expect(compareWithHistory(held, [held], { ...content, fields: less }).change).toMatchObject({
      changes: { summary: null },
    });
  });
  it('with only clock times has no change by the derived day, whether the file has it or not', () => {
    const data = { start: '2025-10-30T09:30', summary: 'Talks' };
    const dated = { ...held, data } as unknown as RecordedEvent;
    const dateless = { ...dated, metadata: { ...dated.metadata, occurredOn: undefined } } as unknown as RecordedEvent;
    for (const event of [dated, dateless])
      for (const now of [data, { ...data, occurredOn: '2025-10-30' }])
        expect(compareWithHistory(event, [event], { ...content, fields: now }).change).toBeUndefined();
    const later = { ...data, start: '2025-10-31T09:30' };
    expect(compareWithHistory(dated, [dated], { ...content, fields: later }).change).toMatchObject({
      changes: { start: '2025-10-31T09:30' },
    });
    const vague = { ...data, occurredOn: '2025-10' };
    expect(compareWithHistory(dated, [dated], { ...content, fields: vague }).change).toMatchObject({
      changes: { occurredOn: '2025-10' },
    });
  });
  it('can have a day that differs from its clock times, after a correction of both was voided', () => {
    const data = { start: '2025-10-30T22:00', end: '2025-10-30T23:00' };
    const late = { ...held, data } as unknown as RecordedEvent;
    const moved = { end: '2025-10-31T01:00', occurredOn: parseEdtf('2025-10-30/2025-10-31') };
    const since = (id: string, changes: object) =>
      ({ ...corrected, id, data: { eventId: 'event-1', changes, reason: 'Longer.' } }) as unknown as RecordedEvent;
    const voided = {
      ...corrected,
      id: 'event-4',
      type: 'RecordVoided',
      data: { eventId: 'event-2' },
    } as unknown as RecordedEvent;
    const history = [late, since('event-2', moved), since('event-3', { end: '2025-10-31T02:00' }), voided];
    const { change, kept } = compareWithHistory(late, history, { ...content, fields: data });
    expect(change).toBeUndefined();
    expect(kept).toMatchObject([
      { field: 'end', now: '2025-10-31T02:00', eventId: 'event-3' },
      { field: 'occurredOn', now: '2025-10-30', eventId: 'event-3' },
    ]);
  });
  it.each([
    ['was another type of fact', { type: 'MeetingCancelled' }, 'MeetingHeld'],
    ['was in another negotiation', { negotiationId: 'other' }, 'MeetingHeld in another negotiation'],
  ])('%s: that cannot be corrected', (_, now, recordedAs) => {
    const { change } = compareWithHistory(held, [held], { ...content, ...now, fields });
    expect(change).toMatchObject({ path: `/v1/meetings/${ID}/void`, ifMatch: '"1"', recordedAs });
  });
  it('has another marking than the record: the request marks it as in the file', () => {
    const marking = { level: 'secret', compartments: ['trade', 'energy'] };
    const opened = { ...held, revision: 0 };
    const change = { marking, contested: [], path: `/v1/meetings/${ID}/mark`, ifMatch: '"0"' };
    expect(compareWithHistory(opened, [opened], { ...content, fields: { ...fields, marking } }).change).toEqual(change);
    const marked = {
      ...held,
      id: 'event-3',
      type: 'RecordMarked',
      data: { marking, reason: 'x' },
    } as unknown as RecordedEvent;
    expect(
      compareWithHistory(opened, [opened, marked], { ...content, fields: { ...fields, marking } }).change,
    ).toBeUndefined();
    expect(compareWithHistory(opened, [opened, marked], { ...content, fields }).change).toBeUndefined();
    const open = { level: 'public', compartments: [] };
    expect(
      compareWithHistory(opened, [opened], { ...content, fields: { ...fields, marking: open } }).change,
    ).toBeUndefined();
    const elsewhere = { ...content, ladder: ['open', 'public'] } as const;
    expect(
      compareWithHistory(opened, [opened], { ...elsewhere, fields: { ...fields, marking: open } }).change,
    ).toMatchObject({
      marking: open,
    });
  });

  const [low, high, higher] = ['public', 'secret', 'tres-secret'].map((level) => ({ level }));
  const sinceAnn = { field: 'marking', by: 'Ann', on: '2025-11-03', eventId: 'event-4' };
  it.each([
    // first, file, now
    [low, low, low, {}],
    [low, high, low, { change: [] }],
    [high, high, low, { kept: [{ ...sinceAnn, now: low }] }],
    [undefined, low, high, { kept: [{ ...sinceAnn, now: high }] }],
    [low, high, high, {}],
    [undefined, high, undefined, { change: [] }],
    [low, high, higher, { change: [{ ...sinceAnn, now: higher }] }],
    [undefined, high, higher, { change: [{ ...sinceAnn, now: higher }] }],
    // A file without a marking leaves it unchanged.
    [high, undefined, low, {}],
  ] as const)(
    'handles the marking %j at first, %j in the file and %j now',
    (first, file, now, { change, kept }: Says) => {
      const opened = { ...held, revision: 0, metadata: { ...held.metadata, marking: first } } as RecordedEvent;
      const metadata = { recordedBy: { name: 'Ann' }, recordedAt: '2025-11-03T08:00:00.000Z' };
      const marks = {
        ...corrected,
        id: 'event-4',
        type: 'RecordMarked',
        data: { marking: now },
        metadata,
      } as unknown as RecordedEvent;
      const history = now === undefined || now === first ? [opened] : [opened, marks];
      const comparison = compareWithHistory(opened, history, {
        ...content,
        fields: { ...fields, ...(file && { marking: file }) },
      });
      expect(comparison.change).toEqual(change && expect.objectContaining({ marking: file, contested: change }));
      expect(comparison.kept).toEqual(kept);
    },
  );
});

/** `change`: whose later change is contested. */
type Says = Readonly<{ change?: readonly object[]; kept?: readonly object[] }>;

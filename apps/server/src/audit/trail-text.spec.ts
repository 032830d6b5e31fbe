import { describe, expect, it } from '@jest/globals';
import type { TrailEntry } from '#read-models/models/trail/trail-entries.js';
import { trailText } from './trail-text.js';

const event = (type: string, data: object, metadata: object = {}) => ({
  id: `${type}-id`,
  stream: 'meeting-brussels',
  revision: 0,
  type,
  data,
  metadata: {
    recordedBy: { issuer: 'local', subject: 'ana', name: 'Ana' },
    recordedAt: '2025-10-31T08:00:00.000Z',
    learnedAt: '2025-10-31T08:00:00.000Z',
    ...metadata,
  },
});
const names = {
  brussels: { kind: 'meeting', label: 'Talks' },
  wang: { kind: 'representative', label: 'Wang' },
} as const;
const told = (...items: readonly object[]) => trailText({ items: items as readonly TrailEntry[], names });

describe('the trail as text', () => {
  const held = event(
    'MeetingHeld',
    { place: 'Paris', chairId: 'wang', planned: { edtf: '2025-10-30', earliest: '2025-10-30', begunBy: '2025-10-30' } },
    { occurredOn: { edtf: '2025-10-30' }, learnedAt: '2025-10-30T20:00:00.000Z' },
  );
  it('has one line per event: when, who, what thing and what data, with ids by name and dates as recorded', () => {
    expect(told({ ordinal: 4, event: held, corrections: [] })).toBe(
      '4. 2025-10-31 08:00 UTC, Ana: Meeting “Talks”: MeetingHeld of 2025-10-30: {place: Paris, chairId: “Wang”, planned: 2025-10-30}, learned 2025-10-30 20:00 UTC\n',
    );
  });
  it('has each correction below its event, and whether it counts', () => {
    const corrected = event('RecordCorrected', {
      eventId: 'x',
      changes: { place: 'Brussels' },
      reason: 'A slip of the pen.',
    });
    const entry = {
      ordinal: 4,
      event: held,
      correctedBy: ['y'],
      corrections: [{ ordinal: 9, event: corrected, voided: true, voidedBy: 'z' }],
    };
    expect(told(entry).split('\n')).toMatchObject([
      expect.stringMatching(/^4\. .*MeetingHeld of 2025-10-30 \[corrected\]: /),
      '      later: 9. 2025-10-31 08:00 UTC, Ana: Meeting “Talks”: RecordCorrected [voided]: {changes: {place: Brussels}, reason: “A slip of the pen.”}',
      '',
    ]);
  });
  it('names the event that a correction is about', () => {
    const voiding = event('RecordVoided', { eventId: 'x', reason: 'Never happened' });
    expect(told({ ordinal: 9, event: voiding, corrects: { ordinal: 4, event: held }, corrections: [] })).toContain(
      'RecordVoided of event 4: {reason: “Never happened”}',
    );
  });
  it('names it by its id for readers who may not know ordinals', () => {
    const voiding = event('RecordVoided', { eventId: 'x', reason: 'Never happened' });
    const line = told({ event: voiding, corrects: { event: held }, corrections: [] });
    expect(line).toMatch(/^RecordVoided-id\. 2025-10-31/);
    expect(line).toContain('RecordVoided of event MeetingHeld-id: ');
  });
  it('escapes what is in its texts, and says if it is empty', () => {
    const forged = event('StatementMade', { text: 'a\n5. 2025-10-31, Ben: forged' });
    expect(told({ ordinal: 4, event: forged, corrections: [] }).split('\n')).toHaveLength(2);
    expect(told()).toBe('Nothing is recorded that this asks about.\n');
  });
});

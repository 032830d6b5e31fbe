import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#domain/envelope.js';
import { findConflict } from './find-conflict.js';

const ID = '5ba1ad00-0000-4000-8000-000000000041';
let revision = 0;
const event = (id: string, type: string, data: object = {}) =>
  ({
    id,
    type,
    data,
    stream: `measure-${ID}`,
    revision: revision++,
    metadata: { recordedBy: { issuer: 'x', subject: 'ben', name: 'Ben' } },
  }) as unknown as RecordedEvent;
const corrects = (id: string, eventId: string) => event(id, 'RecordCorrected', { eventId, changes: {}, reason: 'x' });
const voids = (id: string, eventId: string) => event(id, 'RecordVoided', { eventId, reason: 'x' });
const marks = (id: string) => event(id, 'RecordMarked', { marking: { level: 'secret' }, reason: 'x' });
/** What stands in the way of putting the April measure right, or of marking it. `ours` are events of the dossier. */
const stopped = (act: 'right' | 'mark', ours: readonly string[], tell: () => readonly RecordedEvent[]) => {
  revision = 0;
  const found = findConflict(
    [event('april', 'MeasureTaken'), ...tell()],
    new Set(['april', ...ours]),
    act === 'right' ? 'april' : undefined,
  );
  return found && `${found.recordedBy} ${found.act} ${found.eventId}`;
};

describe('a correction', () => {
  it.each<[string, readonly string[], () => readonly RecordedEvent[]]>([
    ['a figure', [], () => [event('figure', 'FigureReported')]],
    ['how secret it is', [], () => [marks('m')]],
    ['a correction of another fact', [], () => [event('figure', 'FigureReported'), corrects('c', 'figure')]],
    ['a correction that is in the dossier', ['c'], () => [corrects('c', 'april')]],
    ['a correction that was voided', [], () => [corrects('c', 'april'), voids('v', 'c')]],
  ])('goes on past %s', (_, ours, tell) => {
    expect(stopped('right', ours, tell)).toBeUndefined();
  });
  it.each<[string, readonly string[], () => readonly RecordedEvent[], string]>([
    ['another correction of the same fact', [], () => [corrects('c', 'april')], 'Ben corrected c'],
    ['a voiding of it', [], () => [voids('v', 'april')], 'Ben voided v'],
    ['a voiding of what the dossier put right', ['c'], () => [corrects('c', 'april'), voids('v', 'c')], 'Ben voided v'],
    ['the last of several', [], () => [corrects('c', 'april'), corrects('d', 'april')], 'Ben corrected d'],
    [
      'a correction that was voided and brought back',
      [],
      () => [corrects('c', 'april'), voids('v', 'c'), voids('w', 'v')],
      'Ben corrected c',
    ],
  ])('is stopped by %s', (_, ours, tell, by) => {
    expect(stopped('right', ours, tell)).toBe(by);
  });
  it('says where that is voided, as the thing stands', () => {
    revision = 0;
    expect(
      findConflict([event('april', 'MeasureTaken'), corrects('c', 'april')], new Set(['april']), 'april'),
    ).toMatchObject({ path: `/v1/measures/${ID}/void`, ifMatch: '"1"' });
  });
});

describe('a marking', () => {
  it('goes on past whatever else was recorded, and past the markings of the dossier', () => {
    expect(stopped('mark', ['m'], () => [marks('m'), corrects('c', 'april')])).toBeUndefined();
  });
  it('is stopped by another marking', () => {
    expect(stopped('mark', ['m'], () => [marks('m'), marks('n')])).toBe('Ben marked n');
  });
});

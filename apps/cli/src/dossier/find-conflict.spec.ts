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
/** The conflict with a correction or marking of the April measure. `ours` are events of the dossier. */
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
    ['a marking', [], () => [marks('m')]],
    ['a correction of another fact', [], () => [event('figure', 'FigureReported'), corrects('c', 'figure')]],
    ['a correction that is in the dossier', ['c'], () => [corrects('c', 'april')]],
    ['a correction that was voided', [], () => [corrects('c', 'april'), voids('v', 'c')]],
  ])('does not conflict with %s', (_, ours, tell) => {
    expect(stopped('right', ours, tell)).toBeUndefined();
  });
  it.each<[string, readonly string[], () => readonly RecordedEvent[], string]>([
    ['another correction of the same fact', [], () => [corrects('c', 'april')], 'Ben corrected c'],
    ['a voiding of it', [], () => [voids('v', 'april')], 'Ben voided v'],
    [
      'a voiding of a correction of the dossier',
      ['c'],
      () => [corrects('c', 'april'), voids('v', 'c')],
      'Ben voided v',
    ],
    ['the last of several', [], () => [corrects('c', 'april'), corrects('d', 'april')], 'Ben corrected d'],
    [
      'a correction that was voided and restored',
      [],
      () => [corrects('c', 'april'), voids('v', 'c'), voids('w', 'v')],
      'Ben corrected c',
    ],
  ])('conflicts with %s', (_, ours, tell, by) => {
    expect(stopped('right', ours, tell)).toBe(by);
  });
  it('includes the request to void the conflicting correction', () => {
    revision = 0;
    expect(
      findConflict([event('april', 'MeasureTaken'), corrects('c', 'april')], new Set(['april']), 'april'),
    ).toMatchObject({ path: `/v1/measures/${ID}/void`, ifMatch: '"1"' });
  });
});

describe('a marking', () => {
  it('does not conflict with anything else, or with markings of the dossier', () => {
    expect(stopped('mark', ['m'], () => [marks('m'), corrects('c', 'april')])).toBeUndefined();
  });
  it('conflicts with another marking', () => {
    expect(stopped('mark', ['m'], () => [marks('m'), marks('n')])).toBe('Ben marked n');
  });
});

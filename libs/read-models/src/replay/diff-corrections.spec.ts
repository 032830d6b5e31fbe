import { describe, expect, it } from '@jest/globals';
import { on } from '#domain/testing.js';
import { between, changes, lines, talks } from '../testing/changes-between.js';
import { corrected, voided } from '../testing/dossier.js';
import { confirmed, eu, planned, proposed, scheduled, told } from '../testing/meeting-fixture.js';
import { about, type Telling } from '../testing/told-log.js';

describe('the corrections between two moments', () => {
  const place = corrected('event-0', { place: 'Geneva' });

  it('a correction has the fact, the field, the old value and the reason, and changes the page', async () => {
    const [first, second] = await changes(talks(proposed, scheduled, place), ...between(2, 3));
    expect(first).toMatchObject({
      change: 'corrected',
      fact: { eventId: 'event-0', type: 'MeetingProposed', occurredOn: '2025-10-20' },
      field: '/place',
      before: 'Brussels',
      after: 'Geneva',
      by: { eventId: 'event-2', type: 'RecordCorrected', reason: 'a slip of the clerk' },
    });
    expect(second).toMatchObject({ change: 'changed', field: '/place', before: 'Brussels', after: 'Geneva' });
  });
  it('a date is compared as the recorder wrote it', async () => {
    const date = corrected('event-0', { occurredOn: on('2025-10-1X', '2025-10-10', '2025-10-19') });
    expect(await lines(talks(proposed, date), ...between(1, 2))).toEqual([
      'event-0 corrected /occurredOn 2025-10-20 → 2025-10-1X, by event-1',
    ]);
  });
  it('after a correction was voided, the event that holds the value is named, and the voiding beside it', async () => {
    expect(await lines(talks(proposed, place, voided('event-1')), ...between(2, 3))).toEqual([
      'event-0 corrected /place Geneva → Brussels, by event-0 beside event-2',
      'meeting changed /place Geneva → Brussels, by event-0 beside event-2',
    ]);
  });
  it('a value that nothing holds any more is attributed to the voiding', async () => {
    const comment = corrected('event-0', { comment: 'Doubtful' });
    expect(await lines(talks(proposed, comment, voided('event-1')), ...between(2, 3))).toEqual([
      'event-0 corrected /comment Doubtful → –, by event-2',
    ]);
  });
  describe('a meeting is moved, another clerk moves it further and takes that back', () => {
    const to = (day: string) => ({ planned: planned(day) });
    const first = planned('2025-10-31');
    const start = [proposed, { ...scheduled, data: { ...scheduled.data, planned: first } } as Telling];

    it('by corrections: the first clerk is named, the other one beside', async () => {
      const story = talks(
        ...start,
        corrected('event-1', to('2025-11-04')),
        corrected('event-1', to('2025-11-05')),
        voided('event-3'),
      );
      expect(await lines(story, ...between(2, 5))).toEqual([
        'event-1 corrected /planned/on 2025-10-31 → 2025-11-04, by event-2 beside event-3 event-4',
        'meeting changed /planned/on 2025-10-31 → 2025-11-04, by event-2 beside event-3 event-4',
      ]);
    });
    it('by a rescheduling that is corrected', async () => {
      const moved = told('2025-10-29', 'MeetingRescheduled', to('2025-11-04'));
      const story = talks(...start, moved, corrected('event-2', to('2025-11-05')), voided('event-3'));
      expect(await lines(story, ...between(2, 5))).toContain(
        'meeting changed /planned/on 2025-10-31 → 2025-11-04, by event-2 beside event-3 event-4',
      );
    });
    it('by a rescheduling before the first moment', async () => {
      const moved = told('2025-10-29', 'MeetingRescheduled', to('2025-11-04'));
      const story = talks(...start, moved, corrected('event-2', to('2025-11-05')), voided('event-3'));
      expect(await lines(story, ...between(4, 5))).toContain(
        'meeting changed /planned/on 2025-11-05 → 2025-11-04, by event-2 beside event-4',
      );
    });
    it('and the last correction that gives the value is named, if an earlier one gave it too', async () => {
      const story = talks(
        ...start,
        corrected('event-1', to('2025-11-04')),
        corrected('event-1', to('2025-11-05')),
        corrected('event-1', to('2025-11-04')),
        voided('event-3'),
      );
      expect(await lines(story, ...between(2, 6))).toEqual([
        'event-1 corrected /planned/on 2025-10-31 → 2025-11-04, by event-4 beside event-2 event-3',
        'meeting changed /planned/on 2025-10-31 → 2025-11-04, by event-4 beside event-2 event-3',
      ]);
    });
  });
  it('a fact that is voided, restored and voided again is attributed to the voiding in effect', async () => {
    const story = talks(proposed, scheduled, confirmed, voided('event-2'), voided('event-3'), voided('event-4'));
    expect(await lines(story, ...between(3, 6))).toContain('event-2 voided, by event-3 beside event-4 event-5');
  });
  it('an old voiding that is in effect again is told beside the event that restored it', async () => {
    const story = talks(proposed, scheduled, confirmed, voided('event-2'), voided('event-3'), voided('event-4'));
    expect(await lines(story, ...between(5, 6))).toContain('event-2 voided, by event-3 beside event-5');
  });
  it('a correction that was made and voided in between is no change', async () => {
    expect(await changes(talks(proposed, place, voided('event-1')), ...between(1, 3))).toEqual([]);
  });
  it('a fact that was added and corrected in between is added as corrected', async () => {
    const [added] = await changes(
      talks(proposed, scheduled, corrected('event-1', { place: 'Geneva' })),
      ...between(1, 3),
    );
    expect(added).toMatchObject({
      change: 'added',
      after: { place: 'Geneva' },
      by: { eventId: 'event-1', correctedBy: ['event-2'] },
    });
  });
  it('a voided fact has the voiding and the reason; voiding that restores it', async () => {
    const story = talks(proposed, scheduled, confirmed, voided('event-2'), voided('event-3'));
    const [first] = await changes(story, ...between(3, 4));
    expect(first).toMatchObject({
      change: 'voided',
      fact: { eventId: 'event-2', type: 'MeetingConfirmed' },
      by: { eventId: 'event-3', type: 'RecordVoided', reason: 'a slip of the clerk' },
    });
    expect(await lines(story, ...between(3, 4))).toEqual([
      'event-2 voided, by event-3',
      'meeting changed /status confirmed → tentative, by event-1 beside event-3',
    ]);
    expect(await lines(story, ...between(4, 5))).toEqual([
      'event-2 restored, by event-4',
      'meeting changed /status tentative → confirmed, by event-2 beside event-4',
    ]);
    expect(await changes(story, ...between(3, 5))).toEqual([]);
  });
  it('a thing whose opening was voided is voided and restored as a whole', async () => {
    const story = talks(proposed, scheduled, voided('event-0'), voided('event-2'));
    const [taken, ...others] = await changes(story, ...between(2, 3));
    expect(taken).toMatchObject({ change: 'voided', before: { status: 'tentative' }, by: { eventId: 'event-2' } });
    expect([taken!.fact, others]).toEqual([undefined, []]);
    expect(await lines(story, ...between(3, 4))).toEqual(['meeting restored, by event-3']);
  });
  it('a fact that was recorded and voided in between is listed as both', async () => {
    expect(await lines(talks(proposed, voided('event-0')), ...between(0, 2))).toEqual([
      'meeting added, by event-0',
      'meeting voided, by event-1',
    ]);
    expect(await lines(talks(proposed, confirmed, voided('event-1')), ...between(1, 3))).toEqual([
      'event-1 added, by event-1',
      'event-1 voided, by event-2',
    ]);
  });
  it('a position is voided with all its facts', async () => {
    const taken = {
      type: 'PositionTaken',
      data: { partyId: eu, issueId: 'i', scope: 'public', text: 'No', kind: 'demand' },
    } as never;
    const story = [about('position', '1', taken, voided('event-0'))];
    expect(await lines(story, ...between(1, 2))).toEqual(['position voided, by event-1']);
    expect(await lines(story, ...between(2, 1))).toEqual(['position restored, not recorded yet: event-1']);
  });
});

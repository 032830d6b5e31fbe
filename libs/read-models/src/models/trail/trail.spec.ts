import { describe, expect, it } from '@jest/globals';
import { marks, on, openBefore } from '#domain/testing.js';
import { corrected, opened, said, voided } from '../../testing/dossier.js';
import { about, logOf, rowsOf, viewsOf } from '../../testing/told-log.js';
import type { TrailFilter } from './trail-filter.js';
import { revisionsOf, trail, trailPage } from './trail.js';

const bo = { recordedBy: { issuer: 'local', subject: 'bo', name: 'Bo' } };
const dossier = [
  about('meeting', 'm', { ...opened(0), circumstances: { occurredOn: on('2025-10-0X', '2025-10-01', '2025-10-09') } }),
  about('statement', 's', {
    ...said(1),
    circumstances: { occurredOn: on('2025-10-27') },
    metadata: { ...bo, negotiationId: 'other', request: 'ab', commandId: 'a-command' },
  }),
  about('meeting', 'm', corrected('event-0', { title: 'Video call' }), voided('event-2')),
  about('meeting', 'm', corrected('event-0', { place: 'Brussels' })),
];
const endingAt = (upTo: number) => {
  let left = upTo + 1;
  return dossier.map((thing) => {
    const told = { ...thing, facts: thing.facts.slice(0, left) };
    left -= told.facts.length;
    return told;
  });
};
const views = viewsOf([trail], ...dossier);
const found = (filter: TrailFilter) => trailPage(views, filter, { limit: 50 }).map(({ ordinal }) => ordinal);

describe('the trail', () => {
  it('has every event in the order of the log, with the location of its text', () => {
    const page = trailPage(views, {}, { limit: 50 });
    expect(page.map(({ eventId, stream, revision }) => [eventId, stream, revision])).toEqual(
      logOf(...dossier).map(({ id, stream, revision }) => [id, stream, revision]),
    );
  });
  it('has the recorder, the times and the idempotency key of an event', () => {
    expect(trailPage(views, { stream: 'statement-s' }, { limit: 1 })[0]).toMatchObject({
      kind: 'statement',
      thingId: 's',
      negotiationId: 'other',
      recordedBy: 'bo',
      recordedByName: 'Bo',
      earliest: '2025-10-27',
      latest: '2025-10-27',
      commandId: 'a-command',
      keyed: 1,
      targetId: null,
    });
  });
  it('has corrections and voidings with their target, and at their own place', () => {
    const page = trailPage(views, {}, { limit: 50 });
    expect(page.map(({ targetId }) => targetId)).toEqual([null, null, 'event-0', 'event-2', 'event-0']);
    expect(page.map(({ corrections }) => corrections.map(({ ordinal }) => ordinal))).toEqual([[2, 4], [], [3], [], []]);
  });
  it('has the voiding of an event, unless that was voided itself', () => {
    const twice = viewsOf(
      [trail],
      about('meeting', 'm', opened(1), corrected('event-0', { title: 'x' }), voided('event-1'), voided('event-2')),
      about('meeting', 'm', voided('event-1')),
    );
    const page = trailPage(twice, {}, { limit: 9 });
    expect(page.map(({ voidedBy }) => voidedBy)).toEqual([undefined, 'event-4', 'event-3', undefined, undefined]);
    expect(page.map(({ corrects }) => [corrects?.eventId, corrects?.voidedBy])).toEqual([
      [undefined, undefined],
      ['event-0', undefined],
      ['event-1', 'event-4'],
      ['event-2', 'event-3'],
      ['event-1', 'event-4'],
    ]);
    expect(trailPage(twice, { type: 'MeetingProposed' }, { limit: 9 })[0]!.corrections).toMatchObject([
      { eventId: 'event-1', voidedBy: 'event-4' },
    ]);
  });
  it('distinguishes the voidings of events with one id in different things', () => {
    const twins = viewsOf(
      [trail],
      about('meeting', '1', { ...opened(1), id: 'twin' }),
      about('meeting', '2', { ...opened(2), id: 'twin' }, voided('twin')),
    );
    expect(trailPage(twins, {}, { limit: 9 }).map(({ voidedBy }) => voidedBy)).toEqual([
      undefined,
      'event-2',
      undefined,
    ]);
  });
  it('has a corrected event at its original place', () => {
    const moved = viewsOf(
      [trail],
      about('meeting', 'm', opened(1), corrected('event-0', { occurredOn: on('2024-01-01') })),
    );
    expect(trailPage(moved, { happenedTo: '2025-01-01' }, { limit: 9 })).toEqual([]);
  });
  it('distinguishes the corrections of events with one id in different things', () => {
    const twins = viewsOf(
      [trail],
      about('meeting', '1', { ...opened(1), id: 'twin' }),
      about('meeting', '2', { ...opened(2), id: 'twin' }, corrected('twin', { title: 'x' })),
    );
    expect(trailPage(twins, {}, { limit: 9 }).map(({ corrections }) => corrections.length)).toEqual([0, 1, 0]);
  });
  it('is read page by page', () => {
    const pages = [trailPage(views, {}, { limit: 2 }), trailPage(views, {}, { after: 1, limit: 2 })];
    expect(pages.map((page) => page.map(({ ordinal }) => ordinal))).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(trailPage(views, {}, { after: 4, limit: 2 })).toEqual([]);
  });
  it('can end at any event, as if the log ended there', () => {
    for (const [upTo] of logOf(...dossier).entries()) {
      const sooner = viewsOf([trail], ...endingAt(upTo));
      expect(trailPage(views, {}, { limit: 50, upTo })).toEqual(trailPage(sooner, {}, { limit: 50 }));
      expect(revisionsOf(views, 'meeting-m', upTo)).toEqual(revisionsOf(sooner, 'meeting-m'));
    }
    expect(trailPage(views, {}, { limit: 50, upTo: -1 })).toEqual([]);
  });
  it('can be filtered by negotiation, thing, type, recorder, and the period of any of its times', () => {
    expect(found({ negotiationId: 'other' })).toEqual([1]);
    expect(found({ stream: 'meeting-m', type: 'RecordCorrected' })).toEqual([2, 4]);
    expect(found({ recordedBy: 'bo' })).toEqual([1]);
    expect(found({ recordedFrom: '2026-01-01T01:00:00.000Z', recordedTo: '2026-01-01T02:00:00.000Z' })).toEqual([1, 2]);
    expect(found({ learnedFrom: '2026-01-01T03:00:00.000Z' })).toEqual([3, 4]);
    expect(found({ learnedTo: '2026-01-01T00:00:00.000Z' })).toEqual([0]);
    expect(found({ negotiationId: undefined, type: 'MeetingHeld' })).toEqual([]);
  });
  it('has a fuzzy date in every period that it overlaps', () => {
    expect(found({ happenedFrom: '2025-10-09', happenedTo: '2025-10-27' })).toEqual([0, 1]);
    expect(found({ happenedFrom: '2025-10-10', happenedTo: '2025-10-26' })).toEqual([]);
    expect(found({ happenedTo: '2025-10-01' })).toEqual([0]);
    const circumstances = { occurredOn: openBefore('2025-10-09') };
    const sometime = viewsOf([trail], about('meeting', 'm', { ...opened(1), circumstances }));
    const among = (filter: Parameters<typeof trailPage>[1]) => trailPage(sometime, filter, { limit: 9 }).length;
    expect(among({ happenedFrom: '2024-01-01', happenedTo: '2024-12-31' })).toBe(1);
    expect(among({ happenedFrom: '2025-10-10' })).toBe(0);
  });
  it('has a marking at its own place, without a target', () => {
    const marked = viewsOf([trail], about('meeting', 'm', opened(1), marks({ level: 'secret' })));
    const page = trailPage(marked, {}, { limit: 9 });
    expect(page.map(({ type, corrections }) => [type, corrections])).toEqual([
      ['MeetingProposed', []],
      ['RecordMarked', []],
    ]);
  });
  it('has a row for every event, even if it was voided', () => {
    expect(rowsOf(trail, 'meeting', [opened(1), voided('event-0')])['trail']).toHaveLength(2);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Instant } from '#domain/ids.js';
import type { Day } from '#domain/world-date.js';
import type { At } from '../testing/any-moment.js';
import { between, changes, lines, talks } from '../testing/changes-between.js';
import { corrected, voided } from '../testing/dossier.js';
import { china, confirmed, invited, planned, proposed, scheduled } from '../testing/meeting-fixture.js';
import { about, type Telling } from '../testing/told-log.js';

describe('moments in any order', () => {
  const learned = (fact: Telling, day: string): Telling => ({
    ...fact,
    circumstances: { ...fact.circumstances, learnedAt: `${day}T12:00:00.000Z` as Instant },
  });
  const known = (day: string): At => ({ knownAt: `${day}T23:59:59.999Z` as Instant });
  const story = talks(
    learned(proposed, '2025-10-20'),
    learned(scheduled, '2025-10-26'),
    learned(confirmed, '2025-10-29'),
  );

  it('from later to earlier, the facts in between are removed, without a cause', async () => {
    const [removed, status] = await changes(story, ...between(3, 2));
    expect(removed).toMatchObject({
      change: 'removed',
      fact: { eventId: 'event-2', type: 'MeetingConfirmed' },
      by: null,
      because: 'not recorded yet',
      without: { eventId: 'event-2' },
    });
    expect(status).toMatchObject({ field: '/status', before: 'confirmed', after: 'tentative', by: null });
    expect(await lines(story, ...between(3, 0))).toEqual([
      'meeting removed, not recorded yet: event-0',
      'event-1 removed, not recorded yet: event-1',
      'event-2 removed, not recorded yet: event-2',
    ]);
  });
  it('compared with what was known, a fact was not learned yet', async () => {
    expect(await lines(story, {}, known('2025-10-28'))).toEqual([
      'event-2 removed, not learned yet: event-2',
      'meeting changed /status confirmed → tentative, not learned yet: event-2',
    ]);
    expect(await lines(story, known('2025-10-28'), {})).toEqual([
      'event-2 added, by event-2',
      'meeting changed /status tentative → confirmed, by event-2',
    ]);
  });
  it('compared with what had happened, a fact had not happened yet', async () => {
    expect(await lines(story, {}, { happenedBy: '2025-10-28' as Day })).toEqual([
      'event-2 removed, not happened yet: event-2',
      'meeting changed /status confirmed → tentative, not happened yet: event-2',
    ]);
  });
  it('between a place in the log and what was known, both differences are listed', async () => {
    const late = talks(
      learned(proposed, '2025-10-20'),
      learned(confirmed, '2025-11-20'),
      learned(scheduled, '2025-10-26'),
    );
    expect(await lines(late, { upTo: 1 }, known('2025-10-28'))).toEqual([
      'event-1 removed, not learned yet: event-1',
      'event-2 added, by event-2',
      'meeting changed /status confirmed → tentative, by event-2',
      ...['text this week → Thursday', 'on – → 2025-10-30'].map(
        (turn) => `meeting changed /planned/${turn}, by event-2`,
      ),
    ]);
  });
  it('a correction that was not known yet is removed', async () => {
    const right = learned(corrected('event-0', { place: 'Geneva' }), '2025-10-30');
    expect(await lines(talks(learned(proposed, '2025-10-20'), right), {}, known('2025-10-28'))).toEqual([
      'event-0 corrected /place Geneva → Brussels, not learned yet: event-1',
      'meeting changed /place Geneva → Brussels, not learned yet: event-1',
    ]);
  });
  it('the things that a fact names are included, as on the pages of that moment', async () => {
    const party = learned({ type: 'PartyJoined', data: { name: 'China', role: 'principal' } } as never, '2025-10-27');
    const dossier = [about('party', china, party), ...talks(learned(proposed, '2025-10-20'))];
    expect(await lines(dossier, known('2025-10-19'), known('2025-10-21'))).toEqual([
      'party added, by event-0',
      'meeting added, by event-1',
    ]);
  });
  describe('an invitation was known, and the plan of its meeting was not', () => {
    const plan = { ...proposed, data: { ...proposed.data, planned: planned('2025-10-30') } } as Telling;
    const talksBefore = talks(learned(plan, '2025-10-27'), learned(invited, '2025-10-21'));
    const [then, later] = [known('2025-10-22'), known('2025-10-28')];

    it('the plan is added when it is known, as a fact and on the page', async () => {
      expect(await lines(talksBefore, then, later)).toEqual([
        'event-0 added, by event-0',
        'meeting changed /status proposed → tentative, by event-0',
        'meeting changed /planned – → {"on":"2025-10-30"}, by event-0',
      ]);
    });
    it('and is removed on the way back', async () => {
      expect(await lines(talksBefore, later, then)).toEqual([
        'event-0 removed, not learned yet: event-0',
        'meeting changed /status tentative → proposed, not learned yet: event-0',
        'meeting changed /planned {"on":"2025-10-30"} → –, not learned yet: event-0',
      ]);
    });
    it('a meeting that is only named is added without its plan', async () => {
      const [added, ...others] = await changes(talksBefore, known('2025-10-20'), then);
      expect(added).toMatchObject({ change: 'added', by: { eventId: 'event-0' }, after: { status: 'proposed' } });
      expect(added!.after).not.toHaveProperty('planned');
      expect(others).toMatchObject([{ change: 'added', fact: { type: 'InvitationExtended' } }]);
    });
    it('nothing is told of a plan that is known at neither moment', async () => {
      const voidedSince = [...talksBefore, ...talks(learned(voided('event-1'), '2025-10-23'))];
      const told = await lines(voidedSince, then, known('2025-10-24'));
      expect(told[0]).toBe('event-1 voided, by event-2');
      expect(told.join()).not.toMatch(/planned|status|event-0/);
    });
  });
});

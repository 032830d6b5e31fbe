import { describe, expect, it } from '@jest/globals';
import type { Instant, IssueId, PartyId } from '#domain/ids.js';
import type { MeetingEvents } from '#domain/meeting.js';
import { parseEdtf as on } from '#edtf/parse-edtf.js';
import { models } from '../../models/models.js';
import { about, type About, type Telling, viewsOf } from '../../testing/told-log.js';
import { briefOf } from './brief.js';
import { briefInLanguage } from './brief-schemas.js';

const [china, metals] = ['china' as PartyId, 'metals' as IssueId];
const occurred = (edtf?: string) => ({ circumstances: { ...(edtf !== undefined && { occurredOn: on(edtf) }) } });
const meeting = (title: string, planned: string | undefined, ...held: readonly Telling[]) => {
  const plan = planned === undefined ? {} : { planned: { on: on(planned) } };
  const data = { title, partyIds: [china], issueIds: [metals], ...plan };
  return about('meeting', title, { type: 'MeetingProposed', data, ...occurred('2025-01-01') }, ...held);
};
const held = (day?: string, data: MeetingEvents['MeetingHeld'] = {}): Telling => ({
  type: 'MeetingHeld',
  data,
  ...occurred(day),
});
/** Held on an unknown day, of which our side heard on this one. */
const heardOn = (day: string): Telling => ({
  type: 'MeetingHeld',
  data: {},
  circumstances: { learnedAt: `${day}T12:00:00.000Z` as Instant },
});
const position = about('position', 'offer', {
  type: 'PositionTaken',
  data: { partyId: china, issueId: metals, text: 'No licences.', kind: 'reservation', scope: 'public' },
  ...occurred('2025-02-01'),
});

/** What the brief for the talks says of another meeting. */
const toldOf = (talks: About, others: readonly About[], day = '2025-12-31') => {
  const db = viewsOf(
    models,
    about('negotiation', 'n', { type: 'NegotiationOpened', data: { title: 'Metals' } }),
    about('party', china, {
      type: 'PartyJoined',
      data: { name: 'China', kind: 'state', role: 'principal' },
    }),
    about('issue', metals, { type: 'IssueRaised', data: { title: 'Metals' } }),
    position,
    ...others,
    talks,
  );
  const { sections } = briefInLanguage(briefOf(db, 'n', 'Talks', day)!, 'en');
  db.close();
  const of = (id: string) => sections.find((section) => section.id === id)!;
  return {
    before: of('meeting')
      .sentences.map(({ text }) => text)
      .filter((text) => !text.includes('“Talks”')),
    since: of('positions')
      .notes.map(({ text }) => text)
      .filter((text) => /since|earlier meeting/.test(text)),
  };
};
const calledOn = (day: string, data?: MeetingEvents['MeetingHeld']) => meeting('Call', undefined, held(day, data));
const CALL = { before: ['“Call” was held.'], since: [expect.stringContaining('since “Call”')] };
const NONE = { before: [], since: ['No earlier meeting is on record.'] };

describe('what came before a meeting that was held', () => {
  it('is a meeting that was held before it, and never one that was held after it', () => {
    const talks = meeting('Talks', undefined, held('2025-07'));
    expect(toldOf(talks, [calledOn('2025-06-20')])).toEqual(CALL);
    expect(toldOf(talks, [calledOn('2025-10-31')])).toEqual(NONE);
  });
  it('goes by the days on which it was held, and not by those for which it was planned', () => {
    const calls = [calledOn('2025-05-31')];
    expect(toldOf(meeting('Talks', '2025-06-20', held('2025-05-10')), calls)).toEqual(NONE);
    expect(toldOf(meeting('Talks', '2025-05-10', held('2025-06-20')), calls)).toEqual(CALL);
  });
  it('goes by the day on which it was learned, if nobody told when it was held', () => {
    const calls = [calledOn('2025-05-31')];
    expect(toldOf(meeting('Talks', '2025-06-20', heardOn('2025-05-10')), calls)).toEqual(NONE);
    expect(toldOf(meeting('Talks', undefined, heardOn('2025-06-10')), calls)).toEqual(CALL);
  });
  it('has only what is certain to be earlier, where a date is vague', () => {
    const inJuly = meeting('Talks', undefined, held('2025-07'));
    expect(toldOf(inJuly, [calledOn('2025-07-20')])).toEqual(NONE);
    const on20July = meeting('Talks', undefined, held('2025-07-20'));
    expect(toldOf(on20July, [calledOn('2025-07')])).toEqual(NONE);
    // The one that is certain is told, although the other one may have been later.
    const [vague, certain] = [meeting('Contact', undefined, held('2025-07')), calledOn('2025-06-20')];
    expect(toldOf(on20July, [vague, certain])).toEqual(CALL);
  });
  it('has a meeting of the same day only if their hours tell that it was earlier', () => {
    const talks = meeting(
      'Talks',
      undefined,
      held('2025-07-20', { start: '2025-07-20T15:00', zone: 'Europe/Brussels' }),
    );
    const at = (start: string) => calledOn('2025-07-20', { start, zone: 'Europe/Brussels' });
    expect(toldOf(talks, [at('2025-07-20T09:00')])).toEqual(CALL);
    expect(toldOf(talks, [at('2025-07-20T18:00')])).toEqual(NONE);
    expect(toldOf(talks, [calledOn('2025-07-20')])).toEqual(NONE);
  });
  it('is found behind many others that may have been later', () => {
    const others = Array.from({ length: 20 }, (_, n) => meeting(`Contact ${n}`, undefined, held('2025-07')));
    expect(toldOf(meeting('Talks', undefined, held('2025-07-20')), [...others, calledOn('2025-06-20')])).toEqual(CALL);
  });
});

describe('what came before a meeting that is planned', () => {
  it('is what was held before the day of the plan, and by the day of the brief', () => {
    const talks = meeting('Talks', '2025-07-20');
    expect(toldOf(talks, [calledOn('2025-07-01')], '2025-07-10')).toEqual(CALL);
    expect(toldOf(talks, [calledOn('2025-07-01')], '2025-06-10')).toEqual(NONE);
    expect(toldOf(talks, [calledOn('2025-07-21')])).toEqual(NONE);
  });
  it('is the last one that was held by the day of the brief, if it has no day', () => {
    const talks = meeting('Talks', undefined);
    expect(toldOf(talks, [calledOn('2025-07-01')], '2025-07-10')).toEqual(CALL);
    expect(toldOf(talks, [calledOn('2025-07-21')], '2025-07-10')).toEqual(NONE);
  });
  it('is what was held by the day of the brief, on whichever of its days', () => {
    const call = [calledOn('2025-07')];
    expect(toldOf(meeting('Talks', undefined), call, '2025-07-10')).toEqual(CALL);
    expect(toldOf(meeting('Talks', '2025-07-20'), call, '2025-07-10')).toEqual(CALL);
    expect(toldOf(meeting('Talks', '2025-07-20'), call, '2025-12-31')).toEqual(NONE);
  });
});

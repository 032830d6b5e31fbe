import { describe, expect, it } from '@jest/globals';
import type { MeasureEvent, MeasureEvents } from '#domain/measure.js';
import type { PartyId } from '#domain/ids.js';
import { parseEdtf as on } from '#edtf/parse-edtf.js';
import { models } from '../../models/models.js';
import { about, type Telling, viewsOf } from '../../testing/told-log.js';
import { briefOf } from './brief.js';
import { briefInLanguage } from './brief-schemas.js';

const china = 'china' as PartyId;
const told = <T extends MeasureEvent['type']>(day: string, type: T, data: MeasureEvents[T]) =>
  ({ type, data, circumstances: { occurredOn: on(day) } }) as Telling;
const announced = (day: string, starts?: string) =>
  told(day, 'MeasureAnnounced', {
    actorId: china,
    title: 'No. 61',
    instrument: 'export-control',
    provisions: [
      { provisionId: '1', text: 'Section 1', ...(starts !== undefined && { entersIntoForce: { on: on(starts) } }) },
    ],
  });
const suspended = (day: string, from: string) =>
  told(day, 'ProvisionSuspended', { provisionId: '1', from: { on: on(from) }, instrument: 'No. 70' });

/** What the brief for a meeting with China says of one measure. */
const saidOn = (day: string, ...facts: readonly Telling[]) => {
  const party = { type: 'PartyJoined', data: { name: 'China', kind: 'state', role: 'principal' } } as Telling;
  const meeting = { type: 'MeetingProposed', data: { title: 'Talks', partyIds: [china] } } as Telling;
  const db = viewsOf(
    models,
    about('negotiation', 'n', { type: 'NegotiationOpened', data: { title: 'Talks' } }),
    about('party', china, party),
    about('meeting', 'talks', meeting),
    about('measure', 'no61', ...facts),
  );
  const brief = briefInLanguage(briefOf(db, 'n', 'talks', day)!, 'en');
  db.close();
  const [sentence] = brief.sections.find(({ id }) => id === 'measures')!.sentences;
  return sentence!.text.replaceAll(/\s–\s/g, '–');
};

describe('what a brief says of a measure in force', () => {
  it('has the day, if one was told', () =>
    expect(saidOn('2025-10-27', announced('2025-10-09', '2025-10-09'))).toBe(
      'China: a provision in force since 9 October 2025 (No. 61).',
    ));
  it('has all days that were told, if it is not known on which of them it began', () => {
    expect(saidOn('2025-10-27', announced('2025-04', '2025-04/..'))).toBe(
      'China: a provision in force since April 2025 (No. 61).',
    );
    expect(saidOn('2025-10-27', announced('2025-10-0X', '2025-10-0X'))).toBe(
      'China: a provision in force since 1–9 October 2025 (No. 61).',
    );
  });
  it('has no day, if it began on any day before one', () =>
    expect(saidOn('2025-10-27', announced('../2025-10-20', '../2025-10-20'))).toBe(
      'China: a provision in force (No. 61).',
    ));
  it('has the days of a suspension in the same way', () =>
    expect(saidOn('2025-12-31', announced('2025-04-04', '2025-04-04'), suspended('2025-11', '2025-11'))).toBe(
      'China: a provision suspended since November 2025 (No. 61).',
    ));
});

describe('what a brief says of a measure that is yet to enter into force', () => {
  it('has the days for which it is announced', () => {
    const announcedFor = (starts: string) => saidOn('2025-10-27', announced('2025-10-09', starts));
    expect(announcedFor('2025-12-01')).toBe(
      'China: a provision not yet in force, announced for 1 December 2025 (No. 61).',
    );
    expect(announcedFor('2025-12')).toBe('China: a provision not yet in force, announced for December 2025 (No. 61).');
  });
  it('has no day, if it is to be suspended before that', () =>
    expect(saidOn('2025-10-27', announced('2025-10-09', '2025-12-01'), suspended('2025-10-20', '2025-11-07'))).toBe(
      'China: a provision not yet in force (No. 61).',
    ));
});

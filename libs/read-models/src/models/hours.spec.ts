import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Circumstances } from '#domain/envelope.js';
import { on } from '#domain/testing.js';
import { answersOf, timeless } from '../testing/query-answers.js';
import { NEGOTIATION } from '../testing/random-history.js';
import { about, type About, type Telling, viewsOf } from '../testing/told-log.js';
import { models } from './replayed-models.js';
import { overviewOf } from './overview/overview-page.js';
import { statementsOf } from './statements/statements.js';
import { timelineOf } from './timeline/timeline.js';

const thursday = on('2025-10-30');
const at = (time: string, zone = 'Asia/Shanghai'): Circumstances => ({
  occurredOn: thursday,
  occurredTime: { time, zone },
});
const tell = (type: Telling['type'], data: object, id: string, circumstances: Circumstances) =>
  ({ type, data, id, circumstances, metadata: { negotiationId: NEGOTIATION } }) as Telling;
const early = (type: Telling['type'], data: object, id: string) =>
  tell(type, data, id, { occurredOn: on('2025-10-01') });
const said = (text: string, circumstances: Circumstances) =>
  about(
    'statement',
    `statement:${text}`,
    tell('StatementMade', { kind: 'interview', text, verbatim: true, attribution: 'background' }, text, circumstances),
  );

const cast: readonly About[] = [
  about('negotiation', NEGOTIATION, early('NegotiationOpened', { title: 'Talks' }, 'opened')),
  about(
    'measure',
    'measure:0',
    early(
      'MeasureAnnounced',
      {
        actorId: 'party:0',
        title: 'No. 61',
        instrument: 'export-control',
        provisions: [{ provisionId: '1', text: 'x', entersIntoForce: { on: on('2025-10-09') } }],
      },
      'announced',
    ),
  ),
];
const negotiation = (type: Telling['type'], circumstances: Circumstances) =>
  about('negotiation', NEGOTIATION, tell(type, {}, type, circumstances));
const provision = (type: Telling['type'], circumstances: Circumstances) =>
  about('measure', 'measure:0', tell(type, { provisionId: '1' }, type, circumstances));

/** What happened on one Thursday, by the hour. The time of one statement is not known. */
const day: readonly About[] = [
  negotiation('NegotiationSuspended', at('00:15')),
  said('early', at('09:30')),
  provision('ProvisionSuspended', at('10:00')),
  said('sometime', { occurredOn: thursday }),
  provision('ProvisionReinstated', at('21:00')),
  said('evening', at('15:00', 'Europe/Brussels')),
  negotiation('NegotiationResumed', at('19:00', 'Europe/Brussels')),
];
const things = [...cast, ...day].map(({ kind, id }) => ({ kind, id }));
const answersWhen = (order: readonly About[]) => {
  const db = viewsOf(models, ...cast, ...order);
  const answers = timeless(answersOf(db, things), (id) => id) as Readonly<Record<string, unknown>>;
  db.close();
  // The trail is in the order of the log.
  const { trail: _, ...rest } = answers;
  return rest;
};

describe('facts of one day with their hours', () => {
  it('give the same answers in whatever order they are recorded', () => {
    const expected = answersWhen(day);
    fc.assert(
      fc.property(fc.shuffledSubarray([...day], { minLength: day.length }), (order) => {
        expect(answersWhen(order)).toEqual(expected);
      }),
      { numRuns: 8 },
    );
  });
  it('stand in their order, and say their hours', () => {
    const db = viewsOf(models, ...cast, ...day.toReversed());
    const slice = { after: undefined, limit: 20 };
    const titles = timelineOf(db, NEGOTIATION, { from: '2025-10-30' }, slice).map(({ title }) => title.english);
    expect(titles).toEqual([
      '00:15 (Asia/Shanghai): The negotiation was suspended',
      '09:30 (Asia/Shanghai): Unattributed (interview, on background): “early”',
      '10:00 (Asia/Shanghai): Provision 1 of “No. 61” was suspended',
      'Unattributed (interview, on background): “sometime”',
      '21:00 (Asia/Shanghai): Provision 1 of “No. 61” was reinstated',
      '15:00 (Europe/Brussels): Unattributed (interview, on background): “evening”',
      '19:00 (Europe/Brussels): The negotiation resumed',
    ]);
    expect(overviewOf(db, NEGOTIATION, '2025-10-30')).toMatchObject({ status: 'active' });
    const texts = statementsOf(db, NEGOTIATION, {}, slice).map(({ text, occurredTime }) => [text, occurredTime?.time]);
    expect(texts).toEqual([
      ['evening', '15:00'],
      ['sometime', undefined],
      ['early', '09:30'],
    ]);
    db.close();
  });
  it('are found after a cursor that an earlier version gave', () => {
    const plain = [said('one', { occurredOn: thursday }), said('two', { occurredOn: thursday })];
    const db = viewsOf(models, ...cast, ...plain);
    const after = ['2025-10-30', '2025-10-30', cast.length];
    expect(timelineOf(db, NEGOTIATION, {}, { after, limit: 5 }).map(({ eventId }) => eventId)).toEqual(['two']);
    expect(
      statementsOf(db, NEGOTIATION, {}, { after: [...after.slice(0, 2), cast.length + 1], limit: 5 }).map(
        ({ text }) => text,
      ),
    ).toEqual(['one']);
    db.close();
  });
  it('are found page by page, each once', () => {
    const db = viewsOf(models, ...cast, ...day.toReversed());
    const shown: string[] = [];
    for (let after: readonly (string | number)[] | undefined; ;) {
      const page = timelineOf(db, NEGOTIATION, {}, { after, limit: 2 });
      shown.push(...page.map(({ eventId }) => eventId));
      if (page.length < 2) break;
      after = page.at(-1)!.key;
    }
    expect(shown).toEqual(['opened', 'announced', ...day.map(({ facts }) => facts[0]!.id)]);
    db.close();
  });
});

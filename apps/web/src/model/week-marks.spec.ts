import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Dispute, PlannedAccount } from '../types/types.gen.js';
import type { WeekMeeting } from './meeting-days.js';
import { afterWeek, askAfterWeekFrom, countsOf, rowsOf, type WeekRow } from './week-marks.js';

const MONDAY = '2025-10-27';
const HERE = 'Europe/Brussels';
const talks = { negotiationId: 'talks', coming: [] };
const told = { learnedAt: '2025-10-27T12:00:00Z', recordedAt: '2025-10-27T12:00:00Z', recordedBy: 'Ana' };
let events = 0;
const account = (plan: Partial<PlannedAccount>): PlannedAccount => ({ eventId: `event ${++events}`, ...told, ...plan });
const planned = (title: string, on: string | undefined, more: Partial<PlannedAccount> = {}): WeekMeeting => ({
  ...talks,
  id: title,
  title,
  status: on === undefined ? 'proposed' : 'tentative',
  planned: account({ ...(on !== undefined && { on }), ...more }),
});
const held = (title: string, held: object): WeekMeeting => ({
  ...talks,
  id: title,
  title,
  status: 'held',
  held: { eventId: `event ${++events}`, ...told, ...held },
});
const rows = (meetings: readonly WeekMeeting[], more: Partial<Parameters<typeof rowsOf>[0]> = {}) =>
  rowsOf({ monday: MONDAY, meetings, undated: [], isOver: false, disputes: [], zone: HERE, ...more });
/** Of each mark: its title, its days from Monday, and how it is drawn. */
const drawn = (found: readonly WeekRow[]) =>
  found.flatMap(({ marks }) =>
    marks.map(({ meeting, column, days, isRival, account: { when }, goesBack, goesOn, lane }) =>
      [
        meeting.title,
        days === 1 ? `day ${column}` : `days ${column}–${column + days - 1}`,
        isRival && 'rival',
        when.isVague && 'vague',
        goesBack && 'from before',
        goesOn && 'goes on',
        lane > 0 && `lane ${lane}`,
      ]
        .filter(Boolean)
        .join(', '),
    ),
  );

describe('a meeting in a week', () => {
  it('stands on its day, and a period on all days that it can mean', () => {
    expect(
      drawn(
        rows([
          planned('Thursday', '2025-10-30'),
          planned('This week', '2025-10-27/2025-11-02'),
          planned('October', '2025-10'),
          planned('November', '2025-11'),
          planned('About Friday', '2025-10-31~'),
          planned('Next week', '2025-11-03'),
          planned('Last Sunday', '2025-10-26'),
        ]),
      ),
    ).toEqual([
      'This week, days 0–6, vague',
      'October, days 0–4, vague, from before, lane 1',
      'Thursday, day 3, lane 2',
      'About Friday, day 4, vague, lane 2',
      'November, days 5–6, vague, goes on, lane 1',
    ]);
  });
  it('stands where it was held, or if that was not told, where it was planned', () => {
    const plan = planned('', '2025-10-28').planned!;
    expect(
      drawn(
        rows([
          held('Two days', { start: '2025-10-28T10:00', end: '2025-10-29T18:00', zone: HERE }),
          held('On a day', { occurredOn: '2025-10-30' }),
          { ...held('No day told', {}), planned: plan },
        ]),
      ),
    ).toEqual(['No day told, day 1', 'Two days, days 1–2, lane 1', 'On a day, day 3']);
  });
  it('may have been in the week, if only its plan says so', () => {
    const found = rows([{ ...held('No day told', {}), planned: planned('', '2025-10-28').planned! }]);
    expect(countsOf(found)).toEqual({ sure: 0, perhaps: 1 });
  });
  it('stands on the day of the reader, who is told of the hour there', () => {
    const [{ marks: [mark] } = { marks: [] }] = rows([
      planned('Dinner', '2025-10-28', { time: '22:00', zone: 'America/New_York' }),
    ]);
    expect(mark!.column).toBe(2);
    expect(mark!.account.when).toEqual({
      from: '2025-10-29',
      to: '2025-10-29',
      isVague: false,
      time: '03:00',
      there: { time: '22:00', zone: 'America/New_York' },
    });
    const [{ marks: [local] } = { marks: [] }] = rows([planned('Lunch', '2025-10-28', { time: '12:30' })]);
    expect(local!.account.when).toEqual({
      from: '2025-10-28',
      to: '2025-10-28',
      isVague: false,
      there: { time: '12:30' },
    });
  });
  it('is one meeting, however many accounts there are of its day', () => {
    const meeting = planned('Brussels', '2025-10-30');
    const words = account({ text: 'in the coming weeks' });
    const plannedAccounts = [meeting.planned!, account({ on: '2025-10-29' }), account({ on: '2025-10-30' }), words];
    const found = rows([{ ...meeting, plannedAccounts }]);
    expect(drawn(found)).toEqual(['Brussels, day 2, rival', 'Brussels, day 3']);
    expect(found[0]!.undated).toEqual([
      { key: words.eventId, meeting: { ...meeting, plannedAccounts }, isRival: true, text: 'in the coming weeks' },
    ]);
    expect(countsOf(found)).toEqual({ sure: 1, perhaps: 0 });
  });
  it('of another week stands in this one by another account alone', () => {
    const meeting = planned('Next week', '2025-11-05');
    const found = rows([{ ...meeting, plannedAccounts: [meeting.planned!, account({ on: '2025-10-29' })] }]);
    expect(drawn(found)).toEqual(['Next week, day 2, rival']);
    expect(countsOf(found)).toEqual({ sure: 0, perhaps: 0 });
  });
  it('is contradicted by an open dispute about its time, and by no other', () => {
    const dispute = (id: string, more: object) => ({
      id,
      status: 'open' as const,
      about: { kind: 'meeting' as const, id: 'Brussels' },
      field: 'planned',
      rivalAccount: 'tomorrow',
      rivalPublisher: 'A newspaper',
      ...more,
      ...told,
      eventId: 'event',
    });
    const disputes = [
      dispute('of its day', {}),
      dispute('of when it was held', { field: 'occurredOn' }),
      dispute('settled', { status: 'settled' }),
      dispute('of who comes', { field: 'members' }),
      dispute('of another', { about: { kind: 'meeting', id: 'another' } }),
    ];
    const [{ undated }] = rows([planned('Brussels', '2025-10-30')], { disputes }) as [WeekRow];
    expect(undated.map(({ key, text, by, isRival }) => [key, text, by, isRival])).toEqual([
      ['of its day', 'tomorrow', 'A newspaper', true],
      ['of when it was held', 'tomorrow', 'A newspaper', true],
    ]);
  });
});

describe('what has no day', () => {
  it('is beside the days while it is to come, also if only one end of its date is known', () => {
    const found = rows([planned('From November', '2025-11-01/..'), planned('Until September', '../2025-09-30')], {
      undated: [planned('Soon', undefined, { text: 'in the coming weeks' }), held('Some time', {})],
    });
    expect(
      found.map(({ marks, undated }) => [marks, undated.map(({ meeting, text, edtf }) => [meeting.title, text, edtf])]),
    ).toEqual([
      [
        [],
        [
          ['From November', undefined, '2025-11-01/..'],
          ['Soon', 'in the coming weeks', undefined],
        ],
      ],
    ]);
  });
  it('stands in no week that is over, but for what was to be then', () => {
    const found = rows([planned('From September', '2025-09-01/..')], {
      undated: [planned('Soon', undefined, { text: 'soon' })],
      isOver: true,
    });
    expect(found.map(({ undated }) => undated.map(({ meeting }) => meeting.title))).toEqual([['From September']]);
  });
  it('is drawn on the day that another account names, and contradicted by a dispute', () => {
    const postponed: WeekMeeting = { ...planned('Spring', undefined, { text: 'until spring' }), status: 'postponed' };
    const plannedAccounts = [postponed.planned!, account({ on: '2025-10-30' })];
    const report = { eventId: 'event', ...told };
    const past = { ...held('Past', {}), heldAccounts: [report, { ...report, eventId: 'b', occurredOn: '2025-10-31' }] };
    const dispute: Dispute = {
      ...report,
      id: 'dispute',
      status: 'open',
      about: { kind: 'meeting', id: 'Spring' },
      field: 'until',
      rivalAccount: 'in May',
    };
    const undated = [{ ...postponed, plannedAccounts }, past];
    const found = rows([], { undated, disputes: [dispute] });
    expect(drawn(found)).toEqual(['Spring, day 3, rival', 'Past, day 4, rival']);
    expect(found[0]!.undated.map(({ isRival, text }) => [isRival, text])).toEqual([
      [false, 'until spring'],
      [true, 'in May'],
    ]);
    expect(countsOf(found)).toEqual({ sure: 0, perhaps: 0 });
    // In a week that is over, only where it was said to be.
    expect(drawn(rows([], { undated, isOver: true }))).toEqual(['Spring, day 3, rival', 'Past, day 4, rival']);
  });
  it('stands once, if it was given a day between two lists', () => {
    const undated = [planned('Soon', undefined)];
    const [{ marks, undated: none }] = rows([planned('Soon', '2025-10-30')], { undated }) as [WeekRow];
    expect([marks.length, none.length]).toEqual([1, 0]);
  });
});

describe('the rows of a week', () => {
  it('are the negotiations in the order of their first meeting', () => {
    const of = (negotiationId: string, meeting: WeekMeeting) => ({ ...meeting, negotiationId });
    const found = rows([of('fish', planned('a', '2025-10-30')), of('power', planned('b', '2025-10-28'))], {
      undated: [of('steel', planned('c', undefined))],
    });
    expect(found.map(({ negotiationId }) => negotiationId)).toEqual(['power', 'fish', 'steel']);
  });
  it('count what was not cancelled, and apart what may be in another week', () => {
    const found = rows([
      planned('Thursday', '2025-10-30'),
      planned('This week', '2025-10-27/2025-11-02'),
      planned('October', '2025-10'),
      { ...planned('Friday', '2025-10-31'), status: 'cancelled' },
    ]);
    expect(countsOf(found)).toEqual({ sure: 2, perhaps: 1 });
  });
  it('give words the days that the next meeting leaves', () => {
    const [{ marks }] = rows([planned('a', '2025-10-27'), planned('b', '2025-10-29'), planned('c', '2025-11-02')]) as [
      WeekRow,
    ];
    expect(marks.map(({ room }) => room)).toEqual([2, 3, 1]);
  });
  it('never draw two meetings over each other, nor outside of the week', () => {
    const period = fc.tuple(fc.integer({ min: 15, max: 31 }), fc.integer({ min: 0, max: 20 })).map(([first, more]) => {
      const day = (n: number) => (n > 31 ? `2025-11-${String(n - 31).padStart(2, '0')}` : `2025-10-${n}`);
      return more === 0 ? day(first) : `${day(first)}/${day(first + more)}`;
    });
    fc.assert(
      fc.property(fc.array(period, { maxLength: 12 }), (periods) => {
        const marks = rows(periods.map((on, n) => planned(`${n}`, on))).flatMap((row) => row.marks);
        for (const { column, days, room } of marks) {
          expect(column).toBeGreaterThanOrEqual(0);
          expect(column + Math.max(days, room)).toBeLessThanOrEqual(7);
        }
        const taken = marks.flatMap(({ lane, column, days, room }) =>
          Array.from({ length: Math.max(days, room) }, (_, n) => `${lane} ${column + n}`),
        );
        expect(new Set(taken).size).toBe(taken.length);
      }),
    );
  });
});

describe('what comes after a week', () => {
  it('is what begins later, the first first, and was not cancelled', () => {
    const found = afterWeek(
      MONDAY,
      [
        planned('December', '2025-12'),
        planned('Autumn', '2025-10-01/2025-12-20'),
        planned('Monday', '2025-11-03'),
        { ...planned('Tuesday', '2025-11-04'), status: 'cancelled' },
        planned('Soon', undefined),
      ],
      HERE,
    );
    expect(found.map(({ meeting }) => meeting.title)).toEqual(['Monday', 'December']);
  });
  it('is on the days of the reader, and asked for from days of other zones on', () => {
    const onMonday = [
      planned('Sunday there', '2025-11-02', { time: '22:00', zone: 'America/New_York' }),
      planned('Saturday there', '2025-11-01', { time: '23:00', zone: 'Etc/GMT+12' }),
    ];
    const found = afterWeek(MONDAY, onMonday, 'Pacific/Kiritimati');
    expect(found.map(({ account: { when } }) => when.from)).toEqual(['2025-11-03', '2025-11-03']);
    expect(askAfterWeekFrom(MONDAY)).toBe('2025-11-01');
  });
});

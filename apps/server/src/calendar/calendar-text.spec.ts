import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import ICAL from 'ical.js';
import { instantAt, isSkipped } from '#domain/zoned-time.js';
import type { CalendarMeeting } from '#read-models/models/meetings/calendar.js';
import { calendarAsText } from './calendar-text.js';

const at = '2025-10-27T18:00:00.000Z';
const account = { eventId: 'e', learnedAt: at, recordedAt: at, recordedBy: 'Ana' };
const meeting = (told: Partial<CalendarMeeting>): CalendarMeeting => ({
  id: 'm',
  negotiationId: 'n',
  revision: 0,
  changedAt: at,
  title: 'Talks',
  status: 'tentative',
  partyIds: [],
  issueIds: [],
  delegations: [],
  coming: [],
  ...account,
  ...told,
});
const names = { n: { kind: 'negotiation', label: 'Talks on trade' } } as const;
const marked = { marking: { level: 'public' }, ofRows: [], isMarked: () => false };
const textOf = (told: Partial<CalendarMeeting>, language: 'en' | 'zh' = 'en') =>
  calendarAsText({ items: [meeting(told)], isCut: false, names }, language, marked);
const calendarOf = (text: string) => new ICAL.Component(ICAL.parse(text) as unknown[]);
const firstOf = (text: string, kind = 'vevent') => calendarOf(text).getFirstSubcomponent(kind)!;
const linesOf = (told: Partial<CalendarMeeting>) => textOf(told).replaceAll('\r\n ', '').split('\r\n');

const word = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[稀土\\;,:"\n=^' ]*$/));

describe('a calendar', () => {
  it('gives back every text, in lines of at most 75 octets', () => {
    fc.assert(
      fc.property(word, word, (title, place) => {
        const told = textOf({ title, place, first: '2025-10-30', last: '2025-10-30' });
        for (const line of told.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        const event = firstOf(told);
        const plain = (text: string) => text.replaceAll(/\r\n?/g, '\n').replaceAll(/[^\P{Cc}\n\t]/gu, '\uFFFD');
        expect([event.getFirstPropertyValue('summary'), event.getFirstPropertyValue('location')]).toEqual([
          plain(title),
          plain(place),
        ]);
      }),
    );
  });
  it('folds Chinese between its signs', () => {
    const title = '关于稀土出口管制的高级别技术磋商'.repeat(12);
    const told = textOf({ title, first: '2025-10-30', last: '2025-10-30' }, 'zh');
    const lines = told.split('\r\n');
    expect(lines.filter((line) => line.startsWith(' ')).length).toBeGreaterThan(7);
    for (const line of lines) expect([line, Buffer.byteLength(line) <= 75]).toEqual([line, true]);
    expect(told).not.toContain('\uFFFD');
    expect(firstOf(told).getFirstPropertyValue('summary')).toBe(title);
    expect(firstOf(told).getFirstPropertyValue('description')).toContain('状态：已计划');
  });
  it('has a day as a whole day, and a period or what has no day as a task', () => {
    expect(linesOf({ first: '2025-10-30', last: '2025-10-30' })).toEqual(
      expect.arrayContaining(['BEGIN:VEVENT', 'DTSTART;VALUE=DATE:20251030', 'DTEND;VALUE=DATE:20251031']),
    );
    const period = linesOf({ first: '2025-10-27', last: '2025-11-02' });
    expect(period).toEqual(
      expect.arrayContaining(['BEGIN:VTODO', 'DTSTART;VALUE=DATE:20251027', 'DUE;VALUE=DATE:20251102']),
    );
    expect(period).not.toContain('BEGIN:VEVENT');
    expect(linesOf({ last: '2025-11-02' }).filter((line) => /^(?:DTSTART|DUE|DTEND)/.test(line))).toEqual([
      'DUE;VALUE=DATE:20251102',
    ]);
    const inWords = linesOf({ planned: { text: 'in the coming weeks', ...account } });
    expect(inWords.filter((line) => /^(?:DTSTART|DUE|DTEND)/.test(line))).toEqual([]);
    expect(inWords.find((line) => line.startsWith('DESCRIPTION'))).toBe(
      'DESCRIPTION:Talks on trade\\nStatus: planned\\nNo day is on record.\\nPlanned: “in the coming weeks”\\nMarking: public',
    );
  });
  it.each([
    ['proposed', 'TENTATIVE', 'NEEDS-ACTION'],
    ['tentative', 'TENTATIVE', 'NEEDS-ACTION'],
    ['confirmed', 'CONFIRMED', 'NEEDS-ACTION'],
    ['postponed', 'TENTATIVE', 'NEEDS-ACTION'],
    ['cancelled', 'CANCELLED', 'CANCELLED'],
    ['held', 'CONFIRMED', 'COMPLETED'],
  ] as const)('says of a %s meeting that it is %s, and of one without a day %s', (status, event, task) => {
    expect(linesOf({ status, first: '2025-10-30', last: '2025-10-30' })).toContain(`STATUS:${event}`);
    expect(linesOf({ status })).toContain(`STATUS:${task}`);
  });
  it('marks what is marked in its name, its description and a class', () => {
    const marking = { level: 'secret', compartments: ['trade'] };
    const text = calendarAsText({ items: [meeting({})], isCut: true, names }, 'en', {
      marking: { level: 'tres-secret' },
      ofRows: [marking],
      isMarked: () => true,
    });
    const task = firstOf(text, 'vtodo');
    const value = (name: string) => task.getFirstPropertyValue(name);
    expect([value('summary'), value('class'), value('x-rapporteur-marking')]).toEqual([
      '[secret / trade] Talks',
      'CONFIDENTIAL',
      'secret / trade',
    ]);
    expect(value('description')).toMatch(/\nMarking: secret \/ trade$/);
    const calendar = calendarOf(text);
    expect([
      calendar.getFirstPropertyValue('x-rapporteur-marking'),
      calendar.getFirstPropertyValue('x-wr-caldesc'),
    ]).toEqual(['tres-secret', 'Marking: tres-secret\nOnly the latest meeting is in this calendar.']);
  });
});

describe('an hour in a calendar', () => {
  const startOf = (local: string, zone?: string) => {
    const start = { local, ...(zone !== undefined && { zone }) };
    return new ICAL.Event(firstOf(textOf({ first: local.slice(0, 10), last: local.slice(0, 10), start }))).startDate;
  };
  it('is on the clocks of its zone, whose rules it has', () => {
    const zones = fc.constantFrom(
      'Europe/Brussels',
      'Asia/Shanghai',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Africa/Casablanca',
    );
    const times = fc.date({ min: new Date('1975-01-01'), max: new Date('2035-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(zones, times, (zone, time) => {
        const local = time.toISOString().slice(0, 16);
        // An hour that is skipped or comes twice may be read in two ways.
        const [around, instant] = [-2, 2].map((hours) =>
          Date.parse(
            instantAt(new Date(Date.parse(`${local}Z`) + hours * 3_600_000).toISOString().slice(0, 16), zone)!,
          ),
        ) as [number, number];
        fc.pre(!isSkipped(local, zone) && instant - around === 4 * 3_600_000);
        expect([local, zone, startOf(local, zone).toJSDate().toISOString()]).toEqual([
          local,
          zone,
          instantAt(local, zone),
        ]);
      }),
      { numRuns: 60 },
    );
  });
  it('has no zone if none was told, and is UTC in UTC', () => {
    expect(linesOf({ start: { local: '2025-10-30T09:30' } })).toContain('DTSTART:20251030T093000');
    expect(linesOf({ start: { local: '2025-10-30T09:30', zone: 'UTC' } })).toContain('DTSTART:20251030T093000Z');
  });
  it('has its end, if that is after it', () => {
    const zone = 'Europe/Brussels';
    const start = { local: '2025-10-30T09:30', zone };
    const lines = linesOf({ start, end: { local: '2025-10-31T12:00', zone } });
    expect(lines).toEqual(
      expect.arrayContaining([
        'DTSTART;TZID=Europe/Brussels:20251030T093000',
        'DTEND;TZID=Europe/Brussels:20251031T120000',
      ]),
    );
    expect(lines.filter((line) => line === 'BEGIN:VTIMEZONE')).toHaveLength(1);
    expect(linesOf({ start, end: start }).filter((line) => line.startsWith('DTEND'))).toEqual([]);
  });
});

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
  sequence: 0,
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
  it('gives back every text in one line, in lines of at most 75 octets', () => {
    fc.assert(
      fc.property(word, word, (title, place) => {
        const told = textOf({ title, place, first: '2025-10-30', last: '2025-10-30' });
        for (const line of told.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        const event = firstOf(told);
        const plain = (text: string) =>
          text
            .replaceAll(/[\s\u0085]+/g, ' ')
            .trim()
            .replaceAll(/\p{Cc}/gu, '\uFFFD');
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
      'DESCRIPTION:Marking: public\\nTalks on trade\\nStatus: planned\\nNo day is on record.\\nPlanned: “in the coming weeks”',
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
  it('has no empty line, at its end neither', () =>
    expect(textOf({}).split('\r\n').indexOf('')).toBe(textOf({}).split('\r\n').length - 1));
  it('lets no text pass for a line of its own, such as that of the marking', () => {
    const forged = 'x\r\nMarking: public\u2028Marking: public\u0085Marking: public';
    const account2 = { ...account, on: '2025-10-30', text: forged };
    const told = { title: forged, place: forged, planned: account2, first: '2025-10-30', last: '2025-10-30' };
    const text = calendarAsText(
      { items: [meeting(told)], isCut: false, names: { n: { kind: 'negotiation', label: forged } } },
      'en',
      { marking: { level: 'secret' }, ofRows: [], isMarked: () => true },
    );
    const event = firstOf(text);
    const inOne = 'x Marking: public Marking: public Marking: public';
    expect(['summary', 'location', 'description'].map((name) => event.getFirstPropertyValue(name))).toEqual([
      `[secret] ${inOne}`,
      inOne,
      `Marking: secret\n${inOne}\nStatus: planned\nPlanned: 30 October 2025, “${inOne}”`,
    ]);
  });
  it('never has a day that was told as approximate or uncertain as a firm one', () => {
    for (const [vagueDay, words] of [
      ['2026-12-04~', 'about 4 December 2026'],
      ['2026-12-04?', 'perhaps 4 December 2026'],
      ['2026-12-04%', 'perhaps about 4 December 2026'],
    ] as const) {
      const lines = linesOf({ status: 'confirmed', first: '2026-12-04', last: '2026-12-04', vagueDay });
      expect(lines).toEqual(expect.arrayContaining([`SUMMARY:${words}: Talks`, 'STATUS:TENTATIVE']));
    }
  });
  it('says of a meeting that was held, without its day, that this is not on record', () => {
    const lines = linesOf({ status: 'held', first: '2025-10-30', last: '2025-10-30', isHeldWithoutDate: true });
    expect(lines).toContain('STATUS:TENTATIVE');
    expect(lines.find((line) => line.startsWith('DESCRIPTION'))).toContain(
      'The day on which it was held is not on record.',
    );
  });
  it('cancels the day of a meeting that has none any more, and has what is left under a UID of its own', () => {
    const lines = linesOf({ status: 'postponed', formerDay: '2025-10-30', sequence: 3 });
    const told = lines.filter((line) => /^(?:BEGIN:V[ET]|UID|SEQUENCE|STATUS|DTSTART)/.test(line));
    expect(told).toEqual([
      'BEGIN:VTODO',
      'UID:meeting-m-open',
      'SEQUENCE:3',
      'STATUS:NEEDS-ACTION',
      'BEGIN:VEVENT',
      'UID:meeting-m',
      'SEQUENCE:3',
      'DTSTART;VALUE=DATE:20251030',
      'STATUS:CANCELLED',
    ]);
  });
  it('of a past moment says so in its name, its description and its UIDs', () => {
    const text = calendarAsText({ items: [meeting({})], isCut: false, negotiationId: 'n', names }, 'en', {
      ...marked,
      moment: 'knownAt 2025-10-28',
    });
    const calendar = calendarOf(text);
    expect(['x-wr-calname', 'x-wr-caldesc'].map((name) => calendar.getFirstPropertyValue(name))).toEqual([
      'Talks on trade (knownAt 2025-10-28)',
      'Marking: public\nThis is a past moment, and not the present: knownAt 2025-10-28.',
    ]);
    expect(firstOf(text, 'vtodo').getFirstPropertyValue('uid')).toBe('meeting-m-knownAt-2025-10-28');
  });
  it('has the beginning of long texts and the latest of many words, and says what is voided', () => {
    const says = (n: number) => ({
      ...account,
      type: 'InvitationAnswered' as const,
      personId: 'p',
      coming: 'coming' as const,
      text: `${n}${'x'.repeat(500)}`,
    });
    const text = calendarAsText(
      {
        items: [meeting({ coming: [{ personId: 'p', coming: 'coming', words: [1, 2, 3, 4, 5, 6, 7].map(says) }] })],
        isCut: false,
        names: { ...names, p: { kind: 'representative', label: 'Wang', voided: true } },
      },
      'en',
      marked,
    );
    const lines = String(firstOf(text, 'vtodo').getFirstPropertyValue('description')).split('\n').slice(4);
    expect(lines).toEqual([
      'Wang (voided): 2 earlier statements are on record',
      ...[3, 4, 5, 6, 7].map((n) => `Wang (voided): coming, “${n}${'x'.repeat(298)}…”`),
    ]);
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
    expect(value('description')).toMatch(/^Marking: secret \/ trade\n/);
    const calendar = calendarOf(text);
    expect([
      calendar.getFirstPropertyValue('x-rapporteur-marking'),
      calendar.getFirstPropertyValue('x-wr-caldesc'),
    ]).toEqual(['tres-secret', 'Marking: tres-secret\nThere are more meetings. This calendar has one of them.']);
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
  it('has the zone by the name that there is one of, and none before 1900', () => {
    const lines = linesOf({ start: { local: '2025-10-30T09:30', zone: 'europe/brussels' } });
    expect(lines).toEqual(
      expect.arrayContaining(['TZID:Europe/Brussels', 'DTSTART;TZID=Europe/Brussels:20251030T093000']),
    );
    const old = linesOf({ start: { local: '0045-10-30T09:30', zone: 'Europe/Brussels' } });
    expect(old).toContain('DTSTART:00451030T093000');
    expect(old).not.toContain('BEGIN:VTIMEZONE');
  });
  it('has an offset to the second where there was one', () =>
    expect(linesOf({ start: { local: '1950-10-30T09:30', zone: 'Africa/Monrovia' } })).toContain('TZOFFSETTO:-004430'));
  it('is on clocks that were changed on 31 December, in either year', () => {
    // Samoa went from the east to the west of the date line, and had no 30 December.
    const zone = 'Pacific/Apia';
    for (const local of ['2011-12-31T09:30', '2012-01-01T09:30', '2011-12-29T09:30'])
      expect([local, startOf(local, zone).toJSDate().toISOString()]).toEqual([local, instantAt(local, zone)]);
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

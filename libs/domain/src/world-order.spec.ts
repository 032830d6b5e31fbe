import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { effective } from './effective.js';
import type { Circumstances } from './envelope.js';
import { negotiation, type NegotiationEvent } from './negotiation.js';
import { type GivenFact, on, recorded, scenario } from './testing.js';
import { inWorldOrder, placesOf } from './world-order.js';

const thursday = on('2025-10-30');
const at = (time: string, zone = 'Europe/Brussels'): Circumstances => ({
  occurredOn: thursday,
  occurredTime: { time, zone },
});
const someTime: Circumstances = { occurredOn: thursday };

type Fact = GivenFact<NegotiationEvent>;
const told = (type: NegotiationEvent['type'], circumstances: Circumstances): Fact =>
  ({ type, data: type === 'NegotiationOpened' ? { title: 'Talks' } : {}, circumstances }) as Fact;
const opened = (circumstances: Circumstances = { occurredOn: on('2025-10-01') }) =>
  told('NegotiationOpened', circumstances);
const suspended = (circumstances: Circumstances) => told('NegotiationSuspended', circumstances);
const resumed = (circumstances: Circumstances) => told('NegotiationResumed', circumstances);

const story = (...facts: readonly Fact[]) =>
  inWorldOrder(recorded<NegotiationEvent>(negotiation, facts)).map(({ type }) => type.replace('Negotiation', ''));
/** How the talks stand after these facts, recorded in this order. */
const status = (...facts: readonly Fact[]) =>
  effective<NegotiationEvent>(recorded(negotiation, [opened(), ...facts])).events.reduce(
    (state, event) => negotiation.evolve(state, event, event.metadata),
    negotiation.initial,
  ).status;

describe('facts of one day', () => {
  it('are in the order of their hours, whichever was recorded first', () => {
    expect(status(suspended(at('00:15')), resumed(at('19:00')))).toBe('active');
    expect(status(resumed(at('19:00')), suspended(at('00:15')))).toBe('active');
    expect(status(resumed(at('00:15')), suspended(at('19:00')))).toBe('suspended');
  });
  it('are in the order of the log without hours, and at the same hour', () => {
    expect(status(suspended(someTime), resumed(someTime))).toBe('active');
    expect(status(resumed(someTime), suspended(someTime))).toBe('suspended');
    expect(status(resumed(at('19:00')), suspended(at('19:00')))).toBe('suspended');
  });
  it('are compared as instants, each on the clocks of its zone', () => {
    // 10:00 in Shanghai is 03:00 in Brussels.
    expect(status(suspended(at('09:00')), resumed(at('10:00', 'Asia/Shanghai')))).toBe('suspended');
    expect(status(suspended(at('09:00')), resumed(at('17:00', 'Asia/Shanghai')))).toBe('active');
  });
  it('count as of noon without an hour, on the clocks of the others', () => {
    expect(status(resumed(at('19:00', 'Asia/Shanghai')), suspended(someTime))).toBe('active');
    expect(status(resumed(at('11:59', 'Asia/Shanghai')), suspended(someTime))).toBe('suspended');
    // In two zones, noon is that of UTC.
    const early = told('NegotiationActivated', at('01:00'));
    expect(status(early, resumed(at('19:00', 'Asia/Shanghai')), suspended(someTime))).toBe('suspended');
  });
  it('begin with the one that opened the thing, unless its hour is later', () => {
    expect(story(opened(someTime), suspended(at('00:15')))).toEqual(['Opened', 'Suspended']);
    expect(story(opened(at('09:00')), suspended(at('00:15')))).toEqual(['Suspended', 'Opened']);
  });
  it('have the start of a meeting as its hour, beside others with an hour', () => {
    const meeting = [
      { type: 'MeetingProposed', data: { title: 'Talks' }, circumstances: { occurredOn: on('2025-10-01') } },
      { type: 'MeetingHeld', data: { start: '2025-10-30T09:30', zone: 'Europe/Brussels' }, circumstances: someTime },
      { type: 'MeetingCancelled', data: {}, circumstances: at('08:00') },
    ] as never;
    const minutes = placesOf(recorded({ kind: 'meeting' }, meeting)).map(({ minute }) => minute);
    expect(minutes).toEqual([720, 8 * 60 + 30, 7 * 60]);
  });
});

describe('facts of other days', () => {
  it('are in the order of their days, whatever their hours', () => {
    const friday = { ...at('00:15'), occurredOn: on('2025-10-31') };
    expect(status(suspended(friday), resumed(at('23:59')))).toBe('suspended');
  });
  it('stand by their days if these are several: an hour of one day does not move them', () => {
    const october = { occurredOn: on('2025-10', '2025-10-01', '2025-10-31') };
    expect(story(resumed(at('00:15')), suspended(october))).toEqual(['Suspended', 'Resumed']);
  });
});

describe('the record', () => {
  it('accepts a second conclusion on the same day, if the talks were resumed at an hour in between', () => {
    const concluded = {
      type: 'NegotiationConcluded',
      data: { outcome: 'lapsed' },
      circumstances: at('09:00'),
    } as const;
    const conclude = { type: 'ConcludeNegotiation', data: { outcome: 'agreement' } } as const;
    const after = scenario(negotiation).given(opened(), concluded, resumed(at('12:00')));
    expect(after.when(conclude, at('18:00'))).toEqual([
      { type: 'NegotiationConcluded', data: { outcome: 'agreement' } },
    ]);
    expect(after.when(conclude, at('10:00'))).toMatchObject({ refused: 'conclusion-already-recorded' });
  });
});

const ZONES = ['Europe/Brussels', 'Asia/Shanghai', 'America/New_York', 'Pacific/Kiritimati'];
const TYPES = ['Suspended', 'Resumed', 'Activated', 'Concluded', 'Reopened'] as const;
const hours = fc.uniqueArray(
  fc.record({ minute: fc.nat(1439), zone: fc.constantFrom(...ZONES), type: fc.constantFrom(...TYPES) }),
  { minLength: 2, maxLength: 8, selector: ({ minute, zone }) => instantText(minute, zone) },
);
const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const instantText = (minute: number, zone: string) =>
  placesOf(recorded(negotiation, [suspended(at(clock(minute), zone))]))[0]!.minute;

describe('facts of one day at different hours', () => {
  it('have the same order in whatever order they are recorded, with one among them whose hour is not known', () => {
    const facts = hours.chain((drawn) => {
      const all = [
        ...drawn.map(({ minute, zone, type }) => told(`Negotiation${type}`, at(clock(minute), zone))),
        told('NegotiationDescribed', someTime),
      ];
      return fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }));
    });
    fc.assert(
      fc.property(facts, ([all, other]) => {
        const shown = (order: readonly Fact[]) =>
          inWorldOrder(recorded<NegotiationEvent>(negotiation, order)).map(({ type, metadata }) => [
            type,
            metadata.occurredTime,
          ]);
        // A fact without an hour may stand at the very instant of another, and is then in the order of the log.
        fc.pre(new Set(placesOf(recorded(negotiation, all)).map(({ minute }) => minute)).size === all.length);
        expect(shown(other)).toEqual(shown(all));
      }),
    );
  });
});

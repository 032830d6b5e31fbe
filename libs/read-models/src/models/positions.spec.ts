import { describe, expect, it } from '@jest/globals';
import type { EventId, IssueId, PartyId } from '#domain/ids.js';
import type { PositionEvents, Scope } from '#domain/position.js';
import { on, voids } from '#domain/testing.js';
import { orderThatMatters } from '../testing/any-order.js';
import { position, positions, positionsOf } from './positions.js';
import { things } from './things.js';
import { about, type Telling, viewsOf } from '../testing/told-log.js';

const [eu, china] = ['eu', 'china'] as [PartyId, PartyId];
const [rareEarths, chips] = ['rare-earths', 'chips'] as [IssueId, IssueId];
type Held = { partyId: PartyId; issueId: IssueId; scope: Scope };
const cell: Held = { partyId: eu, issueId: rareEarths, scope: 'public' };
const told = <T extends keyof PositionEvents>(
  day: string,
  type: T,
  data: Omit<PositionEvents[T], keyof Held>,
  { held = cell, ...more }: { held?: Held; reportOf?: EventId } = {},
) => ({ type, data: { ...held, ...data }, circumstances: { occurredOn: on(day), ...more } }) as Telling;

const taken = told('2025-04-10', 'PositionTaken', {
  text: '"unjustified and harmful"',
  kind: 'demand',
  reason: 'factories stand still',
  scale: 90,
  salience: 80,
  evidence: [{ kind: 'measure', id: 'april' }],
});
const maintained = told('2025-10-22', 'PositionMaintained', { evidence: [{ kind: 'statement', id: 'reiterated' }] });
const softened = told('2025-11-02', 'PositionShifted', {
  direction: 'softened',
  text: 'general licences would do',
  scale: 50,
  evidence: [{ kind: 'meeting', id: 'brussels' }],
});
const withdrawn = told('2025-12-20', 'PositionWithdrawn', { reason: 'general licences have been granted' });

const MODELS = [positions, things];
const shown = (...facts: readonly Telling[]) => position(viewsOf(MODELS, about('position', '1', ...facts)), '1');

describe('a position', () => {
  it('has what a party wants, how much, why and since when', () => {
    expect(shown(taken)).toMatchObject({
      ...cell,
      now: {
        status: 'held',
        text: '"unjustified and harmful"',
        kind: 'demand',
        reason: 'factories stand still',
        scale: 90,
        salience: 80,
      },
      since: { occurredOn: '2025-04-10' },
      movedBy: [{ kind: 'measure', id: 'april' }],
    });
    expect(shown(taken)).not.toHaveProperty('gap');
  });
  it('is what it was if an earlier one is learned late, which its history shows as what it was', () => {
    const earlier = told('2011-05-01', 'PositionTaken', { text: 'fewer controls', kind: 'demand' });
    expect(shown(taken, earlier)).toEqual(
      expect.objectContaining({
        now: shown(taken)!.now,
        since: expect.objectContaining({ occurredOn: '2025-04-10' }),
        history: [
          expect.not.objectContaining({ from: expect.anything() }),
          expect.objectContaining({ occurredOn: '2025-04-10', from: { text: 'fewer controls', kind: 'demand' } }),
        ],
      }),
    );
    expect(shown(taken, withdrawn, told('2026-01-10', 'PositionTaken', { text: 'again', kind: 'demand' }))).toEqual(
      expect.objectContaining({
        history: expect.not.arrayContaining([
          expect.objectContaining({ type: 'PositionTaken', from: expect.anything() }),
        ]),
      }),
    );
  });
  it('warns of voided evidence for as long as it is held, and of a voided party', () => {
    const said = { type: 'StatementMade', data: { kind: 'interview', text: 'No.', verbatim: true } } as Telling;
    const rests = told('2025-11-02', 'PositionTaken', {
      text: 'no controls',
      kind: 'demand',
      evidence: [
        { kind: 'measure', id: 'april' },
        { kind: 'statement', id: 'no' },
      ],
    });
    const warned = (...facts: readonly Telling[]) =>
      position(viewsOf(MODELS, about('statement', 'no', said, voids(0)), about('position', '1', ...facts)), '1')
        ?.warnings;
    const warning = { code: 'refers-to-voided', field: '/movedBy/1', detail: expect.stringContaining('statement') };
    expect(warned(rests)).toEqual([warning]);
    expect(warned(rests, withdrawn)).toBeUndefined();
    expect(shown(taken)).not.toHaveProperty('warnings');
    const joined = { type: 'PartyJoined', data: { name: 'EU', kind: 'state', role: 'principal' } } as Telling;
    expect(
      position(viewsOf(MODELS, about('party', 'eu', joined, voids(0)), about('position', '1', taken)), '1'),
    ).toMatchObject({ warnings: [{ code: 'refers-to-voided', field: '/partyId' }] });
  });
  it('is held since it was taken, however often it is repeated', () => {
    expect(shown(taken, maintained)).toMatchObject({
      now: { text: '"unjustified and harmful"', kind: 'demand' },
      since: { occurredOn: '2025-04-10' },
      history: [
        { type: 'PositionTaken' },
        { type: 'PositionMaintained', evidence: [{ kind: 'statement', id: 'reiterated' }] },
      ],
    });
  });
  it('has its shifts with the previous text, the direction and the cause', () => {
    const { now, since, movedBy, history } = shown(taken, softened)!;
    expect(now).toEqual({
      status: 'held',
      text: 'general licences would do',
      kind: 'demand',
      scale: 50,
      salience: 80,
    });
    expect(since).toMatchObject({ occurredOn: '2025-11-02' });
    expect(movedBy).toEqual([{ kind: 'meeting', id: 'brussels' }]);
    expect(history[1]).toMatchObject({
      direction: 'softened',
      evidence: [{ kind: 'meeting', id: 'brussels' }],
      from: { text: '"unjustified and harmful"', scale: 90 },
    });
    expect(history[1]).not.toHaveProperty('gap');
  });
  it('keeps its text after it was withdrawn', () => {
    expect(shown(taken, withdrawn)).toMatchObject({
      now: { status: 'withdrawn', text: '"unjustified and harmful"', reason: 'general licences have been granted' },
      since: { occurredOn: '2025-12-20' },
    });
  });
  it('has a gap if it shifts or is withdrawn without a recorded origin', () => {
    expect(shown(softened)).toMatchObject({ gap: true, history: [{ type: 'PositionShifted', gap: true }] });
    expect(shown(withdrawn)).toMatchObject({ gap: true, now: { status: 'withdrawn' }, history: [{ gap: true }] });
    const again = told('2026-01-10', 'PositionShifted', { direction: 'hardened', text: 'all controls must go' });
    expect(shown(taken, withdrawn, again)?.history[2]).toMatchObject({ gap: true });
  });
  it('has no gap once the origin is recorded, however late', () => {
    expect(shown(withdrawn, softened, taken)).not.toHaveProperty('gap');
  });
  it('is not shifted again by another account of a shift', () => {
    const rumour = told(
      '2025-11-03',
      'PositionShifted',
      { direction: 'hardened', text: 'all controls must go' },
      { reportOf: 'event-1' as EventId },
    );
    expect(shown(taken, softened, rumour)).toMatchObject({
      now: { text: 'general licences would do' },
      history: [{}, {}, { reportOf: 'event-1' }],
    });
  });
  it('is undefined if all its facts are voided', () => {
    const voided = { type: 'RecordVoided', data: { eventId: 'event-0' as EventId, reason: 'wrong party' } } as const;
    expect(shown(taken, voided)).toBeUndefined();
  });
  it('is the same in any order of recording', () => {
    const back = told('2026-02-01', 'PositionTaken', { text: 'licences for all', kind: 'offer' });
    expect(
      orderThatMatters(
        { kind: 'position', models: MODELS, page: position },
        [],
        [taken, maintained, softened, withdrawn, back],
      ),
    ).toBeUndefined();
    expect(
      orderThatMatters({ kind: 'position', models: MODELS, page: position }, [], [maintained, softened, withdrawn]),
    ).toBeUndefined();
  });
});

describe('the table of positions', () => {
  const at = (held: Held) =>
    about(
      'position',
      `${held.partyId} ${held.issueId} ${held.scope}`,
      told('2025-10-01', 'PositionTaken', { text: 'what it wants', kind: 'demand' }, { held }),
    );
  const views = viewsOf(
    MODELS,
    at(cell),
    at({ ...cell, scope: 'assessed' }),
    at({ ...cell, partyId: china }),
    at({ ...cell, issueId: chips }),
  );
  const all = { after: undefined, limit: 50 };
  const everyCell = ['eu chips public', 'china rare-earths public', 'eu rare-earths assessed', 'eu rare-earths public'];
  const ids = (filter: Parameters<typeof positionsOf>[2], negotiationId = 'n') =>
    positionsOf(views, negotiationId, filter, all).map(({ id }) => id);

  it('is sorted by issue', () => {
    expect(ids({})).toEqual(everyCell);
    expect(ids({}, 'another')).toEqual([]);
  });
  it('can be filtered by party, issue and scope', () => {
    expect(ids({ partyId: [china] })).toEqual(['china rare-earths public']);
    expect(ids({ issueId: chips })).toEqual(['eu chips public']);
    expect(ids({ scope: 'assessed' })).toEqual(['eu rare-earths assessed']);
    expect(ids({ partyId: [china], issueId: chips })).toEqual([]);
  });
  it('is paged without gaps and duplicates', () => {
    const seen: string[] = [];
    for (let after: readonly (string | number)[] | undefined; ;) {
      const [row] = positionsOf(views, 'n', {}, { after, limit: 1 });
      if (row === undefined) break;
      seen.push(row.id);
      after = row.key;
    }
    expect(seen).toEqual(everyCell);
  });
});

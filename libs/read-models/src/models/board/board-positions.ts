import type Database from 'better-sqlite3';
import { countedOnce } from '#domain/accounts.js';
import { inForce } from '#domain/in-force.js';
import type { ThingRef } from '#domain/ids.js';
import type { PositionKind } from '#domain/position.js';
import type { Day } from '#domain/world-date.js';
import { ofCommands, optionalFieldsIn } from '../../routes/facts.js';
import { all, described, idOf, idsOf, named, object, oneOf, type Static, uuid } from '../../routes/schema.js';
import { BriefAccount, briefAccountOf, typesOf } from '../attribution.js';
import { factsOfMeasures, type MeasureFact, provisionsOf } from '../measures.js';
import { coursesOf, type PositionFact, ScopeName, Stand } from '../positions.js';
import { briefTexts, cutList, first, latest } from './cut.js';

const Move = named(
  'PositionMove',
  all(
    BriefAccount,
    optionalFieldsIn('PositionShifted', 'direction'),
    object({
      type: oneOf('PositionFactType', typesOf('position')),
      'kind?': described('What it was then', ofCommands<PositionKind>('PositionKind')),
    }),
  ),
);
export const BoardPosition = named(
  'BoardPosition',
  object({
    id: uuid,
    partyId: idOf('party'),
    issueId: idOf('issue'),
    scope: ScopeName,
    now: described('What the party wants. If the position is withdrawn, what it wanted', Stand),
    since: described('The fact since which this holds', BriefAccount),
    lastMove: described('The last fact about it, also one by which it did not change', Move),
    path: described('What it was, by each fact that took or changed it, in chronological order', cutList(Move)),
    evidence: described('Of the fact since which this holds', cutList(ofCommands<ThingRef>('NamedThing'))),
    'expiredMeasureIds?': described(
      'Measures among the evidence of which every provision has expired or was removed by the day of the board',
      idsOf('measure'),
    ),
  }),
);
export type BoardPosition = Static<typeof BoardPosition>;

const MOST = { positions: 60, path: 8, evidence: 8 } as const;

/** What each party wants on each issue, how that moved last, and what it rests on. */
export const boardPositions = (db: Database.Database, negotiationId: string, on: Day) => {
  const { all, found } = coursesOf(db, negotiationId, MOST.positions);
  const shown = found.map(({ id, partyId, issueId, scope, facts, now, since }) => ({
    id,
    partyId,
    issueId,
    scope,
    now: briefTexts(now),
    since: briefAccountOf(since),
    ...movesIn(facts),
    evidence: first(now.status === 'held' ? (since.data.evidence ?? []) : [], MOST.evidence),
  }));
  const expired = expiredAmong(
    db,
    shown.flatMap(({ evidence }) => evidence.items),
    on,
  );
  const items = shown.map((position): BoardPosition => {
    const restsOn = position.evidence.items.filter(({ kind, id }) => kind === 'measure' && expired.has(id));
    return { ...position, ...(restsOn.length > 0 && { expiredMeasureIds: restsOn.map(({ id }) => id) }) };
  });
  return first(items, MOST.positions, all);
};

const movesIn = (facts: readonly PositionFact[]): Pick<BoardPosition, 'lastMove' | 'path'> => {
  let kind: PositionKind | undefined;
  const moves = countedOnce(facts).map((fact) => {
    if ('kind' in fact.data) kind = fact.data.kind ?? kind;
    return {
      type: fact.type,
      ...(fact.type === 'PositionShifted' && { direction: fact.data.direction }),
      ...(kind !== undefined && { kind }),
      ...briefAccountOf(fact),
    };
  });
  return {
    lastMove: moves.at(-1)!,
    path: latest(
      moves.filter(({ type }) => type !== 'PositionMaintained'),
      MOST.path,
    ),
  };
};

const expiredAmong = (db: Database.Database, evidence: readonly ThingRef[], on: Day): ReadonlySet<string> => {
  const measures = new Set(evidence.filter(({ kind }) => kind === 'measure').map(({ id }) => id));
  if (measures.size === 0) return new Set();
  const found = factsOfMeasures(db, [...measures]);
  return new Set([...found].filter(([, facts]) => isOver(facts, on)).map(([id]) => id));
};
const isOver = (facts: readonly MeasureFact[], on: Day): boolean =>
  provisionsOf(facts).every(({ provisionId }) =>
    ['expired', 'removed'].includes(inForce(facts, provisionId, on).status),
  );

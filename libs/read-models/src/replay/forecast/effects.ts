import { forceOf } from '#domain/in-force.js';
import type { Kind } from '#domain/ids.js';
import { PLURALS } from '#domain/plurals.js';
import { forcePeriods } from '#domain/force-periods.js';
import { models, readRoutes } from '../../models/models.js';
import { type MeasureFact, provisionsOf } from '../../models/measures.js';
import type { Row, Thing } from '../../projection/read-model.js';

/** How the rows of a thing in a list change: `moves` says that it stands at another place. */
export type ListChange = Readonly<{ list: string; change: 'added' | 'removed' | 'changed'; moves?: true }>;

/** The lists of a negotiation, each with the table that has its rows. */
const LISTS: ReadonlySet<string> = new Set(
  readRoutes.flatMap(({ path }) => /^negotiations\/:negotiationId\/(\w+)$/.exec(path)?.[1] ?? []),
);

/** The lists in which a thing is shown otherwise than before. Models know nothing of this: their rows are compared. */
export const listChanges = (before: Thing | undefined, after: Thing): readonly ListChange[] => {
  const changes = rowChanges(before, after);
  // Rows have what lists are sorted and filtered by. What they show of a thing are its facts.
  const own = PLURALS[after.kind];
  const isTold =
    changes.some(({ list }) => list === own) || !LISTS.has(own) || !changes.some(({ list }) => list === 'timeline');
  const all = isTold ? changes : [...changes, { list: own, change: 'changed' as const }];
  return all.toSorted((one, other) => (one.list < other.list ? -1 : 1));
};

const rowChanges = (before: Thing | undefined, after: Thing): readonly ListChange[] =>
  models
    .filter(({ kinds }) => kinds.includes(after.kind))
    .flatMap((model) => {
      const [then, now] = [before === undefined ? {} : model.rows(before), model.rows(after)];
      return Object.keys(model.tables)
        .filter((table) => LISTS.has(table))
        .flatMap((table) => changeOf(table, then[table] ?? [], now[table] ?? []));
    });

const changeOf = (list: string, then: readonly Row[], now: readonly Row[]): readonly ListChange[] => {
  if (JSON.stringify(then) === JSON.stringify(now)) return [];
  if (then.length === 0 || now.length === 0) return [{ list, change: then.length === 0 ? 'added' : 'removed' }];
  const moves = JSON.stringify(then.map(placeOf)) !== JSON.stringify(now.map(placeOf));
  return [{ list, change: 'changed', ...(moves && { moves }) }];
};
const placeOf = ({ earliest = null, latest = null, minute = null }: Row) => [earliest, latest, minute];

type Periods = ReturnType<typeof forcePeriods>;
export type ForceChange = Readonly<{ provisionId: string; before: Periods; after: Periods }>;

/** The provisions of a measure whose periods in force change. */
export const forceChanges = (before: Thing | undefined, after: Thing): readonly ForceChange[] => {
  if (after.kind !== ('measure' satisfies Kind)) return [];
  const [then, now] = [periodsIn(before), periodsIn(after)];
  return [...new Set([...then.keys(), ...now.keys()])]
    .map((provisionId) => ({ provisionId, before: then.get(provisionId) ?? [], after: now.get(provisionId) ?? [] }))
    .filter((one) => JSON.stringify(one.before.map(withoutEvents)) !== JSON.stringify(one.after.map(withoutEvents)));
};
const withoutEvents = ({ eventIds: _, ...period }: Periods[number]) => period;

const periodsIn = (thing: Thing | undefined): ReadonlyMap<string, Periods> => {
  const facts = (thing?.events ?? []) as unknown as readonly MeasureFact[];
  return new Map(
    provisionsOf(facts).map(({ provisionId }) => [provisionId, forcePeriods(forceOf(facts, provisionId)!)]),
  );
};

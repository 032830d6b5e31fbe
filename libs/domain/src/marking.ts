/**
 * How secret a thing is. `level` is a rung of the ladder, `compartments` are what a reader must be read into besides,
 * `originator` is whose consent lowers it, `handling` says how it is passed on (LIMITE and the like) and hides nothing.
 */
export type Marking = Readonly<{
  level: string;
  compartments?: readonly string[];
  originator?: string;
  handling?: readonly string[];
}>;

/** What a reader may see: everything up to a level, within these compartments. */
export type Clearance = Readonly<{ level: string; compartments: readonly string[] }>;

/** The levels, the lowest first. */
export type Ladder = readonly [string, ...string[]];

/** Council Decision 2013/488/EU, article 2, below it what is open to all. */
export const EU_LADDER: Ladder = ['public', 'restreint', 'confidentiel', 'secret', 'tres-secret'];

/**
 * No read up: whether a reader with this clearance may see what is marked so. A level that is not on the ladder is
 * dominated by nobody, and dominates nothing.
 */
export const dominates = (ladder: Ladder, clearance: Clearance, { level, compartments = [] }: Marking): boolean => {
  const rung = ladder.indexOf(level);
  return (
    rung >= 0 &&
    rung <= ladder.indexOf(clearance.level) &&
    compartments.every((compartment) => clearance.compartments.includes(compartment))
  );
};

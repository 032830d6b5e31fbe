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

/** What is not marked is open to whoever may read at all: the lowest level of the ladder, whatever it is called. */
export const unmarked = (ladder: Ladder): Marking => ({ level: ladder[0] });

/** The least that dominates all of these. One whose level is not on the ladder has no equal: dominated by nobody, too. */
export const highWater = (ladder: Ladder, markings: readonly Marking[]): Marking => {
  const rungs = markings.map(({ level }) => ladder.indexOf(level));
  const stray = markings[rungs.indexOf(-1)];
  const level = stray?.level ?? ladder[Math.max(0, ...rungs)]!;
  const compartments = [...new Set(markings.flatMap(({ compartments: of = [] }) => of))].toSorted();
  return { level, ...(compartments.length > 0 && { compartments }) };
};

/** Whether one marking hides all that the other hides. */
export const isAtLeast = (ladder: Ladder, { level, compartments = [] }: Marking, other: Marking): boolean =>
  dominates(ladder, { level, compartments }, other);

/** A marking as it is kept: lists in order and without repetition, and none that is empty. */
export const normalizeMarking = ({ level, compartments = [], originator, handling = [] }: Marking): Marking => ({
  level,
  ...(compartments.length > 0 && { compartments: [...new Set(compartments)].toSorted() }),
  ...(originator !== undefined && { originator }),
  ...(handling.length > 0 && { handling: [...new Set(handling)].toSorted() }),
});

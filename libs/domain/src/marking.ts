/**
 * The confidentiality of a thing. `level` is one of the ladder; a reader also needs all `compartments`; lowering it needs the
 * consent of the `originator`; `handling` has instructions such as LIMITE and does not restrict access.
 */
export type Marking = Readonly<{
  level: string;
  compartments?: readonly string[];
  originator?: string;
  handling?: readonly string[];
}>;

/** What a reader may see: everything up to a level, in these compartments. */
export type Clearance = Readonly<{ level: string; compartments: readonly string[] }>;

/** The levels, lowest first. */
export type Ladder = readonly [string, ...string[]];

/** Council Decision 2013/488/EU, article 2, and below it a public level. */
export const EU_LADDER: Ladder = ['public', 'restreint', 'confidentiel', 'secret', 'tres-secret'];

/**
 * No read up: whether a reader with this clearance may see something with this marking. No clearance dominates a level that is
 * not on the ladder, and a clearance with such a level dominates nothing.
 */
export const dominates = (ladder: Ladder, clearance: Clearance, { level, compartments = [] }: Marking): boolean => {
  const rung = ladder.indexOf(level);
  return (
    rung >= 0 &&
    rung <= ladder.indexOf(clearance.level) &&
    compartments.every((compartment) => clearance.compartments.includes(compartment))
  );
};

/** What two clearances both allow. A level that is not on the ladder allows nothing, and so does the result. */
export const narrower = (ladder: Ladder, one: Clearance, other: Clearance): Clearance => ({
  level: ladder.indexOf(one.level) <= ladder.indexOf(other.level) ? one.level : other.level,
  compartments: one.compartments.filter((compartment) => other.compartments.includes(compartment)),
});

/** The marking of unmarked things: the lowest level of the ladder. */
export const unmarked = (ladder: Ladder): Marking => ({ level: ladder[0] });

/** The lowest marking that dominates all of these. If one has a level that is not on the ladder, the result has it too. */
export const highWater = (ladder: Ladder, markings: readonly Marking[]): Marking => {
  const rungs = markings.map(({ level }) => ladder.indexOf(level));
  const stray = markings[rungs.indexOf(-1)];
  const level = stray?.level ?? ladder[Math.max(0, ...rungs)]!;
  const compartments = [...new Set(markings.flatMap(({ compartments: of = [] }) => of))].toSorted();
  return { level, ...(compartments.length > 0 && { compartments }) };
};

/** Whether one marking is at least as restrictive as the other. */
export const isAtLeast = (ladder: Ladder, { level, compartments = [] }: Marking, other: Marking): boolean =>
  dominates(ladder, { level, compartments }, other);

/** A marking as it is stored: lists sorted, without duplicates, and omitted if empty. */
export const normalizeMarking = ({ level, compartments = [], originator, handling = [] }: Marking): Marking => ({
  level,
  ...(compartments.length > 0 && { compartments: [...new Set(compartments)].toSorted() }),
  ...(originator !== undefined && { originator }),
  ...(handling.length > 0 && { handling: [...new Set(handling)].toSorted() }),
});

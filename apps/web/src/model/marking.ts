export type Marking = Readonly<{ level: string; compartments?: readonly string[] }>;

/** A marking as it is written on paper: level, then compartments. */
export const markingText = ({ level, compartments = [] }: Marking): string =>
  [level.toUpperCase(), ...compartments].join(' // ');

/** The marking of several things together: the highest of their levels, and all of their compartments. `levels`: lowest first. A level that is empty or not known is not compared. */
export const highWater = (
  markings: readonly (Marking | undefined)[],
  levels: readonly string[],
): Marking | undefined => {
  const given = markings.filter((marking): marking is Marking => marking !== undefined && marking.level !== '');
  if (given.length === 0) return undefined;
  const rank = ({ level }: Marking) => levels.indexOf(level);
  const { level } = given.reduce((highest, one) => (rank(one) > rank(highest) ? one : highest));
  const compartments = [...new Set(given.flatMap((marking) => marking.compartments ?? []))].toSorted();
  return { level, ...(compartments.length > 0 && { compartments }) };
};

import type { Marking } from './marking.js';

/** The marking of several answers together: the highest of their levels, and all of their compartments. `levels`: lowest first. */
export const highWater = (
  markings: readonly (Marking | undefined)[],
  levels: readonly string[],
): Marking | undefined => {
  const given = markings.filter((marking) => marking !== undefined);
  if (given.length === 0) return undefined;
  const rank = ({ level }: Marking) => levels.indexOf(level);
  const { level } = given.reduce((highest, one) => (rank(one) > rank(highest) ? one : highest));
  const compartments = [...new Set(given.flatMap((marking) => marking.compartments ?? []))].toSorted();
  return { level, ...(compartments.length > 0 && { compartments }) };
};

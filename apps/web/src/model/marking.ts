export type Marking = Readonly<{ level: string; compartments?: readonly string[] }>;

/** A marking as it is written on paper: level, then compartments. */
export const markingText = ({ level, compartments = [] }: Marking): string =>
  [level.toUpperCase(), ...compartments].join(' // ');

/** The marking of what has several levels: the highest of them, with the compartments of the one that it was before. A level that is not known is not compared. */
export const highest = (
  marking: Marking | undefined,
  others: readonly string[],
  levels: readonly string[],
): Marking | undefined => {
  const top = others.reduce(
    (most, one) => (levels.indexOf(one) > levels.indexOf(most) ? one : most),
    marking?.level ?? '',
  );
  return top === '' ? marking : { ...marking, level: top };
};

export type Marking = Readonly<{ level: string; compartments?: readonly string[] }>;

/** A marking as it is written on paper: level, then compartments. */
export const markingText = ({ level, compartments = [] }: Marking): string =>
  [level.toUpperCase(), ...compartments].join(' // ');

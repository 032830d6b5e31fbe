import type { Change, ComparedMoment } from '#read-models/replay/change.js';

/** Ordinals count all events of the log, so readers who may not see all of them get none. */
export const unnumberedChange = <C extends Change>({ by, without, alsoTouchedBy, ...change }: C) => ({
  ...change,
  by: by && withoutOrdinal(by),
  ...(without && { without: withoutOrdinal(without) }),
  ...(alsoTouchedBy && { alsoTouchedBy: alsoTouchedBy.map(withoutOrdinal) }),
});

export const unnumberedMoments = ({ from, to }: Readonly<{ from: ComparedMoment; to: ComparedMoment }>) => ({
  from: withoutOrdinal(from),
  to: withoutOrdinal(to),
});

const withoutOrdinal = <T extends { ordinal?: number }>({ ordinal: _, ...rest }: T): Omit<T, 'ordinal'> => rest;

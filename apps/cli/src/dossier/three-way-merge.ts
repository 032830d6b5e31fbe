import { isObject, isSame, mergePatchBetween, type Patch } from '#domain/correction.js';

/** The result of merging the file with its first version and the current record. */
export type ThreeWayMerge = Readonly<{
  /** RFC 7396: from the current record to the changes of the file. Empty if there are none. */
  changes: Patch;
  /** The fields that were corrected since and are unchanged in the file: they stay. */
  kept: readonly string[];
  /** The fields among the changes that were also corrected since, to another value. */
  contested: readonly string[];
}>;

/** Only what differs from the first version of the file is a change: other fields may have been corrected by somebody else. */
export const threeWayMerge = (first: Patch, file: Patch, now: Patch): ThreeWayMerge => {
  const merged = merge(first, file, now) as Patch;
  const changes = mergePatchBetween(now, merged);
  return {
    changes,
    kept: Object.keys(mergePatchBetween(merged, file)),
    contested: Object.keys(changes).filter((field) => isContested(first[field], file[field], now[field])),
  };
};

const merge = (first: unknown, file: unknown, now: unknown): unknown => {
  if (isSame(first, now)) return file;
  if (isSame(first, file)) return now;
  if (!isObject(file) || !isObject(now)) return file;
  const was = isObject(first) ? first : {};
  return Object.fromEntries(
    [...new Set([...Object.keys(now), ...Object.keys(file)])].flatMap((field) => {
      const three = [was[field], file[field], now[field]] as const;
      // The parts of a field belong together, such as a text and its language: if one is contested, all are.
      const merged = isContested(...three) ? file[field] : merge(...three);
      return merged === undefined ? [] : [[field, merged]];
    }),
  );
};

const isContested = (first: unknown, file: unknown, now: unknown): boolean => {
  if (isSame(first, file) || isSame(first, now) || isSame(file, now)) return false;
  if (!isObject(file) || !isObject(now)) return true;
  const was = isObject(first) ? first : {};
  return [...new Set([...Object.keys(now), ...Object.keys(file)])].some((field) =>
    isContested(was[field], file[field], now[field]),
  );
};

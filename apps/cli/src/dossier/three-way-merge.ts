import { isObject, isSame, mergePatchBetween, type Patch } from '#domain/correction.js';

/** What a file tells, beside what was told first and what stands now. */
export type ThreeWayMerge = Readonly<{
  /** RFC 7396: from what stands now to what the file changes of it. Empty where it changes nothing. */
  changes: Patch;
  /** The fields that were put right since, where the file tells them as they were before: they stay. */
  kept: readonly string[];
  /** The fields among the changes that were put right since as well, to something else than the file tells. */
  contested: readonly string[];
}>;

/** Only what the file changes is a change: what it tells as it was told first, somebody else may have put right since. */
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
      // What a field has within it belongs together, a text and its language: where part of that is contested, all of it is.
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

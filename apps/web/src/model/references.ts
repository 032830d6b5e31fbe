/** A provision, as it is cited. `isWhole`: it is all of its measure that is on record. */
export type Cited = Readonly<{ reference: string; provisionId: string; isWhole: boolean }>;

/**
 * Provisions as a lawyer cites several of them: what the numbers share is said once. "MOFCOM No. 55", "MOFCOM No. 56" and
 * a part of "MOFCOM No. 61" are "MOFCOM No. 55, 56, 61 (1-3)".
 */
export const citationOf = (provisions: readonly Cited[]): string => {
  const wholes = Map.groupBy(provisions, ({ reference }) => reference);
  const cited = [...wholes]
    .toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([reference, parts]) => {
      if (parts.every(({ isWhole }) => isWhole)) return reference;
      return `${reference} (${parts
        .map(({ provisionId }) => provisionId)
        .toSorted()
        .join(', ')})`;
    });
  const [first = '', ...rest] = cited;
  const shared = /^(.*?\s)\d/.exec(first)?.[1];
  if (shared === undefined || !rest.every((one) => one.startsWith(shared))) return cited.join(', ');
  return [first, ...rest.map((one) => one.slice(shared.length))].join(', ');
};

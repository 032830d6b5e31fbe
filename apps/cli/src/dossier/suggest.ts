/** The known word that was probably meant, if one is similar enough. */
export const didYouMean = (word: string, known: Iterable<string>): string | undefined => {
  const most = Math.max(1, Math.floor(word.length / 3));
  let best: { word: string; distance: number } | undefined;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > most) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance <= most && distance < (best?.distance ?? Infinity)) best = { word: candidate, distance };
  }
  return best?.word;
};

/** A sentence to append to an error, with a leading space; empty if no word is similar. */
export const suggest = (word: string, known: Iterable<string>): string => {
  const meant = didYouMean(word, known);
  return meant === undefined ? '' : ` Did you mean "${meant}"?`;
};

/** Insertions, deletions, changes and swaps of neighbours (optimal string alignment). */
export const editDistance = (a: string, b: string): number => {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, rows[i - 2]![j - 2]! + 1);
    }
    rows[i] = row;
  }
  return rows[a.length]![b.length]!;
};

export type Names = Readonly<Record<string, Readonly<{ kind: string; label: string; voided?: true }>>>;

/** The name of a thing in an answer. Things of two kinds that share an id are named by both. */
export const nameIn = (names: Names, kind: string, id: string): string | undefined =>
  (names[`${kind}-${id}`] ?? names[id])?.label;

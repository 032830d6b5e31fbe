/**
 * The differences of two JSON values. A `path` has the names of fields and, in a list whose elements have an identity,
 * that identity in place of the index. A value that is missing on one side is omitted.
 */
export type Difference = Readonly<{ path: readonly string[]; before?: unknown; after?: unknown }>;

export const differences = (before: unknown, after: unknown, path: readonly string[] = []): readonly Difference[] => {
  const [was, is] = [partsOf(before), partsOf(after)];
  if (was && is && Array.isArray(before) === Array.isArray(after))
    return [...new Set([...was.keys(), ...is.keys()])].flatMap((part) =>
      differences(was.get(part), is.get(part), [...path, part]),
    );
  if (isSame(before, after)) return [];
  return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
};

export const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce((inner, part) => partsOf(inner)?.get(part), value);

export const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** RFC 6901. */
export const pointerOf = (path: readonly string[]): string =>
  path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
export const pathOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

/**
 * The fields of an object, or the elements of a list by their identity; undefined for a value without distinct parts.
 */
const partsOf = (value: unknown): ReadonlyMap<string, unknown> | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const elements: readonly unknown[] = value;
  for (const identityOf of IDENTITIES) {
    const parts = new Map(elements.map((element) => [identityOf(element), element]));
    if (parts.size === elements.length && !parts.has(undefined)) return parts as ReadonlyMap<string, unknown>;
  }
  return undefined;
};

const isText = (value: unknown) => (typeof value === 'string' ? value : undefined);
const field = (name: string) => (element: unknown) =>
  typeof element === 'object' && element !== null
    ? isText((element as Readonly<Record<string, unknown>>)[name])
    : undefined;
/** The identity of an element in a list. A text, such as an id, identifies itself. */
const IDENTITIES: readonly ((element: unknown) => string | undefined)[] = [
  isText,
  ...['provisionId', 'personId', 'representativeId', 'partyId', 'id'].map(field),
];

import canonicalize from 'canonicalize';

/**
 * The canonical JSON text of a value (RFC 8785).
 * Keys that look like array indices are refused: JSON.parse would move them to the front, and an engine that
 * carries plain JSON could then not give the same bytes back.
 * @throws IndexKey
 */
export const canonicalJson = (value: unknown): string => {
  refuseIndexKeys(value);
  return canonicalize(value) as string;
};

export class IndexKey extends Error {
  constructor(readonly key: string) {
    super(`the key "${key}" looks like an array index`);
    this.name = IndexKey.name;
  }
}

const refuseIndexKeys = (value: unknown): void => {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value))
    for (const key of Object.keys(value)) if (/^(?:0|[1-9]\d*)$/.test(key)) throw new IndexKey(key);
  for (const inner of Object.values(value)) refuseIndexKeys(inner);
};

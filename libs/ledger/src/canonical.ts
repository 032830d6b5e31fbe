/**
 * The canonical JSON text of a value (RFC 8785): JSON.stringify with sorted keys.
 * @throws IndexKey, TypeError
 */
export const canonicalJson = (value: unknown): string => JSON.stringify(inOrder(value));

/**
 * A value as it would be parsed from its canonical JSON text: keys sorted, and none undefined.
 * Refuses keys that look like array indices: JSON.parse would move them to the front, so an engine that stores parsed JSON
 * could not return the same bytes.
 * @throws IndexKey, and TypeError for values that JSON or UTF-8 cannot represent
 */
export const inOrder = (value: unknown): unknown => {
  switch (typeof value) {
    case 'string':
      return wellFormed(value);
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`JSON has no ${value}`);
      return value === 0 ? 0 : value; // -0 is written as 0
    case 'object':
      if (value === null) return null;
      if ('toJSON' in value && typeof value.toJSON === 'function') throw new TypeError('JSON has no such object');
      return Array.isArray(value) ? value.map((item: unknown) => inOrder(item ?? null)) : withKeysInOrder(value);
    default:
      throw new TypeError(`JSON has no ${typeof value}`);
  }
};

export class IndexKey extends Error {
  constructor(readonly key: string) {
    super(`the key "${key}" looks like an array index`);
    this.name = IndexKey.name;
  }
}

const withKeysInOrder = (value: object) => {
  const ordered: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    const inner = (value as Readonly<Record<string, unknown>>)[key];
    if (inner === undefined) continue;
    if (/^(?:0|[1-9]\d*)$/.test(key)) throw new IndexKey(key);
    if (key === '__proto__') Object.defineProperty(ordered, key, { ...FIELD, value: inOrder(inner) });
    else ordered[wellFormed(key)] = inOrder(inner);
  }
  return ordered;
};
const FIELD = { enumerable: true, writable: true, configurable: true } as const;

const wellFormed = (text: string) => {
  if (!text.isWellFormed()) throw new TypeError('Half of a surrogate pair has no UTF-8 form');
  return text;
};

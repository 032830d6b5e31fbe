import { Problem } from './problem.js';

const MAX_DEPTH = 32;
const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Counts the levels and values of a JSON text before it is parsed. Invalid JSON is left
 * to the parser. One pass, constant memory.
 * @returns the number of values: containers and their members
 * @throws Problem 400 below 32 levels, 413 above `most` values
 */
export const countValues = (json: string, most: number): number => {
  let values = 1;
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    switch (json.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(json, at + 1);
        break;
      case COMMA:
        if (++values > most) throw tooManyValues(most);
        break;
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        if (++depth > MAX_DEPTH)
          throw new Problem('body-too-deep', `The body is nested more than ${MAX_DEPTH} levels deep.`);
        if (++values > most) throw tooManyValues(most);
        break;
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        depth--;
    }
  }
  return values;
};

/** The index of the closing quote of the string that begins here, or the end of the text. */
const endOfString = (json: string, from: number): number => {
  for (let at = from; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  return json.length;
};

/**
 * Parsers drop the first value of a key that occurs twice in one object (RFC 8259, section 4). If nothing was dropped,
 * the parsed value has as many values as the text.
 * @throws Problem 400 that names the key
 */
export const assertUniqueKeys = (json: string, values: number, parsed: unknown, where = ''): void => {
  if (valuesIn(parsed) === values) return;
  const key = repeatedKey(json);
  throw new Problem(
    'key-repeated',
    `${where}The key ${key} occurs more than once in one object. Nothing was recorded.`,
  );
};

/** Counts as `countValues` does. */
const valuesIn = (parsed: unknown): number => 1 + countIn(parsed);
const countIn = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  const within = Array.isArray(value) ? (value as unknown[]) : Object.values(value);
  return within.reduce<number>((sum, one) => sum + countIn(one), Math.max(1, within.length));
};

/** The first repeated key, as written in the JSON text. */
const repeatedKey = (json: string): string => {
  const open: Set<string>[] = [];
  for (const [token, key] of json.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (key !== undefined) {
      const name = JSON.parse(key) as string;
      if (open.at(-1)?.has(name)) return key.slice(0, 80);
      open.at(-1)?.add(name);
    }
  }
  return 'of an object';
};

const tooManyValues = (most: number) =>
  new Problem('body-too-many-values', `The body contains more than ${most} values. Split it into smaller requests.`);

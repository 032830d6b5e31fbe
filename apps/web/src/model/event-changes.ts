/** A text of an event, as it was first recorded and as it is now. Absent where there was or is none. */
export type Change = Readonly<{ key: string; before?: string; after?: string }>;

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const isId = (text: string): boolean => ID.test(text);

/** What is no list and no object. */
export type Leaf = string | number | boolean;
type LeafChange = Readonly<{ key: string; before?: Leaf; after?: Leaf }>;

/** The values in which an event differs from what was first recorded, by their keys. */
export const changedLeaves = (first: unknown, now: unknown): readonly LeafChange[] => {
  const [before, after] = [leavesIn(first), leavesIn(now)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) => ({
      key,
      ...(before.has(key) && { before: before.get(key)! }),
      ...(after.has(key) && { after: after.get(key)! }),
    }));
};

const leavesIn = (value: unknown, key = '', found = new Map<string, Leaf>()): ReadonlyMap<string, Leaf> => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') found.set(key, value);
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) leavesIn(inner, `${key}/${name}`, found);
  return found;
};

/** The texts in which a corrected event differs from what was first recorded. Ids are no texts. */
export const changedTexts = (first: unknown, now: unknown): readonly Change[] =>
  changedLeaves(first, now)
    .map(({ key, before, after }) => ({ key, before: textOf(before), after: textOf(after) }))
    .filter(({ before, after }) => before !== after)
    .map(({ key, before, after }) => ({
      key,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    }));

const textOf = (value: Leaf | undefined): string | undefined =>
  value === undefined || typeof value === 'boolean' || isId(String(value)) ? undefined : String(value);

/** A field in words, by its key: "/provisions/0/entersIntoForce" is "provisions 1 enters into force". Fields have names in English alone. */
export const fieldText = (key: string): string =>
  key
    .slice(1)
    .split('/')
    .map((part) =>
      /^\d+$/.test(part) ? String(Number(part) + 1) : part.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
    )
    .join(' ');

const SAID = ['text', 'summary', 'outcome', 'reason', 'terms', 'figure', 'recordedAccount', 'rivalAccount'] as const;

/** The texts of an event that its line leaves out or shortens. */
export const textsBeside = (title: string, data: Readonly<Record<string, unknown>>): readonly string[] => {
  const { translation } = data as Readonly<{ translation?: Readonly<{ text?: string }> }>;
  return [...SAID.map((field) => data[field]), translation?.text].filter(
    (text): text is string => typeof text === 'string' && !title.includes(text.replace(/\.$/, '')),
  );
};

/** A text of an event, as it was first recorded and as it is now. Absent where there was or is none. */
export type Change = Readonly<{ key: string; before?: string; after?: string }>;

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The texts in which a corrected event differs from what was first recorded. Ids are no texts. */
export const changedTexts = (first: unknown, now: unknown): readonly Change[] => {
  const [before, after] = [textsIn(first), textsIn(now)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) => ({
      key,
      ...(before.has(key) && { before: before.get(key)! }),
      ...(after.has(key) && { after: after.get(key)! }),
    }));
};

const textsIn = (value: unknown, key = '', found = new Map<string, string>()): ReadonlyMap<string, string> => {
  if (typeof value === 'string' || typeof value === 'number') {
    if (!ID.test(String(value))) found.set(key, String(value));
  } else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) textsIn(inner, `${key}/${name}`, found);
  return found;
};

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

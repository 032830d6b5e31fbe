/** The keys that the auditor has given. They are kept as long as the page is, and nowhere else: a reload forgets them. */
type Keys = Readonly<{ keys: string; witnesses: string }>;
let given: Keys = { keys: '', witnesses: '' };

export const rememberedKeys = (): Keys => given;
export const rememberKeys = (changed: Partial<Keys>): void => {
  given = { ...given, ...changed };
};

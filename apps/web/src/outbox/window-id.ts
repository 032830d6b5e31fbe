const NAME = 'window';
/** How long a window that is being reloaded may still have its lock. */
const RELOAD_MS = 500;
const lockOf = (id: string) => `window ${id}`;

let asked: Promise<string> | undefined;
/** The name of this window. It outlives a reload, and no other open window has it: not one that was made as a copy of this one, either. @throws if the browser does not say */
export const windowId = async (): Promise<string> =>
  (asked ??= claim(sessionStorage.getItem(NAME) ?? crypto.randomUUID()));

const claim = async (id: string): Promise<string> => {
  if (!(await isOurs(id))) return claim(crypto.randomUUID());
  sessionStorage.setItem(NAME, id);
  return id;
};

/** Holds the name until the window is closed. */
const isOurs = (id: string): Promise<boolean> =>
  new Promise((resolve) => {
    if (navigator.locks === undefined) return resolve(true);
    const hold = () => {
      resolve(true);
      return new Promise<never>(() => {});
    };
    navigator.locks.request(lockOf(id), { signal: AbortSignal.timeout(RELOAD_MS) }, hold).catch(() => resolve(false));
  });

/** Which of these windows are closed. */
export const areClosed = async (ids: readonly string[]): Promise<ReadonlySet<string>> => {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  const open = new Set(held.map(({ name }) => name));
  return new Set(ids.filter((id) => !open.has(lockOf(id))));
};

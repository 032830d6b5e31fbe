import { useEffect, useRef, useState } from 'preact/hooks';
import { Refused, Unreachable } from '../api/answer.js';
import { ask, setToken } from '../api/ask.js';
import { queries } from '../api/queries.js';
import { currentReader } from '../api/reader.js';
import type { LogOut } from '../parts/log-out.js';
import type { PublicConfig } from '../types/types.gen.js';
import { IssuerUnreachable } from './issuer-unreachable.js';

export type Session =
  | Readonly<{ is: 'starting' }>
  /** `logOut`: undefined if there is no login. */
  | Readonly<{ is: 'open'; logOut: LogOut | undefined }>
  /** There is no line, and the screen is one that works without. */
  | Readonly<{ is: 'offline' }>
  /** `trouble`: why one could not log in again. */
  | Readonly<{ is: 'ended' | 'out'; logIn: () => void; trouble?: Error | undefined }>
  | Readonly<{ is: 'failed'; error: Error; retry: () => void }>;

/** Asks how one logs in here, and does so if it is needed: once a screen is shown that needs it. */
export const useSession = (language: string, isNeeded: boolean): Session => {
  const [session, setSession] = useState<Session>({ is: 'starting' });
  const isBegun = useRef(false);
  const needed = useRef(isNeeded);
  needed.current = isNeeded;
  useEffect(() => {
    if (!isNeeded || isBegun.current) return;
    isBegun.current = true;
    const open = () => {
      setSession({ is: 'starting' });
      const leaves = () => (isBegun.current = needed.current);
      start(language, setSession, leaves).catch((error: Error) =>
        setSession(isForm() && isNoLine(error) ? { is: 'offline' } : { is: 'failed', error, retry: open }),
      );
    };
    open();
  }, [isNeeded]);
  return session;
};

/** How long a line that hangs is waited for; on the screen that works without one, not for long. */
const HANGING_MS = 5_000;
const HANGING_ELSEWHERE_MS = 30_000;
const isForm = () => location.pathname.endsWith('/record');
const untilItHangs = () => AbortSignal.timeout(isForm() ? HANGING_MS : HANGING_ELSEWHERE_MS);
/** Nobody can log in now: there is no line, no service or no issuer. That one is refused is not among it. */
const isNoLine = (error: Error): boolean =>
  error instanceof Unreachable ||
  error instanceof IssuerUnreachable ||
  (error instanceof Refused && error.problem.status >= 500);

/** `leaves`: whether whoever must log in is still on a screen that needs it. Else it begins again on the next one that does. */
const start = async (language: string, set: (session: Session) => void, leaves: () => boolean): Promise<void> => {
  const { login } = (await ask<PublicConfig>('/v1/config', language, untilItHangs())).body;
  if (login === null) return set({ is: 'open', logOut: undefined });
  const { beginLogin, endSession, finishLogin, isCallback, takeBegun } = await import('./login.js').catch(
    (error: unknown) => {
      throw new Unreachable(error);
    },
  );
  const logIn = (stays = () => false) => beginLogin(login, location.pathname + location.search, untilItHangs(), stays);
  if (!isCallback()) return leaves() ? logIn(() => !leaves()) : undefined;
  const answered = new URL(location.href);
  const begun = takeBegun();
  // The code leaves the address, and whoever cannot log in stands where they wanted to go.
  history.replaceState(null, '', begun?.returnTo ?? '/');
  const token = await finishLogin(login, begun, answered, untilItHangs());
  const end = (is: 'ended' | 'out', trouble?: Error) =>
    set({ is, trouble, logIn: () => void logIn().catch((error: Error) => end(is, error)) });
  setToken(token, () => end('ended'));
  const forget = () => {
    setToken(undefined, () => {});
    queries.clear();
    sessionStorage.clear();
    end('out');
  };
  // Whoever logs out in one window is logged out in all of them.
  const windows = new BroadcastChannel('logout');
  windows.addEventListener('message', ({ data: left }: MessageEvent<string | undefined>) => {
    if ((currentReader() ?? left) === left) forget();
  });
  const forgetEverywhere = (reader: string | undefined) => {
    windows.postMessage(reader);
    forget();
  };
  // It is loaded before it is needed: whoever logs out on a line that is gone is logged out all the same.
  const loaded = import('./leave.js');
  loaded.catch(() => {});
  const logOut: LogOut = async (warning, leaves) => {
    const leaving = await loaded.catch(() => import('./leave.js')).catch(() => undefined);
    try {
      if (leaving !== undefined) return await leaving.leave(login, warning, forgetEverywhere);
      forgetEverywhere(currentReader());
      alert(leaves);
      await endSession(login);
    } catch (error) {
      forgetEverywhere(currentReader());
      alert((error as Error).message);
    }
  };
  set({ is: 'open', logOut });
};

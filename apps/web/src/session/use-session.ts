import { useEffect, useState } from 'preact/hooks';
import { Unreachable } from '../api/answer.js';
import { ask, setToken } from '../api/ask.js';
import { queries } from '../api/queries.js';
import { currentReader } from '../api/reader.js';
import type { LogOut } from '../parts/log-out.js';
import type { PublicConfig } from '../types/types.gen.js';

export type Session =
  | Readonly<{ is: 'starting' }>
  /** `logOut`: undefined if there is no login. */
  | Readonly<{ is: 'open'; logOut: LogOut | undefined }>
  /** There is no line, and the screen is one that works without. */
  | Readonly<{ is: 'offline' }>
  | Readonly<{ is: 'ended' | 'out'; logIn: () => void }>
  | Readonly<{ is: 'failed'; error: Error; retry: () => void }>;

/** Asks how one logs in here, and does so if it is needed. */
export const useSession = (language: string): Session => {
  const [session, setSession] = useState<Session>({ is: 'starting' });
  useEffect(() => {
    const open = () => {
      setSession({ is: 'starting' });
      start(language, setSession).catch((error: Error) =>
        setSession(error instanceof Unreachable && isForm() ? { is: 'offline' } : { is: 'failed', error, retry: open }),
      );
    };
    open();
  }, []);
  return session;
};

/** On the screen that works without a line, one that hangs is not waited for. */
const HANGING_MS = 5_000;
const isForm = () => location.pathname.endsWith('/record');

const start = async (language: string, set: (session: Session) => void): Promise<void> => {
  const signal = isForm() ? AbortSignal.timeout(HANGING_MS) : undefined;
  const { login } = (await ask<PublicConfig>('/v1/config', language, signal)).body;
  if (login === null) return set({ is: 'open', logOut: undefined });
  const { beginLogin, finishLogin, isCallback } = await import('./login.js');
  const logIn = (returnTo = location.pathname + location.search) => beginLogin(login, returnTo);
  if (!isCallback()) return logIn();
  // Whether it succeeds or not, the code is used up, and leaves the address.
  const finished = finishLogin(login);
  history.replaceState(null, '', '/');
  const { token, returnTo } = await finished;
  history.replaceState(null, '', returnTo);
  const end = (is: 'ended' | 'out') => set({ is, logIn: () => void logIn() });
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
  const logOut: LogOut = async (warning) => {
    const { leave } = await import('./leave.js');
    await leave(login, warning, (reader) => {
      windows.postMessage(reader);
      forget();
    });
  };
  set({ is: 'open', logOut });
};

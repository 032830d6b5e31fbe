import { useEffect, useState } from 'preact/hooks';
import { ask, setToken } from '../api/ask.js';
import type { PublicConfig } from '../types/types.gen.js';

export type Session =
  | Readonly<{ is: 'starting' }>
  | Readonly<{ is: 'open'; config: PublicConfig }>
  | Readonly<{ is: 'ended'; logIn: () => void }>
  | Readonly<{ is: 'failed'; error: Error; retry: () => void }>;

/** Asks how one logs in here, and does so if it is needed. */
export const useSession = (language: string): Session => {
  const [session, setSession] = useState<Session>({ is: 'starting' });
  useEffect(() => {
    const open = () => {
      setSession({ is: 'starting' });
      start(language, setSession).catch((error: Error) => setSession({ is: 'failed', error, retry: open }));
    };
    open();
  }, []);
  return session;
};

const start = async (language: string, set: (session: Session) => void): Promise<void> => {
  const { body: config } = await ask<PublicConfig>('/v1/config', language);
  const { login } = config;
  if (login === null) return set({ is: 'open', config });
  const { beginLogin, finishLogin, isCallback } = await import('./login.js');
  const logIn = (returnTo = location.pathname + location.search) => beginLogin(login, returnTo);
  if (!isCallback()) return logIn();
  // Whether it succeeds or not, the code is used up, and leaves the address.
  const finished = finishLogin(login);
  history.replaceState(null, '', '/');
  const { token, returnTo } = await finished;
  history.replaceState(null, '', returnTo);
  setToken(token, () => set({ is: 'ended', logIn: () => void logIn() }));
  set({ is: 'open', config });
};

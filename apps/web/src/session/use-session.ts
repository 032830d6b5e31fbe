import { useEffect, useRef, useState } from 'preact/hooks';
import { Refused, Unreachable } from '../api/answer.js';
import { ask } from '../api/ask.js';
import type { PublicConfig } from '../types/types.gen.js';
import { isForm, untilItHangs } from './hanging.js';
import { IssuerUnreachable } from './issuer-unreachable.js';
import { openSession } from './open-session.js';
import type { Session } from './session.js';

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

/** Nobody can log in now: there is no line, no service or no issuer. That one is refused is not among it. */
const isNoLine = (error: Error): boolean =>
  error instanceof Unreachable ||
  error instanceof IssuerUnreachable ||
  (error instanceof Refused && error.problem.status >= 500);

/** `leaves`: whether whoever must log in is still on a screen that needs it. Else it begins again on the next one that does. */
const start = async (language: string, set: (session: Session) => void, leaves: () => boolean): Promise<void> => {
  const { login } = (await ask<PublicConfig>('/v1/config', language, untilItHangs())).body;
  if (login === null) return set({ is: 'open', logOut: undefined });
  // It is loaded only where there is a login.
  const logins = await import('./login.js').catch((error: unknown) => {
    throw new Unreachable(error);
  });
  const { beginLogin, finishLogin, isCallback, takeBegun } = logins;
  if (!isCallback())
    return leaves()
      ? beginLogin(login, location.pathname + location.search, untilItHangs(), () => !leaves())
      : undefined;
  const answered = new URL(location.href);
  const begun = takeBegun();
  // The code leaves the address, and whoever cannot log in stands where they wanted to go.
  history.replaceState(null, '', begun?.returnTo ?? '/');
  if (begun?.state !== answered.searchParams.get('state')) {
    const { handOver, HandedOver } = await import('./beside/beside.js');
    if (await handOver(answered)) return set({ is: 'over', Instead: HandedOver });
  }
  openSession(logins, login, await finishLogin(login, begun, answered, untilItHangs()), set);
};

import type { ComponentType } from 'preact';
import { setToken } from '../api/ask.js';
import { queries } from '../api/queries.js';
import { currentReader } from '../api/reader.js';
import type { LogOut } from '../parts/log-out.js';
import { untilItHangs } from './hanging.js';
import { IssuerUnreachable } from './issuer-unreachable.js';
import type { LoggedIn, Login } from './login.js';
import type { Session, Told } from './session.js';

/** What is loaded before it is needed: on a line that is gone by then, it is there all the same. */
const early = <T>(load: () => Promise<T>): (() => Promise<T>) => {
  const loaded = load();
  loaded.catch(() => {});
  return () => loaded.catch(load);
};

/** The session of who has logged in, until the page is left. It ends with its token, and goes on once the same person has logged in again. */
export const openSession = (
  { beginLogin, endSession }: typeof import('./login.js'),
  login: Login,
  { token, subject }: LoggedIn,
  set: (session: Session) => void,
): void => {
  const leaving = early(() => import('./leave.js'));
  const loadBeside = early(() => import('./beside/beside.js'));
  const logInHere = () => beginLogin(login, location.pathname + location.search, untilItHangs());

  /** Ends the waiting for a login in another window. */
  let waiting = new AbortController();
  const logInAgain = async () => {
    waiting.abort();
    waiting = new AbortController();
    const { signal } = waiting;
    try {
      const { logInBeside, focusBack, Another } = await loadBeside().catch((error: unknown) => {
        throw new IssuerUnreachable(error);
      });
      const again = await logInBeside(login, (beside) => end({ beside }), signal);
      if (again === undefined || signal.aborted) return;
      if (again.subject !== subject) return giveWayTo(Another);
      focusBack();
      hold(again.token);
      // What was refused meanwhile is asked again.
      void queries.invalidateQueries();
    } catch (trouble) {
      if (!signal.aborted) fail(trouble as Error);
    }
  };
  /** Nothing of the one is for the other. */
  const giveWayTo = (Another: ComponentType) => {
    setToken(undefined, () => {});
    queries.clear();
    set({ is: 'over', Instead: Another });
  };
  const end = (told: Told = {}) =>
    set({ is: 'ended', logIn: () => void logInAgain(), logInHere: () => void logInHere().catch(fail), ...told });
  const fail = (trouble: Error) => end({ trouble });
  const hold = (held: string) => {
    let hasEnded = false;
    setToken(held, () => {
      // Each answer says so. What was said of the other window stays.
      if (!hasEnded) end();
      hasEnded = true;
    });
    set({ is: 'open', logOut });
  };

  const out = (trouble?: Error) => set({ is: 'out', trouble, logIn: () => void logInHere().catch(out) });
  const forget = () => {
    waiting.abort();
    setToken(undefined, () => {});
    queries.clear();
    sessionStorage.clear();
    out();
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
  const logOut: LogOut = async (warning, leaves) => {
    const loaded = await leaving().catch(() => undefined);
    try {
      if (loaded !== undefined) return await loaded.leave(login, warning, forgetEverywhere);
      forgetEverywhere(currentReader());
      alert(leaves);
      await endSession(login);
    } catch (error) {
      forgetEverywhere(currentReader());
      alert((error as Error).message);
    }
  };
  hold(token);
};

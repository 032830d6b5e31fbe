import { createContext } from 'preact';

/**
 * Leaves nothing of who is logged in on this device. `warning`: what is asked before, if so many records would be lost. `leaves`: what is said
 * if nothing could be deleted.
 */
export type LogOut = (warning: (count: number) => string, leaves: string) => Promise<void>;
/** Undefined if there is no login. */
export const LogOutContext = createContext<LogOut | undefined>(undefined);

/** Logs in again in another window; undefined if no login has ended on this page. */
export const LogInContext = createContext<(() => void) | undefined>(undefined);

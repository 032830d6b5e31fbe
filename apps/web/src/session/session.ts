import type { ComponentType } from 'preact';
import type { LogOut } from '../parts/log-out.js';

export type Session =
  | Readonly<{ is: 'starting' }>
  /** `logOut`: undefined if there is no login. */
  | Readonly<{ is: 'open'; logOut: LogOut | undefined }>
  /** There is no line, and the screen is one that works without. */
  | Readonly<{ is: 'offline' }>
  /** What is shown stays. */
  | (Readonly<{ is: 'ended'; logIn: () => void }> & Here & Told)
  /** `trouble`: why one could not log in again. */
  | Readonly<{ is: 'out'; logIn: () => void; trouble?: Error | undefined }>
  /** There is no screen any more, or none yet: what is shown in place of one. */
  | Readonly<{ is: 'over'; Instead: ComponentType }>
  | Readonly<{ is: 'failed'; error: Error; retry: () => void }>;

/** What has become of logging in again: what is said of the other window, with what goes on without one; or why it failed. */
export type Told = Readonly<{ beside?: Beside; trouble?: Error }>;
export type Beside = Readonly<{ Said: ComponentType; Otherwise: ComponentType<Here> }>;
/** `logInHere`: leaves the page to log in. */
export type Here = Readonly<{ logInHere: () => void }>;

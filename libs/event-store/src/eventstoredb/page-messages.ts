import { Unavailable, type Position } from '../event-store.js';
import { StreamCut, type Cut } from '../stream-cut.js';
import type { Cursor, LogPage } from './cursor.js';

/** The name under which the owner of a log serves pages of it to the threads that it starts. */
export const pagesOf = (dataDir: string): string => `pages of the log of ${dataDir}`;

/**
 * `isSeen`: the place was read in this process. `follows`: the thread wants to hear of new pages, or no longer. `got`: a page has
 * arrived of which it was told. `probe`: whether the log can be read; no answer.
 */
export type Question = Readonly<{ page: Cursor; isSeen: boolean } | 'head' | 'probe'>;
export type ToOwner = Readonly<{ ask: number; question: Question } | { follows: boolean }> | 'got';

/** A page that the owner has read, which begins where the one before has ended. */
export type NewPage = Readonly<{ from: Position | undefined; page: LogPage }>;
export type Answer = LogPage | Position | undefined;
/** `upTo`: how far the owner has read, where it tells of no page. */
export type FromOwner =
  | NewPage
  | Readonly<{ upTo: Position | undefined }>
  | Readonly<{ ask: number } & ({ answer: Answer } | { failure: Failure })>;

/** An error as it is sent to another thread, which would not get its class. */
type Failure = Readonly<{
  name: string;
  message: string;
  cut?: Cut;
  unavailable?: Readonly<Pick<Unavailable, 'outcome' | 'isTransient'>>;
}>;

export const failureFrom = (reason: unknown): Failure => {
  const { name, message } = reason instanceof Error ? reason : new Error(String(reason));
  if (reason instanceof StreamCut) return { name, message, cut: reason.cut };
  if (!(reason instanceof Unavailable)) return { name, message };
  const { outcome, isTransient } = reason;
  return { name, message, unavailable: { outcome, isTransient } };
};

export const errorFrom = ({ name, message, cut, unavailable }: Failure): Error => {
  if (cut) return new StreamCut(cut);
  if (unavailable) return new Unavailable(message, unavailable.outcome, unavailable);
  return Object.assign(new Error(message), { name });
};

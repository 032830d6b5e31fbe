import {
  IdConflict,
  Unavailable,
  VersionConflict,
  type Appended,
  type Expected,
  type StreamAppend,
} from '../event-store.js';
import type { HeldFiles } from '#storage/held-files.js';

/** All parts are written, or none. `bytes`: all their texts together. */
export type Append = Readonly<{ parts: readonly StreamAppend[]; bytes: number }>;

/** What the thread that writes is started with: the log, and its files as the main thread has them open. */
export type WriterStart = Readonly<{ file: string; files: HeldFiles }>;

/** `close`: write what waits, then end. */
export type ToWriter = Readonly<{ type: 'append'; appends: readonly Append[] } | { type: 'close' }>;

/** `appends` counts acknowledged appends, retries included; `events` and `groups` count what was written. */
export type Counters = Readonly<{ appends: number; conflicts: number; groups: number; events: number }>;

/** An error as one thread tells another: only its texts arrive there. */
export type Cause = Readonly<{ message: string; code?: string }>;

/** Why an append was refused. `stopped`: the log takes no more. `error`: a bug. */
export type Refusal = Readonly<
  | { refusal: 'version-conflict'; stream: string; expected: Expected; actual: Expected }
  | { refusal: 'id-conflict'; stream: string }
  | { refusal: 'unavailable'; outcome: Unavailable['outcome']; message: string; cause: Cause }
  | { refusal: 'stopped'; outcome: Unavailable['outcome']; cause: Cause }
  | { refusal: 'error'; cause: Cause }
>;

/** What became of one append: the result of each of its parts, or why none was written. */
export type Outcome = readonly Appended[] | Refusal;

/**
 * The outcomes of one group, in the order in which its appends were sent. `written`: how many events it wrote, and the row
 * and the id of the last one. `halted`: nothing that still waits is ever written, but the thread goes on until it has kept the log; told
 * again if what it waits for changes. `broken`: it has ended, for instance since the disk cannot be trusted.
 */
export type FromWriter = Readonly<{
  outcomes: readonly Outcome[];
  counters: Counters;
  written?: Readonly<{ events: number; row: number; id: string }>;
  halted?: Cause;
  broken?: Cause;
}>;

export const causeOf = (error: unknown): Cause => {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return { message: String(error), ...(code !== undefined && { code }) };
};

export const errorOf = ({ message, code }: Cause): Error => Object.assign(new Error(message), code && { code });

export const stoppedBy = (cause: Cause, outcome: Unavailable['outcome']): Unavailable =>
  new Unavailable(`The log has stopped: ${cause.message}`, outcome, { cause: errorOf(cause) });

/** The error that an append is refused with. */
export const refusalOf = (refusal: Refusal): Error => {
  switch (refusal.refusal) {
    case 'version-conflict':
      return new VersionConflict(refusal.stream, refusal.expected, refusal.actual);
    case 'id-conflict':
      return new IdConflict(refusal.stream);
    case 'unavailable':
      return new Unavailable(refusal.message, refusal.outcome, { cause: errorOf(refusal.cause) });
    case 'stopped':
      return stoppedBy(refusal.cause, refusal.outcome);
    case 'error':
      return errorOf(refusal.cause);
  }
};

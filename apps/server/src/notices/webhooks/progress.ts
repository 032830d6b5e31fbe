import type { DeadLetter, Progress } from '../../subscriptions/webhook-notes.js';
import type { Outcome } from './post.js';

/** Longer than a message takes. After this, another instance takes over. */
const CLAIM_MS = 60_000;
const MOST_LETTERS = 50;
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1_000;

type Next = Readonly<{ token: string; isBegun: boolean; letter?: Pick<DeadLetter, 'id' | 'token'> }>;

/** Whether another instance is sending. */
export const isOthers = ({ claim }: Progress, instance: string, now: number): boolean =>
  claim !== undefined && claim.by !== instance && claim.until > now;

/** This instance is going to send the next message of a window. */
export const begun =
  (token: string, by: string, now: number) =>
  (progress: Progress): Progress => ({ ...progress, token, isBegun: true, claim: { by, until: now + CLAIM_MS } });

export const afterDelivery = (progress: Progress, { token, isBegun }: Next, now: number): Progress => {
  const { failing: _, claim: __, ...rest } = progress;
  return { ...rest, token, isBegun, deliveredAt: now };
};

/**
 * A message that was not delivered is due again after a while: the waits of `retries`, each a fifth more or less, so that those that failed
 * together do not come together. After the last one it becomes a dead letter, and the next message is due.
 */
export const afterFailure = (
  progress: Progress,
  { cause, isGone, waitSeconds = 0 }: Extract<Outcome, { isDelivered: false }>,
  next: Next,
  retries: readonly number[],
  now: number,
): Progress => {
  const { failing, claim: _, ...rest } = progress;
  const tries = (failing?.tries ?? 0) + 1;
  const since = failing?.since ?? now;
  if (isGone === true) return { ...rest, isGone: true, failing: { tries, since, nextAt: now, cause } };
  const wait = retries[tries - 1];
  if (wait === undefined) {
    const all =
      next.letter === undefined ? rest.letters : [...rest.letters, { ...next.letter, tries, since, at: now, cause }];
    const letters = all.slice(-MOST_LETTERS);
    return {
      ...rest,
      token: next.token,
      isBegun: next.isBegun,
      letters,
      dropped: rest.dropped + all.length - letters.length,
    };
  }
  const ms = Math.max(wait * 1_000 * (0.8 + 0.4 * Math.random()), waitSeconds * 1_000);
  return { ...rest, failing: { tries, since, nextAt: now + Math.round(Math.min(ms, LONGEST_WAIT_MS)), cause } };
};

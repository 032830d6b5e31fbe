import type { DeadLetter, Mark, Progress } from '../../subscriptions/webhook-notes.js';
import type { Outcome } from './post.js';

/** Longer than a message takes. After this, another instance takes over. */
const CLAIM_MS = 60_000;
const MOST_LETTERS = 50;
/** The most that a receiver may ask for. */
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1_000;
/** Each wait is a fifth more or less, so that those that failed together do not come together. */
const JITTER = 0.2;

type Next = Mark & Readonly<{ isBegun: boolean; isReset?: boolean; letter: Mark & Pick<DeadLetter, 'id'> }>;

/** A webhook that has told nothing yet. */
export const begunAt = (mark: Mark, url: string): Progress => ({
  ...mark,
  url,
  isBegun: false,
  letters: [],
  dropped: 0,
});

/** What failed is due at once, at the address of now. What is on its way to the one before decides nothing any more. */
export const restarted = ({ failing, isGone: _, claim: __, ...rest }: Progress, url: string): Progress => ({
  ...rest,
  url,
  ...(failing && { failing: { ...failing, tries: 0, nextAt: 0 } }),
});

/** Whether another instance is sending. A claim for longer than there are was made by a wrong clock. */
export const isOthers = ({ claim }: Progress, instance: string, now: number): boolean =>
  claim !== undefined && claim.by !== instance && claim.until > now && claim.until <= now + CLAIM_MS;

/** This instance is going to send. */
export const claimed =
  (by: string, now: number) =>
  (progress: Progress): Progress => ({ ...progress, claim: { by, until: now + CLAIM_MS } });

/** This instance is going to send the next message of a window. */
export const begun =
  (mark: Mark, by: string, now: number) =>
  (progress: Progress): Progress => ({ ...claimed(by, now)(progress), ...mark, isBegun: true });

export const unclaimed = ({ claim: _, ...rest }: Progress): Progress => rest;

/** How long the message that is due waits, in ms; 0 or less: no longer. What waits longer than there are waits was noted by a wrong clock. */
export const waitMs = ({ failing }: Progress, retries: readonly number[], now: number): number => {
  const wait = (failing?.nextAt ?? now) - now;
  return wait > Math.max(LONGEST_WAIT_MS, ...retries.map((seconds) => seconds * 1_000 * (1 + JITTER))) ? 0 : wait;
};

export const afterDelivery = (progress: Progress, { token, entry, isBegun }: Next, now: number): Progress => {
  const { failing: _, ...rest } = unclaimed(progress);
  return { ...rest, token, entry, isBegun, deliveredAt: now };
};

/**
 * A message that was not delivered is due again after a while: the waits of `retries`. After the last one it becomes a dead letter, and
 * the next message is due.
 */
export const afterFailure = (
  progress: Progress,
  { cause, isGone, waitSeconds = 0 }: Extract<Outcome, { isDelivered: false }>,
  { token, entry, isBegun, isReset, letter }: Next,
  retries: readonly number[],
  now: number,
): Progress => {
  const { failing: before, ...rest } = unclaimed(progress);
  const failing = before?.isReset === isReset ? before : undefined;
  const kind = isReset === true ? { isReset } : {};
  const tries = (failing?.tries ?? 0) + 1;
  const since = failing?.since ?? now;
  if (isGone === true) return { ...rest, isGone: true, failing: { tries, since, nextAt: now, cause, ...kind } };
  const wait = retries[tries - 1];
  if (wait === undefined) {
    const all = [...rest.letters, { ...letter, tries, since, at: now, cause, ...kind }];
    const letters = all.slice(-MOST_LETTERS);
    return { ...rest, token, entry, isBegun, letters, dropped: rest.dropped + all.length - letters.length };
  }
  const own = wait * 1_000 * (1 - JITTER + 2 * JITTER * Math.random());
  const ms = Math.max(own, Math.min(waitSeconds * 1_000, LONGEST_WAIT_MS));
  return { ...rest, failing: { tries, since, nextAt: now + Math.round(ms), cause, ...kind } };
};

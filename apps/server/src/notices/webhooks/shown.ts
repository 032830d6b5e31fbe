import type { Progress, Webhook as Kept } from '../../subscriptions/webhook-notes.js';
import type { DeadLetters, Webhook } from './webhook-schemas.js';

/** A webhook as its owner sees it. */
export const shown = (
  { id, name, url, negotiationId, kinds, corrections, madeAt, secretMadeAt }: Kept,
  progress: Progress | undefined,
): Webhook => {
  const { failing, isGone, deliveredAt, letters = [] } = progress ?? {};
  return {
    id,
    ...(name !== undefined && { name }),
    url,
    ...(negotiationId !== undefined && { negotiationId }),
    ...(kinds !== undefined && { kinds }),
    corrections,
    madeAt: at(madeAt),
    secretMadeAt: at(secretMadeAt),
    state: isGone === true ? 'gone' : failing === undefined ? 'ok' : 'failing',
    ...(failing !== undefined && {
      failing: {
        tries: failing.tries,
        since: at(failing.since),
        nextAt: at(failing.nextAt),
        cause: failing.cause,
      },
    }),
    ...(deliveredAt !== undefined && { deliveredAt: at(deliveredAt) }),
    deadLetters: letters.length,
  };
};

/** A letter says nothing of what it is about: its owner may not see that any more. */
export const shownLetters = (
  all: readonly Readonly<{ webhook: Pick<Kept, 'id'>; progress: Progress | undefined }>[],
): DeadLetters => ({
  items: all.flatMap(({ webhook, progress }) =>
    (progress?.letters ?? []).map(({ id, tries, since, at: last, cause }) => ({
      id,
      webhookId: webhook.id,
      tries,
      since: at(since),
      at: at(last),
      cause,
    })),
  ),
  dropped: all.reduce((sum, { progress }) => sum + (progress?.dropped ?? 0), 0),
});

const at = (ms: number): string => new Date(ms).toISOString();

import { useState } from 'preact/hooks';
import { Refused } from '../../../api/answer.js';
import { put, remove } from '../../../api/ask.js';
import { queries, useAnswer } from '../../../api/queries.js';
import { useMessages } from '../../../messages/use-messages.js';
import { useKept } from '../../../parts/feeds/use-kept.js';
import type {
  DeadLetters,
  DeliveredAgain,
  Webhook,
  WebhookBody,
  Webhooks,
  WebhookWithSecret,
} from '../../../types/types.gen.js';

const WEBHOOKS = '/v1/webhooks';
const LETTERS = '/v1/dead-letters';
const LISTS = [WEBHOOKS, LETTERS];
/** No notice tells how messages fare. */
const ASK_AGAIN_MS = 10_000;

/** The reader's webhooks, and the messages of theirs that were given up. `mayRead`: whether the service is asked at all. */
export const useWebhooks = (mayRead: boolean) => {
  const options = { refetchInterval: ASK_AGAIN_MS, enabled: mayRead };
  const webhooks = useAnswer<Webhooks>(WEBHOOKS, '', options);
  const letters = useAnswer<DeadLetters>(LETTERS, '', options);
  const control = useKept<WebhookBody, WebhookWithSecret>({
    path: WEBHOOKS,
    renewed: 'secret',
    changes: LISTS,
    read: ({ id, name, url, madeAt, secretMadeAt, secret }) => ({
      id,
      name: name ?? url,
      madeAt,
      renewedAt: secretMadeAt,
      ...(secret !== undefined && { shown: secret }),
    }),
  });
  /** One of them as it is by now; undefined if it has ended. */
  const newest = async (id: string): Promise<Webhook | undefined> => {
    const { data } = await webhooks.refetch({ throwOnError: true });
    return data?.body.items.find((one) => one.id === id);
  };
  return { webhooks, letters, control, newest };
};
export type WebhooksAsked = ReturnType<typeof useWebhooks>;
export type WebhookControl = WebhooksAsked['control'];

type Act = 'send' | 'drop';
/** What became of a message that was sent again or dropped; or why that was not done. */
export type Became =
  | Readonly<{ result: DeliveredAgain['result'] | 'was-dropped' | 'gone'; cause?: string | undefined }>
  | Readonly<{ error: Error; act: Act }>;

/** What a reader does with messages that were given up. What became of one is kept beside the list: it may be in it no more. */
export const useLetters = () => {
  const { language } = useMessages();
  const [busy, setBusy] = useState<string>();
  const [last, setLast] = useState<Readonly<{ id: string; became: Became }>>();
  /** @returns whether it was done */
  const run = async (id: string, act: Act, send: () => Promise<Became>): Promise<boolean> => {
    setBusy(id);
    setLast(undefined);
    try {
      setLast({ id, became: await send() });
      return true;
    } catch (error) {
      setLast({ id, became: { error: error as Error, act } });
      return false;
    } finally {
      setBusy(undefined);
      void queries.invalidateQueries({ predicate: ({ queryKey }) => LISTS.includes(String(queryKey[0])) });
    }
  };
  // It was delivered or dropped, here if the answer to that was lost, or in another window.
  const goneIfUnknown = (error: unknown): Became => {
    if (error instanceof Refused && error.problem.code === 'letter-unknown') return { result: 'gone' };
    throw error;
  };
  return {
    busy,
    last,
    sendAgain: (id: string) =>
      run(id, 'send', async () =>
        put<DeliveredAgain>(`${LETTERS}/${id}/delivery`, undefined, language).then(({ body }) => body, goneIfUnknown),
      ),
    drop: (id: string) =>
      run(id, 'drop', async () =>
        remove(`${LETTERS}/${id}`, language).then((): Became => ({ result: 'was-dropped' }), goneIfUnknown),
      ),
  };
};

import { useRef, useState } from 'preact/hooks';
import { put, remove } from '../../../api/ask.js';
import { queries } from '../../../api/queries.js';
import { useMessages } from '../../../messages/use-messages.js';
import { newId } from '../../../model/new-id.js';
import type { FeedWithKey } from '../../../types/types.gen.js';

export const FEEDS = '/v1/feeds';
/** `of`: the feed, or `new`. */
type Failure = Readonly<{ of: string; error: Error }>;
export type Wanted = Readonly<{ name?: string; negotiationId?: string }>;

type ShownAddress = Readonly<{ id: string; name: string | undefined; address: string }>;

/** What was asked for under an id, until an answer has come. `isKeyAsked`: so was another key for it. */
type Asked = Readonly<{ id: string; wanted: string; isKeyAsked?: true }>;
const newlyAsked = (wanted: Wanted): Asked => ({ id: newId(), wanted: JSON.stringify(wanted) });

/** What a reader does with their feeds. Addresses are in memory alone, and shown until they are closed. */
export const useFeeds = () => {
  const { language } = useMessages();
  const [shown, setShown] = useState<readonly ShownAddress[]>([]);
  const close = (feed: string) => setShown((all) => all.filter(({ id }) => id !== feed));
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState<string>();
  const asked = useRef<Asked>();

  const run = async (of: string, act: () => Promise<FeedWithKey | undefined>): Promise<boolean> => {
    setBusy(of);
    setFailure(undefined);
    try {
      const feed = await act();
      if (feed?.address !== undefined) {
        const { id, name } = feed;
        const address = new URL(feed.address, location.href).href;
        setShown((all) => [...all.filter((one) => one.id !== id), { id, name, address }]);
      }
      return true;
    } catch (error) {
      setFailure({ of, error: error as Error });
      return false;
    } finally {
      setBusy(undefined);
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === FEEDS });
    }
  };
  const keyOf = async (feed: string) => (await put<FeedWithKey>(`${FEEDS}/${feed}/key`, undefined, language)).body;
  // Its reader has taken it in hand: what is asked for next is another one.
  const forget = (feed: string) => {
    if (asked.current?.id === feed) asked.current = undefined;
  };
  return {
    shown,
    failure,
    busy,
    make: (wanted: Wanted) =>
      run('new', async () => {
        const send = async (one: Asked) => {
          asked.current = one;
          return (await put<FeedWithKey>(`${FEEDS}/${one.id}`, { ...wanted, language }, language)).body;
        };
        // If an answer was lost, asking for the same again makes no second feed. Asking for another one does not change the first.
        const lost = asked.current?.wanted === JSON.stringify(wanted) ? asked.current : undefined;
        let made = await send(lost ?? newlyAsked(wanted));
        // The request whose answer was lost has made it, and then its reader, in another window, a new address. That may be in use.
        const isTaken = made.address === undefined && made.keyMadeAt !== made.madeAt && !lost?.isKeyAsked;
        if (isTaken) made = await send(newlyAsked(wanted));
        if (made.address === undefined) {
          // Its first key was never shown, and cannot be had any more.
          asked.current = { ...asked.current!, isKeyAsked: true };
          made = await keyOf(made.id);
        }
        asked.current = undefined;
        return made;
      }),
    renew: (feed: string) =>
      run(feed, () => {
        forget(feed);
        return keyOf(feed);
      }),
    end: (feed: string) =>
      run(feed, async () => {
        forget(feed);
        await remove(`${FEEDS}/${feed}`, language);
        close(feed);
        return undefined;
      }),
    close,
  };
};
export type FeedsControl = ReturnType<typeof useFeeds>;

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

/** What a reader does with their feeds. An address is in memory alone, and shown until it is closed. */
export const useFeeds = () => {
  const { language } = useMessages();
  const [shown, setShown] = useState<Readonly<{ id: string; address: string }>>();
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState<string>();
  // The same until an answer has come: if one was lost, asking again makes no second feed.
  const id = useRef(newId());

  const run = async (of: string, act: () => Promise<FeedWithKey | undefined>): Promise<boolean> => {
    setBusy(of);
    setFailure(undefined);
    try {
      const feed = await act();
      if (feed?.address !== undefined) setShown({ id: feed.id, address: new URL(feed.address, location.href).href });
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
  return {
    shown,
    failure,
    busy,
    make: (wanted: Wanted) =>
      run('new', async () => {
        const made = (await put<FeedWithKey>(`${FEEDS}/${id.current}`, { ...wanted, language }, language)).body;
        // It was made by an earlier request, of which no answer came. Its key cannot be had any more.
        const feed = made.address === undefined ? await keyOf(id.current) : made;
        id.current = newId();
        return feed;
      }),
    renew: (feed: string) => run(feed, () => keyOf(feed)),
    end: (feed: string) =>
      run(feed, async () => {
        await remove(`${FEEDS}/${feed}`, language);
        if (shown?.id === feed) setShown(undefined);
        return undefined;
      }),
    close: () => setShown(undefined),
  };
};
export type FeedsControl = ReturnType<typeof useFeeds>;

import { useMessages } from '../../messages/use-messages.js';
import type { FeedWithKey } from '../../types/types.gen.js';
import { useKept } from './use-kept.js';

export const FEEDS = '/v1/feeds';
export type Wanted = Readonly<{ name?: string; negotiationId?: string }>;

/** What a reader does with their feeds, whose language is that of the page when they are made. */
export const useFeeds = () => {
  const { language } = useMessages();
  const { make, ...control } = useKept<Wanted & Readonly<{ language: string }>, FeedWithKey>({
    path: FEEDS,
    renewed: 'key',
    changes: [FEEDS],
    read: ({ id, name, madeAt, keyMadeAt, address }) => ({
      id,
      name,
      madeAt,
      renewedAt: keyMadeAt,
      ...(address !== undefined && { shown: new URL(address, location.href).href }),
    }),
  });
  return { ...control, make: (wanted: Wanted) => make({ ...wanted, language }) };
};
export type FeedsControl = ReturnType<typeof useFeeds>;

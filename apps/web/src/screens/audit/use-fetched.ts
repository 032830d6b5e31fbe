import { useRef, useState } from 'preact/hooks';

export type Fetched = Readonly<{ is: 'none' | 'fetching' } | { is: 'failed'; error: Error }>;

/** How far a text is that was asked for. Of one that was forgotten, nothing is shown. */
export const useFetched = () => {
  const [fetched, set] = useState<Fetched>({ is: 'none' });
  /** What was asked for last. */
  const last = useRef<Promise<string>>();
  const forget = () => {
    last.current = undefined;
    set({ is: 'none' });
  };
  /** The text; undefined if it cannot be fetched, which is shown. */
  const wait = async (coming: Promise<string>): Promise<string | undefined> => {
    last.current = coming;
    set({ is: 'fetching' });
    try {
      const text = await coming;
      if (last.current === coming) set({ is: 'none' });
      return text;
    } catch (error) {
      if (last.current === coming) {
        last.current = undefined;
        set({ is: 'failed', error: error as Error });
      }
      return undefined;
    }
  };
  return { fetched, last, wait, forget };
};

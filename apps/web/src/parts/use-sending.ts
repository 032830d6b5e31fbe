import { useEffect } from 'preact/hooks';
import { useLocation, useSearch } from 'wouter-preact';
import { useAnswer } from '../api/queries.js';
import { readerOf } from '../api/reader.js';
import { useMessages } from '../messages/use-messages.js';
import type { Me } from '../types/types.gen.js';

/** What waits in the outbox is sent from every screen. What sends is loaded after the screen; the form has its own. */
export const useSending = () => {
  const { language } = useMessages();
  const [path] = useLocation();
  const search = useSearch();
  const isForm = path.endsWith('/record') && !new URLSearchParams(search).has('right');
  const { data } = useAnswer<Me>('/v1/me');
  const reader = data && readerOf(data.body);
  useEffect(() => {
    if (reader === undefined || isForm) return undefined;
    const ending = new AbortController();
    import('../outbox/send-elsewhere.js')
      .then(({ sendElsewhere }) => sendElsewhere(reader, language, ending.signal))
      // Without a line, or without storage, the screen works as well. What waits is sent from the next one.
      .catch(() => {});
    return () => ending.abort();
  }, [reader, language, isForm]);
};

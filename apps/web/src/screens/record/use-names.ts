import { useQuery } from '@tanstack/preact-query';
import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../../api/answer.js';
import { ask } from '../../api/ask.js';
import { useMessages } from '../../messages/use-messages.js';
import type { NameKind } from '../../model/record/entry.js';
import { findNames, type Suggestion } from '../../model/record/find-name.js';
import type { NameSuggestionList } from '../../types/types.gen.js';

const MOST = 8;
const TYPED_MS = 120;
/** How long the service is waited for, before a name that is not known here is a new one. */
const NAMES_MS = 3_000;

/**
 * The names that may be meant. Those that are known here are shown at once, and also without a line; the service, which knows more
 * spellings and all names, is asked once its reader has stopped typing. `isPending`: it may still know others.
 */
export const useNames = (
  id: string,
  typed: string,
  names: readonly Suggestion[],
  kinds: readonly NameKind[],
): Readonly<{ found: readonly Suggestion[]; isPending: boolean }> => {
  const { language } = useMessages();
  const q = typed.trim();
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(q), TYPED_MS);
    return () => clearTimeout(timer);
  }, [q]);
  const { data, isFetching } = useQuery<Answer<NameSuggestionList>>({
    queryKey: [`/v1/negotiations/${id}/names`, asked, language],
    queryFn: ({ signal }) =>
      ask(
        `/v1/negotiations/${encodeURIComponent(id)}/names?limit=${3 * MOST}&q=${encodeURIComponent(asked)}`,
        language,
        AbortSignal.any([signal, AbortSignal.timeout(NAMES_MS)]),
      ),
    enabled: asked !== '' && /[\p{L}\p{N}]/u.test(asked) && asked.length <= 100,
    retry: false,
  });
  const here = findNames(
    names.filter(({ kind }) => kinds.includes(kind)),
    q,
    MOST,
  );
  if (asked !== q || data === undefined) return { found: here, isPending: asked !== q || isFetching };
  const told = data.body.items.filter(({ kind }) => kinds.includes(kind));
  const others = here.filter((one) => !told.some((other) => other.id === one.id));
  return { found: [...told, ...others].slice(0, MOST), isPending: false };
};

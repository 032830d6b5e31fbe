import { useCallback, useMemo } from 'preact/hooks';
import { useLocation, useSearch } from 'wouter-preact';
import { type View, viewIn, withView } from '../../model/timeline-view.js';

export type Change = (changes: Partial<View>, options?: Readonly<{ replace?: boolean }>) => void;

/** What is shown beside the moment. The address holds it, so a link is a view. */
export const useView = (): Readonly<{ view: View; change: Change }> => {
  const [path, navigate] = useLocation();
  const search = useSearch();
  const view = useMemo(() => viewIn(search), [search]);
  const change = useCallback<Change>(
    (changes, options) => {
      // The address may have changed since this was shown: a search waits until the reader has typed.
      const now = location.search.slice(1);
      const parameters = withView(now, { ...viewIn(now), ...changes });
      if (parameters !== now) navigate(parameters === '' ? path : `${path}?${parameters}`, options);
    },
    [path, navigate],
  );
  return { view, change };
};

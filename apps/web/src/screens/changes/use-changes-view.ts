import { useCallback, useMemo } from 'preact/hooks';
import { useLocation, useSearch } from 'wouter-preact';
import { type ChangesView, changesViewIn, withChangesView } from '../../model/changes-view.js';

export type Change = (changes: Partial<ChangesView>, options?: Readonly<{ replace?: boolean }>) => void;

/** Between which moments, and what of it. The address holds it, so a link is a view. */
export const useChangesView = (): Readonly<{ view: ChangesView; change: Change }> => {
  const [path, navigate] = useLocation();
  const search = useSearch();
  const view = useMemo(() => changesViewIn(search), [search]);
  const change = useCallback<Change>(
    (changes, options) => {
      const parameters = withChangesView(search, { ...changesViewIn(search), ...changes });
      navigate(parameters === '' ? path : `${path}?${parameters}`, options);
    },
    [path, search, navigate],
  );
  return { view, change };
};

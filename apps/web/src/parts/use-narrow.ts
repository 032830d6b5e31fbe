import { useEffect, useState } from 'preact/hooks';

/** As in the style sheets: a phone. */
const NARROW = '(max-width: 40rem)';

/** Whether there is no room for lanes. */
export const useNarrow = (): boolean => {
  const [isNarrow, set] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const query = matchMedia(NARROW);
    const hear = () => set(query.matches);
    query.addEventListener('change', hear);
    return () => query.removeEventListener('change', hear);
  }, []);
  return isNarrow;
};

import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Hears each key that is pressed on the page, with what the last rendering knows. An effect would be too late: it runs
 * after the screen is painted, so a key could answer to a screen that is no longer shown.
 */
export const useKeyDown = (hear: (event: KeyboardEvent) => void) => {
  const latest = useRef(hear);
  latest.current = hear;
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => latest.current(event);
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
};

import { type RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Whether this is still shown, for what is answered later: by then its reader may be elsewhere. */
export const useIsShown = (): RefObject<boolean> => {
  const isShown = useRef(true);
  useLayoutEffect(() => () => void (isShown.current = false), []);
  return isShown;
};

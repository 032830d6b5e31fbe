import { useEffect, useState } from 'preact/hooks';
import { hasShortcuts, SHORTCUTS_CHANGED } from './shortcut.js';

/** Whether keys without a modifier are shortcuts now. */
const useHasShortcuts = (): boolean => {
  const [areOn, set] = useState(hasShortcuts);
  useEffect(() => {
    const hear = () => set(hasShortcuts());
    addEventListener(SHORTCUTS_CHANGED, hear);
    return () => removeEventListener(SHORTCUTS_CHANGED, hear);
  }, []);
  return areOn;
};

/** What a control tells of its key, in its title if it has a name of its own: nothing while keys are switched off. */
export const useKeyHint = (
  hotkey: string,
  name?: string,
): Readonly<{ 'aria-keyshortcuts'?: string; title?: string }> | undefined => {
  const areOn = useHasShortcuts();
  if (!areOn) return name === undefined ? undefined : { title: name };
  return { 'aria-keyshortcuts': hotkey, ...(name !== undefined && { title: `${name} (${hotkey})` }) };
};

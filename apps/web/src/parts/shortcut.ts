import { typesWithAlt } from '../model/keyboard.js';

const KEPT = 'letters';
/** Whether keys without a modifier are shortcuts, on this device. */
export const hasShortcuts = (): boolean => localStorage.getItem(KEPT) !== 'off';
/** The event that tells the page that they were switched on or off. */
export const SHORTCUTS_CHANGED = 'shortcuts-changed';
export const keepShortcuts = (on: boolean): void => {
  if (on) localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, 'off');
  dispatchEvent(new Event(SHORTCUTS_CHANGED));
};

/** The key of a shortcut: of one that is pressed outside of fields and without a modifier, unless shortcuts are switched off. */
export const shortcutKey = (event: KeyboardEvent): string | undefined => {
  const { target, key } = event;
  const isInField =
    target instanceof Element && target.matches('input:not([type=radio], [type=checkbox]), select, textarea');
  return isInField || isModified(event) || !hasShortcuts() ? undefined : key;
};

/** AltGr, or Option on a Mac, types a sign: some keyboards have "[" there. */
const isModified = (event: KeyboardEvent): boolean => {
  const { ctrlKey, metaKey, altKey } = event;
  if (event.getModifierState('AltGraph')) return false;
  return ctrlKey || metaKey || (altKey && !typesWithAlt(navigator.platform));
};

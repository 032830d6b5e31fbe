import { type Form, FORM_KEYS } from './entry.js';

export type Pressed = Readonly<{
  key: string;
  code: string;
  /** Ctrl, or ⌘ on a Mac. */
  ctrl: boolean;
  alt: boolean;
  /** A field has the focus. */
  isInField: boolean;
}>;
export type Shortcut = 'send' | 'same' | 'another' | 'outbox' | 'leave' | Form;

/** What a key does on the whole screen; undefined if it types what it types. */
export const shortcutOf = (
  { key, code, ctrl, alt, isInField }: Pressed,
  { hasLetters, altTypes }: Readonly<{ hasLetters: boolean; altTypes: boolean }>,
): Shortcut | undefined => {
  if (ctrl) return key === 'Enter' ? 'send' : undefined;
  if (alt) return isInField && altTypes ? undefined : ALT[code];
  if (isInField) return key === 'Escape' ? 'leave' : undefined;
  return hasLetters ? FORM_KEYS[key.toLowerCase()] : undefined;
};
/** By their place on the keyboard: with Alt, some keyboards have other letters there. */
const ALT: Readonly<Record<string, Shortcut>> = { Digit1: 'same', Digit2: 'another', KeyO: 'outbox' };

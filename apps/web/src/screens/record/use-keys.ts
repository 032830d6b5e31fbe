import { useState } from 'preact/hooks';
import { isComposing } from '../../parts/is-composing.js';
import { hasShortcuts, keepShortcuts } from '../../parts/shortcut.js';
import { useKeyDown } from '../../parts/use-key-down.js';
import { typesWithAlt } from '../../model/keyboard.js';
import type { Form } from '../../model/record/entry.js';
import { shortcutOf } from '../../model/record/keys.js';

type Keys = Readonly<{
  send: () => void;
  choose: (form: Form) => void;
  /** Absent while nothing is asked: the key then types what it types. */
  answer: ((isSame: boolean) => void) | undefined;
  showOutbox: () => void;
  /** Leaves a field, so that letters are shortcuts again. */
  leave: () => void;
}>;

const isField = (target: EventTarget | null): boolean =>
  target instanceof Element && target.matches('input, select, textarea');

/** The keys of the whole screen. */
export const useKeys = (keys: Keys) => {
  const [areOn, setOn] = useState(hasShortcuts);
  useKeyDown((event) => {
    const action = actionOf(event, areOn, keys);
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
  const setLetters = (on: boolean) => {
    keepShortcuts(on);
    setOn(on);
  };
  return { hasLetters: areOn, setLetters };
};

const actionOf = (event: KeyboardEvent, areOn: boolean, keys: Keys): (() => void) | undefined => {
  if (event.defaultPrevented || isComposing(event)) return undefined;
  const { key, code, ctrlKey, metaKey, altKey: alt, target } = event;
  const pressed = { key, code, ctrl: ctrlKey || metaKey, alt, isInField: isField(target) };
  const shortcut = shortcutOf(pressed, { hasLetters: areOn, altTypes: typesWithAlt(navigator.platform) });
  const { answer } = keys;
  switch (shortcut) {
    case undefined:
      return undefined;
    case 'send':
      return keys.send;
    case 'same':
    case 'another':
      return answer && (() => answer(shortcut === 'same'));
    case 'outbox':
      return keys.showOutbox;
    case 'leave':
      return keys.leave;
    default:
      return () => keys.choose(shortcut);
  }
};

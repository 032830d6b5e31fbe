import { ENDED } from '../ended.js';

const isField = (element: Element | null) => element?.matches('input, select, textarea') === true;
const isInMessage = (element: Element | null) => element?.closest(`#${ENDED}`) !== null;

let last: Element | null = document.activeElement;
addEventListener('focusin', ({ target }) => {
  const next = target as Element;
  // Keys pass what is between a field and the message.
  const isOnTheWay = isField(last) && last!.isConnected && !isField(next) && document.getElementById(ENDED) !== null;
  if (!isInMessage(next) && !isOnTheWay) last = next;
});

/** Whoever has the focus in the message that the login has ended, which goes, has it in their field again, or where they were last. */
export const focusBack = (): void => {
  if (!isInMessage(document.activeElement)) return;
  const isThere = last !== null && last !== document.body && last.isConnected;
  ((isThere ? last : document.getElementById('main')) as HTMLElement | null)?.focus();
};

/** Moves the focus to an element, by its id, if what held it is gone. Where somebody else has put it, it stays. */
export const focusIfLost = (id: string): void => {
  if (document.activeElement === null || document.activeElement === document.body) document.getElementById(id)?.focus();
};

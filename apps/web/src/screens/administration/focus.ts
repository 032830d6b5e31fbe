/** Whether what held the focus is gone. */
export const isFocusLost = (): boolean => document.activeElement === null || document.activeElement === document.body;

/** Moves the focus to an element, by its id, if what held it is gone. Where somebody has put it meanwhile, it stays. */
export const focusIfLost = (id: string): void => {
  if (isFocusLost()) document.getElementById(id)?.focus();
};

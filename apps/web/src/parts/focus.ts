/** Whether what held the focus is gone. */
export const isFocusLost = (): boolean => document.activeElement === null || document.activeElement === document.body;

/** Moves the focus to an element, by its id, if what held it is gone. Where somebody has put it meanwhile, it stays. */
export const focusIfLost = (id: string): void => {
  if (isFocusLost()) document.getElementById(id)?.focus();
};

/** The same, once what was done is shown: until then, the button that did it holds the focus. */
export const focusOnceLost = (id: string): void => void requestAnimationFrame(() => focusIfLost(id));

/** Whether a key belongs to a text that is still being composed, as Chinese is: Enter takes a character then, and Esc gives one up. */
export const isComposing = ({ isComposing: is, keyCode }: KeyboardEvent): boolean => is || keyCode === 229;

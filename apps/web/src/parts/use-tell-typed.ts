import { useLayoutEffect } from 'preact/hooks';

/** Tells whether something is typed that is not sent. `form`: where. */
export type Type = (form: string, isTyped: boolean) => void;

/** Tells what is typed in a form, for as long as it is shown. */
export const useTellTyped = (type: Type | undefined, form: string, isTyped: boolean) => {
  // Before anything else can be clicked: an effect could come after that.
  useLayoutEffect(() => type?.(form, isTyped), [isTyped]);
  useLayoutEffect(() => () => type?.(form, false), []);
};

import { useEffect } from 'preact/hooks';

/** Tells whether something is typed that is not sent. `form`: where. */
export type Type = (form: string, isTyped: boolean) => void;

/** Tells what is typed in a form, for as long as it is shown. */
export const useTellTyped = (type: Type | undefined, form: string, isTyped: boolean) => {
  useEffect(() => type?.(form, isTyped), [isTyped]);
  useEffect(() => () => type?.(form, false), []);
};

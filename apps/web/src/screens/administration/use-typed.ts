import { useEffect, useState } from 'preact/hooks';
import { useUnsaved } from '../../parts/use-unsaved.js';

/** Tells whether something is typed that is not sent. `form`: where. */
export type Type = (form: string, isTyped: boolean) => void;

/** Tells what is typed in a form, for as long as it is shown. */
export const useTellTyped = (type: Type, form: string, isTyped: boolean) => {
  useEffect(() => type(form, isTyped), [isTyped]);
  useEffect(() => () => type(form, false), []);
};

/** Asks before somebody leaves with something typed in any of the forms. @returns how a form tells whether something is typed in it */
export const useTyped = (question: string) => {
  const [forms, setForms] = useState<readonly string[]>([]);
  useUnsaved(forms.length > 0, question);
  return (form: string, isTyped: boolean) =>
    setForms((now) =>
      now.includes(form) === isTyped ? now : isTyped ? [...now, form] : now.filter((one) => one !== form),
    );
};

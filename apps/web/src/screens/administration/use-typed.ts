import { useState } from 'preact/hooks';
import { useUnsaved } from '../../parts/use-unsaved.js';

/** Asks before somebody leaves with something typed in any of the forms. @returns how a form tells whether something is typed in it */
export const useTyped = (question: string) => {
  const [forms, setForms] = useState<readonly string[]>([]);
  useUnsaved(forms.length > 0, question);
  return (form: string, isTyped: boolean) =>
    setForms((now) =>
      now.includes(form) === isTyped ? now : isTyped ? [...now, form] : now.filter((one) => one !== form),
    );
};

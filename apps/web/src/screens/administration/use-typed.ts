import { useState } from 'preact/hooks';
import type { Type } from '../../parts/use-tell-typed.js';
import { useUnsaved } from '../../parts/use-unsaved.js';

/** Asks before somebody leaves with something typed in any of the forms. @returns how a form tells so, and whether to leave */
export const useTyped = (question: string) => {
  const [forms, setForms] = useState<readonly string[]>([]);
  const mayLeave = useUnsaved(forms.length > 0, question);
  const type: Type = (form, isTyped) =>
    setForms((now) =>
      now.includes(form) === isTyped ? now : isTyped ? [...now, form] : now.filter((one) => one !== form),
    );
  return { type, mayLeave };
};

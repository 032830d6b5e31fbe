import { useRef, useState } from 'preact/hooks';
import { Unreachable } from '../../api/answer.js';
import { askForm } from '../../api/ask.js';
import type { BriefTextId } from '../../messages/brief-en.js';
import { useMessages } from '../../messages/use-messages.js';
import { fileNameIn } from '../../model/file-name.js';
import { saveFile } from '../../parts/save-file.js';

type Form = Readonly<{ type: string; label: BriefTextId }>;
/** The forms in which the service gives out a brief. */
export const FORMS: readonly Form[] = [
  { type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', label: 'brief.saveDocx' },
  { type: 'text/plain', label: 'brief.saveText' },
  { type: 'text/html', label: 'brief.saveHtml' },
];

type State = Readonly<{ is: 'none' | 'fetching' } | { is: 'saved'; name: string } | { is: 'failed'; error: Error }>;

/** Saves the brief as the service writes it, under the name that the service gives it: that has the marking. */
export const useSave = (address: string) => {
  const { language } = useMessages();
  const [state, set] = useState<State>({ is: 'none' });
  const isFetching = useRef(false);
  const save = async ({ type }: Form) => {
    if (isFetching.current) return;
    isFetching.current = true;
    set({ is: 'fetching' });
    try {
      const response = await askForm(address, type, language);
      const name = fileNameIn(response.headers.get('content-disposition'));
      // The service names each of these, so this came from elsewhere.
      if (name === undefined) throw new Unreachable('a file without a name');
      saveFile(name, await response.blob());
      set({ is: 'saved', name });
    } catch (error) {
      set({ is: 'failed', error: error as Error });
    } finally {
      isFetching.current = false;
    }
  };
  return { state, save: (form: Form) => void save(form) };
};

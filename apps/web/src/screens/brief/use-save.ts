import { useEffect, useRef, useState } from 'preact/hooks';
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

/** After which a file that has not come is given up. */
const LONGEST_MS = 30_000;

type State = Readonly<
  { is: 'none' | 'fetching' | 'nameless' | 'overdue' } | { is: 'saved'; name: string } | { is: 'failed'; error: Error }
>;

/**
 * Hands the brief to the browser as the service writes it, under the name that the service gives it: that has the marking. What is being
 * fetched ends with the screen, and with the moment that it is of. `onEnd`: what a file was asked for may have another answer by now.
 */
export const useSave = (address: string, onEnd: () => void) => {
  const { language } = useMessages();
  const [state, set] = useState<State>({ is: 'none' });
  const fetching = useRef<AbortController>();
  useEffect(
    () => () => {
      fetching.current?.abort();
      fetching.current = undefined;
      set({ is: 'none' });
    },
    [address],
  );
  const save = async ({ type }: Form) => {
    if (fetching.current !== undefined) return;
    const mine = new AbortController();
    fetching.current = mine;
    set({ is: 'fetching' });
    let isOverdue = false;
    const timer = setTimeout(() => {
      isOverdue = true;
      mine.abort();
    }, LONGEST_MS);
    try {
      const response = await askForm(address, type, language, mine.signal);
      const name = fileNameIn(response.headers.get('content-disposition'));
      // The service names each of these, so something in between took the name away.
      if (name === undefined) return set({ is: 'nameless' });
      const content = await response.blob();
      if (mine.signal.aborted) return;
      saveFile(name, content);
      set({ is: 'saved', name });
    } catch (error) {
      if (isOverdue) set({ is: 'overdue' });
      else if (!mine.signal.aborted) set({ is: 'failed', error: error as Error });
    } finally {
      clearTimeout(timer);
      if (fetching.current === mine) {
        fetching.current = undefined;
        onEnd();
      }
    }
  };
  return { state, save: (form: Form) => void save(form) };
};

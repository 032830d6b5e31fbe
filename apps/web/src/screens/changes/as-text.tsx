import { useEffect, useRef, useState } from 'preact/hooks';
import { askText } from '../../api/ask.js';
import { useChangesTexts } from '../../messages/changes-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { Why } from '../../parts/why.js';

type State = Readonly<{ is: 'copied' } | { is: 'failed'; error: Error } | { is: 'shown'; text: string }>;
const MOST_LINES = 200;

/** The same as text, with its marking above and below. `address`: of what is shown, and no later. */
export const useText = (address: string) => {
  const { language } = useMessages();
  const [state, setState] = useState<State>();
  const copy = async () => {
    let text: string;
    try {
      text = await askText(`${address}&limit=${MOST_LINES}`, language);
    } catch (error) {
      return setState({ is: 'failed', error: error as Error });
    }
    try {
      await navigator.clipboard.writeText(text);
      setState({ is: 'copied' });
    } catch {
      // Without a safe line, or without leave, a page may not copy. Its reader may.
      setState({ is: 'shown', text });
    }
  };
  return { state, copy: () => void copy() };
};

/** `count`: of all lines. The text has the first of them. */
export const TextSaid = ({ state, count }: Readonly<{ state: State | undefined; count: number }>) => {
  const tell = useChangesTexts();
  return (
    <>
      <p class="by" role="status">
        {state?.is === 'copied' &&
          (count > MOST_LINES ? tell('changes.copiedFirst', { shown: MOST_LINES, count }) : tell('changes.copied'))}
        {state?.is === 'failed' && (
          <>
            <b>{tell('changes.copyFailed')}</b> <Why error={state.error} />
          </>
        )}
        {state?.is === 'shown' && tell('changes.text')}{' '}
        {state?.is === 'shown' && count > MOST_LINES && tell('changes.textFirst', { shown: MOST_LINES, count })}
      </p>
      {state?.is === 'shown' && <Selected text={state.text} />}
    </>
  );
};

const Selected = ({ text }: Readonly<{ text: string }>) => {
  const tell = useChangesTexts();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [text]);
  return <textarea ref={field} class="astext" readOnly rows={12} aria-label={tell('changes.text')} value={text} />;
};

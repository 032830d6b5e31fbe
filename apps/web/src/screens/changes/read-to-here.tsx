import { useState } from 'preact/hooks';
import type { Answer } from '../../api/answer.js';
import { put } from '../../api/ask.js';
import { queries } from '../../api/queries.js';
import { useChangesTexts } from '../../messages/changes-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { instantText } from '../../model/instants.js';
import type { ReadToHere as Kept } from '../../types/types.gen.js';
import { Why } from './why.js';

/** Asks the service to keep that the reader has read up to what is shown: not further, whatever has come since. */
export const useReading = (negotiation: string, token: string | undefined) => {
  const { language } = useMessages();
  const [state, setState] = useState<Readonly<{ done: Kept } | { failed: Error }>>();
  const keep = async () => {
    if (token === undefined) return;
    const path = `${negotiation}/read-to-here`;
    try {
      const answer = await put<Kept>(path, { token }, language);
      queries.setQueryData<Answer<Kept>>([path, '', language], answer);
      setState({ done: answer.body });
    } catch (error) {
      setState({ failed: error as Error });
    }
  };
  return { state, keep: () => void keep() };
};
export type Reading = ReturnType<typeof useReading>;

/** Says, and announces, that it is kept, or why not. */
export const ReadingSaid = ({ reading: { state }, goOn }: Readonly<{ reading: Reading; goOn: () => void }>) => {
  const { language } = useMessages();
  const tell = useChangesTexts();
  return (
    <p class="by" role="status">
      {state && 'done' in state && (
        <>
          {tell('changes.readDone', { time: instantText(state.done.acknowledgedAt ?? '', language) })}{' '}
          <button type="button" class="plain" onClick={goOn}>
            {tell('changes.readNext')}
          </button>
        </>
      )}
      {state && 'failed' in state && (
        <>
          <b>{tell('changes.readFailed')}</b> <Why error={state.failed} />
        </>
      )}
    </p>
  );
};

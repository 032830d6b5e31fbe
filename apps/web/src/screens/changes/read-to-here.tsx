import { useState } from 'preact/hooks';
import type { Answer } from '../../api/answer.js';
import { put } from '../../api/ask.js';
import { queries } from '../../api/queries.js';
import { useChangesTexts } from '../../messages/changes-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { instantText } from '../../model/instants.js';
import type { ReadToHere as Kept } from '../../types/types.gen.js';
import type { Question } from './use-question.js';
import { Why } from '../../parts/why.js';

/** Asked before it is done: how many lines were not shown, and up to when the reader has read in another window. */
type Doubt = Readonly<{ unseen: number; elsewhere: string | undefined }>;
type State = Readonly<{ done: Kept } | { doubt: Doubt } | { failed: Error }>;

/** Asks the service to keep that the reader has read up to what is shown: not further, whatever has come since. */
export const useReading = (question: Question, unseen: number, goneOn: () => void) => {
  const { language } = useMessages();
  const { path, now, known, setKnown, askKept, begin } = question;
  const [state, setState] = useState<State>();
  const attempt = (work: () => Promise<void>) => () =>
    void work().catch((error: unknown) => setState({ failed: error as Error }));
  const keep = async () => {
    const address = `${path}/read-to-here`;
    const answer = await put<Kept>(address, { token: now }, language);
    queries.setQueryData<Answer<Kept>>([address, '', language], answer);
    setKnown(answer.body.token);
    setState({ done: answer.body });
  };
  const press = async () => {
    const { token, at } = (await askKept()).body;
    const elsewhere = token === known ? undefined : at;
    if (unseen === 0 && elsewhere === undefined) return keep();
    setState({ doubt: { unseen, elsewhere } });
  };
  const goOn = async () => {
    begin(await askKept());
    goneOn();
  };
  return { state, press: attempt(press), keep: attempt(keep), goOn: attempt(goOn) };
};
export type Reading = ReturnType<typeof useReading>;

/** Says, and announces, that it is kept, what to think of before, or why not. */
export const ReadingSaid = ({ reading: { state, keep, goOn } }: Readonly<{ reading: Reading }>) => {
  const { language } = useMessages();
  const tell = useChangesTexts();
  return (
    <div class="by">
      <span role="status">
        {state && 'done' in state && tell('changes.readDone', { time: instantText(state.done.at ?? '', language) })}
        {state && 'doubt' in state && <Doubts doubt={state.doubt} />}
        {state && 'failed' in state && (
          <>
            <b>{tell('changes.readFailed')}</b> <Why error={state.failed} />
          </>
        )}
      </span>{' '}
      {state && 'done' in state && (
        <button type="button" class="plain" onClick={goOn}>
          {tell('changes.readNext')}
        </button>
      )}
      {state && 'doubt' in state && (
        <button type="button" class="plain" onClick={keep}>
          {tell('changes.readAllTheSame')}
        </button>
      )}
    </div>
  );
};

const Doubts = ({ doubt: { unseen, elsewhere } }: Readonly<{ doubt: Doubt }>) => {
  const { language } = useMessages();
  const tell = useChangesTexts();
  return (
    <>
      {unseen > 0 && `${tell('changes.readHidden', { count: unseen })} `}
      {elsewhere !== undefined && tell('changes.readElsewhere', { time: instantText(elsewhere, language) })}
    </>
  );
};

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useAdministrationTexts } from '../../messages/administration-texts.js';
import { Question } from '../../parts/question.js';
import { NotDone } from './not-done.js';

type Props = Readonly<{
  name: string;
  yes: string;
  no: string;
  isBad: boolean;
  isBusy: boolean;
  failure: Error | undefined;
  /** It may have been done, although no receipt came. */
  isUnknown: boolean;
  /** What is decided on is still as it was when this was asked. */
  stands: boolean;
  /** What was typed, which is not lost with it. */
  typed: string;
  /** @returns whether it was done */
  send: () => Promise<boolean>;
  close: () => void;
  /** What was decided on is no more as it was. `isEmpty`: nothing is left to show. */
  gone: (isEmpty: boolean) => void;
  children: ComponentChildren;
}>;

/**
 * A question about something in a list. It stays if that goes from the list: why it was not done, and what was typed, can still be read. What
 * may have been done, since its answer was lost, can be sent again.
 */
export const Held = ({ stands, typed, send, close, gone, failure, isUnknown, children, ...question }: Props) => {
  const tell = useAdministrationTexts();
  const [isSent, setSent] = useState(false);
  // While it is being sent, that is what changes the list.
  const isOver = !stands && !isSent;
  const isEmpty = typed === '' && failure === undefined;
  useEffect(() => {
    if (isOver) gone(isEmpty);
  }, [isOver]);
  const act = async () => {
    setSent(true);
    if (!(await send())) setSent(false);
  };
  if (!isOver || isUnknown)
    return (
      <Question {...question} onYes={() => void act()} onNo={close}>
        {children}
        {failure && <NotDone error={failure} isUnknown={isUnknown} />}
      </Question>
    );
  if (isEmpty) return null;
  return (
    <div class="ask" role="group" aria-label={question.name}>
      <p class="small">
        <b>
          <bdi>{question.name}</bdi>
        </b>
      </p>
      {failure && <NotDone error={failure} />}
      {typed !== '' && (
        <>
          <p class="small">{tell('admin.typed')}</p>
          <p class="rec" dir="auto">
            {typed}
          </p>
        </>
      )}
      <p class="acts2">
        <button type="button" class="btn" onClick={close}>
          {tell('admin.close')}
        </button>
      </p>
    </div>
  );
};

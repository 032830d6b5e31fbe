import { useState } from 'preact/hooks';
import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import { useMessages } from '../../../messages/use-messages.js';
import { instantText } from '../../../model/instants.js';
import { Question } from '../../../parts/feeds/question.js';
import type { DeadLetters } from '../../../types/types.gen.js';
import { NotDone } from '../not-done.js';
import { type Sent, useLetters } from './use-webhooks.js';

type Letter = DeadLetters['items'][number];
type Props = Readonly<{
  id: string;
  letters: readonly Letter[];
  /** Moves the focus from what is gone. */
  focus: () => void;
}>;

/** The messages of a webhook that were given up: why, since when, and what may be done with them. `id`: of their heading. */
export const Letters = ({ id: heading, letters, focus }: Props) => {
  const { say, language } = useMessages();
  const tell = useAdministrationTexts();
  const { busy, last, sendAgain, drop } = useLetters();
  const [asked, ask] = useState<string>();
  const act = async (what: (id: string) => Promise<void>, id: string) => {
    if (busy !== undefined) return;
    ask(undefined);
    await what(id);
    focus();
  };
  const isThere = letters.some(({ id }) => id === last?.id);
  return (
    <div class="letters">
      {letters.length > 0 && <h4 id={heading}>{tell('letters.title', { count: letters.length })}</h4>}
      {/* What was sent is listed no more: what became of it is told in its place. */}
      {last?.sent !== undefined && !isThere && <Became sent={last.sent} />}
      {letters.length > 0 && (
        <ul aria-labelledby={heading}>
          {letters.map(({ id, since, at, tries, cause }) => {
            const time = instantText(since, language);
            const named = (what: string) => `${what}${say('text.colon')}${tell('letters.of', { time })}`;
            return (
              <li key={id}>
                <p>
                  <bdi lang="en">{cause}</bdi>
                </p>
                <p class="by">{tell('letters.tried', { count: tries, since: time, at: instantText(at, language) })}</p>
                {last?.id === id && last.sent !== undefined && <Became sent={last.sent} />}
                {asked === id ? (
                  <Question
                    name={named(tell('letters.drop'))}
                    yes={tell('letters.drop')}
                    no={tell('letters.keep')}
                    isBad
                    isBusy={busy !== undefined}
                    onYes={() => void act(drop, id)}
                    onNo={() => ask(undefined)}
                  >
                    <p class="small">{tell('letters.dropMeans')}</p>
                  </Question>
                ) : (
                  <p class="acts2">
                    <button
                      type="button"
                      class="plain small"
                      aria-label={named(tell('letters.again'))}
                      aria-disabled={busy !== undefined}
                      onClick={() => void act(sendAgain, id)}
                    >
                      {tell(busy === id ? 'letters.sending' : 'letters.again')}
                    </button>
                    <button
                      type="button"
                      class="plain small"
                      aria-label={named(tell('letters.drop'))}
                      aria-disabled={busy !== undefined}
                      onClick={() => busy === undefined && ask(id)}
                    >
                      {tell('letters.drop')}
                    </button>
                  </p>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
};

const Became = ({ sent }: Readonly<{ sent: Sent }>) => {
  const tell = useAdministrationTexts();
  if ('error' in sent) return <NotDone error={sent.error} />;
  return (
    <p class="small done" role="status">
      {tell(`letters.${sent.result}`)} {sent.cause !== undefined && <bdi lang="en">{sent.cause}</bdi>}
    </p>
  );
};

import { useEffect, useRef, useState } from 'preact/hooks';
import { mayBeKept } from '../../../api/outcome.js';
import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import { useMessages } from '../../../messages/use-messages.js';
import { instantText } from '../../../model/instants.js';
import { Glyph } from '../../../parts/glyph.js';
import { Question } from '../../../parts/question.js';
import type { DeadLetters } from '../../../types/types.gen.js';
import { focusIfLost, isFocusLost } from '../../../parts/focus.js';
import { NotDone } from '../not-done.js';
import { type Became, useLetters } from './use-webhooks.js';

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
  const act = async (what: (id: string) => Promise<boolean>, id: string) => {
    if (busy === undefined && (await what(id)) && asked === id) ask(undefined);
  };
  const isThere = letters.some(({ id }) => id === last?.id);
  useEffect(() => {
    if (last !== undefined && !isThere && isFocusLost()) focus();
  }, [last, isThere]);
  const askedBefore = useRef<string>();
  useEffect(() => {
    if (asked === undefined && askedBefore.current !== undefined) focusIfLost(dropOf(askedBefore.current));
    askedBefore.current = asked;
  }, [asked]);
  return (
    <div class="letters">
      {letters.length > 0 && <h4 id={heading}>{tell('letters.title', { count: letters.length })}</h4>}
      {/* What was sent is listed no more: what became of it is told in its place. */}
      {last !== undefined && !isThere && <What became={last.became} isGone />}
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
                {last?.id === id && <What became={last.became} />}
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
                      id={dropOf(id)}
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

const dropOf = (id: string): string => `drop-${id}`;

/** `isGone`: it is listed no more. */
const What = ({ became, isGone = false }: Readonly<{ became: Became; isGone?: boolean }>) => {
  const tell = useAdministrationTexts();
  if ('result' in became)
    return (
      <p class="small done" role="status">
        {tell(`letters.${became.result}`)} {became.cause !== undefined && <bdi lang="en">{became.cause}</bdi>}
      </p>
    );
  const { error, act } = became;
  // It is sent or dropped before that is noted, so it may be done although it could not be noted.
  if (!mayBeKept(error)) return <NotDone error={error} />;
  if (act === 'send')
    return (
      <p class="notdone small" role="alert">
        <Glyph name="warn" />
        {tell('letters.lost')}
      </p>
    );
  return isGone ? <What became={{ result: 'gone' }} /> : <NotDone error={error} isUnknown />;
};

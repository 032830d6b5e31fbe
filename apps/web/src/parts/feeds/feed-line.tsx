import { useRef, useState } from 'preact/hooks';
import { useMessages } from '../../messages/use-messages.js';
import { useFeedsTexts } from '../../messages/feeds-texts.js';
import { instantText } from '../../model/instants.js';
import type { Feed } from '../../types/types.gen.js';
import { NotDone } from './not-done.js';
import { isFocusLost } from '../focus.js';
import { Question } from '../question.js';
import type { FeedsControl } from './use-feeds.js';

/** `title`: of its negotiation. `ended`: it is gone, with what held the focus. */
type Props = Readonly<{ feed: Feed; title: string | undefined; control: FeedsControl; ended: () => void }>;
type Act = 'renew' | 'end';

/** An address that the reader has, without the address: what it is about, since when, and what may be done with it. */
export const FeedLine = ({ feed, title, control, ended }: Props) => {
  const { say, language } = useMessages();
  const tell = useFeedsTexts();
  const [asked, ask] = useState<Act>();
  const line = useRef<HTMLParagraphElement>(null);
  const { id, name, negotiationId, madeAt, keyMadeAt } = feed;
  const about = negotiationId === undefined ? say('list.title') : (title ?? tell('feeds.notSeen'));
  const act = async (what: Act) => {
    if (control.busy !== undefined) return;
    ask(undefined);
    if (!(await control[what](id))) {
      if (isFocusLost()) line.current?.focus();
      return;
    }
    if (what === 'end') ended();
  };
  return (
    <li>
      <p ref={line} tabIndex={-1}>
        <b>
          <bdi>{name ?? about}</bdi>
        </b>
        {name !== undefined && (
          <>
            {say('text.comma')}
            <bdi>{about}</bdi>
          </>
        )}
      </p>
      <p class="by">
        {tell('feeds.madeAt', { time: instantText(madeAt, language) })}
        {keyMadeAt !== madeAt && ` ${tell('feeds.renewedAt', { time: instantText(keyMadeAt, language) })}`}
      </p>
      {asked === undefined ? (
        <p class="acts2">
          {(['renew', 'end'] as const).map((what) => (
            <button
              key={what}
              type="button"
              class="plain small"
              aria-label={`${tell(`feeds.${what}`)}${say('text.colon')}${name ?? about}`}
              aria-disabled={control.busy !== undefined}
              onClick={() => control.busy === undefined && ask(what)}
            >
              {tell(`feeds.${what}`)}
            </button>
          ))}
        </p>
      ) : (
        <Question
          name={tell(`feeds.${asked}`)}
          yes={tell(`feeds.${asked}`)}
          no={tell('feeds.keep')}
          isBad
          isBusy={control.busy !== undefined}
          onYes={() => void act(asked)}
          onNo={() => ask(undefined)}
        >
          <p class="small">{tell(`feeds.${asked}Means`)}</p>
        </Question>
      )}
      {control.failure?.of === id && <NotDone error={control.failure.error} />}
    </li>
  );
};

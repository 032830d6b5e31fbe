import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useMessages } from '../../../messages/use-messages.js';
import { useWeekTexts } from '../../../messages/week-texts.js';
import { instantText } from '../../../model/instants.js';
import type { Feed } from '../../../types/types.gen.js';
import { NotDone } from './not-done.js';
import type { FeedsControl } from './use-feeds.js';

/** `title`: of its negotiation. `ended`: it is gone, with what held the focus. */
type Props = Readonly<{ feed: Feed; title: string | undefined; control: FeedsControl; ended: () => void }>;
type Act = 'renew' | 'end';

/** An address that the reader has, without the address: what it is about, since when, and what may be done with it. */
export const FeedLine = ({ feed, title, control, ended }: Props) => {
  const { say, language } = useMessages();
  const tell = useWeekTexts();
  const [asked, ask] = useState<Act>();
  const { id, name, negotiationId, madeAt, keyMadeAt } = feed;
  const about = negotiationId === undefined ? say('list.title') : (title ?? tell('feeds.notSeen'));
  const act = async (what: Act) => {
    if (control.busy !== undefined) return;
    ask(undefined);
    if (!(await control[what](id))) return;
    if (what === 'end') ended();
  };
  return (
    <li>
      <p>
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
        <Question what={asked} yes={() => void act(asked)} no={() => ask(undefined)} />
      )}
      {control.failure?.of === id && <NotDone error={control.failure.error} />}
    </li>
  );
};

const Question = ({ what, yes, no }: Readonly<{ what: Act; yes: () => void; no: () => void }>) => {
  const tell = useWeekTexts();
  const keep = useRef<HTMLButtonElement>(null);
  // Enter twice ends nothing by mistake.
  useLayoutEffect(() => keep.current?.focus(), []);
  return (
    <div class="ask" role="group" aria-label={tell(`feeds.${what}`)}>
      <p class="small">{tell(`feeds.${what}Means`)}</p>
      <p class="acts2">
        <button type="button" class="btn bad" onClick={yes}>
          {tell(`feeds.${what}`)}
        </button>
        <button type="button" class="btn" ref={keep} onClick={no}>
          {tell('feeds.keep')}
        </button>
      </p>
    </div>
  );
};

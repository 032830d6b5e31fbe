import { useAnswer } from '../../api/queries.js';
import { Ended } from './ended.js';
import { useMessages } from '../../messages/use-messages.js';
import { useFeedsTexts } from '../../messages/feeds-texts.js';
import { markingText } from '../../model/marking.js';
import { Loading } from '../loading.js';
import { Trouble } from '../trouble.js';
import type { Feeds as FeedList, ListedNegotiation } from '../../types/types.gen.js';
import type { Type } from '../use-tell-typed.js';
import { FeedLine } from './feed-line.js';
import { NewFeed } from './new-feed.js';
import { NotDone } from './not-done.js';
import { ShownOnce } from './shown-once.js';
import { useEnded } from './use-ended.js';
import { FEEDS, type FeedsControl } from './use-feeds.js';

const HEADING = 'calendars';
/** What held the focus is gone. */
const focusHeading = () => document.getElementById(HEADING)?.focus();

type Props = Readonly<{ negotiations: readonly ListedNegotiation[]; control: FeedsControl; type?: Type }>;

/** Addresses by which programs that keep calendars read these meetings: those that the reader has, and a new one. */
export const Feeds = ({ negotiations, control, ...more }: Props) => {
  const { say } = useMessages();
  const tell = useFeedsTexts();
  const { data, error, refetch } = useAnswer<FeedList>(FEEDS);
  const { shown, failure } = control;
  const titleOf = (negotiation: string | undefined) => negotiations.find(({ id }) => id === negotiation)?.title;
  const listed = data?.body.items.map(({ id, name, negotiationId }) => ({
    id,
    name: name ?? titleOf(negotiationId) ?? say('list.title'),
  }));
  const ended = useEnded(control, listed, HEADING);
  const isOfNone = ({ of }: Readonly<{ of: string }>) => of !== 'new' && !data?.body.items.some(({ id }) => id === of);
  return (
    <section class="sec feeds" aria-labelledby={HEADING}>
      <h2 id={HEADING} tabIndex={-1}>
        {tell('feeds.title')}
      </h2>
      <p class="small">{tell('feeds.what')}</p>
      {data !== undefined && (
        <>
          <p class="small">{tell('feeds.upTo', { marking: markingText(data.body) })}</p>
          {/* It keeps what is typed while the address of another one is shown. */}
          <div hidden={shown.length > 0}>
            <NewFeed negotiations={negotiations} control={control} {...more} />
          </div>
          {shown.map(({ id, name, shown: address }) => (
            <ShownOnce
              key={address}
              name={name}
              label={tell('feeds.address')}
              value={address}
              isKey={tell('feeds.isKey')}
              once={tell('feeds.once')}
              uncopied={tell('feeds.copyFailed')}
              close={() => {
                control.close(id);
                focusHeading();
              }}
            />
          ))}
          <Ended name={ended} said={tell('feeds.ended')} />
          {failure && isOfNone(failure) && <NotDone error={failure.error} />}
          {data.body.items.length > 0 && (
            <>
              <h3>{tell('feeds.yours')}</h3>
              <ul>
                {data.body.items.map((feed) => (
                  <FeedLine
                    key={feed.id}
                    feed={feed}
                    title={titleOf(feed.negotiationId)}
                    control={control}
                    ended={focusHeading}
                  />
                ))}
              </ul>
            </>
          )}
        </>
      )}
      {data === undefined &&
        (error === null ? (
          <Loading>{tell('feeds.loading')}</Loading>
        ) : (
          <Trouble error={error} retry={() => void refetch()} heading="h3" />
        ))}
      <p class="small dim">
        {tell('feeds.until')} {tell('feeds.how')}
      </p>
    </section>
  );
};

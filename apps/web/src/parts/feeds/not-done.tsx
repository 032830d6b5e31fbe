import { Refused } from '../../api/answer.js';
import { mayBeKept } from '../../api/outcome.js';
import type { Tell } from '../../messages/lazy-texts.js';
import { type Messages, useMessages } from '../../messages/use-messages.js';
import type { FeedsTextId } from '../../messages/feeds-en.js';
import { useLoggedInSince } from '../use-logged-in-since.js';
import { useFeedsTexts } from '../../messages/feeds-texts.js';

/** Why something was not done, and what to do now. */
export const NotDone = ({ error }: Readonly<{ error: Error }>) => {
  const { say } = useMessages();
  const tell = useFeedsTexts();
  const isOver = useLoggedInSince(error);
  const why = whyOf(error, say, tell);
  if (isOver) return null;
  return (
    <p class="notdone small" role="alert">
      <b>{tell(mayBeKept(error) ? 'feeds.unknown' : 'feeds.notDone')}</b> {why ?? <bdi lang="en">{error.message}</bdi>}
    </p>
  );
};

const whyOf = (error: Error, say: Messages['say'], tell: Tell<FeedsTextId>): string | undefined => {
  if (!(error instanceof Refused)) return `${say('trouble.offline')}. ${tell('feeds.lost')}`;
  const { status, code } = error.problem;
  if (code === 'too-many-changes') return tell('feeds.tooOften', { count: error.retryAfter ?? 60 });
  if (code === 'too-many-feeds') return tell('feeds.tooMany');
  if (code === 'feed-unknown') return tell('feeds.gone');
  if (status === 404) return tell('feeds.noNegotiation');
  if (status === 503) return tell('feeds.unavailable');
  if (status === 401) return say('session.ended');
  if (status === 403) return tell('feeds.mayNot');
  return undefined;
};

import { Refused } from '../../api/answer.js';
import { mayBeDone } from '../../api/outcome.js';
import { useAdministrationTexts } from '../../messages/administration-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { Glyph } from '../../parts/glyph.js';
import { useLoggedInSince } from '../../parts/use-logged-in-since.js';

type Props = Readonly<{
  error: Error;
  /** A field says why. */
  isAtField?: boolean;
  /** It was to be tried out alone: nothing can have been done. */
  isTrial?: boolean;
  /** It may have been done. */
  isUnknown?: boolean;
}>;

/** Why something was not done, or that this is not known, and what to do now. */
export const NotDone = ({
  error,
  isAtField = false,
  isTrial = false,
  isUnknown = !isTrial && mayBeDone(error),
}: Props) => {
  const { say } = useMessages();
  const tell = useAdministrationTexts();
  const isOver = useLoggedInSince(error);
  const isLost = !(error instanceof Refused);
  if (isOver && !isUnknown) return null;
  return (
    <p class="notdone small" role="alert">
      <Glyph name="warn" />
      <b>{tell(isUnknown ? 'admin.unknown' : 'admin.notDone')}</b>{' '}
      {isAtField ? (
        tell('admin.atField')
      ) : isLost ? (
        `${say('trouble.offline')}${say('text.stop')}${tell(isTrial ? 'admin.unread' : 'admin.lost')}`
      ) : error.problem.status === 401 ? (
        say('session.ended')
      ) : (
        <bdi lang="en">{error.problem.detail}</bdi>
      )}{' '}
      {isUnknown && !isLost && tell('admin.lost')}
    </p>
  );
};

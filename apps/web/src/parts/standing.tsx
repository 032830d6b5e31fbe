import { Refused } from '../api/answer.js';
import { useMessages } from '../messages/use-messages.js';
import { timeText } from '../model/instants.js';
import { Glyph } from './glyph.js';
import { useLate } from './use-late.js';

type Props = Readonly<{ heardAt: Date; error: Error | null; late: Error | null; retry: () => void }>;

/** Above a screen that shows an earlier answer, because no newer one comes: since when, why, and a retry. */
export const Standing = ({ heardAt, error, late, retry }: Props) => {
  const { say, language } = useMessages();
  const why = useLate(late) ?? say('board.loading');
  if (error === null && late === null) return null;
  const time = timeText(heardAt, language);
  return (
    <p class="standing" role="status">
      <Glyph name="warn" />
      {error === null ? (
        <>
          {say('standing.late', { time })} {why}
        </>
      ) : error instanceof Refused ? (
        <>
          {say('standing.refused', { time })} <bdi lang="en">{error.problem.detail}</bdi>
        </>
      ) : (
        say('standing.offline', { time })
      )}{' '}
      {error !== null && (
        <button type="button" class="plain" onClick={retry}>
          {say('trouble.retry')}
        </button>
      )}
    </p>
  );
};

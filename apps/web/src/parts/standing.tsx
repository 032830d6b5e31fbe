import { Refused } from '../api/answer.js';
import { useMessages } from '../messages/use-messages.js';
import { LOCALES } from '#messages/languages.js';
import { Glyph } from './glyph.js';

type Props = Readonly<{ heardAt: Date; error: Error | null; isLate: boolean; retry: () => void }>;

/** Above a screen that shows an earlier answer, because no newer one comes: since when, why, and a retry. */
export const Standing = ({ heardAt, error, isLate, retry }: Props) => {
  const { say, language } = useMessages();
  if (error === null && !isLate) return null;
  const time = new Intl.DateTimeFormat(LOCALES[language], { timeStyle: 'short' }).format(heardAt);
  const why = isLate ? 'standing.late' : error instanceof Refused ? 'standing.refused' : 'standing.offline';
  return (
    <p class="standing" role="status">
      <Glyph name="warn" />
      {say(why, { time })} {error instanceof Refused && <bdi lang="en">{error.problem.detail}</bdi>}{' '}
      {error !== null && (
        <button type="button" class="plain" onClick={retry}>
          {say('trouble.retry')}
        </button>
      )}
    </p>
  );
};

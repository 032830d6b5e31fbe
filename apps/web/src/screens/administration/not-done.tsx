import { Refused } from '../../api/answer.js';
import { useAdministrationTexts } from '../../messages/administration-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { Glyph } from '../../parts/glyph.js';

/** Why something was not done, and what to do now. `isAtField`: a field says why. */
export const NotDone = ({ error, isAtField = false }: Readonly<{ error: Error; isAtField?: boolean }>) => {
  const { say } = useMessages();
  const tell = useAdministrationTexts();
  return (
    <p class="notdone small" role="alert">
      <Glyph name="warn" />
      <b>{tell('admin.notDone')}</b>{' '}
      {isAtField ? (
        tell('admin.atField')
      ) : !(error instanceof Refused) ? (
        `${say('trouble.offline')}${say('text.stop')}${tell('admin.lost')}`
      ) : error.problem.status === 401 ? (
        say('session.ended')
      ) : (
        <bdi lang="en">{error.problem.detail}</bdi>
      )}
    </p>
  );
};

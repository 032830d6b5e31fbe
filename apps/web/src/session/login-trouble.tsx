import { useMessages } from '../messages/use-messages.js';
import { Glyph } from '../parts/glyph.js';

/** The login did not succeed: what the issuer or the browser said of it, and another try. */
export const LoginTrouble = ({ message, retry }: Readonly<{ message: string; retry: () => void }>) => {
  const { say } = useMessages();
  return (
    <div class="trouble" role="alert">
      <h1>
        <Glyph name="warn" />
        {say('session.failed')}
      </h1>
      <p>
        <bdi lang="en">{message}</bdi>
      </p>
      <button type="button" class="btn" onClick={retry}>
        {say('session.logIn')}
      </button>
    </div>
  );
};

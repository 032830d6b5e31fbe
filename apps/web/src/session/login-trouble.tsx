import { useMessages } from '../messages/use-messages.js';
import { Glyph } from '../parts/glyph.js';
import { WhyNot } from './why-not.js';

/** The login did not succeed: why, and another try. */
export const LoginTrouble = ({ error, retry }: Readonly<{ error: Error; retry: () => void }>) => {
  const { say } = useMessages();
  return (
    <div class="trouble" role="alert">
      <h1>
        <Glyph name="warn" />
        {say('session.failed')}
      </h1>
      <p>
        <WhyNot error={error} />
      </p>
      <button type="button" class="btn" onClick={retry}>
        {say('session.logIn')}
      </button>
    </div>
  );
};

import { useMessages } from '../messages/use-messages.js';
import { useTitle } from '../parts/use-title.js';
import { WhyNot } from './why-not.js';

/** Nothing of who was logged in is shown any more, not in the title of the window, either. Only a click logs in again. */
export const LoggedOut = ({ logIn, trouble }: Readonly<{ logIn: () => void; trouble: Error | undefined }>) => {
  const { say } = useMessages();
  useTitle(say('session.out'));
  return (
    <main id="main">
      <div class="trouble">
        <h1>{say('session.out')}</h1>
        <p>{say('session.outAdvice')}</p>
        {trouble && (
          <p role="alert">
            <WhyNot error={trouble} />
          </p>
        )}
        <button type="button" class="btn" onClick={logIn}>
          {say('session.logIn')}
        </button>
      </div>
    </main>
  );
};

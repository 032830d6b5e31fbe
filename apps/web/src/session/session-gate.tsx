import type { ComponentChildren } from 'preact';
import { useMessages } from '../messages/use-messages.js';
import { LogInContext, LogOutContext } from '../parts/log-out.js';
import { Loading } from '../parts/loading.js';
import { Trouble } from '../parts/trouble.js';
import { useSession } from './use-session.js';
import { Refused, Unreachable } from '../api/answer.js';
import { LoggedOut } from './logged-out.js';
import { ENDED } from './ended.js';
import { LoginTrouble } from './login-trouble.js';
import { WhyNot } from './why-not.js';

/** `isNeeded`: whether the screen that is shown asks the service anything. */
type Props = Readonly<{ isNeeded: boolean; children: ComponentChildren }>;

/** Shows the page once its reader is logged in, or once it is known that no login is needed. */
export const SessionGate = ({ isNeeded, children }: Props) => {
  const { say, language } = useMessages();
  const session = useSession(language, isNeeded);
  if (isNeeded && session.is === 'starting')
    return (
      <main id="main">
        <Loading>{say('session.starting')}</Loading>
      </main>
    );
  if (isNeeded && session.is === 'failed') {
    const { error, retry } = session;
    const isOfService = error instanceof Refused || error instanceof Unreachable;
    return (
      <main id="main">
        {isOfService ? <Trouble error={error} retry={retry} /> : <LoginTrouble error={error} retry={retry} />}
      </main>
    );
  }
  if (session.is === 'over') return <session.Instead />;
  if (isNeeded && session.is === 'out') return <LoggedOut logIn={session.logIn} trouble={session.trouble} />;
  return (
    <LogOutContext.Provider value={session.is === 'open' ? session.logOut : undefined}>
      <LogInContext.Provider value={session.is === 'ended' ? session.logIn : undefined}>
        {session.is === 'ended' && (
          <p class="standing" role="alert" id={ENDED}>
            {say('session.ended')} {session.trouble && <WhyNot error={session.trouble} />}
            {session.beside && <session.beside.Said />}
            <button type="button" class="plain" onClick={session.logIn}>
              {say('session.logIn')}
            </button>
            {session.beside && <session.beside.Otherwise logInHere={session.logInHere} />}
          </p>
        )}
        {children}
      </LogInContext.Provider>
    </LogOutContext.Provider>
  );
};

import type { ComponentChildren } from 'preact';
import { useLocation } from 'wouter-preact';
import { useMessages } from '../messages/use-messages.js';
import { LogOutContext } from '../parts/log-out.js';
import { Loading } from '../parts/loading.js';
import { Trouble } from '../parts/trouble.js';
import { useSession } from './use-session.js';
import { Refused, Unreachable } from '../api/answer.js';
import { LoggedOut } from './logged-out.js';
import { LoginTrouble } from './login-trouble.js';
import { WhyNot } from './why-not.js';

/** `open`: the addresses of screens that need no login. */
type Props = Readonly<{ open: readonly string[]; children: ComponentChildren }>;

/** Shows the page once its reader is logged in, or once it is known that no login is needed. */
export const SessionGate = ({ open, children }: Props) => {
  const { say, language } = useMessages();
  const [path] = useLocation();
  const isOpen = open.includes(path);
  const session = useSession(language, !isOpen);
  if (isOpen) return <>{children}</>;
  if (session.is === 'starting')
    return (
      <main id="main">
        <Loading>{say('session.starting')}</Loading>
      </main>
    );
  if (session.is === 'failed') {
    const { error, retry } = session;
    const isOfService = error instanceof Refused || error instanceof Unreachable;
    return (
      <main id="main">
        {isOfService ? <Trouble error={error} retry={retry} /> : <LoginTrouble error={error} retry={retry} />}
      </main>
    );
  }
  if (session.is === 'out') return <LoggedOut logIn={session.logIn} trouble={session.trouble} />;
  return (
    <LogOutContext.Provider value={session.is === 'open' ? session.logOut : undefined}>
      {session.is === 'ended' && (
        <p class="standing" role="alert">
          {say('session.ended')}{' '}
          <button type="button" class="plain" onClick={session.logIn}>
            {say('session.logIn')}
          </button>{' '}
          {session.trouble && <WhyNot error={session.trouble} />}
        </p>
      )}
      {children}
    </LogOutContext.Provider>
  );
};

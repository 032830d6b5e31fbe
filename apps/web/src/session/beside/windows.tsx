import type { ComponentChildren } from 'preact';
import { LazyTextsProvider } from '../../messages/lazy-texts.js';
import { LOGIN_TEXTS, useLoginTexts } from '../../messages/login-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import type { Beside, Here } from '../session.js';

const WithLoginTexts = ({ children }: Readonly<{ children: ComponentChildren }>) => {
  const { say } = useMessages();
  return (
    <LazyTextsProvider
      files={[LOGIN_TEXTS]}
      waiting={null}
      failed={(retry) => (
        <button type="button" class="plain" onClick={retry}>
          {say('trouble.retry')}
        </button>
      )}
    >
      {children}
    </LazyTextsProvider>
  );
};

type TextId = 'login.opened' | 'login.blocked';
const Text = ({ id }: Readonly<{ id: TextId }>) => <span>{useLoginTexts()(id)}</span>;
const said = (id: TextId) => () => (
  <WithLoginTexts>
    <Text id={id} />
  </WithLoginTexts>
);

const HereButton = ({ logInHere }: Here) => (
  <button type="button" class="plain" onClick={logInHere}>
    {useLoginTexts()('login.here')}
  </button>
);
const Otherwise = (here: Here) => (
  <WithLoginTexts>
    <HereButton {...here} />
  </WithLoginTexts>
);

/** What becomes of the other window cannot be seen from here, so there is a way for whoever has closed it. */
export const OPENED: Beside = { Said: said('login.opened'), Otherwise };
export const BLOCKED: Beside = { Said: said('login.blocked'), Otherwise };

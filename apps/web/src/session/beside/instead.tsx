import { useEffect } from 'preact/hooks';
import { LOGIN_TEXTS, useLoginTexts } from '../../messages/login-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { Loading } from '../../parts/loading.js';
import { useTitle } from '../../parts/use-title.js';
import { WithTexts } from '../../parts/with-texts.js';

/** Somebody else begins anew. The screen of the other person is gone by now, and so what it would ask; all that the page remembers goes with it. */
export const Another = () => {
  const { say } = useMessages();
  useEffect(() => location.replace('/'), []);
  return (
    <main id="main">
      <Loading>{say('session.starting')}</Loading>
    </main>
  );
};

/** A window that was for a login alone. */
export const HandedOver = () => {
  useEffect(() => close(), []);
  return (
    <WithTexts files={[LOGIN_TEXTS]}>
      <CloseThis />
    </WithTexts>
  );
};

/** For a browser that leaves it to its reader to close a window. */
const CloseThis = () => {
  const tell = useLoginTexts();
  useTitle(tell('login.handedOver'));
  return (
    <main id="main">
      <div class="trouble">
        <h1>{tell('login.handedOver')}</h1>
        <p>{tell('login.goOn')}</p>
      </div>
    </main>
  );
};

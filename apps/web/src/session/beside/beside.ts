import { untilItHangs } from '../hanging.js';
import { finishLogin, type LoggedIn, type Login, prepareLogin } from '../login.js';
import type { Beside } from '../session.js';
import { answerFor } from './answer.js';
import { BLOCKED, OPENED } from './windows.js';

export { handOver } from './answer.js';
export { focusBack } from './focus-back.js';
export { Another, HandedOver } from './instead.js';

/** So that the page stays in sight. A phone opens a tab. */
const BESIDE = 'popup,width=560,height=720';

/**
 * Logs in at the issuer in another window, while the page stays. It is opened on the click itself, or the browser would block it. The page alone has what
 * makes a token of the answer. `signal`: once somebody goes on in another way, nobody waits for this window.
 * @returns undefined if the window is blocked
 */
export const logInBeside = async (
  login: Login,
  tell: (beside: Beside) => void,
  signal: AbortSignal,
): Promise<LoggedIn | undefined> => {
  const other = open('', '_blank', BESIDE);
  if (other === null) {
    tell(BLOCKED);
    return undefined;
  }
  tell(OPENED);
  // Nobody waits before an empty window.
  other.document.title = other.document.body.textContent = new URL(login.issuer).host;
  try {
    const { begun, address } = await prepareLogin(login, untilItHangs());
    const answered = await answerFor(begun.state, signal, () => other.location.replace(address));
    return await finishLogin(login, begun, answered, untilItHangs());
  } finally {
    // It has not left for the issuer if that does not answer.
    other.close();
  }
};

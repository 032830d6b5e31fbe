import type { Answer } from '../api/answer.js';
import { setToken } from '../api/ask.js';
import { queries } from '../api/queries.js';
import { canLast, openBox } from '../outbox/lasting-box.js';
import type { Me, PublicConfig } from '../types/types.gen.js';
import { endSession } from './login.js';

/**
 * Forgets the token, and everything that is kept on this device of who is logged in; then leaves for the issuer, which ends its own session.
 * `warning`: what is asked if something waits to be sent, and would be lost. `ended`: shown if the issuer has no page for that.
 */
export const leave = async (
  login: NonNullable<PublicConfig['login']>,
  warning: (count: number) => string,
  ended: () => void,
): Promise<void> => {
  const me = queries.getQueriesData<Answer<Me>>({ queryKey: ['/v1/me'] })[0]?.[1]?.body;
  if (me !== undefined && canLast()) {
    const owner = `${me.issuer} ${me.subject}`;
    const box = await openBox(owner);
    const lost = (await box.rows()).filter(({ state }) => state !== 'recorded').length;
    if (lost > 0 && !confirm(warning(lost))) return;
    await box.wipe();
    // Another window must not keep on writing into it.
    new BroadcastChannel(`outbox of ${owner}`).postMessage('wiped');
  }
  setToken(undefined, () => {});
  queries.clear();
  ended();
  await endSession(login);
};

import type { Answer } from '../api/answer.js';
import { setToken } from '../api/ask.js';
import { queries } from '../api/queries.js';
import { ownerOf } from '../outbox/box.js';
import { canLast, openBox } from '../outbox/lasting-box.js';
import { unsentIn, wipe } from '../outbox/wipe.js';
import type { Me, PublicConfig } from '../types/types.gen.js';
import { endSession } from './login.js';

/**
 * Forgets the token, and everything that is kept on this device of who is logged in; then leaves for the issuer, which ends its own session.
 * `warning`: what is asked if something waits to be sent, or is not finished, and would be lost. `ended`: shown if the issuer has no page for that.
 */
export const leave = async (
  login: NonNullable<PublicConfig['login']>,
  warning: (count: number) => string,
  ended: () => void,
): Promise<void> => {
  // It was answered in at least one language.
  const answers = queries.getQueriesData<Answer<Me>>({ queryKey: ['/v1/me'] });
  const me = answers.find(([, answer]) => answer !== undefined)?.[1]?.body;
  try {
    if (me !== undefined && canLast()) {
      const box = await openBox(ownerOf(me));
      const lost = await unsentIn(box);
      if (lost > 0 && !confirm(warning(lost))) return;
      await wipe(box);
    }
  } catch (error) {
    // Whoever leaves must know that something may have stayed. They are logged out all the same.
    alert((error as Error).message);
  }
  setToken(undefined, () => {});
  queries.clear();
  ended();
  await endSession(login);
};

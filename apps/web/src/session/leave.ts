import { currentReader } from '../api/reader.js';
import { canLast, openBox } from '../outbox/lasting-box.js';
import { unsentIn, wipe } from '../outbox/wipe.js';
import type { PublicConfig } from '../types/types.gen.js';
import { endSession } from './login.js';

/**
 * Forgets the token, and everything that is kept on this device of who is logged in; then leaves for the issuer, which ends its own session.
 * `warning`: what is asked if something waits to be sent, or is not finished, and would be lost. `forget`: forgets the token, in all windows.
 */
export const leave = async (
  login: NonNullable<PublicConfig['login']>,
  warning: (count: number) => string,
  forget: (reader: string | undefined) => void,
): Promise<void> => {
  const reader = currentReader();
  try {
    if (reader !== undefined && canLast()) {
      const box = await openBox(reader);
      const lost = await unsentIn(box);
      if (lost > 0 && !confirm(warning(lost))) return;
      await wipe(box, 'left');
    }
  } catch (error) {
    // Whoever leaves must know that something may have stayed. They are logged out all the same.
    alert((error as Error).message);
  }
  forget(reader);
  await endSession(login);
};

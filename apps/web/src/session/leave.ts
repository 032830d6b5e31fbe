import { currentReader } from '../api/reader.js';
import type { Box } from '../outbox/box.js';
import { boxesOf } from '../outbox/boxes.js';
import { knownMemoryBox } from '../outbox/memory-box.js';
import { unsentIn, wipe } from '../outbox/wipe.js';
import type { PublicConfig } from '../types/types.gen.js';
import { endSession } from './login.js';

/**
 * Forgets the token, and everything that is kept of who is logged in, on this device and in this window; then leaves for the issuer, which
 * ends its own session.
 * `warning`: what is asked if something waits to be sent, or is not finished, and would be lost. `forget`: forgets the token, in all windows.
 */
export const leave = async (
  login: NonNullable<PublicConfig['login']>,
  warning: (count: number) => string,
  forget: (reader: string | undefined) => void,
): Promise<void> => {
  const reader = currentReader();
  // Whoever leaves must know that something may have stayed. They are logged out all the same.
  const sayWhatStays = (error: Error) => alert(error.message);
  const boxes = reader === undefined ? [] : await boxesIn(reader, sayWhatStays);
  try {
    const counts = await Promise.all(boxes.map(unsentIn));
    const lost = counts.reduce((sum, count) => sum + count, 0);
    if (lost > 0 && !confirm(warning(lost))) return;
    for (const box of boxes) await wipe(box);
  } catch (error) {
    sayWhatStays(error as Error);
  }
  forget(reader);
  await endSession(login);
};

/** If the browser does not give out what it keeps, what is in this window is asked about all the same. */
const boxesIn = (reader: string, failed: (error: Error) => void): Promise<readonly Box[]> =>
  boxesOf(reader).catch((error: Error) => {
    failed(error);
    const inMemory = knownMemoryBox(reader);
    return inMemory === undefined ? [] : [inMemory];
  });

import { Refused, Unreachable } from '../api/answer.js';
import { onLoggedInAgain } from '../api/ask.js';
import { queries } from '../api/queries.js';
import type { Box } from './box.js';
import { tellWindows } from './outbox-news.js';
import { AnotherOwner, sendAll } from './send.js';

/** Without a line, the next attempt is made after this time, and each one after that waits twice as long: the line may be back before the browser says so. */
const SOON_MS = 1_000;
const AGAIN_MS = 30_000;
/**
 * Why nothing is sent: there is no line, the login has ended or is that of somebody else, the service takes nothing now, or the browser does not
 * give out or store what it keeps.
 */
export type Stopped = 'offline' | 'loggedOut' | 'anotherOwner' | 'busy' | 'noStorage' | undefined;

/** Sends what waits in a box: when somebody asks for it, when there is a line or a login again, and at least every half minute. */
export const startSending = (box: Box, language: string, stop: (why: Stopped) => void) => {
  /** Attempts in a row that found no line. */
  let misses = 0;
  const stopBy = (why: Stopped) => {
    misses = why === 'offline' ? misses + 1 : 0;
    stop(why);
  };
  const pass = async () => {
    // What stopped it before says nothing if nothing waits any more.
    if (!(await box.contents()).rows.some(({ state }) => state === 'waiting')) return stopBy(undefined);
    let isRecorded = false;
    const error = await sendAll(box, language, (row) => {
      isRecorded ||= row.state === 'recorded';
      tellWindows(box, 'changed');
    });
    stopBy(stoppedBy(error));
    // What is on record is shown by lists, too.
    if (isRecorded)
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/v1/negotiations'),
      });
  };
  let isWanted = false;
  let running: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isEnded = false;
  const again = () => void send();
  const sendLater = () => {
    if (!isEnded) timer = setTimeout(again, misses === 0 ? AGAIN_MS : Math.min(SOON_MS * 2 ** (misses - 1), AGAIN_MS));
  };
  const send = (): Promise<void> => {
    isWanted = true;
    // What was stored while the last pass came to its end is sent by the next one.
    running ??= (async () => {
      clearTimeout(timer);
      while (isWanted) {
        isWanted = false;
        await pass().catch(() => stopBy('noStorage'));
      }
    })().finally(() => {
      running = undefined;
      sendLater();
    });
    return running;
  };
  const onLine = () => {
    misses = 0;
    again();
  };
  addEventListener('online', onLine);
  const endHearing = onLoggedInAgain(again);
  again();
  return {
    send,
    end: () => {
      isEnded = true;
      clearTimeout(timer);
      removeEventListener('online', onLine);
      endHearing();
    },
  };
};

const stoppedBy = (error: Error | undefined): Stopped => {
  if (error instanceof Unreachable) return 'offline';
  if (error instanceof AnotherOwner) return 'anotherOwner';
  if (error instanceof Refused) return error.problem.status === 401 ? 'loggedOut' : 'busy';
  return error === undefined ? undefined : 'noStorage';
};

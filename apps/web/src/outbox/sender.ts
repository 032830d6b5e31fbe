import { Refused, Unreachable } from '../api/answer.js';
import { onLoggedInAgain } from '../api/ask.js';
import { queries } from '../api/queries.js';
import type { Box } from './box.js';
import { tellWindows } from './outbox-news.js';
import { AnotherOwner, sendAll } from './send.js';

const AGAIN_MS = 30_000;
/**
 * Why nothing is sent: there is no line, the login has ended or is that of somebody else, the service takes nothing now, or the browser does not
 * give out or store what it keeps.
 */
export type Stopped = 'offline' | 'loggedOut' | 'anotherOwner' | 'busy' | 'noStorage' | undefined;

/** Sends what waits in a box: when somebody asks for it, when there is a line or a login again, and every half minute. */
export const startSending = (box: Box, language: string, stop: (why: Stopped) => void) => {
  const pass = async () => {
    // What stopped it before says nothing if nothing waits any more.
    if (!(await box.contents()).rows.some(({ state }) => state === 'waiting')) return stop(undefined);
    let isRecorded = false;
    const error = await sendAll(box, language, (row) => {
      isRecorded ||= row.state === 'recorded';
      tellWindows(box, 'changed');
    });
    stop(stoppedBy(error));
    // What is on record is shown by lists, too.
    if (isRecorded)
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/v1/negotiations'),
      });
  };
  let isWanted = false;
  let running: Promise<void> | undefined;
  const send = (): Promise<void> => {
    isWanted = true;
    // What was stored while the last pass came to its end is sent by the next one.
    running ??= (async () => {
      while (isWanted) {
        isWanted = false;
        await pass().catch(() => stop('noStorage'));
      }
    })().finally(() => (running = undefined));
    return running;
  };
  const again = () => void send();
  const timer = setInterval(again, AGAIN_MS);
  addEventListener('online', again);
  const endHearing = onLoggedInAgain(again);
  again();
  return {
    send,
    end: () => {
      clearInterval(timer);
      removeEventListener('online', again);
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

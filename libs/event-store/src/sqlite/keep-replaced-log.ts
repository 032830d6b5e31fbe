import { setTimeout as sleep } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { unusable } from '#storage/unusable.js';
import { copyLog } from './backup.js';
import { copyOfReplaced, putBack } from './log-file.js';

/** How often a copy that failed, for example on a full disk, is tried again. */
const RETRY_MS = 1_000;

/**
 * `replaced`: the path that leads to another file. `onWait` is told what is waited for, each time that this changes. `ended`: whoever
 * waits wants to end.
 */
type Keeping = Readonly<{
  file: string;
  replaced: string;
  onWait: (message: string) => void;
  ended: AbortSignal;
}>;

/**
 * Copies an open log whose file has lost its name, since it is gone when the process ends. Tries again until it has a copy, and only once
 * more after `ended`. @returns what has happened, and what to do
 */
export const keepReplacedLog = async (
  db: Database.Database,
  { file, replaced, onWait, ended }: Keeping,
): Promise<string> => {
  const copy = copyOfReplaced(file, new Date());
  const what = `${replaced} was removed or replaced while it was open`;
  let told = `${what}. Nothing more is recorded, and the whole log is being copied to ${copy}. Do not end this process: it ends by itself`;
  onWait(told);
  for (;;)
    try {
      const { events } = await copyLog(db, copy);
      return `${what}. The whole log, ${events === 1 ? 'one event' : `${events} events`}, is in ${copy}. ${putBack(copy)}`;
    } catch (error) {
      const failed = `${what}, and the log cannot be copied to ${copy}: ${unusable(error)?.why ?? (error as Error).message}`;
      if (ended.aborted)
        return `${failed}. It has ended with this process. Put the file back if it was moved away, or restore a backup`;
      const waits = `${failed}. Put that right, and do not end this process: nothing else has the log. It tries again every second`;
      if (waits !== told) onWait(waits);
      told = waits;
      await sleep(RETRY_MS, undefined, { signal: ended }).catch(() => {}); // then it is tried at once
    }
};

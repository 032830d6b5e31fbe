import { Refused } from '../api/answer.js';
import { tell } from '../api/ask.js';
import type { Command } from '../model/record/commands.js';
import type { Result } from '../model/record/faults.js';
import { answered, nextToSend, type Outgoing } from '../model/record/outbox.js';
import type { Box } from './box.js';

const BATCHES = '/v1/batches';
/** The commands after one that is refused depend on it. */
const STRICT = { prefer: 'handling=strict' };
const itemOf = ({ path, body, ifMatch }: Command) => ({ path, body, ...(ifMatch !== undefined && { ifMatch }) });

/** What the commands would record, without recording anything. */
export const tryOut = async (commands: readonly Command[], language: string): Promise<readonly Result[]> => {
  const headers = { ...STRICT, 'accept-language': language };
  return (await tell<readonly Result[]>(`${BATCHES}?dryRun=true`, commands.map(itemOf), headers)).body;
};

/** @throws Unreachable, or Refused if it may be recorded later */
const record = async (commands: readonly Outgoing[], language: string): Promise<readonly Result[]> => {
  const items = commands.map((command) => ({ ...itemOf(command), idempotencyKey: command.key }));
  try {
    return (await tell<readonly Result[]>(BATCHES, items, { ...STRICT, 'accept-language': language })).body;
  } catch (error) {
    if (!(error instanceof Refused) || LATER.includes(error.problem.status)) throw error;
    const { problem } = error;
    return commands.map(() => ({ status: problem.status, body: problem }));
  }
};
/** Records one command at once. @throws Unreachable, or Refused */
export const recordOne = async (command: Outgoing, language: string): Promise<Result> =>
  (await record([command], language))[0]!;

/** After another login, or once the service is less busy. */
const LATER: readonly number[] = [401, 429, 503];

/**
 * Sends what waits, one row after the other, until nothing more can be sent. Only one window of a browser does that at a time; each row has
 * the keys that it got when it was kept, so that it is on record once, whatever is sent again.
 * @returns why it stopped before the end
 */
export const sendAll = async (box: Box, language: string, changed: () => void): Promise<Error | undefined> => {
  let stopped: Error | undefined;
  const send = async () => {
    for (;;) {
      const row = nextToSend(await box.rows());
      if (row === undefined) return;
      try {
        const after = answered(row, await record(row.commands, language), new Date().toISOString());
        await box.put(after);
        changed();
        // The service is busy.
        if (after.state === 'waiting') return;
      } catch (error) {
        stopped = error as Error;
        return;
      }
    }
  };
  // A page that did not come over a safe line has no locks, and a box of its own.
  await (navigator.locks === undefined ? send() : navigator.locks.request(`outbox of ${box.owner}`, send));
  return stopped;
};

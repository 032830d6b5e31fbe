import { Refused } from '../api/answer.js';
import { ask, tell } from '../api/ask.js';
import { readerOf } from '../api/reader.js';
import type { Command } from '../model/record/commands.js';
import type { Result } from '../model/record/faults.js';
import { answered, asSent, isUnsettled, nextToSend, type Outgoing, type Row } from '../model/record/outbox.js';
import type { Me } from '../types/types.gen.js';
import { type Box, Taken } from './box.js';

const BATCHES = '/v1/batches';
/** The commands after one that is refused depend on it. */
const STRICT = { prefer: 'handling=strict' };
/** How long the service is waited for: a form must not wait for a line that hangs. */
const TRIAL_MS = 3_000;
const SENDING_MS = 20_000;
const itemOf = ({ path, body, ifMatch }: Command) => ({ path, body, ...(ifMatch !== undefined && { ifMatch }) });

/** What the commands would record, without recording anything. */
export const tryOut = async (commands: readonly Command[], language: string): Promise<readonly Result[]> => {
  const headers = { ...STRICT, 'accept-language': language };
  const signal = AbortSignal.timeout(TRIAL_MS);
  return (await tell<readonly Result[]>(`${BATCHES}?dryRun=true`, commands.map(itemOf), headers, signal)).body;
};

/** @throws Unreachable, or Refused if nothing can be sent now, whatever it is */
const record = async (commands: readonly Outgoing[], language: string): Promise<readonly Result[]> => {
  const items = commands.map((command) => ({ ...itemOf(command), idempotencyKey: command.key }));
  const headers = { ...STRICT, 'accept-language': language };
  try {
    return (await tell<readonly Result[]>(BATCHES, items, headers, AbortSignal.timeout(SENDING_MS))).body;
  } catch (error) {
    if (!(error instanceof Refused) || FOR_ALL.includes(error.problem.status)) throw error;
    const { problem } = error;
    return commands.map(() => ({ status: problem.status, body: problem }));
  }
};
/** Records one command at once. @throws Unreachable, or Refused */
export const recordOne = async (command: Outgoing, language: string): Promise<Result> =>
  (await record([command], language))[0]!;

/** After another login, or once the service is less busy, or is there again. */
const FOR_ALL: readonly number[] = [401, 429, 502, 503, 504];

/** Somebody else is logged in now. What waits is theirs who recorded it, and must not be sent in another name. */
export class AnotherOwner extends Error {}

/** Marks a row as sent: from then on, nobody takes it back. @returns undefined if somebody has done so, or has thrown it away */
const markedAsSent = async (box: Box, row: Row): Promise<Row | undefined> => {
  const sent = asSent(row);
  if (sent === row) return row;
  const isStored = await box.store({ needs: [{ asRead: row }], put: [sent] }).then(() => true, unlessTaken);
  return isStored ? sent : undefined;
};
/** What was thrown away while it was being sent does not come back, unless it is on record: then its reader must know that. */
const settle = async (box: Box, after: Row): Promise<void> => {
  const needs = after.state === 'recorded' ? [] : [{ row: after.id }];
  await box.store({ needs, put: [after] }).catch(unlessTaken);
};
const unlessTaken = (error: unknown): false => {
  if (error instanceof Taken) return false;
  throw error;
};

/**
 * Sends what waits, one row after the other, until nothing more can be sent. Only one window of a browser does that at a time; each row has
 * the keys that it got when it was kept, so that it is on record once, whatever is sent again.
 * @returns why it stopped before the end
 */
export const sendAll = async (box: Box, language: string, changed: (row: Row) => void): Promise<Error | undefined> => {
  const send = async (): Promise<Error | undefined> => {
    const tried = new Set<string>();
    try {
      const next = async () => nextToSend((await box.contents()).rows, tried);
      let row = await next();
      if (row === undefined) return undefined;
      const { body: me } = await ask<Me>('/v1/me', language, AbortSignal.timeout(SENDING_MS));
      if (readerOf(me) !== box.owner) return new AnotherOwner();
      for (; row !== undefined; row = await next()) {
        tried.add(row.id);
        const sent = await markedAsSent(box, row);
        if (sent === undefined) continue;
        changed(sent);
        const after = answered(sent, await record(sent.commands, language), new Date().toISOString(), isUnsettled(row));
        await settle(box, after);
        changed(after);
      }
      return undefined;
    } catch (error) {
      return error as Error;
    }
  };
  // A page that did not come over a safe line has no locks, and a box of its own.
  return navigator.locks === undefined ? send() : navigator.locks.request(`outbox of ${box.owner}`, send);
};

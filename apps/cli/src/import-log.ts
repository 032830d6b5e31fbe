import { areEqual } from '#ledger/primitives.js';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type { LogConfig } from '#event-store/engine.js';
import { openEventStore } from '#event-store/engines.js';
import {
  type EventStore,
  IdConflict,
  type PlacedEvent,
  TooLarge,
  Unavailable,
  VersionConflict,
} from '#event-store/event-store.js';
import { StreamCut } from '#event-store/stream-cut.js';
import { checkEntries } from '#ledger/storage/check-entries.js';
import { acceptLostViews } from '#read-models/projector/lost-events.js';
import { prepareLedger, type TransferredLedger, type LedgerSource } from '#ledger/storage/transfer-ledger.js';
import { beginImport, endImport, unfinishedImport } from '#ledger/storage/unfinished-import.js';
import { entryAt } from '#ledger/entries.js';
import { HASH_SIZE } from '#ledger/merkle.js';
import type { CheckedLogFile } from '#ledger/transfer/check-log-file.js';
import { eventsOf, FileChanged } from '#ledger/transfer/read-log-file.js';
import { CliError } from './cli-error.js';
import { nameOf } from './log-location.js';
import { progress } from '#formats/terminal.js';

/** `keepIdKeys` stores the keys of the ids. */
type Import = Readonly<{
  file: string;
  checked: CheckedLogFile;
  log: LogConfig;
  source: LedgerSource;
  keepIdKeys: () => void;
}>;

/** `there`: how many of the events an earlier import had written. */
export type ImportedLog = Readonly<{ size: number; root: string; there: number; ledger: TransferredLedger }>;

/**
 * Imports a checked file into a log that is empty or contains a prefix of it, and reads everything back.
 * @throws CliError, LedgerMismatch, LedgerBroken, LogInUse
 */
export const importLog = async (
  { file, checked, log, source, keepIdKeys }: Import,
  stop: AbortSignal,
): Promise<ImportedLog> => {
  const { entries, size, root } = checked;
  const store = await openEventStore(log, 'owner');
  const step = progress();
  try {
    assertRoom(store, checked, nameOf(log));
    // Under the lock of the log, so that no service changes it.
    const keepLedger = prepareLedger(entries, log.dataDir, source);
    step('checking the log');
    const there = await matchingEvents(store, checked, nameOf(log), BEFORE);
    assertNotLonger(there, size, log);
    beginImport(log.dataDir, { file: resolve(file), size });
    const ledger = await keepLedger();
    keepIdKeys();
    if (there === 0) {
      // What was in this folder before is not what is imported.
      await store.acceptLost();
      acceptLostViews(log.dataDir);
    }
    let done = there;
    try {
      for await (const batch of batchesOf(eventsOf(createReadStream(file), entries, there))) {
        if (stop.aborted) throw new CliError(`Stopped.${resumeHint(done, size)}`);
        await store.load(batch);
        done += batch.length;
        step(`${done} of ${size} events, ${Math.floor((done / size) * 100)} %`);
      }
    } catch (error) {
      throw importError(error, done, size);
    }
    step('reading back');
    const loaded = await matchingEvents(store, checked, nameOf(log), AFTER);
    assertNotLonger(loaded, size, log);
    if (loaded !== size) throw new CliError(`The log holds ${loaded} of ${size} events: run this again.`);
    endImport(log.dataDir);
    return { size, root, there, ledger };
  } finally {
    step();
    await store.close();
  }
};

/** The log is append-only: an event that is too large must be found before anything is written. @throws CliError */
const assertRoom = ({ appendBytes }: EventStore, { heaviest }: CheckedLogFile, log: string): void => {
  if (heaviest !== undefined && heaviest.bytes > appendBytes)
    throw new CliError(
      `line ${heaviest.line}: the event has ${heaviest.bytes} bytes, but the log in ${log} accepts at most ${appendBytes}. Nothing was written. Import into an engine that accepts it.`,
    );
};

const ELSEWHERE = 'Import into an empty log: choose another data folder or cluster.';

/** The messages if the log is not as expected, before and after the import. */
type Messages = Readonly<{ altered: string; another: (size: number) => string }>;
const BEFORE: Messages = {
  altered: ELSEWHERE,
  another: () => `Nothing was written. ${ELSEWHERE}`,
};
const STRANGER = 'Another process wrote to it at the same time: stop every service on it.';
const AFTER: Messages = {
  altered: 'All events of the file were written to it. Find out what alters it, and import into another log.',
  another: (size) =>
    `${STRANGER} All ${size} events of the file were written and stay in it, but not in the order of the file. Import into another log.`,
};

/** How many events the log has, if they are the first ones of the file, or begin with all of it. @throws CliError */
const matchingEvents = async (
  store: EventStore,
  { entries, size }: CheckedLogFile,
  log: string,
  { altered, another }: Messages,
): Promise<number> => {
  const found = await checkEntries(store);
  if ('altered' in found)
    throw new CliError(`Event ${found.altered.ordinal} of the log in ${log} was altered. ${altered}`);
  if ('cut' in found)
    throw new CliError(`The log in ${log} is not whole: ${new StreamCut(found.cut).message} ${altered}`);
  const there = found.entries.length / HASH_SIZE;
  for (let index = 0; index < Math.min(there, size); index += 1)
    if (!areEqual(entryAt(found.entries, index), entryAt(entries, index)))
      throw new CliError(
        `The log in ${log} contains another record: its event ${index} is not that of the file. ${another(size)}`,
      );
  return there;
};

/** Where other events follow the file, an import of it that was begun is complete, and is not to be continued. @throws CliError */
const assertNotLonger = (there: number, size: number, log: LogConfig): void => {
  if (there <= size) return;
  const after = there - size === 1 ? '1 event' : `${there - size} events`;
  throw new CliError(`The log in ${nameOf(log)} contains the file and ${after} after it: ${endOfLonger(size, log)}`);
};

/** @returns why the log has more than the file, and what to do */
const endOfLonger = (size: number, { dataDir }: LogConfig): string => {
  const begun = unfinishedImport(dataDir);
  if (begun === undefined) return 'it has continued on its own. Nothing was written.';
  if ('damaged' in begun)
    return `it has continued on its own, or an import of a longer file was interrupted. Nothing was written. ${begun.damaged} should say which, and is damaged. If it was an import of this file, delete ${begun.damaged}, and start a service.`;
  if (begun.size !== size)
    return `an import of ${begun.file}, with ${begun.size} events, was interrupted. Nothing was written. Run that import again.`;
  endImport(dataDir);
  return `${STRANGER} All ${size} events of the file were written in order, and what was recorded after them stays too. Start a service on it if that belongs to the record; otherwise import into another log.`;
};

const BATCH_EVENTS = 1000;
const BATCH_CHARACTERS = 4 * 1024 * 1024;

async function* batchesOf(events: AsyncIterable<PlacedEvent>): AsyncGenerator<readonly PlacedEvent[], void, void> {
  let batch: PlacedEvent[] = [];
  let characters = 0;
  for await (const event of events) {
    batch.push(event);
    characters += event.data.length + event.metadata.length;
    if (batch.length < BATCH_EVENTS && characters < BATCH_CHARACTERS) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}

const resumeHint = (done: number, size: number) =>
  ` So far ${done} of ${size} events are in the log. Run this again to continue.`;

const importError = (error: unknown, done: number, size: number): unknown => {
  if (error instanceof Unavailable || error instanceof FileChanged)
    return new CliError(`${error.message.replace(/\.$/, '')}.${resumeHint(done, size)}`);
  if (error instanceof StreamCut)
    return new CliError(`${done} of ${size} events were written, and stay: ${error.message} ${ELSEWHERE}`);
  if (error instanceof VersionConflict || error instanceof IdConflict)
    return new CliError(
      `Another process writes to this log: ${error.message}. ${done} of ${size} events were written, and stay. ${ELSEWHERE}`,
    );
  if (error instanceof TooLarge)
    return new CliError(
      `One of the events after the first ${done} is too large for this log: ${error.message}. Import into an engine that accepts it, or raise its limit; then run this again.`,
    );
  return error;
};

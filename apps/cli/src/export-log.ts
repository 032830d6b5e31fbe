import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { openEventStore } from '#event-store/engines.js';
import type { EventStore, StoredEvent } from '#event-store/event-store.js';
import { CutFinder } from '#event-store/cut-finder.js';
import { StreamCut } from '#event-store/stream-cut.js';
import { Unreadable } from '#ledger/audit/finding.js';
import { matchesEntry } from '#ledger/entry.js';
import { checkpointIn, LEDGER_FOLDER, notesIn } from '#ledger/storage/checkpoint-store.js';
import { alteredEvent } from '#ledger/storage/altered-event.js';
import { unfinishedImport } from '#ledger/storage/unfinished-import.js';
import { LedgerBroken } from '#ledger/storage/ledger-broken.js';
import { type Closing, parseLogLine } from '#ledger/transfer/log-file.js';
import { logLines, LogAltered } from '#ledger/transfer/write-log-file.js';
import { assertNoLoss } from './assert-no-loss.js';
import { CliError } from './cli-error.js';
import { assertLog, logOf } from './log-location.js';
import { progress } from '#formats/terminal.js';
import { withStopSignal } from './with-stop-signal.js';
import { writeOutput } from './output-file.js';

/** `origin`: of the ledger, if there is one; `covered`: how many events its last checkpoint covers. */
export type ExportedLog = Closing & Readonly<{ bytes: number; origin?: string; covered: number }>;

/**
 * Writes the current log into one new file. A service may append at the same time.
 * @throws CliError
 */
export const exportLog = (dataDir: string, out: string): Promise<ExportedLog> =>
  withStopSignal(async (stop) => {
    const log = logOf(dataDir);
    assertLog(log);
    const unfinished = unfinishedImport(dataDir);
    if (unfinished)
      throw new CliError(`Nothing was written to ${out}: ${LedgerBroken.unfinished(unfinished, undefined).message}`);
    const step = progress();
    // Read before the log: all that they cover must be in it.
    const { last, cosigned } = notesIn(join(dataDir, LEDGER_FOLDER));
    const heads = [last, cosigned].flatMap((note) => (note === undefined ? [] : [checkpointIn(note)]));
    const store = await openEventStore(log, 'reader');
    try {
      await assertNoLoss(store, dataDir, `Nothing was written to ${out}`);
      await store.check();
      const lines = logLines(eventsIn(store, stop), heads);
      const written = await writeOutput(out, '--to', (file) => write(lines, file, step));
      const [ledger] = heads;
      return { ...written, covered: ledger?.size ?? 0, ...(ledger && { origin: ledger.origin }) };
    } catch (error) {
      if (stop.aborted) throw new CliError(`Stopped: nothing was written to ${out}.`);
      if (
        error instanceof StreamCut ||
        error instanceof LogAltered ||
        error instanceof LedgerBroken ||
        error instanceof Unreadable
      )
        throw new CliError(`Nothing was written to ${out}: ${error.message}`);
      throw error;
    } finally {
      step();
      await store.close();
    }
  });

/**
 * Where others may have written to streams, the log is refused as a start refuses it.
 * @throws LedgerBroken, StreamCut at the end
 */
async function* eventsIn(store: EventStore, stop: AbortSignal): AsyncGenerator<StoredEvent, void, void> {
  let ordinal = 0;
  const cuts = store.isShared ? new CutFinder(store) : undefined;
  for await (const batch of store.readAll()) {
    stop.throwIfAborted();
    cuts?.take(batch);
    for (const event of batch.events) {
      if (store.isShared && !matchesEntry(event)) throw LedgerBroken.altered(alteredEvent(event, ordinal), store);
      yield event;
      ordinal += 1;
    }
  }
  if (cuts?.found) throw new StreamCut(cuts.found);
}

const CHUNK = 256 * 1024;
const A_STEP = 1000;

const write = async (lines: AsyncIterable<string>, file: FileHandle, step: (text: string) => void) => {
  let [waiting, count, bytes, last] = ['', 0, 0, ''];
  const flush = async () => {
    const chunk = Buffer.from(waiting);
    waiting = '';
    await file.appendFile(chunk);
    bytes += chunk.length;
  };
  for await (const line of lines) {
    waiting += `${line}\n`;
    last = line;
    count += 1;
    if (waiting.length >= CHUNK) await flush();
    if (count % A_STEP === 0) step(`${count} events, ${bytes} bytes`);
  }
  await flush();
  const closing = parseLogLine(last, {});
  if (!('closing' in closing)) throw new Error('the file does not close');
  return { ...closing.closing, bytes };
};

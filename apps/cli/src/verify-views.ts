import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogConfig } from '#event-store/engine.js';
import { findCut } from '#event-store/cut-finder.js';
import { openEventStore } from '#event-store/engines.js';
import { OWNER_FILE } from '#storage/owner-only.js';
import { StreamCut } from '#event-store/stream-cut.js';
import { type CheckedViews, checkViews, namesOf } from '#read-models/projector/views-check.js';
import { VIEWS_FILE, viewsFile } from '#read-models/projector/views-file.js';
import { assertNoLoss } from './assert-no-loss.js';
import { CliError } from './cli-error.js';
import { assertLog, logOf } from './log-location.js';
import { progress } from '#formats/terminal.js';
import { print } from './print.js';
import { withStopSignal } from './with-stop-signal.js';

/** How long a model may take to catch up with the others. */
const PATIENCE_MS = 10_000;
const MODELS = new URL('../../../libs/read-models/src/models/view-models.js', import.meta.url).href;

/**
 * Compares views.db with the log in a data folder, and changes nothing there. The service may run.
 * @returns whether it holds
 * @throws CliError
 */
export const verifyViews = async (dataDir: string, json: boolean): Promise<boolean> => {
  if (!existsSync(viewsFile(dataDir)))
    throw new CliError(`There is nothing to compare in ${dataDir}: it has no ${VIEWS_FILE}.`, 2);
  const log = logOf(dataDir);
  assertLog(log);
  const folder = mkdtempSync(join(tmpdir(), 'rapporteur-views-'));
  const step = progress();
  try {
    step('reading the log');
    const viewsDir = quietCopy(dataDir, folder) ? folder : dataDir;
    await assertWhole(log, viewsDir);
    step('making every view from the log');
    const data = { ...log, viewsDir, models: MODELS, file: join(folder, 'sound.db'), patience: PATIENCE_MS };
    const checked = await withStopSignal((stop) => checkViews(data, stop)).catch((error: Error) => {
      throw new CliError(`${viewsFile(dataDir)} cannot be compared with the log: ${error.message}.`);
    });
    step();
    printChecked(checked, json);
    return checked.differences.length === 0;
  } finally {
    step();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Views cannot be compared with a log that misses events. @throws CliError */
const assertWhole = async (log: LogConfig, viewsDir: string): Promise<void> => {
  const store = await openEventStore(log, 'reader');
  try {
    await assertNoLoss(store, viewsDir, 'The log is not whole');
    const cut = await findCut(store);
    if (cut !== undefined) throw new CliError(`The log is not whole: ${new StreamCut(cut).message}`);
  } finally {
    await store.close();
  }
};

/**
 * A reader of a file that nobody has open would leave other files beside it, or could not where the folder may only be read. So a copy is
 * read, with what its WAL has. @returns whether it was made
 */
const quietCopy = (dataDir: string, folder: string): boolean => {
  const isOpen = () => existsSync(`${viewsFile(dataDir)}-shm`);
  if (isOpen()) return false;
  for (const part of ['', '-wal']) {
    const [from, to] = [viewsFile(dataDir) + part, viewsFile(folder) + part];
    if (!existsSync(from)) continue;
    copyFileSync(from, to);
    chmodSync(to, OWNER_FILE); // a copy has the permissions of its source
  }
  return !isOpen();
};

const printChecked = ({ ordinal, differences }: CheckedViews, json: boolean): void => {
  if (json) return print({ holds: differences.length === 0, events: ordinal + 1, differences });
  if (differences.length === 0) return print(`${VIEWS_FILE} says what the log says, up to event ${ordinal}.`);
  print(
    [
      ...differences.map((difference) => `${difference.model} differs: ${namesOf(difference)}.`),
      `A start of the service replaces them, and so does a running service within a day. "rapporteur rebuild" replaces them while it is stopped.`,
    ].join('\n'),
  );
};

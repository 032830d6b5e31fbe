import type { Recorder } from '#domain/envelope.js';
import type { LogConfig } from '#event-store/engine.js';
import { CHOSEN_ENGINES, engineOf, openEventStore } from '#event-store/engines.js';
import { CliError } from '../cli-error.js';

/** The demo takes no engine from the settings of a service, but from those with this prefix. */
export const DEMO_PREFIX = 'DEMO_';

/** Who records in the demo, where nobody logs in. */
export const DEMO_RECORDER = 'demo';

/**
 * What is recorded stays for ever, and so is not for the log of others. Nothing is written before that is known.
 * @throws CliError where the demo did not begin the log
 */
export const assertOwnLog = async (log: LogConfig) => {
  const by = await firstRecorder(log);
  if (by === undefined || (by.issuer === 'local' && by.name === DEMO_RECORDER)) return;
  throw new CliError(
    `The log holds a record that the demo did not begin, and what is recorded stays for ever: nothing was recorded. Give the demo another folder with --data-dir${CHOSEN_ENGINES.map(({ chosenBy }) => ` or, in ${DEMO_PREFIX}${chosenBy}, a server with no record in it`).join('')}.`,
    2,
  );
};

const firstRecorder = async (log: LogConfig): Promise<Recorder | undefined> => {
  if (engineOf(log.engine).missing(log.dataDir) !== undefined) return undefined;
  const store = await openEventStore(log, 'reader');
  try {
    for await (const { events } of store.readAll())
      for (const { metadata } of events) return (JSON.parse(metadata) as { recordedBy: Recorder }).recordedBy;
    return undefined;
  } finally {
    await store.close();
  }
};

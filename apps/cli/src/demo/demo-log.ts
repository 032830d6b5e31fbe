import type { Recorder } from '#domain/envelope.js';
import type { LogConfig } from '#event-store/engine.js';
import { CHOSEN_ENGINES, engineOf, openEventStore } from '#event-store/engines.js';
import { CliError } from '../cli-error.js';

/** The settings of the demo's engine have this prefix, so that it never uses the log of a service. */
export const DEMO_PREFIX = 'DEMO_';

/** The recorder of the demo, which has no login. */
export const DEMO_RECORDER = 'demo';

/**
 * The log is append-only, so the demo must not write to the log of others.
 * @throws CliError if the log was not started by the demo
 */
export const assertOwnLog = async (log: LogConfig) => {
  const by = await firstRecorder(log);
  if (by === undefined || (by.issuer === 'local' && by.name === DEMO_RECORDER)) return;
  throw new CliError(
    `The log contains a record that was not started by the demo, so nothing was recorded. Choose another folder with --data-dir${CHOSEN_ENGINES.map(({ chosenBy }) => ` or an empty server with ${DEMO_PREFIX}${chosenBy}`).join('')}.`,
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

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Recorder } from '#domain/envelope.js';
import { type EngineConfig, openEventStore } from '#event-store/engines.js';
import { LOG_FILE } from '#event-store/sqlite/schema.js';
import { CliError } from '../cli-error.js';

/** Who records in the demo, where nobody logs in. */
export const DEMO_RECORDER = 'demo';

/**
 * What is recorded stays for ever, and so is not for the log of others. Nothing is written before that is known.
 * @throws CliError where the demo did not begin the log
 */
export const assertOwnLog = async (config: EngineConfig) => {
  const by = await firstRecorder(config);
  if (by === undefined || (by.issuer === 'local' && by.name === DEMO_RECORDER)) return;
  throw new CliError(
    'The log holds a record that the demo did not begin, and what is recorded stays for ever: nothing was recorded. Give the demo another folder with --data-dir or, in DEMO_EVENTSTOREDB_URL, a server with no record in it.',
    2,
  );
};

const firstRecorder = async (config: EngineConfig): Promise<Recorder | undefined> => {
  if (config.eventStoreDbUrl === undefined && !existsSync(join(config.dataDir, LOG_FILE))) return undefined;
  const store = await openEventStore(config, 'reader');
  try {
    for await (const { events } of store.readAll())
      for (const { metadata } of events) return (JSON.parse(metadata) as { recordedBy: Recorder }).recordedBy;
    return undefined;
  } finally {
    await store.close();
  }
};

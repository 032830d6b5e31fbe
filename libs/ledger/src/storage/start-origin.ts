import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import type { Metadata, Recorder } from '#domain/envelope.js';
import { decode, schemaVersionOf } from '#domain/decode.js';
import { type Instant, type NegotiationId, streamOf, thingOf } from '#domain/ids.js';
import type { LedgerEvents } from '#domain/ledger.js';
import type { LogConfig } from '#event-store/engine.js';
import type { EventStore } from '#event-store/event-store.js';
import { fsyncPath } from '#storage/durable.js';
import { canonicalJson } from '../canonical.js';
import { seal } from '../seal.js';
import { HASH_SIZE } from '../merkle.js';
import { ED25519 } from '../note-key.js';
import { generateSignerKey, parseSignerKey } from '../signer-key.js';
import { checkLog } from './check-log.js';
import { checkpointIn, CheckpointStore, LEDGER_FOLDER } from './checkpoint-store.js';
import { readText } from '#storage/read-file.js';
import { replaceFileSync } from '#storage/replace-file.js';
import { Ledger, type LedgerLog, type LedgerOptions } from './ledger.js';
import type { SoundLog } from './checked-log.js';
import { LedgerBroken, soundOf } from './ledger-broken.js';
import { endImport } from './unfinished-import.js';
import { KEY_FILE, ledgerKey, NEXT_KEY_FILE, verifierKeyOf } from './ledger-key.js';

/**
 * `lost`: how many acknowledged events the log does not have; a minimum if the log differs. `unsigned`: how many events it has
 * beyond its last checkpoint.
 */
export type StartedOrigin = Readonly<{
  origin: string;
  previous: string;
  events: number;
  lost: number;
  unsigned: number;
}>;
/**
 * `cosigned`: how many events a witness has cosigned, if that is more than the log has. `lost`: how many acknowledged events
 * are lost that no checkpoint covers.
 */
export type OriginReason = Readonly<{
  reason: string;
  recordedBy: Recorder;
  now: Instant;
  cosigned?: number | undefined;
  lost?: number;
}> &
  LedgerOptions;
type StartOrigin = (store: EventStore, log: LogConfig, because: OriginReason) => Promise<StartedOrigin>;

/** No new origin can be started, or not in this way. The message says what to do. */
export class OriginRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = OriginRefused.name;
  }
}

/** For UUIDs of version 5 (RFC 9562): a second run, after a crash, finds what the first one recorded. */
const NAMESPACE = '4b1d6a0e-7c55-4f0b-9c2e-6f1f5a6f2d10';

/**
 * Continues a log that has lost events, or that has more events without a checkpoint than the service leaves: with a new key under a new origin, whose first event names the last checkpoint of
 * the old one, or none if that is lost too. The old key and checkpoints are archived. The service must not run: `store`
 * owns the log.
 * @throws OriginRefused; LedgerBroken before anything is written, if an event was altered or a stream was cut; and errors of the disk
 */
export const acceptLoss: StartOrigin = (store, log, because) =>
  startOrigin(store, log, because, (opened) => {
    if (opened instanceof LedgerBroken || opened.size < (because.cosigned ?? 0) || (because.lost ?? 0) > 0) return;
    throw new OriginRefused(
      'The log has all events that its last checkpoint covers, and those after it are as few as after a crash: nothing is lost. Start the service.',
    );
  });

/**
 * Sets a new key for a log that has lost nothing, in the same way. First the old key signs the current log: anything that it
 * signs beyond that is forged.
 * @throws LedgerBroken if the log is not what its last checkpoint covers, and what acceptLoss throws
 */
export const changeKey: StartOrigin = (store, log, because) =>
  startOrigin(store, log, because, async (opened) => {
    if (opened instanceof LedgerBroken) throw opened;
    await opened.checkpoint();
  });

/** Calls `prepare` with the current ledger unless an earlier run was interrupted; an error from it aborts. */
const startOrigin = async (
  store: EventStore,
  log: LogConfig,
  { reason, recordedBy, now, cosigned = 0, lost = 0, ...options }: OriginReason,
  prepare: (opened: Ledger | LedgerBroken) => void | Promise<void>,
): Promise<StartedOrigin> => {
  const { dataDir } = log;
  const keyFile = join(dataDir, KEY_FILE);
  if (!existsSync(keyFile))
    throw new OriginRefused(`${keyFile} does not exist. Put the key of the ledger there, and run this again.`);
  const oldKey = ledgerKey(undefined, undefined, dataDir);
  // Before anything is written: a new origin would sign what is not what was recorded.
  const sound = soundOf(await checkLog(log), store);
  const checkpoints = new CheckpointStore(dataDir);
  const place: LedgerLog = { dataDir, store, now: () => now };
  const counted = sound.entries.length / HASH_SIZE;
  const kept = checkpoints.last();
  if (kept === undefined && counted === 0)
    throw new OriginRefused('The log is empty and nothing was signed, so nothing is lost. Start the service.');
  const { name } = parseSignerKey(oldKey, ED25519);
  if (kept === undefined && existsSync(archivePath(dataDir, LEDGER_FOLDER, name))) {
    // Interrupted at the very end: only the first checkpoint of the new origin is missing.
    await signFirst(log, place, options);
    return { origin: name, previous: '', events: counted, lost: 0, unsigned: 0 };
  }
  const opened = await openOrBroken(oldKey, place, sound, options);
  const streamAfter = (note: string) => streamOf('ledger', uuidv5(note, NAMESPACE));
  const begun = (await store.readStream(streamAfter(kept ?? ''))).length > 0;
  if (!begun) await prepare(opened);

  const note = checkpoints.last() ?? '';
  const stream = streamAfter(note);
  const { id } = thingOf(stream);
  const started = begun ? await startedIn(store, stream) : undefined;
  // Interrupted after the new key was written: only the folder has not been archived yet.
  const origin = started?.origin === name ? name : nextName(name);
  const nextKey = origin === name ? oldKey : keyToCome(dataDir, origin, started?.verifierKey);
  const data: LedgerEvents['OriginStarted'] = {
    origin,
    reason,
    previous: note,
    verifierKey: verifierKeyOf(nextKey),
    previousVerifierKey: verifierKeyOf(oldKey),
  };
  const at = notBefore(sound, now);
  const metadata: Metadata = {
    schemaVersion: schemaVersionOf('OriginStarted'),
    negotiationId: id as NegotiationId,
    recordedBy,
    recordedAt: at,
    learnedAt: at,
    correlationId: id,
    commandId: id,
  };
  const event = {
    id: uuidv7(),
    stream,
    revision: 0,
    type: 'OriginStarted',
    data: canonicalJson(data),
    metadata: canonicalJson(metadata),
  };
  if (!begun) await store.append(stream, [{ ...event, ...seal(event) }], { expected: 'no-stream' });
  archiveOrigin(dataDir, origin, name, nextKey);
  await signFirst(log, place, options);
  const before = begun ? counted - 1 : counted;
  const signed = Math.max(sizeOf(note), cosigned);
  return {
    origin,
    previous: note,
    events: before + 1,
    lost: Math.max(lost, signed - before),
    unsigned: Math.max(0, before - signed),
  };
};

const openOrBroken = async (key: string, place: LedgerLog, sound: SoundLog, options: LedgerOptions) => {
  try {
    return await Ledger.open(key, place, sound, options);
  } catch (error) {
    if (error instanceof LedgerBroken) return error;
    throw error;
  }
};

/** The time of the log does not go back, also if the clock is somewhat behind it. */
const notBefore = ({ summary: { time } }: SoundLog, now: Instant): Instant =>
  time <= Date.parse(now) ? now : (new Date(time + 1).toISOString() as Instant);

/** The key of the new origin, on the disk before the log names it. @param named the key that the log names already */
const keyToCome = (dataDir: string, origin: string, named: string | undefined): string => {
  const file = join(dataDir, NEXT_KEY_FILE);
  const kept = existsSync(file) ? readText(file).trim() : undefined;
  const isOurs = kept !== undefined && parseSignerKey(kept, ED25519).name === origin;
  if (isOurs && (!named || verifierKeyOf(kept) === named)) return kept;
  if (named)
    throw new OriginRefused(
      `${file} does not contain the key that the log names for the origin ${origin}. Put it back, and run this again.`,
    );
  const key = generateSignerKey(origin, ED25519);
  replaceFileSync(file, `${key}\n`);
  return key;
};

/** `record.example.org/talks`, then `…/talks.2`, then `…/talks.3`. */
const nextName = (origin: string): string => {
  const [, name = origin, count = '1'] = /^(.*)\.(\d+)$/.exec(origin) ?? [];
  return `${name}.${Number(count) + 1}`;
};

const archivePath = (dataDir: string, file: string, origin: string) =>
  join(dataDir, `${file}.until-${origin.replaceAll(/[^\w.-]/g, '_')}`);

/** After each step the service refuses the state, and another run continues from it. */
const archiveOrigin = (dataDir: string, origin: string, old: string, newKey: string): void => {
  const [key, folder] = [join(dataDir, KEY_FILE), join(dataDir, LEDGER_FOLDER)];
  if (old !== origin) {
    replaceFileSync(archivePath(dataDir, KEY_FILE, origin), readText(key));
    replaceFileSync(key, `${newKey}\n`);
  }
  rmSync(join(dataDir, NEXT_KEY_FILE), { force: true });
  if (existsSync(folder)) renameSync(folder, archivePath(dataDir, LEDGER_FOLDER, origin));
  fsyncPath(dataDir);
};

/** By now the log says that it is taken as it is, and every run gets here: an import into it is not to be continued any more. */
const signFirst = async (log: LogConfig, place: LedgerLog, options: LedgerOptions): Promise<void> => {
  endImport(log.dataDir);
  const key = ledgerKey(undefined, undefined, log.dataDir);
  const ledger = await Ledger.open(key, place, await checkLog(log), { ...options, isFirst: true });
  await ledger.checkpoint();
};

const startedIn = async (store: EventStore, stream: string): Promise<LedgerEvents['OriginStarted']> => {
  const [started] = await store.readStream(stream, { limit: 1 });
  return decode(started!).data as LedgerEvents['OriginStarted'];
};

/** How many events a checkpoint covers; 0 if it cannot be read. */
const sizeOf = (note: string): number => {
  try {
    return checkpointIn(note).size;
  } catch {
    return 0;
  }
};

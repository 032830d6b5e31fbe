import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { NotALog } from '#event-store/engine.js';
import { openEventStore } from '#event-store/engines.js';
import { type EventStore, isTransientError, type StoredEvent, Unavailable } from '#event-store/event-store.js';
import { threadData } from '#storage/thread-data.js';
import { matchesEntry } from '../entry.js';
import { leavesOf } from '../leaves.js';
import { isAboutLog, RecordedCheckpoints } from '../recorded-checkpoints.js';
import { noteVerifier } from '../signed-note.js';
import { alteredEvent } from './altered-event.js';
import { dataIn } from './checkpoint-stream.js';
import { type FromScrub, PAUSE_MS, type ScrubData } from './log-scrubber.js';

const { eventsPerSecond, verifierKey, ...log } = threadData<ScrubData>();
const port = parentPort!;
const post = (message: FromScrub) => port.postMessage(message);

/** @returns whether the log is sound so far */
const pass = async (store: EventStore): Promise<boolean> => {
  post({ type: 'ready' });
  const [before] = (await once(port, 'message')) as [number];
  const checkpoints = new RecordedCheckpoints([noteVerifier(verifierKey)]);
  let events = 0;
  for await (const batch of store.readAll()) {
    const begun = performance.now();
    const altered = batch.events.findIndex((event) => !matchesEntry(event));
    if (altered >= 0) {
      post({ type: 'altered', event: alteredEvent(batch.events[altered]!, events + altered) });
      return false;
    }
    for (const { stream, data, entry } of batch.events)
      checkpoints.take(entry, isAboutLog(stream) ? { stream, data: dataIn(data) } : undefined);
    post({ type: 'read', from: events, leaves: leavesOf(batch.events), places: batch.events.map(placeOf) });
    events += batch.events.length;
    await sleep(Math.max(0, (batch.events.length / eventsPerSecond) * 1_000 - (performance.now() - begun)));
  }
  // Whether a loss was accepted is known at the end.
  const [problem] = checkpoints.problemsNotAccepted;
  if (problem !== undefined) {
    post({ type: 'checkpoint', problem });
    return false;
  }
  post({ type: 'passed', events, before });
  return isSound(store);
};

/** An index that lost an event hides it from whoever reads its stream. */
const isSound = async (store: EventStore): Promise<boolean> => {
  try {
    await store.check();
    return true;
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    post({ type: 'damaged', why: (error as Error).message });
    return false;
  }
};

const placeOf = ({ stream, revision, id }: StoredEvent) => ({ stream, revision, id });

/** The log, once it can be reached. */
const reachLog = async (): Promise<EventStore> => {
  for (;;)
    try {
      return await openEventStore(log, 'reader');
    } catch (error) {
      if (!isTransientError(error)) throw error;
      await sleep(PAUSE_MS);
    }
};

const scrub = async (): Promise<void> => {
  const store = await reachLog();
  for (;;)
    try {
      if (!(await pass(store))) return;
      await sleep(PAUSE_MS);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      if (store.trouble !== undefined && !error.isTransient) return post({ type: 'damaged', why: store.trouble });
      await sleep(PAUSE_MS);
    }
};

try {
  await scrub();
} catch (error) {
  const { name, message } = error as Error;
  post(name === NotALog.name ? { type: 'damaged', why: message } : { type: 'died', error: message });
}

import type { EventStore } from '#event-store/event-store.js';
import { EventsLost } from '#event-store/events-lost.js';
import { findLoss } from '#read-models/projector/lost-events.js';
import { CliError } from './cli-error.js';

/**
 * For commands that make something of a log and change nothing in its folder: from one that has lost acknowledged events they would carry the
 * loss away.
 * @param viewsDir the folder with views.db, or with a copy of it
 * @param consequence the beginning of the message: what was not done
 * @throws CliError
 */
export const assertNoLoss = async (store: EventStore, viewsDir: string, consequence: string): Promise<void> => {
  const loss = await findLoss(store, viewsDir);
  if (loss !== undefined) throw new CliError(`${consequence}: ${new EventsLost(loss, loss.evidence).message}`);
};

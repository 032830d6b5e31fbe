import { END, streamNameFilter } from '@eventstore/db-client';
import type { Connection } from './connection.js';
import { pauseAfter } from './connection.js';
import { PREFIX } from './event-codec.js';

/**
 * Notifies whenever the server announces an event of ours, until `ended` aborts. Subscribes again whenever the
 * subscription ends or its client is discarded, and notifies then too, because events may have been missed.
 */
export const subscribe = async (connection: Connection, ring: () => void, ended: AbortSignal): Promise<void> => {
  for (let tries = 1; !ended.aborted; tries++) {
    const held = heldBy(connection);
    if (held === undefined) {
      await connection.pause(pauseAfter(tries));
      continue;
    }
    const { client, gone } = held;
    const subscription = client.subscribeToAll({
      fromPosition: END,
      filter: streamNameFilter({ prefixes: [PREFIX] }),
    });
    const end = () => {
      subscription.unsubscribe().catch(() => {}); // it never started
      subscription.destroy();
    };
    const either = AbortSignal.any([ended, gone]);
    either.addEventListener('abort', end);
    // The iteration throws the first error; a later one must not end the process.
    subscription.on('error', () => {});
    try {
      for await (const _ of subscription) {
        tries = 0;
        ring();
      }
    } catch {
      connection.discard(client); // the next call reports why
    } finally {
      either.removeEventListener('abort', end);
      end();
    }
    ring();
    await connection.pause(pauseAfter(tries));
  }
};

const heldBy = (connection: Connection): ReturnType<Connection['current']> | undefined => {
  try {
    return connection.current();
  } catch {
    return undefined; // the next call reports why
  }
};

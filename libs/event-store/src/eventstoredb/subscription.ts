import { END, streamNameFilter } from '@eventstore/db-client';
import type { Connection } from './connection.js';
import { pauseAfter } from './connection.js';
import { PREFIX } from './event-codec.js';

/**
 * Rings whenever the server tells of an event of ours, until it has `ended`. A subscription that ends, however it does, and
 * one of a client that was thrown away, is made again; since it may have missed something, that rings too.
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
      subscription.unsubscribe().catch(() => {}); // it never began
      subscription.destroy();
    };
    const either = AbortSignal.any([ended, gone]);
    either.addEventListener('abort', end);
    // What the iteration throws is known here; an error that comes after it must not end the process.
    subscription.on('error', () => {});
    try {
      for await (const _ of subscription) {
        tries = 0;
        ring();
      }
    } catch {
      connection.discard(client); // why, the next call tells
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
    return undefined; // why, the next call tells
  }
};

import { END, streamNameFilter } from '@eventstore/db-client';
import type { Connection } from './connection.js';
import { pauseAfter } from './connection.js';
import type { Position } from '../event-store.js';
import { isOurs, PREFIX } from './event-codec.js';
import { toPosition } from './positions.js';

/**
 * Notifies whenever the server announces an event of ours, with its position, until `ended` aborts. Subscribes again whenever
 * the subscription ends or its client is discarded, and notifies then too, without one, because events may have been missed, and
 * what a deposed leader has announced need not be in the log.
 */
export const subscribe = async (
  connection: Connection,
  ring: (position?: Position) => void,
  ended: AbortSignal,
): Promise<void> => {
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
      let last: Position | undefined;
      for await (const { event } of subscription) {
        tries = 0;
        if (event?.position !== undefined && isOurs(event)) last = toPosition(event.position);
        ring(last);
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

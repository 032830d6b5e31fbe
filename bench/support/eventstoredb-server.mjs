/** The server for tests of EventStoreDB, in a process of its own. */
import { atTheEnd } from './children.mjs';

const SERVER = '../../dist/faults/eventstoredb/server/start.js';

/** Runs some work on a new server, which is ended with it. */
export const onTestServer = async (work) => {
  // The engine is a folder that may be deleted, and its server with it.
  const { startTestProcess } = await import(SERVER);
  const server = await startTestProcess(['--system-events-every', '0']);
  const { child } = server;
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async () => hasEnded() || server.stop();
  atTheEnd(stop);
  try {
    return await work(server);
  } finally {
    await stop();
  }
};

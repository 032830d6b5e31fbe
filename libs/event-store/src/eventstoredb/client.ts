import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import { ChannelClosed, NoClient } from './failures.js';

/** Of a grpc channel, in `getConnectivityState`. */
const SHUTDOWN = 4;
const CLOSING_MS = 1_000;

type Channel = Readonly<{ close: () => void; getConnectivityState: (connects: boolean) => number }>;
type Service = Readonly<{ getChannel: () => Channel }>;
type Execute = (service: unknown, name: string, action: (service: Service) => Promise<unknown>) => Promise<unknown>;
type HandleError = (service: Service, error: Error) => Promise<void>;
/** What the client shows to its own subclasses alone. */
type Inner = { execute: Execute; handleError: HandleError; readonly getChannel: () => Promise<Channel> };

/**
 * A client that calls can share of which some fail. Twice the client leaves a failure to nobody, which would end the process.
 *
 * When a call hears of another leader, the client closes the channel that all calls have; an append that is just about to
 * use it throws where nothing catches. So it is looked at first, with nothing in between.
 *
 * When a call fails, the client waits for the channel of now to see whether it is that of the call; where no server is
 * found, that wait fails too. Whoever asked for that channel is told.
 * @throws NoClient: a file that was there at the start may be gone for a while, as where certificates are renewed
 */
export const newClient = (url: string): EventStoreDBClient => {
  try {
    const client = EventStoreDBClient.connectionString(url);
    const inner = client as unknown as Inner;
    const { execute, handleError } = inner;
    inner.execute = (service, name, action) =>
      execute(service, name, async (one) => {
        if (one.getChannel().getConnectivityState(false) === SHUTDOWN) throw new ChannelClosed();
        return action(one);
      });
    inner.handleError = (service, error) => handleError(service, error).catch(() => {});
    return client;
  } catch (error) {
    throw new NoClient(error);
  }
};

/** The client ends its streams, and leaves its channel open: that is closed here. */
export const shut = async (client: EventStoreDBClient): Promise<void> => {
  void client.dispose();
  const opened = (client as unknown as Inner).getChannel().then(
    (channel) => channel.close(),
    () => {}, // it never got as far as a channel
  );
  await Promise.race([opened, sleep(CLOSING_MS, undefined, { ref: false })]);
};

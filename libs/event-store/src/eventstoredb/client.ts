import { setTimeout as sleep } from 'node:timers/promises';
import { convertToCommandError, EventStoreDBClient } from '@eventstore/db-client';
import { ChannelClosed, NoClient } from './failures.js';

/**
 * How a cluster is looked for where the address does not say: once, and not for long at each node. A search cannot be called
 * off, and holds up whoever ends; whoever goes on asks again.
 */
const SEARCH = 'maxDiscoverAttempts=1&gossipTimeout=2';
/** Up to the options, as the client reads it. */
const WITHOUT_OPTIONS = /^([^:]+:\/\/(?:[^:]+:[^@]+@)?[^?]*)(\?|$)/;

/** Of a grpc channel, in `getConnectivityState`. */
const SHUTDOWN = 4;
const CLOSING_MS = 1_000;

type Channel = Readonly<{ close: () => void; getConnectivityState: (connects: boolean) => number }>;
type Service = Readonly<{ getChannel: () => Channel }>;
type Execute = (service: unknown, name: string, action: (service: Service) => Promise<unknown>) => Promise<unknown>;
type HandleError = (service: Service, error: Error) => Promise<void>;
/** Of grpc: how a call ended, who hears of it, and what can stand between. */
type Status = Readonly<{ code: number; details: string; metadata: Readonly<{ remove: (key: string) => void }> }>;
type Listener = Readonly<{ onReceiveStatus: (status: Status) => void }>;
type Call = { start: (metadata: unknown, listener: Listener) => void };
type Interceptor = (options: object, next: (options: object) => Call) => Call;
type CallArguments = (...asked: unknown[]) => readonly [metadata: unknown, options: object];
/** What the client shows to its own subclasses alone. */
type Inner = {
  execute: Execute;
  handleError: HandleError;
  callArguments: CallArguments;
  readonly getChannel: () => Promise<Channel>;
};

/**
 * A client that calls can share of which some fail. Three times the client leaves a failure to nobody, which would end the process.
 *
 * When a call hears of another leader, the client closes the channel that all calls have; an append that is just about to
 * use it throws where nothing catches. So it is looked at first, with nothing in between.
 *
 * When a call fails, the client waits for the channel of now to see whether it is that of the call; where no server is
 * found, that wait fails too. Whoever asked for that channel is told.
 *
 * When a refusal names an exception, the client reads what belongs to it in other headers, and throws where they are not there.
 * @throws NoClient: a file that was there at the start may be gone for a while, as where certificates are renewed
 */
export const newClient = (url: string): EventStoreDBClient => {
  try {
    const client = EventStoreDBClient.connectionString(withSearch(url));
    const inner = client as unknown as Inner;
    const { execute, handleError, callArguments } = inner;
    inner.execute = (service, name, action) =>
      execute(service, name, async (one) => {
        if (one.getChannel().getConnectivityState(false) === SHUTDOWN) throw new ChannelClosed();
        return action(one);
      });
    inner.handleError = (service, error) => handleError(service, error).catch(() => {});
    inner.callArguments = (...asked) => {
      const [metadata, options] = callArguments(...asked);
      return [metadata, { ...options, interceptors: [madeLegible] }];
    };
    return client;
  } catch (error) {
    throw new NoClient(error);
  }
};

/** Put first, since of two options of one name the client takes the later. */
const withSearch = (url: string): string =>
  url.trim().replace(WITHOUT_OPTIONS, (_, where: string, options: string) => `${where}?${SEARCH}${options && '&'}`);

/** A refusal that the client cannot read becomes one without a name, of which it tells the code and the words. */
const madeLegible: Interceptor = (options, next) => {
  const call = next(options);
  const start = call.start.bind(call);
  call.start = (metadata, listener) => {
    const onReceiveStatus = (status: Status) => {
      if (!isLegible(status)) status.metadata.remove('exception');
      listener.onReceiveStatus(status);
    };
    start(metadata, { ...listener, onReceiveStatus });
  };
  return call;
};

const isLegible = (status: Status): boolean => {
  try {
    convertToCommandError(Object.assign(new Error(status.details), status));
    return true;
  } catch {
    return false;
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

import { setTimeout as sleep } from 'node:timers/promises';
import { convertToCommandError, EventStoreDBClient } from '@eventstore/db-client';
import { takeEnvelope } from './envelopes.js';
import { ChannelClosed, NoClient } from './failures.js';

/**
 * Defaults for discovery: one attempt, with a short timeout per node. A discovery cannot be cancelled and would delay a
 * shutdown; callers retry instead.
 */
const SEARCH = 'maxDiscoverAttempts=1&gossipTimeout=2';
/** The connection string up to its options, as the client parses it. */
const WITHOUT_OPTIONS = /^([^:]+:\/\/(?:[^:]+:[^@]+@)?[^?]*)(\?|$)/;

/** A state of `getConnectivityState` of a gRPC channel. */
const SHUTDOWN = 4;
const CLOSING_MS = 1_000;
/** The status of a gRPC call that has not failed. */
const OK = 0;

type Channel = Readonly<{ close: () => void; getConnectivityState: (connects: boolean) => number }>;
type Service = Readonly<{ getChannel: () => Channel }>;
type Execute = (service: unknown, name: string, action: (service: Service) => Promise<unknown>) => Promise<unknown>;
type HandleError = (service: Service, error: Error) => Promise<void>;
/** gRPC: the status of a call, its listener, and interceptors. */
type Status = Readonly<{ code: number; details: string; metadata: Readonly<{ remove: (key: string) => void }> }>;
type Listener = Readonly<{ onReceiveMessage: (message: unknown) => void; onReceiveStatus: (status: Status) => void }>;
type Call = { start: (metadata: unknown, listener: Listener) => void };
type Interceptor = (options: object, next: (options: object) => Call) => Call;
type CallArguments = (...asked: unknown[]) => readonly [metadata: unknown, options: object];
/** Protected members of the client. */
type Inner = {
  execute: Execute;
  handleError: HandleError;
  callArguments: CallArguments;
  readonly getChannel: () => Promise<Channel>;
};

/**
 * A client that concurrent calls can share even if some fail. The original has three unhandled failures that would end the
 * process.
 *
 * When a call is redirected to another leader, the client closes the shared channel. An append that is about to use it
 * throws outside of any handler, so the state of the channel is checked right before.
 *
 * When a call fails, the client awaits the current channel to compare it with that of the call. If no server is found, that
 * fails too, and the caller that requested the channel gets the error.
 *
 * When an error names an exception, the client reads its details from other headers and throws if they are missing.
 * @throws NoClient: a file may be missing for a moment, for example while certificates are renewed
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
      return [metadata, { ...options, interceptors: [legible] }];
    };
    return client;
  } catch (error) {
    throw new NoClient(error);
  }
};

/** The defaults come first, because the client uses the last of two options with one name. */
const withSearch = (url: string): string =>
  url.trim().replace(WITHOUT_OPTIONS, (_, where: string, options: string) => `${where}?${SEARCH}${options && '&'}`);

/**
 * Removes what the client cannot parse: the exception name from an error, so that it reports code and message, and the envelope from
 * an event.
 */
const legible: Interceptor = (options, next) => {
  const call = next(options);
  const start = call.start.bind(call);
  call.start = (metadata, listener) => {
    const onReceiveStatus = (status: Status) => {
      if (status.code !== OK && !isLegible(status)) status.metadata.remove('exception');
      listener.onReceiveStatus(status);
    };
    const onReceiveMessage = (message: unknown) => {
      if (message) takeEnvelope(message);
      listener.onReceiveMessage(message);
    };
    start(metadata, { ...listener, onReceiveMessage, onReceiveStatus });
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

/** `dispose` of the client ends its streams but leaves its channel open; this closes it too. */
export const shut = async (client: EventStoreDBClient): Promise<void> => {
  void client.dispose();
  const opened = (client as unknown as Inner).getChannel().then(
    (channel) => channel.close(),
    () => {}, // there was never a channel
  );
  await Promise.race([opened, sleep(CLOSING_MS, undefined, { ref: false })]);
};

import type { Metadata, ServiceError } from '@grpc/grpc-js';
import type { Endpoint, Fault, Faults, Occasion } from './faults.js';
import type { Log } from './log.js';
import type { Member } from './membership.js';

/** What a server has counted. `events` are those that it has sent to readers and subscribers. */
export type Counts = { calls: Record<Exclude<Occasion, 'event'>, number>; events: number };

/** A server of the cluster, as the calls see it. A server alone is a cluster of one. */
export type Node = Readonly<{
  log: Log;
  faults: Faults;
  counts: Counts;
  endpoint: () => Endpoint;
  /** How many events of the log it has: fewer than there are where it lags. */
  length: () => number;
  /** Calls back when it may have more of the log. @returns what ends that */
  onNews: (listener: () => void) => () => void;
  /** The reads and subscriptions that are open. */
  open: Set<Readonly<{ end: () => unknown }>>;
  /** Undefined where none leads, or it is down. */
  leader: () => Endpoint | undefined;
  members: () => readonly Member[];
  /** What to answer to who may not do this; `$all` needs more rights than a stream. */
  refuses: (metadata: Metadata, what: 'stream' | '$all') => ServiceError | undefined;
  /** Destroys the TCP connection of this peer. */
  cut: (peer: string) => void;
  restart: (fault: Fault & { name: 'restart' }) => void;
}>;

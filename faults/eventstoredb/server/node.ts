import type { Metadata, ServiceError } from '@grpc/grpc-js';
import type { Endpoint, Fault, Faults, Occasion } from './faults.js';
import type { Log } from './log.js';
import type { Member } from './membership.js';
import type { Deed } from './users.js';

/** The reads of a server that have an end, by what is read, and in which direction. */
export type ReadKind = `${'all' | 'stream'}-${'forwards' | 'backwards'}`;

/** The counters of a server. `reads`: the calls `read`, by kind. `events` are those that it has sent to readers and subscribers. */
export type Counts = {
  calls: Record<Exclude<Occasion, 'event' | 'backwards'>, number>;
  reads: Record<ReadKind, number>;
  events: number;
};

/** A server of the cluster, as the calls use it. A single server is a cluster of one. */
export type Node = Readonly<{
  log: Log;
  faults: Faults;
  counts: Counts;
  /** Is told of each read that has an end. */
  onRead: ((kind: ReadKind, stream: string) => void) | undefined;
  endpoint: () => Endpoint;
  /** The number of events of the log that it has: fewer than exist if it lags. */
  length: () => number;
  /** Calls back when it may have more of the log. @returns a function that ends this */
  onNews: (listener: () => void) => () => void;
  /** The open reads and subscriptions. */
  open: Set<Readonly<{ end: () => unknown }>>;
  /** Undefined if there is no leader, or it is down. */
  leader: () => Endpoint | undefined;
  members: () => readonly Member[];
  /** The error for a caller without the right. */
  refuses: (metadata: Metadata, deed: Deed, stream: string) => ServiceError | undefined;
  /** Destroys the TCP connection of this peer. */
  cut: (peer: string) => void;
  /** Stops the server. It can be restarted. */
  end: () => void;
  restart: (fault: Fault & { name: 'restart' }) => void;
}>;

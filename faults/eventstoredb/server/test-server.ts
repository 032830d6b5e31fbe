import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import serverFeatures from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { reservePort, type ReservedPort } from '../../../test/support/ports.js';
import { append, batchAppend } from './append.js';
import { Connections } from './connections.js';
import { tellFeatures, tellGossip } from './discovery.js';
import { type Endpoint, type Fault, type FaultName, Faults, type Injected } from './faults.js';
import { logFile } from './log-file.js';
import { Log } from './log.js';
import { Membership } from './membership.js';
import type { Counts, Node, ReadKind } from './node.js';
import { read } from './read.js';
import { softDelete, tombstone } from './remove.js';
import { newTls, type Tls } from './tls.js';
import { refusalFor, type User } from './users.js';

export type TestServerOptions = Readonly<{
  /** A port that the caller has reserved and releases; by default, the server reserves one until it is stopped. */
  port?: ReservedPort;
  /** The file that stores the log; by default, it is in memory only. */
  dataFile?: string;
  /** After this many appends the server writes a `$…` event of its own into `$all`. 0: never; default: 10. */
  systemEventsEvery?: number;
  /** With a certificate made for this server. */
  tls?: boolean;
  /** The users; without them, everybody may call. The client sends credentials over TLS only. */
  users?: readonly User[];
  /** How much later, in ms, an event can be read here than it was acknowledged: as on a follower. Default: 0. */
  lag?: number;
  /** Is told of each read that has an end. */
  onRead?: (kind: ReadKind, stream: string) => void;
}>;

/** What the servers of a cluster share. */
export type Shared = Readonly<{ log: Log; membership: Membership; tls: Tls | undefined }>;

/** @throws TypeError for users without TLS */
export function newShared({ dataFile, systemEventsEvery = 10, tls = false, users }: TestServerOptions): Shared {
  if (users && !tls) throw new TypeError('Users need tls: the client sends no credentials without it');
  const keeper = dataFile === undefined ? undefined : logFile(dataFile);
  return {
    log: new Log({ systemEventsEvery, keeper }),
    membership: new Membership(),
    tls: tls ? newTls() : undefined,
  };
}

/** Where and how a client finds these servers. */
export function connectionStringOf(
  endpoints: readonly Endpoint[],
  tls: Tls | undefined,
  user: User | undefined,
): string {
  const who = user ? `${encodeURIComponent(user.username)}:${encodeURIComponent(user.password)}@` : '';
  const hosts = endpoints.map(({ host, port }) => `${host}:${port}`).join(',');
  const how = tls ? `tls=true&tlsCAFile=${encodeURIComponent(tls.caFile)}` : 'tls=false';
  return `esdb://${who}${hosts}?${how}`;
}

/** The requests and actions of a server. `head` is the position of the last event of `$all`. */
export type State = Readonly<{
  calls: Counts['calls'];
  reads: Counts['reads'];
  injected: Record<FaultName, number>;
  faults: ReturnType<Faults['list']>;
  eventsSent: number;
  open: number;
  connections: number;
  events: number;
  streams: number;
  head: string | undefined;
}>;

const HOST = '127.0.0.1';
/** As on the real server. */
const MAX_MESSAGE = 17 * 1024 * 1024;
const noReads = (): Counts['reads'] => ({
  'all-forwards': 0,
  'all-backwards': 0,
  'stream-forwards': 0,
  'stream-backwards': 0,
});
const noCalls = (): Counts['calls'] => ({
  append: 0,
  'batch-append': 0,
  delete: 0,
  read: 0,
  subscribe: 0,
  gossip: 0,
  features: 0,
});

/**
 * A server for tests that implements the gRPC protocol of EventStoreDB, with the definitions of the client's package,
 * and causes faults on request. It is not a database: its data is in memory.
 */
export class TestServer {
  readonly faults = new Faults((fault, take) => this.strikeOpen(fault, take));
  readonly counts: Counts = { calls: noCalls(), reads: noReads(), events: 0 };
  private readonly node: Node;
  private readonly news = new EventEmitter().setMaxListeners(0);
  private behind: number;
  private visible = 0;
  private later: NodeJS.Timeout | undefined;
  private connections: Connections | undefined;
  private grpc: Server | undefined;
  private turn: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();

  private constructor(
    private readonly options: TestServerOptions,
    private readonly reserved: ReservedPort,
    private readonly shared: Shared,
    private readonly isAlone: boolean,
  ) {
    this.behind = options.lag ?? 0;
    shared.membership.join({ endpoint: () => this.endpoint, isAlive: () => this.connections !== undefined });
    this.node = this.asNode();
    shared.log.onWrite(() => this.tellNews());
  }

  /** @param shared what it shares with others; by default it is alone @throws TypeError for users without TLS */
  static async start(options: TestServerOptions = {}, shared?: Shared): Promise<TestServer> {
    const common = shared ?? newShared(options);
    const server = new TestServer(options, options.port ?? (await reservePort()), common, shared === undefined);
    await server.open();
    return server;
  }

  /** How much it lags, in ms; it can be changed at any time. What can be read once stays readable. */
  get lag(): number {
    return this.behind;
  }

  set lag(ms: number) {
    this.behind = ms;
    clearTimeout(this.later);
    this.later = undefined;
    this.tellNews();
  }

  get log(): Log {
    return this.shared.log;
  }

  get endpoint(): Endpoint {
    // A name, because TLS has none for an address.
    return { host: this.shared.tls ? 'localhost' : HOST, port: this.reserved.port };
  }

  get connectionString(): string {
    return connectionStringOf([this.endpoint], this.shared.tls, this.options.users?.[0]);
  }

  inject(fault: Fault): Injected {
    return this.faults.inject(fault);
  }

  /** Stops, and starts again on the same port. `ms` is how long it is down. */
  async restart({ keepData = true, ms = 0 }: Readonly<{ keepData?: boolean; ms?: number }> = {}): Promise<void> {
    const restarting = this.turn.then(async () => {
      await this.close();
      if (!keepData) this.log.clear();
      if (ms > 0) await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => {});
      if (!this.stopping.signal.aborted) await this.open();
    });
    this.turn = restarting;
    return restarting;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.faults.clear();
    await this.turn;
    await this.close();
    clearTimeout(this.later);
    if (this.isAlone) this.shared.tls?.remove();
    if (!this.options.port) this.reserved.release();
  }

  state(): State {
    return {
      calls: { ...this.counts.calls },
      reads: { ...this.counts.reads },
      injected: { ...this.faults.injected },
      faults: this.faults.list(),
      eventsSent: this.counts.events,
      open: this.node.open.size,
      connections: this.connections?.count ?? 0,
      events: this.log.readable.length,
      streams: this.log.streams.size,
      head: this.log.readable.at(-1)?.position.toString(),
    };
  }

  private async open(): Promise<void> {
    const grpc = this.services();
    const injector = grpc.createConnectionInjector(
      this.shared.tls?.credentials() ?? ServerCredentials.createInsecure(),
    );
    this.connections = await Connections.accept(this.reserved, (socket) => injector.injectConnection(socket));
    this.grpc = grpc;
  }

  private async close(): Promise<void> {
    const { connections, grpc } = this;
    this.connections = this.grpc = undefined;
    await connections?.close();
    grpc?.forceShutdown();
  }

  private services(): Server {
    const { node } = this;
    const server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE });
    const onStreams: streams.IStreamsServer = {
      read: (call) => void read(node, call),
      append: (call, answer) => append(node, call, answer),
      batchAppend: (call) => batchAppend(node, call),
      delete: (call, answer) => void softDelete(node, call, answer),
      tombstone: (call, answer) => void tombstone(node, call, answer),
    };
    const onGossip: gossip.IGossipServer = { read: (call, answer) => void tellGossip(node, call, answer) };
    const onFeatures: serverFeatures.IServerFeaturesServer = {
      getSupportedMethods: (call, answer) => void tellFeatures(node, call, answer),
    };
    server.addService(streams.StreamsService, onStreams);
    server.addService(gossip.GossipService, onGossip);
    server.addService(serverFeatures.ServerFeaturesService, onFeatures);
    return server;
  }

  private asNode(): Node {
    const { log, faults, counts } = this;
    return {
      log,
      faults,
      counts,
      onRead: this.options.onRead,
      open: new Set(),
      endpoint: () => this.endpoint,
      length: () => this.length(),
      onNews: (listener) => {
        this.news.on('news', listener);
        return () => void this.news.off('news', listener);
      },
      leader: () => this.shared.membership.leader(),
      members: () => this.shared.membership.members(),
      refuses: (metadata, deed, stream) => refusalFor(this.options.users, log, metadata, deed, stream),
      cut: (peer) => this.connections?.cut(peer),
      end: () => void this.close(),
      restart: (fault) => void this.restart(fault),
    };
  }

  private length(): number {
    const { events } = this.log;
    if (this.visible > events.length) this.visible = 0;
    // An elected leader has everything that was acknowledged.
    const lag = !this.isAlone && this.shared.membership.leader()?.port === this.reserved.port ? 0 : this.lag;
    const until = Date.now() - lag;
    if (lag === 0) this.visible = events.length;
    else while (this.visible < events.length && events[this.visible]!.created <= until) this.visible++;
    return this.visible;
  }

  /** At once, and again as long as there is more that cannot be read yet. */
  private tellNews(): void {
    this.news.emit('news');
    if (this.later || this.length() === this.log.events.length) return;
    this.later = setTimeout(() => {
      this.later = undefined;
      this.tellNews();
    }, this.lag).unref();
  }

  private strikeOpen(fault: Fault, take: () => unknown): void {
    switch (fault.name) {
      case 'reset':
        if (take()) this.connections?.cutAll();
        return;
      case 'restart':
        if (take()) void this.restart(fault);
        return;
      case 'polite-end':
        for (const call of this.node.open) if (take()) call.end();
        return;
      default:
    }
  }
}

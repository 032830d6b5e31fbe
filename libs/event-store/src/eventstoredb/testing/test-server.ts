import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import serverFeatures from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { append, batchAppend } from './append.js';
import { Connections } from './connections.js';
import { tellFeatures, tellGossip } from './discovery.js';
import { type Endpoint, type Fault, type FaultName, Faults, type Injected } from './faults.js';
import { logFile } from './log-file.js';
import { Log } from './log.js';
import type { Counts, Member, Node } from './node.js';
import { read } from './read.js';
import { softDelete, tombstone } from './remove.js';

export type TestServerOptions = Readonly<{
  /** 0, any that is free, where it is not given. */
  port?: number;
  /** The file that keeps the log; else it is in memory alone. */
  dataFile?: string;
  /** After so many appends the server writes a `$…` event of its own into `$all`. 0: never; else 10. */
  systemEventsEvery?: number;
}>;

/** What a server has seen and done. `head` is the position of the last event of `$all`. */
export type State = Readonly<{
  calls: Counts['calls'];
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
/** As the real server takes. */
const MAX_MESSAGE = 17 * 1024 * 1024;
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
 * A server for tests that speaks the gRPC protocol of EventStoreDB, in the definitions that the client's package ships,
 * and does wrong what it is told to. It is no database: what it holds is in memory.
 */
export class TestServer {
  readonly faults = new Faults((fault, take) => this.strikeOpen(fault, take));
  readonly counts: Counts = { calls: noCalls(), events: 0 };
  readonly log: Log;
  private readonly node: Node;
  private readonly id = randomUUID();
  private port: number;
  private connections: Connections | undefined;
  private grpc: Server | undefined;
  private turn: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();

  private constructor(options: TestServerOptions) {
    this.port = options.port ?? 0;
    this.log = new Log({
      systemEventsEvery: options.systemEventsEvery ?? 10,
      keeper: options.dataFile === undefined ? undefined : logFile(options.dataFile),
    });
    this.node = this.asNode();
  }

  static async start(options: TestServerOptions = {}): Promise<TestServer> {
    const server = new TestServer(options);
    await server.open();
    return server;
  }

  get endpoint(): Endpoint {
    return { host: HOST, port: this.port };
  }

  get connectionString(): string {
    return `esdb://${HOST}:${this.port}?tls=false`;
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
  }

  state(): State {
    return {
      calls: { ...this.counts.calls },
      injected: { ...this.faults.injected },
      faults: this.faults.list(),
      eventsSent: this.counts.events,
      open: this.node.open.size,
      connections: this.connections?.count ?? 0,
      events: this.log.events.length,
      streams: this.log.streams.size,
      head: this.log.events.at(-1)?.position.toString(),
    };
  }

  private async open(): Promise<void> {
    const grpc = this.services();
    const injector = grpc.createConnectionInjector(ServerCredentials.createInsecure());
    this.connections = await Connections.listen(HOST, this.port, (socket) => injector.injectConnection(socket));
    this.port = this.connections.port;
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
      open: new Set(),
      endpoint: () => this.endpoint,
      length: () => log.events.length,
      onNews: (listener) => log.onWrite(listener),
      leader: () => this.endpoint,
      members: (): readonly Member[] => [{ id: this.id, endpoint: this.endpoint, isLeader: true, isAlive: true }],
      refuses: () => undefined,
      cut: (peer) => this.connections?.cut(peer),
      restart: (fault) => void this.restart(fault),
    };
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

import { connectionStringOf, newShared, type Shared, TestServer, type TestServerOptions } from './test-server.js';

export type ClusterOptions = Omit<TestServerOptions, 'lag'> &
  Readonly<{
    /** Else 3. With a `port` they take that and those after it. */
    nodes?: number;
  }>;

/**
 * Servers that share one log. One of them leads, as gossip tells; who must have the leader and asks another is told where
 * it is. A follower hands writes on to the leader, and may lag (`servers[n].lag`).
 */
export class Cluster {
  private constructor(
    readonly servers: readonly TestServer[],
    private readonly shared: Shared,
    private readonly options: ClusterOptions,
  ) {}

  /** @throws RangeError for no nodes, TypeError for users without TLS */
  static async start(options: ClusterOptions = {}): Promise<Cluster> {
    const { nodes = 3, port = 0 } = options;
    if (!Number.isSafeInteger(nodes) || nodes < 1) throw new RangeError(`A cluster has 1 node or more, not ${nodes}`);
    const shared = newShared(options);
    const servers: TestServer[] = [];
    for (let n = 0; n < nodes; n++)
      servers.push(await TestServer.start({ ...options, port: port === 0 ? 0 : port + n }, shared));
    return new Cluster(servers, shared, options);
  }

  get connectionString(): string {
    const endpoints = this.servers.map(({ endpoint }) => endpoint);
    return connectionStringOf(endpoints, this.shared.tls, this.options.users?.[0]);
  }

  /** The place of the one that leads and is up. */
  get leader(): number | undefined {
    const port = this.shared.membership.leader()?.port;
    const n = this.servers.findIndex(({ endpoint }) => endpoint.port === port);
    return n < 0 ? undefined : n;
  }

  /** Moves the leadership; `undefined`: none leads, and nothing can be written. @throws RangeError where there is no such node */
  lead(n: number | undefined): void {
    this.shared.membership.lead(n);
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
    this.shared.tls?.remove();
  }
}

import { reservePort, type ReservedPort } from '../../../test/support/ports.js';
import { connectionStringOf, newShared, type Shared, TestServer, type TestServerOptions } from './test-server.js';

export type ClusterOptions = Omit<TestServerOptions, 'lag' | 'port'> &
  Readonly<{
    /** Default: 3. */
    nodes?: number;
    /**
     * For the first nodes: ports that the caller has reserved and releases. The cluster reserves those of the others.
     */
    ports?: readonly ReservedPort[];
  }>;

/**
 * Servers that share one log. One of them is the leader, as gossip reports. A client that requires the leader and asks
 * another node gets the address of the leader. A follower forwards writes to the leader, and may lag
 * (`servers[n].lag`).
 */
export class Cluster {
  private constructor(
    readonly servers: readonly TestServer[],
    private readonly shared: Shared,
    private readonly options: ClusterOptions,
    private readonly reserved: readonly ReservedPort[],
  ) {}

  /** @throws RangeError for no nodes, or fewer than ports; TypeError for users without TLS */
  static async start(options: ClusterOptions = {}): Promise<Cluster> {
    const { nodes = 3, ports = [] } = options;
    if (!Number.isSafeInteger(nodes) || nodes < 1) throw new RangeError(`A cluster has 1 node or more, not ${nodes}`);
    if (ports.length > nodes)
      throw new RangeError(`A cluster of ${nodes} takes at most ${nodes} ports, not ${ports.length}`);
    const shared = newShared(options);
    const servers: TestServer[] = [];
    const reserved = await Promise.all(Array.from({ length: nodes - ports.length }, () => reservePort()));
    for (const port of [...ports, ...reserved]) servers.push(await TestServer.start({ ...options, port }, shared));
    return new Cluster(servers, shared, options, reserved);
  }

  get connectionString(): string {
    const endpoints = this.servers.map(({ endpoint }) => endpoint);
    return connectionStringOf(endpoints, this.shared.tls, this.options.users?.[0]);
  }

  /** The index of the leader, if it is running. */
  get leader(): number | undefined {
    const port = this.shared.membership.leader()?.port;
    const n = this.servers.findIndex(({ endpoint }) => endpoint.port === port);
    return n < 0 ? undefined : n;
  }

  /**
   * Changes the leader; with `undefined`, there is none, and nothing can be written.
   * @throws RangeError if there is no such member
   */
  lead(n: number | undefined): void {
    this.shared.membership.lead(n);
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
    this.shared.tls?.remove();
    for (const { release } of this.reserved) release();
  }
}

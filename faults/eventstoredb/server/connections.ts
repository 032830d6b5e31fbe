import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Takes TCP connections for somebody else, and keeps them at hand so that they can be destroyed. */
export class Connections {
  private readonly sockets = new Map<string, Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {
    server.on('connection', (socket) => {
      const peer = `${socket.remoteAddress}:${socket.remotePort}`;
      this.sockets.set(peer, socket);
      socket.once('close', () => this.sockets.delete(peer));
    });
  }

  /** @param port 0 for any that is free */
  static async listen(host: string, port: number, onSocket: (socket: Socket) => void): Promise<Connections> {
    const server = createServer(onSocket).listen(port, host);
    await once(server, 'listening');
    return new Connections(server, (server.address() as AddressInfo).port);
  }

  get count(): number {
    return this.sockets.size;
  }

  cut(peer: string): void {
    this.sockets.get(peer)?.destroy();
  }

  cutAll(): void {
    for (const socket of this.sockets.values()) socket.destroy();
  }

  /** Takes no more, and destroys those that there are. */
  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.cutAll();
    await closed;
  }
}

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { listen, type ReservedPort } from '../../../test/support/ports.js';

/** Accepts TCP connections for a server, and keeps them so that they can be destroyed. */
export class Connections {
  private readonly sockets = new Map<string, Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => {
      const peer = `${socket.remoteAddress}:${socket.remotePort}`;
      this.sockets.set(peer, socket);
      socket.once('close', () => this.sockets.delete(peer));
    });
  }

  static async accept(port: ReservedPort, onSocket: (socket: Socket) => void): Promise<Connections> {
    const server = createServer(onSocket);
    await listen(server, port);
    return new Connections(server);
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

  /** Accepts no more connections, and destroys the existing ones. */
  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.cutAll();
    await closed;
  }
}

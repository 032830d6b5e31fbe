import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';

const HOST = '127.0.0.1';

/** A port of this machine that stays reserved, whether a server listens on it or not. */
export type ReservedPort = Readonly<{ port: number; release: () => void }>;

/**
 * Reserves a port. While the connection below is bound to it, the kernel does not choose it for anybody else, neither
 * for `listen(0)` nor for an outgoing connection. Servers can listen on it by its number, one after the other, in any
 * process: Node sets SO_REUSEADDR. While no server listens, connections are refused.
 * @param port one that another process has reserved; by default, any free port
 */
export const reservePort = async (port = 0): Promise<ReservedPort> => {
  const server = createServer((socket) => socket.unref()).unref();
  const peer = { host: HOST, port: await listen(server) };
  const connection = connect({ ...peer, localAddress: HOST, localPort: port });
  connection.once('close', () => server.close());
  await once(connection, 'connect');
  connection.unref();
  return { port: connection.localPort!, release: () => connection.destroy() };
};

/** Lets a server listen on this machine, on a reserved port or by default on any free port. @returns the port */
export const listen = async (server: Server, reserved?: ReservedPort): Promise<number> => {
  await once(server.listen(reserved?.port ?? 0, HOST), 'listening');
  return (server.address() as AddressInfo).port;
};

import { connect, createServer, type Socket } from 'node:net';
import { listen } from '../../test/support/ports.js';

/** What happens to one request: nothing; it or its answer is lost with the connection; or its answer is delayed. */
export type Fate = 'good' | 'request lost' | 'request torn' | 'answer lost' | Readonly<{ lateBy: number }>;

export type LossyProxy = Readonly<{ url: string; close: () => void }>;

/** A proxy between a client and the service. `fateOf` decides for each request, by its first bytes. */
export const lossyProxy = async (url: string, fateOf: (request: string) => Fate): Promise<LossyProxy> => {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    }
    let fate: Fate = 'good';
    client.on('data', (data) => {
      const drawn = fateOf(data.toString('latin1'));
      // A connection that lost a request stays lost.
      if (fate === 'good' || typeof fate === 'object') fate = drawn;
      if (fate === 'request lost') return client.destroy();
      if (fate === 'request torn') return upstream.end(data.subarray(0, data.length / 2), () => client.destroy());
      return upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (fate === 'good') client.write(data);
      else if (typeof fate === 'object') setTimeout(() => client.writable && client.write(data), fate.lateBy);
      else client.destroy();
    });
    upstream.on('close', () => client.end());
    client.on('close', () => upstream.end());
  });
  return {
    url: `http://127.0.0.1:${await listen(server)}`,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};

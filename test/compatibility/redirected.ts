/**
 * Loaded before the service (`node --import`): connections to REDIRECTED_FROM go to REDIRECTED_TO. A record names its issuer
 * for ever, and the issuer of a test has a free port.
 */
import { Socket, type TcpSocketConnectOpts } from 'node:net';

const [from, to] = ['REDIRECTED_FROM', 'REDIRECTED_TO'].map((name) => new URL(process.env[name]!)) as [URL, URL];
const portOf = ({ port, protocol }: URL) => Number(port || (protocol === 'https:' ? 443 : 80));

type Connect = (this: Socket, ...given: unknown[]) => Socket;
const connect = Object.getOwnPropertyDescriptor(Socket.prototype, 'connect')!.value as Connect;
Socket.prototype.connect = function (this: Socket, ...given: unknown[]) {
  // `net.connect` passes its options and its listener as one array.
  const options = [given[0]].flat()[0] as Partial<TcpSocketConnectOpts>;
  if (options.host === from.hostname && String(options.port) === String(portOf(from)))
    Object.assign(options, { host: to.hostname, port: portOf(to) });
  return connect.apply(this, given);
};

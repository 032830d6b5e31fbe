import { BlockList, isIP, type Server } from 'node:net';
import type { Limits } from '#config/limits.js';
import { networkOf } from './network-of.js';

/** A network has this many of the connections that are allowed. */
const SHARE = 10;

/** With login, a tenth of all. Without login there is one user, on this machine, so there is no limit by default. */
export const connectionsPerAddress = (
  { connectionsPerAddress: given, maxConnections }: Limits,
  hasLogin: boolean,
): number => given ?? (hasLogin ? Math.ceil(maxConnections / SHARE) : 0);

/**
 * Drops the connections of an address (for IPv6, of a /64 network) above a limit, so that one client leaves room for others.
 * A trusted proxy has no limit, since it connects for all of its clients.
 */
export const limitPerAddress = (
  server: Server,
  most: number,
  trustedProxies: readonly string[],
  onDropped: (address: string) => void,
): void => {
  const proxies = networksOf(trustedProxies);
  const open = new Map<string, number>();
  server.on('connection', (socket) => {
    const { remoteAddress: address } = socket;
    if (address === undefined) return; // it is closed already
    if (proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')) return;
    const network = networkOf(address);
    const count = open.get(network) ?? 0;
    if (count >= most) {
      socket.destroy();
      return onDropped(address);
    }
    open.set(network, count + 1);
    socket.once('close', () => {
      const left = open.get(network)! - 1;
      if (left === 0) open.delete(network);
      else open.set(network, left);
    });
  });
};

const networksOf = (texts: readonly string[]): BlockList => {
  const networks = new BlockList();
  for (const text of texts) {
    const [address = '', bits] = text.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) networks.addAddress(address, family);
    else networks.addSubnet(address, Number(bits), family);
  }
  return networks;
};

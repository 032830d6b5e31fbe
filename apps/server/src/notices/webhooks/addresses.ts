import { BlockList, isIP, isIPv6 } from 'node:net';

/** Hosts by their names, and networks, to which webhooks may go although they are not on the internet (WEBHOOK_ALLOW). */
export type Allowed = Readonly<{ hosts: readonly string[]; networks: readonly string[] }>;

/** The registries of special addresses of IANA (RFC 6890 and later), and multicast. */
const NOT_PUBLIC_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  // The platform of Azure.
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
/** Of 2000::/3, in which all public addresses are. Tunnels hide an IPv4 address (6to4, Teredo). */
const NOT_PUBLIC_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];
const MAYBE_PUBLIC_6 = ['2000::/3'];

const listOf = (networks: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return list;
};
const [notPublic4, notPublic6, maybePublic6] = [NOT_PUBLIC_4, NOT_PUBLIC_6, MAYBE_PUBLIC_6].map(listOf) as [
  BlockList,
  BlockList,
  BlockList,
];

/** Whether an address is one of the internet: not of this machine, of its network, of a cloud's metadata, of many at once. */
export const isPublic = (address: string): boolean => {
  const plain = unmapped(address);
  if (isIP(plain) === 4) return !notPublic4.check(plain, 'ipv4');
  return isIP(plain) === 6 && maybePublic6.check(plain, 'ipv6') && !notPublic6.check(plain, 'ipv6');
};

export class AddressPolicy {
  private readonly networks: BlockList;

  constructor(private readonly allowed: Allowed) {
    this.networks = listOf(allowed.networks);
  }

  /** Whether a host is named as one of an internal network. Its addresses are not looked at then. */
  isNamed(host: string): boolean {
    return this.allowed.hosts.includes(host.toLowerCase()) || (isIP(bare(host)) !== 0 && this.isWithin(bare(host)));
  }

  /** Whether a connection may be made to an address of this host. */
  permits(host: string, address: string): boolean {
    return isPublic(address) || this.isNamed(host) || this.isWithin(address);
  }

  private isWithin(address: string): boolean {
    const plain = unmapped(address);
    const family = isIP(plain);
    return family !== 0 && this.networks.check(plain, family === 6 ? 'ipv6' : 'ipv4');
  }
}

/** The host of a URL without the brackets of an IPv6 address. */
export const bare = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

/** `::ffff:127.0.0.1`, in each spelling, is an IPv4 address. */
const unmapped = (address: string): string => {
  const [plain = ''] = address.split('%', 1);
  if (!isIPv6(plain)) return plain;
  const { hostname } = new URL(`http://[${plain}]`);
  const [, high, low] = /^\[::ffff:([\da-f]+):([\da-f]+)\]$/.exec(hostname) ?? [];
  if (high === undefined || low === undefined) return plain;
  const [one, other] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [one >> 8, one & 255, other >> 8, other & 255].join('.');
};
